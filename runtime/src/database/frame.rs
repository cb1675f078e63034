//! The connection of a transaction, and our own words on it: BEGIN, SAVEPOINT, COMMIT, ROLLBACK.
//!
//! They are our own, because sqlx counts how deep it is in transactions and is not told when SQLite ends one by itself: after
//! a refused COMMIT, RAISE(ROLLBACK), a full disk.

use std::sync::Arc;

use sqlx_engine::{
    AssertSqlSafe, Executor as _, Sqlite, pool::PoolConnection, sqlite::SqliteConnection,
};
use tokio::sync::OwnedMutexGuard;

use super::{error, pool::Pools, schema::Schema};
use crate::{Error, Result};

/// Who has the connection.
pub(super) enum Frame {
    Root(Root),
    Savepoint {
        around: OwnedMutexGuard<Frame>,
        depth: u32,
        open: bool,
    },
}

/// The connection of a transaction. One that is dropped before its end is rolled back on its way into the pool.
pub(super) struct Root {
    connection: Option<PoolConnection<Sqlite>>,
    /// The outermost savepoint that was given up without a word: taken back before the next statement.
    undo: Option<u32>,
    life: Life,
    /// The schema, once it was asked for: nobody else changes it meanwhile.
    schema: Option<Arc<Schema>>,
    /// Whether it may be this transaction's own, which may be rolled back.
    own_schema: bool,
}

/// What is known of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Life {
    Open,
    /// A statement failed or was cut off, or others had the connection: it may have ended, and what follows would be outside any.
    Doubtful,
    Over,
}

impl Frame {
    /// BEGIN, on the connection that writes.
    pub(super) async fn begin(pools: &Pools) -> Result<Self> {
        let connection = pools.writer.acquire().await;
        let mut connection = connection.map_err(error::statement)?;
        pools.writing.begin();
        // IMMEDIATE: who will write must not read first and then find the database changed.
        let begun = connection.execute("BEGIN IMMEDIATE").await;
        begun.map_err(error::statement)?;
        Ok(Self::Root(Root {
            connection: Some(connection),
            undo: None,
            life: Life::Open,
            schema: None,
            own_schema: false,
        }))
    }

    /// SAVEPOINT.
    pub(super) async fn savepoint(around: OwnedMutexGuard<Self>) -> Result<Self> {
        let depth = around.depth() + 1;
        let mut frame = Self::Savepoint {
            around,
            depth,
            open: true,
        };
        frame.control(format!("SAVEPOINT s{depth}")).await?;
        Ok(frame)
    }

    fn root(&mut self) -> &mut Root {
        match self {
            Self::Root(root) => root,
            Self::Savepoint { around, .. } => around.root(),
        }
    }

    fn depth(&self) -> u32 {
        match self {
            Self::Root(_) => 0,
            Self::Savepoint { depth, .. } => *depth,
        }
    }

    /// The connection, in the transaction, and with nothing of given-up savepoints in it.
    pub(super) async fn connection(&mut self) -> Result<&mut SqliteConnection> {
        let root = self.root();
        let connection = root.connection.as_deref_mut().ok_or_else(over)?;
        if root.life == Life::Doubtful {
            // Over, should the answer be cut off.
            root.life = Life::Over;
            if is_open(connection).await {
                root.life = Life::Open;
            }
        }
        if root.life == Life::Over {
            return Err(over());
        }
        if let Some(depth) = root.undo {
            match control(connection, back(depth)).await {
                Ok(()) => {}
                // Given up before SQLite had begun it, or taken back by an attempt that was itself given up.
                Err(error) if error.to_string().contains("no such savepoint") => {}
                Err(error) => return Err(error::statement(error)),
            }
            root.undo = None;
            root.schema = None;
        }
        Ok(connection)
    }

    /// The connection for a statement after which the transaction may be over; whether it is, is asked before the next one unless
    /// [`Frame::trust`] says that all went well.
    pub(super) async fn at_risk(&mut self) -> Result<&mut SqliteConnection> {
        self.connection().await?;
        self.doubt();
        self.root().connection.as_deref_mut().ok_or_else(over)
    }

    /// The statement has succeeded, so the transaction is still there.
    pub(super) fn trust(&mut self) {
        let root = self.root();
        if root.life == Life::Doubtful {
            root.life = Life::Open;
        }
    }

    /// The schema within the transaction, and whether it may be its own.
    pub(super) async fn schema(
        &mut self,
        known: Option<&Arc<Schema>>,
    ) -> Result<(Arc<Schema>, bool)> {
        let root = self.root();
        if let Some(schema) = &root.schema {
            return Ok((Arc::clone(schema), root.own_schema));
        }
        let connection = self.connection().await?;
        let current = match known {
            Some(schema) if schema.is_current(connection).await? => Arc::clone(schema),
            _ => Arc::new(Schema::read(connection).await?),
        };
        let root = self.root();
        let schema = root.schema.insert(current);
        Ok((Arc::clone(schema), root.own_schema))
    }

    /// Statements of the schema were run, or may have been.
    pub(super) fn forget_schema(&mut self) {
        let root = self.root();
        root.schema = None;
        root.own_schema = true;
    }

    /// Before the next statement somebody has to ask whether the transaction is still there.
    pub(super) fn doubt(&mut self) {
        let root = self.root();
        if root.life == Life::Open {
            root.life = Life::Doubtful;
        }
    }

    /// The connection for code that is not ours, as long as the lock is held.
    #[cfg(feature = "sqlx")]
    pub(super) fn lend(
        guard: OwnedMutexGuard<Self>,
    ) -> Result<tokio::sync::OwnedMappedMutexGuard<Self, SqliteConnection>> {
        let lent = OwnedMutexGuard::try_map(guard, |frame| {
            frame.doubt();
            frame.forget_schema();
            frame.root().connection.as_deref_mut()
        });
        lent.map_err(|_| over())
    }

    /// Ends a savepoint: RELEASE, or first ROLLBACK TO.
    pub(super) async fn close(&mut self, keep: bool) -> Result<()> {
        let depth = self.depth();
        let words = if keep {
            format!("RELEASE SAVEPOINT s{depth}")
        } else {
            back(depth)
        };
        let closed = self.control(words).await;
        let root = self.root();
        root.schema = None;
        // What was rolled back with the whole transaction is taken back.
        if keep || root.life != Life::Over {
            closed?;
        }
        if let Self::Savepoint { open, .. } = self {
            *open = false;
        }
        Ok(())
    }

    /// Ends a transaction: COMMIT, or ROLLBACK. After a COMMIT that is refused it is rolled back in the pool.
    pub(super) async fn end(&mut self, keep: bool, pools: &Pools) -> Result<()> {
        let mut connection = self.root().connection.take().ok_or_else(over)?;
        let words = if keep { "COMMIT" } else { "ROLLBACK" };
        let ended = connection.execute(words).await;
        ended.map_err(error::statement)?;
        pools.writing.end();
        Ok(())
    }

    /// Gives the connection back as it is; the pool rolls back what is open on it.
    pub(super) fn abandon(&mut self) {
        self.root().connection = None;
    }

    async fn control(&mut self, words: String) -> Result<()> {
        let connection = self.connection().await?;
        control(connection, words).await.map_err(error::statement)
    }
}

/// Whether the connection is in a transaction. SQLite has no word to ask; but it refuses BEGIN there.
pub(super) async fn is_open(connection: &mut SqliteConnection) -> bool {
    match connection.execute("BEGIN").await {
        Err(error) => error::is_within_transaction(&error),
        Ok(_) => {
            let _ = connection.execute("ROLLBACK").await;
            false
        }
    }
}

fn over() -> Error {
    Error::internal("the transaction has ended; its statements were rolled back")
}

/// The words that take a savepoint back.
fn back(depth: u32) -> String {
    format!("ROLLBACK TO SAVEPOINT s{depth}; RELEASE SAVEPOINT s{depth}")
}

/// Runs our own savepoint words.
async fn control(connection: &mut SqliteConnection, words: String) -> sqlx_engine::Result<()> {
    sqlx_engine::raw_sql(AssertSqlSafe(words))
        .execute(connection)
        .await
        .map(drop)
}

impl Drop for Frame {
    /// A savepoint that is dropped open was cancelled or panicked.
    fn drop(&mut self) {
        if let Self::Savepoint {
            around,
            depth,
            open: true,
        } = self
        {
            let depth = *depth;
            let root = around.root();
            root.undo = Some(root.undo.map_or(depth, |undo| undo.min(depth)));
        }
    }
}
