//! A job type without its type: what the worker calls.

use std::{fmt, pin::Pin, time::Duration};

use super::{Job, JobContext, RegisteredJob};
use crate::{Result, app::Application};

/// One attempt of a job, decoded and ready to run.
pub(super) type Running = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// A job type as the worker sees it; `app!` makes one for each listed job.
#[derive(Clone, Copy)]
pub struct JobEntry {
    pub(crate) name: &'static str,
    pub(super) queue: &'static str,
    pub(super) backoff: Duration,
    pub(super) timeout: Option<Duration>,
    pub(super) start: fn(&[u8], JobContext) -> Result<Running, rmp_serde::decode::Error>,
}

impl JobEntry {
    /// The entry of this type.
    #[must_use]
    pub const fn of<J: Job>() -> Self {
        Self {
            name: J::NAME,
            queue: J::QUEUE,
            backoff: J::BACKOFF,
            timeout: J::TIMEOUT,
            start: start::<J>,
        }
    }

    /// The job's name in the queue.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The queue it goes to.
    #[must_use]
    pub const fn queue(&self) -> &'static str {
        self.queue
    }
}

/// Whether no other job of the application's list has this one's name. `app!` asserts it, because a worker finds a job by its name.
#[must_use]
pub const fn has_own_name<J: RegisteredJob<A>, A: Application>() -> bool {
    is_named_once(A::JOBS, J::NAME)
}

pub(super) const fn is_named_once(jobs: &[JobEntry], name: &str) -> bool {
    let (mut at, mut count) = (0, 0);
    while at < jobs.len() {
        count += is_same(jobs[at].name.as_bytes(), name.as_bytes()) as usize;
        at += 1;
    }
    count == 1
}

const fn is_same(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

fn start<J: Job>(payload: &[u8], cx: JobContext) -> Result<Running, rmp_serde::decode::Error> {
    let job: J = rmp_serde::from_slice(payload)?;
    Ok(Box::pin(async move { job.run(&cx).await }))
}

impl fmt::Debug for JobEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
