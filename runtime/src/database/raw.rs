//! Plain sqlx, through one door: the pools, and the connection of the ambient transaction. Feature `sqlx`.
//!
//! What is read here the cache can't see: a cached method declares it (`#[cached(reads(Post))]`) or is not cached; within a
//! transaction it is not cached at all. What is written here is declared by [`Database::wrote`], within the transaction of the
//! write.

use std::{
    marker::PhantomData,
    ops::{Deref, DerefMut},
    sync::Arc,
};

pub use sqlx_engine as sqlx;
use sqlx_engine::{Pool, pool::PoolConnection};
use tokio::sync::OwnedMappedMutexGuard;

use super::{
    Database, Dialect, Transaction,
    connection::{self, Link},
    frame::Frame,
    pool::Links,
    sql::lent,
    write,
};
use crate::{Error, Result};

/// A database of sqlx that can be lent: [`sqlx::Sqlite`], and with its feature `sqlx::Postgres` and `sqlx::MySql`.
pub trait Engine: sqlx::Database + sealed::Lend {}

mod sealed {
    use sqlx_engine::{Database, Pool, pool::PoolConnection};

    use super::{Link, Links};

    pub trait Lend: Database + Sized {
        fn pool(links: &Links) -> Option<&Pool<Self>>;
        fn connection(link: &mut Link) -> Option<&mut PoolConnection<Self>>;
        fn seen(link: &Link) -> Option<&PoolConnection<Self>>;
    }
}

macro_rules! engine {
    ($engine:path, $variant:ident) => {
        impl Engine for $engine {}

        impl sealed::Lend for $engine {
            fn pool(links: &Links) -> Option<&Pool<Self>> {
                match links {
                    Links::$variant(pool) => Some(pool),
                    #[cfg(any(feature = "postgres", feature = "mysql"))]
                    _ => None,
                }
            }

            fn connection(link: &mut Link) -> Option<&mut PoolConnection<Self>> {
                match link {
                    Link::$variant(connection) => Some(connection),
                    #[cfg(any(feature = "postgres", feature = "mysql"))]
                    _ => None,
                }
            }

            fn seen(link: &Link) -> Option<&PoolConnection<Self>> {
                match link {
                    Link::$variant(connection) => Some(connection),
                    #[cfg(any(feature = "postgres", feature = "mysql"))]
                    _ => None,
                }
            }
        }
    };
}

engine!(sqlx::Sqlite, Sqlite);
#[cfg(feature = "postgres")]
engine!(sqlx::Postgres, Postgres);
#[cfg(feature = "mysql")]
engine!(sqlx::MySql, MySql);

/// The pool of readers; of a server, or in memory, the one pool that there is. Ask for it where it is used and don't keep it: a
/// cached method that reads through a pool that was lent before knows nothing of it.
///
/// # Errors
/// When the database is another one.
pub fn readers<DB: Engine>(database: &Database) -> Result<&Pool<DB>> {
    let pool = &database.pools().reader;
    lent();
    pool.loose.forever();
    DB::pool(&pool.links).ok_or_else(|| another::<DB>(database))
}

/// The pool of the one connection that writes; of a server, that of all. Within a transaction of this task it is empty on SQLite,
/// and elsewhere not part of it: take [`connection`] there. Don't keep it, as [`readers`].
///
/// # Errors
/// When the database is another one.
pub fn writer<DB: Engine>(database: &Database) -> Result<&Pool<DB>> {
    let pool = &database.pools().writer;
    lent();
    pool.loose.forever();
    DB::pool(&pool.links).ok_or_else(|| another::<DB>(database))
}

/// The connection of this task's transaction, or where there is none one that writes. Outside a transaction it is tidied up
/// when it comes back: what is open on it is rolled back. Within one, `begin` of sqlx is refused: take
/// [`Database::transaction`].
///
/// # Errors
/// When no connection becomes free in time, or the database is another one.
pub async fn connection<DB: Engine>(database: &Database) -> Result<Connection<DB>> {
    lent();
    // Asked before anything is taken.
    if DB::pool(&database.pools().writer.links).is_none() {
        return Err(another::<DB>(database));
    }
    let Some(transaction) = database.current() else {
        let pools = database.pools();
        let mut connection = pools.write().await?;
        match pools.dialect {
            Dialect::Sqlite => connection.hold(),
            // Rolled back in the pool, rather than closed each time.
            _ => pools.writer.loose.forever(),
        }
        return Ok(Connection {
            lent: Lent::Pooled(connection),
            engine: PhantomData,
        });
    };
    let mut frame = transaction.lock().await?;
    // Takes back what cancelled savepoints have left, before others use the connection.
    frame.connection().await?;
    let connection = Frame::lend(frame)?;
    // What is read there may never be committed.
    write::wrote();
    transaction.lend(true);
    Ok(Connection {
        lent: Lent::Ambient {
            connection,
            transaction,
        },
        engine: PhantomData,
    })
}

fn another<DB: Engine>(database: &Database) -> Error {
    let name = database.dialect().name();
    Error::internal(format!(
        "a connection to {} was asked for, and the database is {name}",
        <DB as sqlx::Database>::NAME
    ))
}

/// A lent connection. Drop it before the next repository call of this task: within a transaction there is no other.
pub struct Connection<DB> {
    lent: Lent,
    engine: PhantomData<fn() -> DB>,
}

enum Lent {
    Pooled(connection::Connection),
    Ambient {
        connection: OwnedMappedMutexGuard<Frame, connection::Connection>,
        transaction: Arc<Transaction>,
    },
}

impl Lent {
    fn link(&self) -> &Link {
        match self {
            Self::Pooled(connection) => &connection.link,
            Self::Ambient { connection, .. } => &connection.link,
        }
    }

    fn link_mut(&mut self) -> &mut Link {
        match self {
            Self::Pooled(connection) => &mut connection.link,
            Self::Ambient { connection, .. } => &mut connection.link,
        }
    }
}

impl<DB: Engine> Deref for Connection<DB> {
    type Target = DB::Connection;

    fn deref(&self) -> &DB::Connection {
        DB::seen(self.lent.link()).expect("the database was asked for its kind")
    }
}

impl<DB: Engine> DerefMut for Connection<DB> {
    fn deref_mut(&mut self) -> &mut DB::Connection {
        DB::connection(self.lent.link_mut()).expect("the database was asked for its kind")
    }
}

impl<DB> Drop for Connection<DB> {
    fn drop(&mut self) {
        if let Lent::Ambient { transaction, .. } = &self.lent {
            transaction.lend(false);
        }
    }
}

impl<DB> std::fmt::Debug for Connection<DB> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}
