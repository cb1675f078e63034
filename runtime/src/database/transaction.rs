//! Transactions that every repository call inside finds by itself; inside another one, a savepoint.
//!
//! A savepoint holds the connection of what is around it for its whole life, so that two side by side (`join!`)
//! run one after the other and never interleave. COMMIT and RELEASE run in a task of their own: a caller that is
//! cancelled meanwhile can't separate what the database kept from what the caches are told.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use sqlx_engine::{AssertSqlSafe, Sqlite, sqlite::SqliteConnection};
use tokio::sync::OwnedMutexGuard;

use super::{
    Database, error,
    ledger::Ledger,
    statement::{Answer, Statement, Wanted},
};
use crate::{Error, ErrorKind, Result, ambient, cache::Slot};

/// One transaction or savepoint of a task.
pub(crate) struct Transaction {
    database: Database,
    frame: Arc<tokio::sync::Mutex<Frame>>,
    ledger: Mutex<Ledger>,
    /// Whether the connection is lent to code of the application.
    lent: AtomicBool,
    /// The transaction that this task was in before: around this one, or of another database.
    before: Option<Arc<Transaction>>,
}

/// Who has the connection.
pub(super) enum Frame {
    Root(Root),
    Savepoint {
        around: OwnedMutexGuard<Frame>,
        depth: u32,
        open: bool,
    },
}

/// The connection of a transaction.
pub(super) struct Root {
    connection: Option<sqlx_engine::Transaction<'static, Sqlite>>,
    /// The outermost savepoint that was given up without a word: taken back before the next statement.
    undo: Option<u32>,
    /// SQLite may have ended the transaction by itself: what follows would be outside any.
    broken: bool,
}

impl Frame {
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

    /// The connection, with nothing of given-up savepoints in it.
    pub(super) async fn connection(&mut self) -> Result<&mut SqliteConnection> {
        let root = self.root();
        let ended =
            || Error::internal("the transaction has ended; its statements were rolled back");
        if root.broken {
            return Err(ended());
        }
        let connection = &mut **root.connection.as_mut().ok_or_else(ended)?;
        if let Some(depth) = root.undo {
            let words = format!("ROLLBACK TO SAVEPOINT s{depth}; RELEASE SAVEPOINT s{depth}");
            match control(connection, words).await {
                Ok(()) => {}
                // Given up before SQLite had begun it, or taken back by an attempt that was itself given up.
                Err(error) if error.to_string().contains("no such savepoint") => {}
                Err(error) => return Err(error::statement(error)),
            }
            root.undo = None;
        }
        Ok(connection)
    }

    /// The connection while its lock is held, for [`raw`](super::raw).
    #[cfg(feature = "sqlx")]
    pub(super) fn lent(&self) -> &SqliteConnection {
        match self {
            Self::Root(Root {
                connection: Some(connection),
                ..
            }) => connection,
            Self::Root(_) => unreachable!("the end of a transaction waits for this lock"),
            Self::Savepoint { around, .. } => around.lent(),
        }
    }

    /// As [`lent`](Self::lent), to write.
    #[cfg(feature = "sqlx")]
    pub(super) fn lent_mut(&mut self) -> &mut SqliteConnection {
        match self.root().connection.as_mut() {
            Some(connection) => connection,
            None => unreachable!("the end of a transaction waits for this lock"),
        }
    }

    async fn control(&mut self, words: String) -> Result<()> {
        let connection = self.connection().await?;
        control(connection, words).await.map_err(error::statement)
    }
}

/// Runs our own savepoint words.
async fn control(connection: &mut SqliteConnection, words: String) -> sqlx_engine::Result<()> {
    sqlx_engine::raw_sql(AssertSqlSafe(words))
        .execute(connection)
        .await
        .map(drop)
}

impl Drop for Frame {
    /// A savepoint that is dropped open was cancelled or panicked. A transaction's own ROLLBACK is queued by sqlx.
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

impl Transaction {
    /// BEGIN, or SAVEPOINT within this task's transaction of the same database.
    pub(super) async fn begin(database: &Database) -> Result<Arc<Self>> {
        let before = ambient::look(|ambient| ambient.transaction.clone()).flatten();
        let around = before
            .as_ref()
            .and_then(|transaction| transaction.of(database));
        let frame = match around {
            Some(around) => {
                let guard = around.lock_owned().await?;
                let depth = guard.depth() + 1;
                let mut frame = Frame::Savepoint {
                    around: guard,
                    depth,
                    open: true,
                };
                frame.control(format!("SAVEPOINT s{depth}")).await?;
                frame
            }
            None => {
                // IMMEDIATE: who will write must not read first and then find the database changed.
                let begun = database.pools().writer.begin_with("BEGIN IMMEDIATE").await;
                Frame::Root(Root {
                    connection: Some(begun.map_err(error::statement)?),
                    undo: None,
                    broken: false,
                })
            }
        };
        Ok(Arc::new(Self {
            database: database.clone(),
            frame: Arc::new(tokio::sync::Mutex::new(frame)),
            ledger: Mutex::default(),
            lent: AtomicBool::new(false),
            before,
        }))
    }

    /// The innermost transaction of this database, from this one outwards.
    pub(super) fn of(self: &Arc<Self>, database: &Database) -> Option<Arc<Self>> {
        std::iter::successors(Some(self), |transaction| transaction.before.as_ref())
            .find(|transaction| transaction.database.is(database))
            .cloned()
    }

    /// Whether something was written that is not committed, here or around.
    pub(crate) fn is_dirty(&self) -> bool {
        self.ledger().dirty || self.around().is_some_and(|around| around.is_dirty())
    }

    /// Whether statements of the schema were run that are not committed, here or around.
    pub(super) fn changes_schema(&self) -> bool {
        self.ledger().schema || self.around().is_some_and(|around| around.changes_schema())
    }

    /// The transaction that this is a savepoint of.
    fn around(&self) -> Option<Arc<Self>> {
        self.before.as_ref()?.of(&self.database)
    }

    pub(super) async fn run(
        &self,
        statement: Statement,
        wanted: Wanted,
    ) -> sqlx_engine::Result<Answer> {
        let mut frame = match self.lock().await {
            Ok(frame) => frame,
            Err(error) => return Err(sqlx_engine::Error::Configuration(error.chain().into())),
        };
        let connection = match frame.connection().await {
            Ok(connection) => connection,
            Err(error) => return Err(sqlx_engine::Error::Configuration(error.chain().into())),
        };
        let answer = statement
            .run(connection, wanted, self.database.watch())
            .await;
        if let Err(error) = &answer
            && error::ends_transaction(error)
        {
            frame.root().broken = true;
        }
        answer
    }

    /// These tags are invalid once the transaction has committed.
    pub(super) fn owe(&self, slots: &[Slot]) {
        let mut ledger = self.ledger();
        ledger.slots.extend_from_slice(slots);
        ledger.dirty = true;
    }

    /// The statements of the schema that were kept are to be looked at again.
    pub(super) fn owe_schema(&self) {
        let mut ledger = self.ledger();
        ledger.schema = true;
        ledger.dirty = true;
    }

    /// Runs this once the outermost transaction has committed.
    pub(super) fn after_commit(&self, hook: Box<dyn FnOnce() + Send>) {
        self.ledger().hooks.push(hook);
    }

    /// Ends it: keeps what was done, or takes it back.
    pub(super) async fn end(self: Arc<Self>, keep: bool) -> Result<()> {
        let frame = self.lock_owned().await?;
        let ended = tokio::spawn(async move { self.finish(frame, keep).await }).await;
        ended.unwrap_or_else(|stopped| match stopped.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(Error::new(
                ErrorKind::Unavailable,
                "the runtime stopped before the transaction had ended",
            )),
        })
    }

    async fn finish(&self, mut frame: OwnedMutexGuard<Frame>, keep: bool) -> Result<()> {
        let depth = frame.depth();
        if depth > 0 {
            let words = if keep {
                format!("RELEASE SAVEPOINT s{depth}")
            } else {
                format!("ROLLBACK TO SAVEPOINT s{depth}; RELEASE SAVEPOINT s{depth}")
            };
            frame.control(words).await?;
            if let Frame::Savepoint { open, .. } = &mut *frame {
                *open = false;
            }
            if keep && let Some(around) = self.around() {
                let inner = std::mem::take(&mut *self.ledger());
                around.ledger().absorb(inner);
            }
            return Ok(());
        }
        if keep {
            frame.connection().await?;
        }
        let Some(connection) = frame.root().connection.take() else {
            return Err(Error::internal("the transaction has ended already"));
        };
        if !keep {
            return connection.rollback().await.map_err(error::statement);
        }
        // Whatever becomes of COMMIT, also when this task is dropped in the middle of it.
        let settle = Settle(self);
        let committed = connection.commit().await;
        drop(settle);
        let hooks = std::mem::take(&mut self.ledger().hooks);
        committed.map_err(error::statement)?;
        hooks.into_iter().for_each(|hook| hook());
        Ok(())
    }

    /// The connection is lent to the application, or comes back. What it writes is not ours to see.
    #[cfg(feature = "sqlx")]
    pub(super) fn lend(&self, lent: bool) {
        self.lent.store(lent, Ordering::Release);
        self.ledger().dirty = true;
    }

    async fn lock(&self) -> Result<tokio::sync::MutexGuard<'_, Frame>> {
        if !self.lent.load(Ordering::Acquire) {
            return Ok(self.frame.lock().await);
        }
        within(self.frame.lock()).await
    }

    /// The connection's frame, to keep.
    pub(super) async fn lock_owned(&self) -> Result<OwnedMutexGuard<Frame>> {
        let lock = Arc::clone(&self.frame).lock_owned();
        if !self.lent.load(Ordering::Acquire) {
            return Ok(lock.await);
        }
        within(lock).await
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits a second for a connection that the application's own code has: it may be waiting for us.
async fn within<T>(lock: impl Future<Output = T>) -> Result<T> {
    tokio::time::timeout(Duration::from_secs(1), lock)
        .await
        .map_err(|_| {
            Error::internal("the transaction's connection is lent to `database::raw::connection`; help: drop it before the next repository call")
        })
}

/// Invalidates what was written when it is dropped.
struct Settle<'a>(&'a Transaction);

impl Drop for Settle<'_> {
    fn drop(&mut self) {
        let ledger = self.0.ledger();
        if ledger.schema {
            self.0.database.schema_changed();
        }
        self.0.database.bump(&ledger.slots);
    }
}

impl std::fmt::Debug for Transaction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transaction").finish_non_exhaustive()
    }
}
