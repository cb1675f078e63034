//! Every key there is: where it goes and how it is read. The one list behind files, variables and nearest words.

use super::{
    Config,
    read::{Raw, boolean, bytes, duration, integer, one_of, text},
};

/// One key of the configuration.
pub(super) struct Key {
    /// `server.port`
    pub(super) path: &'static str,
    /// The variables beside `APP__SERVER__PORT`: one of its own, or none.
    pub(super) variables: &'static [&'static str],
    /// Reads the value into its place, or says what would be right.
    pub(super) read: fn(&mut Config, Raw<'_>) -> Result<(), String>,
}

macro_rules! keys {
    ($($section:ident.$field:ident $(= $variable:literal)?: $read:expr;)*) => {
        &[$(Key {
            path: concat!(stringify!($section), ".", stringify!($field)),
            variables: &[$($variable)?],
            read: |config, raw| {
                config.$section.$field = $read(raw)?;
                Ok(())
            },
        }),*]
    };
}

pub(super) const KEYS: &[Key] = keys! {
    app.name: text;
    server.host = "HOST": text;
    server.port = "PORT": integer;
    server.body_limit: bytes;
    server.timeout: duration;
    server.shutdown_timeout: duration;
    database.url = "DATABASE_URL": text;
    database.max_connections: |raw| integer(raw).and_then(at_least_one);
    database.acquire_timeout: duration;
    database.slow_query: duration;
    database.migrate_on_start: boolean;
    database.seed_when_empty: boolean;
    cache.url = "CACHE_URL": text;
    cache.enabled: boolean;
    cache.memory: bytes;
    cache.ttl: duration;
    cache.absent_ttl: duration;
    queue.url = "QUEUE_URL": text;
    queue.work_in_serve: boolean;
    queue.concurrency: |raw| integer(raw).and_then(at_least_one);
    queue.lease: duration;
    queue.poll: duration;
    log.filter = "RUST_LOG": text;
    log.format: |raw| one_of(raw, &["text", "json"]);
};

fn at_least_one<N: From<u8> + PartialOrd>(number: N) -> Result<N, String> {
    if number < N::from(1) {
        Err("must be 1 or more".into())
    } else {
        Ok(number)
    }
}
