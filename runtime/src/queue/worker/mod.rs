//! Runs jobs: bounded concurrency, leases renewed while they run, results reported in batches, an orderly end.
//!
//! One loop owns everything ([`Shift`]). Its parts, each with at most one call of the driver under way: what ended is reported, what runs is
//! renewed, what fits is claimed. None of them holds up the end, and nothing a renewal. Renewal needs a runtime thread that is not blocked: long computations belong into
//! [`spawn_blocking`](crate::spawn_blocking).

mod at_once;
mod attempt;
mod call;
mod look;
mod renewal;
mod reports;
mod shift;
mod verdict;

use std::time::Duration;

use tokio::time::Instant;

pub(super) use at_once::{run_after_commit, run_later};
use shift::Shift;

use super::{Queue, Shutdown, shutdown::after};
use crate::{Error, Result, config};

/// How long the end at once may take: jobs are aborted, and what became of all is reported. A job that can't be aborted holds up none of the others.
pub(crate) const HAND_BACK: Duration = Duration::from_secs(1);

/// The pause before a driver that failed is asked again.
const AFTER_ERROR: Duration = Duration::from_millis(250);

/// How a worker works.
#[derive(Debug, Clone)]
pub struct WorkerOptions {
    /// The queues it takes from; empty: all. Default all.
    pub queues: Vec<String>,
    /// Jobs at the same time. Default 8, at least 1. Queues take turns for a place that becomes free; but when the slow jobs of one have
    /// taken all, the others wait for the first of them to end. A queue that must not wait has a worker of its own, `queue:work --queue mail`.
    pub concurrency: usize,
    /// How long a job is its worker's; renewed every third of it while it runs. Default 30 s, at least 100 ms.
    pub lease: Duration,
    /// How often an idle worker looks for jobs of other processes at least: what it needs to find them. Default 500 ms, at least 1 ms.
    pub poll: Duration,
    /// How long running jobs may take to finish after the word to stop. Default 10 s.
    pub grace: Duration,
}

impl Default for WorkerOptions {
    fn default() -> Self {
        Self {
            queues: Vec::new(),
            concurrency: 8,
            lease: Duration::from_secs(30),
            poll: Duration::from_millis(500),
            grace: Duration::from_secs(10),
        }
    }
}

impl From<&config::Config> for WorkerOptions {
    fn from(config: &config::Config) -> Self {
        let config::Queue {
            concurrency,
            lease,
            poll,
            ..
        } = &config.queue;
        let grace = config.server.shutdown_timeout;
        Self {
            queues: Vec::new(),
            concurrency: *concurrency,
            lease: *lease,
            poll: *poll,
            grace,
        }
    }
}

/// Takes jobs from a queue and runs them.
///
/// ```
/// use scaffold::queue::{Queue, Shutdown, Worker, WorkerOptions};
///
/// # async fn work(queue: Queue) -> scaffold::Result<()> {
/// let shutdown = Shutdown::new();
/// let worker = Worker::new(queue, WorkerOptions::default());
/// let running = tokio::spawn(worker.run(shutdown.clone()));
/// // Later, when the process is asked to end:
/// shutdown.request();
/// running.await??;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Worker {
    queue: Queue,
    options: WorkerOptions,
}

/// What a worker did that worked off a queue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Worked {
    /// How many attempts ran.
    pub ran: usize,
    /// The errors of those that failed, in their order.
    pub errors: Vec<String>,
}

impl Worker {
    /// A worker of this queue.
    #[must_use]
    pub fn new(queue: Queue, options: WorkerOptions) -> Self {
        Self { queue, options }
    }

    /// Works until it is told to stop; then waits for running jobs, and hands back what did not finish in time without counting the attempt.
    /// A queue that does not answer is logged and asked again.
    ///
    /// # Errors
    /// When the queue was given no jobs to run ([`Queue::attach`]).
    pub async fn run(self, shutdown: Shutdown) -> Result<()> {
        self.shift()?.run(&shutdown).await;
        Ok(())
    }

    /// Works until nothing is due, or it is told to stop; for tests, and for cron-like runs.
    ///
    /// # Errors
    /// When the queue was given no jobs to run; and when the driver gives no jobs: then those that run have come to their end.
    pub async fn work_off(self, shutdown: Shutdown) -> Result<Worked> {
        self.shift()?.work_off(&shutdown).await
    }

    fn shift(self) -> Result<Shift> {
        let Self { queue, mut options } = self;
        if queue.jobs().is_none() {
            return Err(Error::internal(
                "the queue knows no jobs; help: `queue.attach(jobs, services)` before a worker starts",
            ));
        }
        options.concurrency = options.concurrency.max(1);
        options.lease = options.lease.max(Duration::from_millis(100));
        options.poll = options.poll.max(Duration::from_millis(1));
        Ok(Shift::new(queue, options))
    }
}

fn in_time(span: Duration) -> Instant {
    after(Instant::now(), span)
}
