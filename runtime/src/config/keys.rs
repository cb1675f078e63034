//! Every key there is: where it goes and how it is read. The one list behind files, variables and nearest words.

use std::{any::Any, time::Duration};

use super::{
    Config, Durability, Migrations,
    read::{Raw, at_least, boolean, bytes, duration, integer, one_of, text},
};

/// One key of the configuration.
pub(super) struct Key {
    /// `server.port`
    pub(super) path: &'static str,
    /// The variables beside `APP__SERVER__PORT`: one of its own, or none.
    pub(super) variables: &'static [&'static str],
    /// Reads the value into its place, or says what would be right.
    pub(super) read: fn(&mut Config, Raw<'_>) -> Result<(), String>,
    /// The value, where it is true or false.
    pub(super) flag: fn(&Config) -> Option<bool>,
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
            flag: |config| (&config.$section.$field as &dyn Any).downcast_ref().copied(),
        }),*]
    };
}

/// What stands before the name of a switch. Its name is the application's own, so it is no key of the list.
pub(super) const SWITCHES: &str = "switches.";

/// Reads a switch. A variable has no small letters, so a name has no capitals.
pub(super) fn switch(config: &mut Config, name: &str, raw: Raw<'_>) -> Result<(), String> {
    let small = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if name.is_empty() || !name.bytes().all(small) {
        return Err("is no name of a switch: small letters, digits and `_`".into());
    }
    config.switches.insert(name.to_owned(), boolean(raw)?);
    Ok(())
}

pub(super) const KEYS: &[Key] = keys! {
    app.name: text;
    server.host = "HOST": text;
    server.port = "PORT": integer;
    server.body_limit: |raw| bytes(raw).and_then(at_least_one);
    server.timeout: |raw| duration(raw).and_then(at_least(MOMENT));
    server.idle_timeout: |raw| duration(raw).and_then(at_least(MOMENT));
    server.shutdown_timeout: duration;
    database.url = "DATABASE_URL": text;
    database.max_connections: |raw| integer(raw).and_then(at_least_one);
    database.acquire_timeout: |raw| duration(raw).and_then(at_least(MOMENT));
    database.durability: |raw| one_of(raw, Durability::WORDS);
    database.slow_query: duration;
    database.explain_slow: boolean;
    database.migrations: |raw| one_of(raw, Migrations::WORDS);
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
    queue.lease: |raw| duration(raw).and_then(at_least(LEASE));
    queue.poll: |raw| duration(raw).and_then(at_least(MOMENT));
    log.filter = "RUST_LOG": text;
    log.format: |raw| one_of(raw, &[("text", "text"), ("json", "json")]).map(str::to_owned);
};

/// Zero would give up, or ask again, before anything can happen.
const MOMENT: Duration = Duration::from_millis(1);

/// A renewal begins after a third of the lease, and may wait ten seconds for the one connection that writes and for other processes.
const LEASE: Duration = Duration::from_secs(15);

fn at_least_one<N: From<u8> + PartialOrd>(number: N) -> Result<N, String> {
    if number < N::from(1) {
        Err("must be 1 or more".into())
    } else {
        Ok(number)
    }
}
