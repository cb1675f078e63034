//! The connection of a transaction, and our own words on it: BEGIN, SAVEPOINT, COMMIT, ROLLBACK.
//!
//! They are our own, because sqlx counts how deep it is in transactions and is not told when SQLite ends one by itself: after
//! a refused COMMIT, RAISE(ROLLBACK), a full disk.

use std::sync::Arc;

use sqlx_engine::{AssertSqlSafe, Executor as _, sqlite::SqliteConnection};
use tokio::sync::OwnedMutexGuard;

use super::{
    connection::{Connection, Link},
    dialect::Dialect,
    error::{self, Failure},
    options::TransactionOptions,
    pool::Pools,
    schema::Schema,
};
use crate::{Error, Result, ambient};

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
    connection: Option<Connection>,
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
    /// A statement was refused, and PostgreSQL runs no other one until a savepoint is taken back.
    Failed,
    Over,
}

impl Frame {
    /// BEGIN.
    pub(super) async fn begin(pools: &Pools, options: TransactionOptions) -> Result<Self> {
        let connection = match options.is_read_only() {
            true => pools.read().await,
            false => pools.write().await,
        };
        let mut connection = connection?;
        connection.hold();
        let words = options.begin(pools.dialect);
        connection.script(words).await.map_err(error::statement)?;
        Ok(Self::Root(Root {
            connection: Some(connection),
            undo: None,
            life: Life::Open,
            schema: None,
            own_schema: false,
        }))
    }

    /// SAVEPOINT. To its end whoever waits for it: nobody can say of one that was cut off whether it is there.
    pub(super) async fn savepoint(around: OwnedMutexGuard<Self>) -> Result<Self> {
        ambient::to_the_end(async move {
            let depth = around.depth() + 1;
            let mut frame = Self::Savepoint {
                around,
                depth,
                open: false,
            };
            frame.control(format!("SAVEPOINT s{depth}")).await?;
            if let Self::Savepoint { open, .. } = &mut frame {
                *open = true;
            }
            Ok(frame)
        })
        .await?
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
    pub(super) async fn connection(&mut self) -> Result<&mut Connection> {
        let root = self.root();
        root.sure().await?;
        if let Some(depth) = root.undo {
            root.take_back(depth).await?;
            root.undo = None;
        }
        match root.life {
            Life::Failed => Err(failed()),
            _ => root.connection.as_mut().ok_or_else(over),
        }
    }

    /// The connection for a statement after which the transaction may be over; whether it is, is asked before the next one unless
    /// [`Frame::trust`] says that all went well.
    pub(super) async fn at_risk(&mut self) -> Result<&mut Connection> {
        self.connection().await?;
        self.doubt();
        self.root().connection.as_mut().ok_or_else(over)
    }

    /// What the statement's answer says of the transaction.
    pub(super) fn learn<T>(&mut self, answer: &Result<T, Failure>) {
        let root = self.root();
        if root.life != Life::Doubtful {
            return;
        }
        let failed = match answer {
            Ok(_) | Err(Failure::Unsent(_)) => Life::Open,
            Err(failure) if failure.is_refusal() => match root.dialect() {
                Some(Dialect::Postgres) => Life::Failed,
                _ => Life::Doubtful,
            },
            Err(_) => Life::Doubtful,
        };
        root.life = failed;
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
    ) -> Result<tokio::sync::OwnedMappedMutexGuard<Self, Connection>> {
        let lent = OwnedMutexGuard::try_map(guard, |frame| {
            frame.doubt();
            frame.forget_schema();
            frame.root().connection.as_mut()
        });
        lent.map_err(|_| over())
    }

    /// Ends a savepoint: RELEASE, or first ROLLBACK TO.
    pub(super) async fn close(&mut self, keep: bool) -> Result<()> {
        let depth = self.depth();
        if keep {
            self.control(format!("RELEASE SAVEPOINT s{depth}")).await?;
            self.root().schema = None;
        } else {
            let root = self.root();
            root.undo = Some(root.undo.map_or(depth, |undo| undo.min(depth)));
            // What was rolled back with the whole transaction is taken back.
            if root.sure().await.is_ok() {
                self.connection().await?;
            }
        }
        if let Self::Savepoint { open, .. } = self {
            *open = false;
        }
        Ok(())
    }

    /// Ends a transaction: COMMIT, or ROLLBACK. After a COMMIT that is refused it is rolled back in the pool, or closed.
    pub(super) async fn end(&mut self, keep: bool) -> Result<(), Failure> {
        let connection = self.root().connection.take();
        let mut connection = connection.ok_or_else(|| Failure::Unsent(over()))?;
        let words = if keep { "COMMIT" } else { "ROLLBACK" };
        connection.script(words).await?;
        connection.free();
        Ok(())
    }

    /// Gives the connection of a transaction back that failed or is over.
    pub(super) async fn abandon(&mut self) {
        let Some(mut connection) = self.root().connection.take() else {
            return;
        };
        // SQLite's is tidied up in the pool.
        if connection.dialect() != Dialect::Sqlite && connection.script("ROLLBACK").await.is_ok() {
            connection.free();
        }
    }

    async fn control(&mut self, words: String) -> Result<()> {
        let connection = self.connection().await?;
        let ran = connection.script(AssertSqlSafe(words)).await;
        ran.map_err(error::statement)
    }
}

impl Root {
    fn dialect(&self) -> Option<Dialect> {
        self.connection.as_ref().map(Connection::dialect)
    }

    /// Asks whether the transaction is still there, where that is in doubt.
    async fn sure(&mut self) -> Result<()> {
        let connection = self.connection.as_mut().ok_or_else(over)?;
        if self.life == Life::Doubtful {
            // Over, should the answer be cut off.
            self.life = Life::Over;
            self.life = match state(connection).await {
                State::Open => Life::Open,
                #[cfg(any(feature = "postgres", feature = "mysql"))]
                State::Failed => Life::Failed,
                State::Over => Life::Over,
            };
        }
        match self.life {
            Life::Over => Err(over()),
            _ => Ok(()),
        }
    }

    /// Takes back what was done since this savepoint.
    async fn take_back(&mut self, depth: u32) -> Result<()> {
        let connection = self.connection.as_mut().ok_or_else(over)?;
        let words = format!("ROLLBACK TO SAVEPOINT s{depth}; RELEASE SAVEPOINT s{depth}");
        match connection.script(AssertSqlSafe(words)).await {
            Ok(()) => {}
            // Taken back by an attempt that was itself given up.
            Err(error) if error::is_no_savepoint(&error) => {}
            Err(error) => {
                self.life = Life::Doubtful;
                return Err(error::statement(error));
            }
        }
        self.schema = None;
        if self.life == Life::Failed {
            self.life = Life::Open;
        }
        Ok(())
    }
}

/// What a connection is in.
enum State {
    Open,
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    Failed,
    Over,
}

/// Whether the connection is in a transaction.
async fn state(connection: &mut Connection) -> State {
    match &mut connection.link {
        Link::Sqlite(connection) => match is_open(connection).await {
            true => State::Open,
            false => State::Over,
        },
        #[cfg(any(feature = "postgres", feature = "mysql"))]
        _ => {
            // PostgreSQL takes no savepoint outside a transaction, and MySQL forgets it at once.
            let probe = "SAVEPOINT scaffold_probe; RELEASE SAVEPOINT scaffold_probe";
            match connection.script(probe).await {
                Ok(()) => State::Open,
                Err(error) if error::is_failed_transaction(&error) => State::Failed,
                Err(_) => State::Over,
            }
        }
    }
}

/// The same of SQLite, which has no word to ask; but it refuses BEGIN in a transaction.
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

fn failed() -> Error {
    Error::internal(
        "an earlier statement of the transaction was refused, and PostgreSQL runs no other one after it; help: put a statement that may be refused into an inner transaction",
    )
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
