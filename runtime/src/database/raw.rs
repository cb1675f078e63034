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
use sqlx_engine::Pool;
use tokio::sync::OwnedMappedMutexGuard;

use super::{
    Database, Dialect, Transaction,
    connection::{self, Link},
    frame::Frame,
    sql::lent,
    write,
};
use crate::{Error, Result};

/// The pool of readers; of a server, or in memory, the one pool that there is. Ask for it where it is used and don't keep it: a
/// cached method that reads through a pool that was lent before knows nothing of it.
///
/// # Errors
/// When the database is another one.
pub fn readers<DB: sqlx::Database>(database: &Database) -> Result<&Pool<DB>> {
    let pool = &database.pools().reader;
    lent();
    pool.loose.forever();
    pool.links.lend().ok_or_else(|| another::<DB>(database))
}

/// The pool of the one connection that writes; of a server, that of all. Within a transaction of this task it is empty on SQLite,
/// and elsewhere not part of it: take [`connection`] there. Don't keep it, as [`readers`].
///
/// # Errors
/// When the database is another one.
pub fn writer<DB: sqlx::Database>(database: &Database) -> Result<&Pool<DB>> {
    let pool = &database.pools().writer;
    lent();
    pool.loose.forever();
    pool.links.lend().ok_or_else(|| another::<DB>(database))
}

/// The connection of this task's transaction, or where there is none one that writes. Outside a transaction it is tidied up
/// when it comes back: what is open on it is rolled back. Within one, `begin` of sqlx is refused: take
/// [`Database::transaction`].
///
/// # Errors
/// When no connection becomes free in time, or the database is another one.
pub async fn connection<DB: sqlx::Database>(database: &Database) -> Result<Connection<DB>> {
    lent();
    // Asked before anything is taken.
    if database.pools().writer.links.lend::<DB>().is_none() {
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

fn another<DB: sqlx::Database>(database: &Database) -> Error {
    let name = database.dialect().name();
    Error::internal(format!(
        "a connection to {} was asked for, and the database is {name}",
        DB::NAME
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

impl<DB: sqlx::Database> Deref for Connection<DB> {
    type Target = DB::Connection;

    fn deref(&self) -> &DB::Connection {
        let lent = self.lent.link().lend::<DB>();
        lent.expect("the database was asked for its kind")
    }
}

impl<DB: sqlx::Database> DerefMut for Connection<DB> {
    fn deref_mut(&mut self) -> &mut DB::Connection {
        let lent = self.lent.link_mut().lend_mut::<DB>();
        lent.expect("the database was asked for its kind")
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
