//! The queue of a test: remembers what was dispatched, and runs it when it is told to.

use std::sync::Arc;

use crate::{
    Error, Result,
    core::Core,
    queue::{Job, Queue, Shutdown, Worker, WorkerOptions, drivers::MemoryDriver},
};

/// What was dispatched in a test. A dispatch counts once its transaction has committed.
#[derive(Debug)]
pub struct FakeQueue {
    driver: Arc<MemoryDriver>,
    queue: Queue,
}

impl FakeQueue {
    pub(super) fn new(core: &Core) -> Self {
        let driver = Arc::new(MemoryDriver::recording(core));
        Self {
            queue: Queue::new(driver.clone(), core),
            driver,
        }
    }

    pub(super) fn queue(&self) -> &Queue {
        &self.queue
    }

    /// The jobs of this type that were dispatched, oldest first; also those that have run.
    ///
    /// # Panics
    /// When a job can't be decoded from what it was encoded to.
    #[must_use]
    #[track_caller]
    pub fn dispatched<J: Job>(&self) -> Vec<J> {
        let mine = self
            .driver
            .recorded()
            .into_iter()
            .filter(|job| job.job == J::NAME);
        mine.map(|job| match rmp_serde::from_slice(&job.payload) {
            Ok(job) => job,
            Err(error) => panic!(
                "`{}` can't be decoded from what it was encoded to: {error}",
                J::NAME
            ),
        })
        .collect()
    }

    /// Runs what was dispatched, is due and has not run yet, and what those jobs dispatch; says how many ran.
    /// A retry is due when the clock has [advanced](crate::clock::Clock::advance) far enough.
    ///
    /// # Errors
    /// The first failing job's.
    pub async fn run(&self) -> Result<usize> {
        let options = WorkerOptions {
            concurrency: 1,
            ..WorkerOptions::default()
        };
        let worker = Worker::new(self.queue.clone(), options);
        let done = worker.work_off(Shutdown::new()).await?;
        match done.errors.into_iter().next() {
            Some(error) => Err(Error::internal(error)),
            None => Ok(done.ran),
        }
    }
}
