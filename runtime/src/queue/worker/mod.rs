//! Runs jobs: bounded concurrency, leases renewed while they run, results reported in batches, an orderly end.
//!
//! One loop owns everything: it settles what ended, renews what runs, claims what fits, and then waits for whatever comes first.
//! Jobs run in tasks of their own, so a panic or a slow job is no matter of the loop's. Renewal needs a runtime thread that is not blocked:
//! long computations belong into [`spawn_blocking`](crate::spawn_blocking).

mod at_once;
mod attempt;
mod shift;
mod verdict;

use std::time::Duration;

use tokio::time::Instant;

pub(super) use at_once::run_after_commit;
use shift::Shift;

use super::{Queue, Shutdown};
use crate::{Error, Result, config};

/// How a worker works.
#[derive(Debug, Clone)]
pub struct WorkerOptions {
    /// The queues it takes from; empty: all. Default all.
    pub queues: Vec<String>,
    /// Jobs at the same time. Default 8.
    pub concurrency: usize,
    /// How long a job is its worker's; renewed every third of it while it runs. Default 30 s.
    pub lease: Duration,
    /// How often an idle worker looks for jobs of other processes at least. Default 500 ms.
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
        let mut shift = self.shift()?;
        let mut pushes = self.queue.pushes();
        while !shutdown.requested() {
            // Before the look: a push that comes after it must be heard.
            pushes.borrow_and_update();
            let pause = shift.turn().await;
            tokio::select! {
                () = shift.any_ended() => {}
                _ = pushes.changed(), if shift.has_room() => shift.expect_work(),
                () = pushed_elsewhere(&self.queue), if shift.has_room() => shift.expect_work(),
                () = tokio::time::sleep(pause) => {}
                () = shutdown.wait() => {}
            }
        }
        tracing::info!(running = shift.running(), "the worker stops");
        shift.cancel();
        let deadline = Instant::now() + self.options.grace;
        while shift.is_busy() && Instant::now() < deadline {
            let pause = shift.settle_and_renew().await;
            if !shift.is_busy() {
                break;
            }
            tokio::select! {
                () = shift.any_ended() => {}
                () = tokio::time::sleep(pause) => {}
                () = tokio::time::sleep_until(deadline) => {}
                () = shutdown.wait_now() => break,
            }
        }
        shift.hand_back().await;
        Ok(())
    }

    /// Works until nothing is due; for tests, and for cron-like runs.
    ///
    /// # Errors
    /// When the queue was given no jobs to run, or the driver does not answer.
    pub async fn work_off(&self) -> Result<Worked> {
        self.shift()?.work_off().await
    }

    fn shift(&self) -> Result<Shift> {
        if self.queue.jobs().is_none() {
            return Err(Error::internal(
                "the queue knows no jobs; help: `queue.attach(jobs, services)` before a worker starts",
            ));
        }
        Ok(Shift::new(self.queue.clone(), self.options.clone()))
    }
}

/// Resolves when the driver heard of a push; never if it can't hear.
async fn pushed_elsewhere(queue: &Queue) {
    let heard = match queue.driver().wait() {
        Some(wait) => wait.await.is_ok(),
        None => false,
    };
    if !heard {
        std::future::pending::<()>().await;
    }
}
