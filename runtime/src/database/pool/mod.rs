//! The pools of one database: who opens them, and who waits in them.

#[cfg(any(feature = "postgres", feature = "mysql"))]
mod server;
mod sqlite;

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

#[cfg(feature = "mysql")]
use sqlx_engine::MySqlPool;
#[cfg(feature = "postgres")]
use sqlx_engine::PgPool;
use sqlx_engine::SqlitePool;

use super::{
    connection::{Connection, Link},
    dialect::Dialect,
    error,
};
use crate::{Error, Result, config};

/// The connections of one database.
#[derive(Debug, Clone)]
pub(super) struct Pools {
    pub(super) dialect: Dialect,
    /// Of SQLite one connection: writers wait here for each other, and not in SQLite, where they would fail.
    pub(super) writer: Pool,
    /// Of SQLite those that see the last committed state while a writer writes; elsewhere, and in memory, the same pool.
    pub(super) reader: Pool,
    /// How long to wait for a connection.
    pub(super) patience: Duration,
}

/// Connections that are alike.
#[derive(Debug, Clone)]
pub(super) struct Pool {
    pub(super) links: Links,
    pub(super) loose: Loose,
    /// Whether a connection that is left in the middle of something is tidied up, instead of being closed.
    tidied: bool,
}

/// The pool itself, of each database.
#[derive(Debug, Clone)]
pub(super) enum Links {
    Sqlite(SqlitePool),
    #[cfg(feature = "postgres")]
    Postgres(PgPool),
    #[cfg(feature = "mysql")]
    MySql(MySqlPool),
}

impl Pools {
    /// Opens the database of this URL; fails at once when nobody answers there.
    pub(super) async fn open(config: &config::Database) -> Result<Self> {
        let scheme = config.url.split(':').next().unwrap_or_default();
        match scheme {
            "sqlite" => sqlite::open(config).await,
            #[cfg(feature = "postgres")]
            "postgres" | "postgresql" => server::postgres(config).await,
            #[cfg(feature = "mysql")]
            "mysql" | "mariadb" => server::mysql(config).await,
            _ => Err(Error::internal(config::no_database(&config.url))),
        }
    }

    /// A connection that reads.
    pub(super) fn read(&self) -> Acquiring<'_> {
        self.acquire(&self.reader)
    }

    /// A connection that writes.
    pub(super) fn write(&self) -> Acquiring<'_> {
        self.acquire(&self.writer)
    }

    fn acquire<'p>(&'p self, pool: &'p Pool) -> Acquiring<'p> {
        // Boxed for the same reason as what a connection runs.
        Box::pin(async move {
            let link = match &pool.links {
                Links::Sqlite(pool) => pool.acquire().await.map(Link::Sqlite),
                #[cfg(feature = "postgres")]
                Links::Postgres(pool) => pool.acquire().await.map(Link::Postgres),
                #[cfg(feature = "mysql")]
                Links::MySql(pool) => pool.acquire().await.map(Link::MySql),
            };
            let link = link.map_err(error::statement)?;
            let tidied = pool.tidied.then(|| pool.loose.clone());
            Ok(Connection::new(link, self.dialect, tidied))
        })
    }
}

#[cfg(feature = "sqlx")]
impl Links {
    /// sqlx's own pool, if the database is this one.
    pub(super) fn lend<DB: sqlx_engine::Database>(&self) -> Option<&sqlx_engine::Pool<DB>> {
        let pool: &dyn std::any::Any = match self {
            Self::Sqlite(pool) => pool,
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => pool,
            #[cfg(feature = "mysql")]
            Self::MySql(pool) => pool,
        };
        pool.downcast_ref()
    }
}

/// The wait for a connection.
type Acquiring<'p> = Pin<Box<dyn Future<Output = Result<Connection>> + Send + 'p>>;

/// Whether a connection may come back into its pool otherwise than it left it: in the middle of a transaction, or without
/// foreign keys. Then it is tidied up on the way.
#[derive(Debug, Clone, Default)]
pub(super) struct Loose(Arc<Ends>);

#[derive(Debug, Default)]
struct Ends {
    once: AtomicBool,
    ever: AtomicBool,
}

impl Loose {
    /// The one connection that is out may.
    pub(super) fn begin(&self) {
        self.0.once.store(true, Ordering::Release);
    }

    /// The one connection that is out is as it was.
    pub(super) fn end(&self) {
        self.0.once.store(false, Ordering::Release);
    }

    /// From now on any may: others take them from the pool.
    #[cfg(feature = "sqlx")]
    pub(super) fn forever(&self) {
        self.0.ever.store(true, Ordering::Release);
    }

    fn take(&self) -> bool {
        self.0.once.swap(false, Ordering::AcqRel) || self.0.ever.load(Ordering::Acquire)
    }
}
