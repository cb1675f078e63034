//! Transactions that every repository call inside finds by itself; inside another one, a savepoint.
//!
//! A savepoint holds the connection of what is around it for its whole life, so that two side by side (`join!`)
//! run one after the other and never interleave. COMMIT and RELEASE run in a task of their own: a caller that is
//! cancelled meanwhile can't separate what the database kept from what the caches are told.

use std::{
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::sync::OwnedMutexGuard;

use super::{
    Database,
    error::Failure,
    frame::Frame,
    ledger::{Hook, Ledger},
    options::TransactionOptions,
    schema::Schema,
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
    collided: AtomicBool,
    /// The transaction that this task was in before: around this one, or of another database.
    before: Option<Arc<Transaction>>,
}

impl Transaction {
    /// BEGIN, or SAVEPOINT within this task's transaction of the same database. Boxed, as [`end`](Self::end): what a body runs in should add
    /// little to its type.
    pub(super) fn begin(
        database: &Database,
        options: TransactionOptions,
    ) -> Pin<Box<dyn Future<Output = Result<Arc<Self>>> + Send + '_>> {
        Box::pin(Self::begun(database, options))
    }

    async fn begun(database: &Database, options: TransactionOptions) -> Result<Arc<Self>> {
        let before = ambient::look(|ambient| ambient.transaction.clone()).flatten();
        let around = before
            .as_ref()
            .and_then(|transaction| transaction.of(database));
        let frame = match around {
            Some(_) if options != TransactionOptions::new() => {
                return Err(Error::internal(
                    "an inner transaction is a savepoint and has no options of its own; help: give them to the outermost one",
                ));
            }
            Some(around) => Frame::savepoint(around.lock().await?).await?,
            None => Frame::begin(database.pools(), options).await?,
        };
        Ok(Arc::new(Self {
            database: database.clone(),
            frame: Arc::new(tokio::sync::Mutex::new(frame)),
            ledger: Mutex::default(),
            lent: AtomicBool::new(false),
            collided: AtomicBool::new(false),
            before,
        }))
    }

    /// The innermost transaction of this database, from this one outwards.
    pub(super) fn of(self: &Arc<Self>, database: &Database) -> Option<Arc<Self>> {
        std::iter::successors(Some(self), |transaction| transaction.before.as_ref())
            .find(|transaction| transaction.database.is(database))
            .cloned()
    }

    /// The transaction that this is a savepoint of.
    fn around(&self) -> Option<Arc<Self>> {
        self.before.as_ref()?.of(&self.database)
    }

    pub(super) async fn run(
        &self,
        statement: Statement,
        wanted: Wanted,
    ) -> Result<Answer, Failure> {
        let mut frame = self.lock().await.map_err(Failure::Unsent)?;
        // A statement that fails may have ended the transaction, and of one that is cut off nobody is told.
        let connection = frame.at_risk().await.map_err(Failure::Unsent)?;
        let changes_schema = statement.is_schema();
        if changes_schema && connection.dialect().is_mysql() {
            return Err(Failure::Unsent(Error::internal(
                "MySQL commits a transaction at a CREATE, ALTER or DROP; help: run it outside the transaction",
            )));
        }
        let answer = statement
            .run(connection, wanted, self.database.watch())
            .await;
        frame.learn(&answer);
        if answer.as_ref().is_err_and(Failure::is_collision) {
            self.collide();
        }
        if changes_schema {
            frame.forget_schema();
            self.owe_schema();
        }
        answer
    }

    /// The schema within this transaction.
    pub(super) async fn schema(&self) -> Result<Arc<Schema>> {
        let mut frame = self.lock().await?;
        let known = self.database.known().get();
        let (schema, own) = frame.schema(known.as_ref()).await?;
        match known {
            Some(known) if Arc::ptr_eq(&known, &schema) => {}
            None if !own => self.database.known().set(Some(Arc::clone(&schema))),
            // Changed here, or by another process.
            _ => self.owe_schema(),
        }
        Ok(schema)
    }

    /// These tags are invalid once the transaction has committed.
    pub(super) fn owe(&self, slots: &[Slot]) {
        self.ledger().slots.extend_from_slice(slots);
    }

    /// What is known of the schema, and cached, is to be forgotten once the transaction has committed.
    pub(super) fn owe_schema(&self) {
        self.ledger().schema = true;
    }

    /// Runs this once the outermost transaction has committed.
    pub(super) fn after_commit(&self, hook: Hook) {
        self.ledger().committed.push(hook);
    }

    /// Runs this once this transaction, or one around it, is taken back.
    pub(super) fn after_rollback(&self, hook: Hook) {
        self.ledger().rolled_back.push(hook);
    }

    /// Whether another transaction was in the way of this one.
    pub(super) fn has_collided(&self) -> bool {
        self.collided.load(Ordering::Acquire)
    }

    /// Whether this is a savepoint.
    pub(super) fn is_inner(&self) -> bool {
        self.around().is_some()
    }

    /// Ends it: keeps what was done, or takes it back.
    pub(super) fn end(
        self: Arc<Self>,
        keep: bool,
    ) -> Pin<Box<dyn Future<Output = Result<()>> + Send>> {
        Box::pin(async move {
            let frame = self.lock().await?;
            ambient::to_the_end(async move {
                match &*frame {
                    Frame::Root(_) => self.finish(frame, keep).await,
                    Frame::Savepoint { .. } => self.merge(frame, keep).await,
                }
            })
            .await?
        })
    }

    /// Of a savepoint: what it owes is owed by what is around it.
    async fn merge(&self, mut frame: OwnedMutexGuard<Frame>, keep: bool) -> Result<()> {
        frame.close(keep).await?;
        let inner = std::mem::take(&mut *self.ledger());
        if keep && let Some(around) = self.around() {
            around.ledger().absorb(inner);
        }
        Ok(())
    }

    /// Of a transaction: what it owes is paid, whatever becomes of COMMIT, also when this is dropped in the middle of it.
    async fn finish(&self, mut frame: OwnedMutexGuard<Frame>, keep: bool) -> Result<()> {
        let sound = frame.connection().await.map(|_| ());
        // What ended before its time may have been committed by other code.
        let settle = (keep || sound.is_err()).then(|| Settle(self));
        let ended = match sound {
            Ok(()) => {
                let ended = frame.end(keep).await;
                if ended.as_ref().is_err_and(Failure::is_collision) {
                    self.collide();
                }
                ended.map_err(Error::from)
            }
            Err(error) => {
                frame.abandon().await;
                if keep { Err(error) } else { Ok(()) }
            }
        };
        drop(settle);
        let mut ledger = std::mem::take(&mut *self.ledger());
        ended?;
        if keep {
            ledger.rolled_back.clear();
            for hook in ledger.committed.drain(..) {
                hook();
            }
        }
        Ok(())
    }

    /// Another transaction is in the way; of a savepoint also of what is around it.
    fn collide(&self) {
        self.collided.store(true, Ordering::Release);
        if let Some(around) = self.around() {
            around.collide();
        }
    }

    /// The connection is lent to the application, or comes back.
    #[cfg(feature = "sqlx")]
    pub(super) fn lend(&self, lent: bool) {
        self.lent.store(lent, Ordering::Release);
    }

    /// The connection's frame. Whoever has it may be waiting for us, so nobody waits for ever.
    pub(super) async fn lock(&self) -> Result<OwnedMutexGuard<Frame>> {
        let patience = self.database.pools().patience;
        let lock = Arc::clone(&self.frame).lock_owned();
        tokio::time::timeout(patience, lock).await.map_err(|_| {
            if self.lent.load(Ordering::Acquire) {
                return Error::internal("the transaction's connection is lent to `database::raw::connection`; help: drop it before the next repository call");
            }
            Error::new(
                ErrorKind::Unavailable,
                format!("another statement or inner transaction had the transaction's connection for {patience:?}; help: await or drop every future that was begun, since one that is no longer polled never ends"),
            )
        })
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
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
