//! Locks that one holds at a time, among all processes on one database: what `#[exclusive]` takes, and a field of type [`Locks`].
//!
//! A lock is a lease: it ends by itself after its `ttl`, 30 seconds unless told otherwise, so that a process that dies leaves nothing locked.
//! While it is held it is renewed, every third of that time, on a thread that neither the holder nor the application's runtime can hold up. It is
//! given back when the [`Lock`] is dropped, also by an error, a panic or a caller that goes away.
//!
//! A lease can be lost while its holder runs: when its process was stopped for longer than the `ttl`, or could not write to the database for so
//! long. On SQLite one writes at a time, so the `ttl` has to be longer than the longest transaction. Then [`Lock::run`] drops
//! what it runs, and gives an error of kind `Unavailable`; but somebody else may hold the lock by then, and what is already on its way to a third
//! party can't be called back. That is what the [`token`] is for. Each holder's is greater than those before: whoever receives
//! it with a write, and remembers the greatest one it has seen, can refuse the write of a holder that was late.
//!
//! A lock is no part of a transaction: nobody else would see it before the commit. So it is taken first, and the transaction begun within.
//! It is not reentrant: whoever holds it and asks for it again asks in vain.
//!
//! ```
//! use scaffold::{ErrorKind, lock, prelude::*};
//!
//! #[derive(Service)]
//! pub struct Billing {
//!     locks: Locks,
//! }
//!
//! #[service]
//! impl Billing {
//!     /// One invoice is sent by one call at a time; another call waits for up to five seconds.
//!     #[exclusive(key = invoice, wait = "5s")]
//!     pub async fn send(&self, invoice: u64) -> Result<u64> {
//!         let token = lock::token()?; // for a service that takes it along with the invoice
//!         Ok(token)
//!     }
//!
//!     /// The same by hand: whoever comes second is told so.
//!     pub async fn close_month(&self) -> Result<()> {
//!         let Some(lock) = self.locks.try_acquire("close_month").await? else {
//!             return Err(Error::new(ErrorKind::Locked, "the month is being closed"));
//!         };
//!         lock.run(async { Ok(()) }).await
//!     }
//! }
//!
//! # use scaffold::{cache::Cache, core::Core};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<()> {
//! # let core = Core::new(Database::memory().await?, Cache::new(&Default::default(), Clock::system()), Clock::system());
//! let billing = Billing::new(Locks::new(&core));
//! let first = billing.send(7).await?;
//! assert!(billing.send(7).await? > first);
//! billing.close_month().await?;
//! # Ok(())
//! # }
//! ```

mod keeper;
mod lease;
mod rows;
mod turns;

use std::{pin::pin, sync::Arc, time::Duration};

use tokio::sync::watch;

use lease::{Lease, keep};
use turns::Turn;
pub(crate) use turns::Turns;

use crate::{
    Error, ErrorKind, Result,
    ambient::{self, Ambient},
    core::Core,
};

/// How long a lease is, unless told otherwise.
pub(crate) const TTL: Duration = Duration::from_secs(30);

/// The shortest lease that a renewal can keep.
const SHORTEST: Duration = Duration::from_millis(100);

/// How often one who waits looks whether another process has given the lock back; within a process, the next one is woken.
const LOOK: Duration = Duration::from_millis(100);

/// The locks of an application's database: a field of a service. Cheap to clone. See [the module](self).
#[derive(Debug, Clone)]
pub struct Locks {
    core: Core,
    ttl: Duration,
}

impl Locks {
    /// The locks of this database.
    #[must_use]
    pub fn new(core: &Core) -> Self {
        Self {
            core: core.clone(),
            ttl: TTL,
        }
    }

    /// The same locks, taken for so long at a time; at least 100 ms. Default 30 s.
    #[must_use]
    pub fn with_ttl(self, ttl: Duration) -> Self {
        let ttl = ttl.max(SHORTEST);
        Self { ttl, ..self }
    }

    /// The lock of this name, or none if somebody holds it.
    ///
    /// # Errors
    /// What the database says; and within a transaction.
    pub async fn try_acquire(&self, name: &str) -> Result<Option<Lock>> {
        self.refuse_transaction()?;
        match Turn::now(&self.core, name) {
            Some(turn) => Ok(self.take(name, turn).await?.ok()),
            None => Ok(None),
        }
    }

    /// The lock of this name, as soon as nobody else holds it: in the order of coming among those of this process. May be dropped while it waits.
    ///
    /// # Errors
    /// What the database says; and within a transaction.
    pub async fn acquire(&self, name: &str) -> Result<Lock> {
        self.refuse_transaction()?;
        let mut turn = Turn::wait(&self.core, name).await?;
        loop {
            match self.take(name, turn).await? {
                Ok(lock) => return Ok(lock),
                Err(kept) => turn = kept,
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// What they are kept in.
    pub(crate) fn core(&self) -> &Core {
        &self.core
    }

    fn refuse_transaction(&self) -> Result<()> {
        if self.core.database().current().is_none() {
            return Ok(());
        }
        Err(Error::internal(
            "a lock can't be taken within a transaction: nobody else would see it before the commit; help: take it first, `#[exclusive]` above `#[transactional]`",
        ))
    }

    /// One attempt of whoever's turn it is in this process; gives the turn back where another process holds the lock. It runs to its end: a
    /// lock that was got for somebody who has gone away is given back.
    async fn take(&self, name: &str, turn: Turn) -> Result<Result<Lock, Turn>> {
        let (core, name, ttl) = (self.core.clone(), name.to_owned(), self.ttl);
        keeper::run(async move {
            match Lease::take(core, name, ttl).await? {
                Some((lease, since)) => {
                    let lease = Arc::new(lease);
                    let (tell, lost) = watch::channel(false);
                    keeper::spawn(keep(Arc::clone(&lease), since, tell));
                    let turn = Some(turn);
                    Ok(Ok(Lock { lease, turn, lost }))
                }
                None => Ok(Err(turn)),
            }
        })
        .await
    }
}

/// A lock that is held: renewed while this lives, and given back when it is dropped.
#[derive(Debug)]
#[must_use = "the lock is given back as soon as this is dropped"]
pub struct Lock {
    lease: Arc<Lease>,
    /// None once it was given back.
    turn: Option<Turn>,
    lost: watch::Receiver<bool>,
}

impl Lock {
    /// What it was asked for by.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.lease.name
    }

    /// The fencing token: greater than that of every earlier lock of this database.
    #[must_use]
    pub fn token(&self) -> u64 {
        self.lease.token
    }

    /// Who holds it: the number of the process, and chance.
    #[must_use]
    pub fn owner(&self) -> &str {
        &self.lease.owner
    }

    /// Resolves when the lease is lost, and only then.
    pub async fn lost(&self) {
        // Whoever renews it and is gone renews it no more.
        let _ = self.lost.clone().wait_for(|lost| *lost).await;
    }

    /// Runs `work`, in which [`token`] is this lock's, for as long as the lease holds.
    ///
    /// # Errors
    /// Those of `work`; and of kind [`ErrorKind::Unavailable`] when the lease is lost, after `work` was dropped.
    pub async fn run<T, E: From<Error>>(
        &self,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let ambient = Ambient {
            fence: Some(self.token()),
            ..ambient::current()
        };
        let work = pin!(ambient::scope(ambient, work));
        tokio::select! {
            biased;
            () = self.lost() => Err(self.lost_error().into()),
            output = work => output,
        }
    }

    fn lost_error(&self) -> Error {
        let name = self.name();
        Error::new(
            ErrorKind::Unavailable,
            "the lock on this was lost, and what was being done was stopped",
        )
        .with_source(format!(
            "the lease of `{name}` ({:?}) was not renewed in time; help: a `ttl` longer than its longest transaction",
            self.lease.ttl
        ))
    }

    /// Gives it back, and waits until others can have it; to drop it gives it back a little later. Where the database does not answer, the lease
    /// runs out.
    pub async fn release(mut self) {
        if let Some(turn) = self.turn.take() {
            let lease = Arc::clone(&self.lease);
            // Without an answer there is nothing that the caller could do.
            let _ = keeper::run(async move {
                lease.release(turn).await;
                Ok(())
            })
            .await;
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(turn) = self.turn.take() {
            let lease = Arc::clone(&self.lease);
            keeper::spawn(async move { lease.release(turn).await });
        }
    }
}

/// The fencing token of the innermost lock that this runs in: of an `#[exclusive]` method, or of [`Lock::run`].
///
/// # Errors
/// Where no lock is held.
pub fn token() -> Result<u64> {
    ambient::look(|ambient| ambient.fence)
        .flatten()
        .ok_or_else(|| {
            Error::internal(
                "no lock is held here; help: `#[exclusive]` above the method, or `lock.run(…)`",
            )
        })
}
