//! Plain sqlx, through one door: the pools, and the connection of the ambient transaction. Feature `sqlx`.
//!
//! What is read here the cache can't see: a cached method declares it (`#[cached(reads(Post))]`) or is not cached; within a
//! transaction it is not cached at all. What is written here is declared by [`Database::wrote`], within the transaction of the
//! write.

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
};

pub use sqlx_engine as sqlx;
use sqlx_engine::{Sqlite, SqlitePool, pool::PoolConnection, sqlite::SqliteConnection};
use tokio::sync::OwnedMappedMutexGuard;

use super::{Database, Transaction, error, frame::Frame, write};
use crate::{Result, ambient};

/// The pool of readers. In memory it is the one connection that there is. Ask for it where it is used and don't keep it: a
/// cached method that reads through a pool that was lent before knows nothing of it.
#[must_use]
pub fn readers(database: &Database) -> &SqlitePool {
    lent();
    database.pools().reading.forever();
    &database.pools().reader
}

/// The pool of the one connection that writes. Within a transaction of this task it is empty: take [`connection`] there. Don't
/// keep it, as [`readers`].
#[must_use]
pub fn writer(database: &Database) -> &SqlitePool {
    lent();
    database.pools().writing.forever();
    &database.pools().writer
}

/// The connection of this task's transaction, or where there is none the one that writes. Outside a transaction it is tidied up
/// when it comes back: what is open on it is rolled back. Within one, `begin` of sqlx is refused: take
/// [`Database::transaction`].
///
/// # Errors
/// When no connection becomes free in time.
pub async fn connection(database: &Database) -> Result<Connection> {
    lent();
    let Some(transaction) = database.current() else {
        let connection = database.pools().writer.acquire().await;
        let connection = connection.map_err(error::statement)?;
        database.pools().writing.begin();
        return Ok(Connection(Lent::Pooled(connection)));
    };
    let mut frame = transaction.lock().await?;
    // Takes back what cancelled savepoints have left, before others use the connection.
    frame.connection().await?;
    let connection = Frame::lend(frame)?;
    // What is read there may never be committed.
    write::wrote();
    transaction.lend(true);
    Ok(Connection(Lent::Ambient {
        connection,
        transaction,
    }))
}

/// Tells the load that this task is in that it may read what nobody records.
fn lent() {
    ambient::look(|ambient| {
        if let Some(recorder) = &ambient.recorder {
            recorder.lent();
        }
    });
}

/// A lent connection. Drop it before the next repository call of this task: within a transaction there is no other.
pub struct Connection(Lent);

enum Lent {
    Pooled(PoolConnection<Sqlite>),
    Ambient {
        connection: OwnedMappedMutexGuard<Frame, SqliteConnection>,
        transaction: Arc<Transaction>,
    },
}

impl Deref for Connection {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        match &self.0 {
            Lent::Pooled(connection) => connection,
            Lent::Ambient { connection, .. } => connection,
        }
    }
}

impl DerefMut for Connection {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        match &mut self.0 {
            Lent::Pooled(connection) => connection,
            Lent::Ambient { connection, .. } => connection,
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if let Lent::Ambient { transaction, .. } = &self.0 {
            transaction.lend(false);
        }
    }
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}
