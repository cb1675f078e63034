//! Typed configuration in layers: defaults, `config/default.toml`, the environment's file, `.env`, the process's environment.
//!
//! The keys of ours are listed once, in `keys.rs`, those of an application in its `#[derive(Config)]`; a file or a variable with a key that is not there is a mistake, and all mistakes are told at once.

mod environment;
mod keys;
mod layers;
mod read;
mod section;
mod setting;
mod text;
mod url;

use std::{collections::BTreeMap, path::Path, time::Duration};

pub use environment::Environment;
pub use section::{Given, Section, SectionEntry, SectionKey, Sections, section_mistake};
pub use setting::Setting;
pub(crate) use url::{no_database, redacted, unknown_queue};

use crate::Result;
use keys::{KEYS, SWITCHES};

/// Everything that can be configured. `config/*.toml` has a section for each field.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// `[app]`
    pub app: App,
    /// `[server]`
    pub server: Server,
    /// `[database]`
    pub database: Database,
    /// `[cache]`
    pub cache: Cache,
    /// `[queue]`
    pub queue: Queue,
    /// `[log]`
    pub log: Log,
    /// `[switches]`: names of your own, each true or false, for `when = "…"` of a decorator. Default: none.
    pub switches: BTreeMap<String, bool>,
    /// The sections of the application's own: [`own`](Self::own).
    pub sections: Sections,
}

/// `[app]`
#[derive(Debug, Clone, Default)]
pub struct App {
    /// The application's name; it prefixes cache keys. Default: the package's name.
    pub name: String,
}

/// `[server]`
#[derive(Debug, Clone)]
pub struct Server {
    /// Where to listen; `HOST`. Default `127.0.0.1`.
    pub host: String,
    /// `PORT`. Default 3000.
    pub port: u16,
    /// The largest body that is read, in bytes, unless a route's own `DefaultBodyLimit` says otherwise. Default 2 MiB.
    pub body_limit: usize,
    /// How long a request may take from the end of its head. Default 30 s.
    pub timeout: Duration,
    /// How long a connection may take until the head of its next request is there; then it is closed.
    /// Default 75 s: longer than a load balancer usually keeps an idle connection, so that it does not ask one that is just being closed.
    pub idle_timeout: Duration,
    /// How long running requests and jobs may take to finish after SIGTERM. Default 10 s.
    pub shutdown_timeout: Duration,
}

/// `[database]`
#[derive(Debug, Clone)]
pub struct Database {
    /// `DATABASE_URL`. Default `sqlite://data/app.db`; `sqlite::memory:` for tests. A relative path starts at the application's root.
    pub url: String,
    /// Connections for reading at most. Default 4.
    pub max_connections: u32,
    /// How long to wait for a connection. Default 5 s.
    pub acquire_timeout: Duration,
    /// What a power failure may take. Default [`Durability::Full`].
    pub durability: Durability,
    /// Statements slower than this are logged. Default 100 ms.
    pub slow_query: Duration,
    /// The plan of a slow question is logged too: the database is asked for it (`EXPLAIN`) once it has answered. Default false.
    pub explain_slow: bool,
    /// Whose the tables are. Default [`Migrations::Folder`].
    pub migrations: Migrations,
    /// `serve` applies pending migrations. Default false.
    pub migrate_on_start: bool,
    /// `serve` runs the seeders when the tables are empty. Default false.
    pub seed_when_empty: bool,
}

/// `database.durability`: what a power failure or a crash of the machine may take. The end of the process alone takes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// `full`: every commit is on the disk before it is acknowledged, a dispatched job included.
    Full,
    /// `normal`: the last commits may be lost; the database stays whole. The log is written to the disk now and then.
    Normal,
    /// `off`: the operating system decides when to write; the database may be destroyed. For data that can be made again.
    Off,
}

impl Durability {
    const WORDS: &[(&str, Self)] = &[
        ("full", Self::Full),
        ("normal", Self::Normal),
        ("off", Self::Off),
    ];
}

/// `database.migrations`: whose the tables are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Migrations {
    /// `folder`: the application's own, made by the files of `migrations/`.
    Folder,
    /// `none`: others'. No migration is looked for, applied or asked about, and the words about them say so.
    None,
}

impl Migrations {
    const WORDS: &[(&str, Self)] = &[("folder", Self::Folder), ("none", Self::None)];
}

/// `[cache]`
#[derive(Debug, Clone)]
pub struct Cache {
    /// `CACHE_URL`: `memory` is the only one of this release, and the default.
    pub url: String,
    /// Off: every read goes to the database. Default true.
    pub enabled: bool,
    /// The most memory for entries, in bytes. Default 64 MiB.
    pub memory: u64,
    /// How long an entry lives unless its type says otherwise. Default 1 h.
    pub ttl: Duration,
    /// How long «there is no such row» is remembered. Default 60 s.
    pub absent_ttl: Duration,
}

/// `[queue]`
#[derive(Debug, Clone)]
pub struct Queue {
    /// `QUEUE_URL`: `sync`, `memory` or `database`. Default `database`.
    pub url: String,
    /// `serve` runs a worker too. Default false.
    pub work_in_serve: bool,
    /// Jobs at the same time in one worker. Default 8.
    pub concurrency: usize,
    /// How long a job is its worker's; renewed while it runs. Default 30 s, at least 15 s.
    pub lease: Duration,
    /// How often an idle worker looks for jobs of other processes at least; those of its own process wake it. Default 500 ms.
    pub poll: Duration,
}

/// `[log]`
#[derive(Debug, Clone)]
pub struct Log {
    /// `RUST_LOG`: a `tracing` filter. Default `info`.
    pub filter: String,
    /// `text` or `json`. Default `text`.
    pub format: String,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".into(),
            port: 3000,
            body_limit: 2 << 20,
            timeout: Duration::from_secs(30),
            idle_timeout: Duration::from_secs(75),
            shutdown_timeout: Duration::from_secs(10),
        }
    }
}

impl Default for Database {
    fn default() -> Self {
        Self {
            url: "sqlite://data/app.db".into(),
            max_connections: 4,
            acquire_timeout: Duration::from_secs(5),
            durability: Durability::Full,
            slow_query: Duration::from_millis(100),
            explain_slow: false,
            migrations: Migrations::Folder,
            migrate_on_start: false,
            seed_when_empty: false,
        }
    }
}

impl Default for Cache {
    fn default() -> Self {
        Self {
            url: "memory".into(),
            enabled: true,
            memory: 64 << 20,
            ttl: Duration::from_secs(60 * 60),
            absent_ttl: Duration::from_secs(60),
        }
    }
}

impl Default for Queue {
    fn default() -> Self {
        Self {
            url: "database".into(),
            work_in_serve: false,
            concurrency: 8,
            lease: Duration::from_secs(30),
            poll: Duration::from_millis(500),
        }
    }
}

impl Queue {
    /// Whether other processes see the jobs, and later ones too.
    pub(crate) fn is_shared(&self) -> bool {
        self.url == "database"
    }
}

impl Default for Log {
    fn default() -> Self {
        Self {
            filter: "info".into(),
            format: "text".into(),
        }
    }
}

impl Config {
    /// Reads `config/` below `root` and the process's environment (and `.env` in debug builds, never in tests). Sections that are not listed here may
    /// be an application's own, and are not looked at.
    ///
    /// # Errors
    /// Every mistake at once: unknown keys with the nearest right one, values of the wrong type, files that are no TOML.
    pub fn load(root: &Path, environment: Environment) -> Result<Self> {
        layers::load(root, environment, variables(), None, &[])
    }

    /// As [`load`](Self::load), of an application with these sections of its own and no others, and with these keys as they are here, whatever files
    /// and variables say.
    pub(crate) fn load_for(
        sections: &'static [SectionEntry],
        root: &Path,
        environment: Environment,
        fixed: &[(&str, &str)],
    ) -> Result<Self> {
        layers::load(root, environment, variables(), Some(sections), fixed)
    }

    /// The value of a key that is true or false: `switches.audit_logins`, `cache.enabled`.
    pub(crate) fn flag(&self, path: &str) -> Option<bool> {
        match path.strip_prefix(SWITCHES) {
            Some(name) => self.switches.get(name).copied(),
            None => (KEYS.iter().find(|key| key.path == path)?.flag)(self),
        }
    }

    /// The paths of all keys that are true or false, the switches first.
    pub(crate) fn flags(&self) -> impl Iterator<Item = String> {
        let own = self.switches.keys().map(|name| format!("{SWITCHES}{name}"));
        let flags = KEYS.iter().filter(|key| (key.flag)(self).is_some());
        own.chain(flags.map(|key| key.path.to_owned()))
    }

    /// The database's address without its password.
    #[must_use]
    pub fn redacted_database_url(&self) -> String {
        url::redacted(&self.database.url)
    }
}

fn variables() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)))
}
