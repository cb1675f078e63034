//! What keeps the jobs: the contract of every driver.

use std::{fmt, pin::Pin, time::Duration};

use super::{Claims, Envelope, FailedJob, Lease, QueueSize, Settlement};
use crate::Result;

/// What a driver answers, later.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// Keeps jobs between dispatch and success. Batch-first: the front and the worker give it all they have at once.
///
/// A driver holds to this, and the conformance suite checks it:
/// - A pushed job can be claimed from its `due_at` on, once the ambient transaction has committed, and never if it rolls back.
/// - Of one job there is one living lease. A claim counts an attempt. A lease that ends without a word makes the job claimable again.
/// - `settle` and `renew` do nothing for a lease whose token is no longer the job's, and say so with `false`.
/// - A lease begins when the job is given out or renewed, however long the call had to wait for that.
/// - A queue with many jobs does not keep another waiting, and a job that can't be read keeps none: it is parked.
/// - What is buried stays, payload and history included, until it is retried or forgotten; a retry keeps the history.
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

    /// Says what became of jobs, of all of them or, where that fails, of none. One answer each.
    fn settle<'a>(&'a self, settlements: &'a [Settlement]) -> Answer<'a, Vec<bool>>;

    /// How full each queue is, by name.
    fn sizes(&self) -> Answer<'_, Vec<QueueSize>>;

    /// The dead letters, oldest first.
    fn failed(&self) -> Answer<'_, Vec<FailedJob>>;

    /// Makes a dead letter a job again that has all its attempts; `false` where there is none.
    fn retry_failed(&self, id: i64) -> Answer<'_, bool>;

    /// Deletes a dead letter; `false` where there is none.
    fn forget_failed(&self, id: i64) -> Answer<'_, bool>;

    /// Deletes all dead letters; gives their number.
    fn flush_failed(&self) -> Answer<'_, u64>;

    /// Whether a dispatch runs the job itself, at once after the commit.
    fn runs_at_once(&self) -> bool {
        false
    }
}
