//! What keeps the jobs: the contract of every driver.

use std::{fmt, pin::Pin, time::Duration};

use super::{Attempt, Claims, Envelope, FailedJob, Lease, QueueSize};
use crate::Result;

/// What a driver answers, later.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// Keeps jobs between dispatch and success. Batch-first: the front and the worker give it all they have at once.
///
/// A driver holds to this, and the conformance suite checks it:
/// - A pushed job can be claimed from its `due_at` on, once the ambient transaction has committed, and never if it rolls back.
/// - Of one job there is one living lease. A claim counts an attempt. A lease that ends without a word makes the job claimable again.
/// - `ack_many`, `retry`, `bury`, `release` and `renew` do nothing for a lease whose token is no longer the job's, and say so with `false`.
/// - A queue with many jobs does not keep another waiting.
/// - What is buried stays, payload and history included, until it is retried or forgotten.
pub trait Driver: fmt::Debug + Send + Sync + 'static {
    /// The word in `queue.url`.
    fn name(&self) -> &'static str;

    /// Takes jobs, within the ambient transaction if there is one.
    fn push_many(&self, jobs: Vec<Envelope>) -> Answer<'_, ()>;

    /// Gives out at most `most` due jobs of these queues, of all queues if none is named; each is the caller's for `lease`.
    fn claim<'a>(
        &'a self,
        queues: &'a [String],
        most: usize,
        lease: Duration,
    ) -> Answer<'a, Claims>;

    /// Makes living leases end `lease` from now. One answer each.
    fn renew<'a>(&'a self, leases: &'a [Lease], lease: Duration) -> Answer<'a, Vec<bool>>;

    /// The jobs are done. One answer each.
    fn ack_many<'a>(&'a self, leases: &'a [Lease]) -> Answer<'a, Vec<bool>>;

    /// The job may be claimed again at `due_at`; `history` replaces its own.
    fn retry<'a>(&'a self, lease: Lease, due_at: i64, history: &'a [Attempt]) -> Answer<'a, bool>;

    /// The job is parked as a dead letter; `history` replaces its own.
    fn bury<'a>(&'a self, lease: Lease, error: &'a str, history: &'a [Attempt])
    -> Answer<'a, bool>;

    /// The jobs may be claimed again at once, and the attempt was none. One answer each.
    fn release<'a>(&'a self, leases: &'a [Lease]) -> Answer<'a, Vec<bool>>;

    /// How full each queue is, by name.
    fn sizes(&self) -> Answer<'_, Vec<QueueSize>>;

    /// The dead letters, oldest first.
    fn failed(&self) -> Answer<'_, Vec<FailedJob>>;

    /// Makes a dead letter a fresh job again; `false` where there is none.
    fn retry_failed(&self, id: i64) -> Answer<'_, bool>;

    /// Deletes a dead letter; `false` where there is none.
    fn forget_failed(&self, id: i64) -> Answer<'_, bool>;

    /// Deletes all dead letters; gives their number.
    fn flush_failed(&self) -> Answer<'_, u64>;

    /// Whether a dispatch runs the job itself, at once after the commit.
    fn runs_at_once(&self) -> bool {
        false
    }

    /// Resolves when another process may have pushed; `None` if the driver can't know, so that the worker looks now and then.
    /// Pushes of the own process wake workers without it.
    fn wait(&self) -> Option<Answer<'_, ()>> {
        None
    }
}
