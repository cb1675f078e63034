//! The driver `sync`: the dispatch runs the job.

use std::time::Duration;

use super::{Shift, WorkerOptions};
use crate::queue::{
    Queue, Shutdown,
    dispatch::{AtWork, later},
};

/// Runs what is due: now, and awaited, where there is no transaction; else in a task of its own once it has committed.
///
/// A task in both cases: the caller's recorder and transaction are none of the job's, and a caller that goes away does not end it.
pub(in crate::queue) async fn run_after_commit(queue: &Queue) {
    let database = queue.core().database();
    let work = work_off(queue.clone(), queue.at_work());
    if database.current().is_some() {
        let hook = || drop(tokio::spawn(work));
        return database.after_commit(hook);
    }
    if let Err(error) = tokio::spawn(work).await {
        tracing::error!(%error, "the jobs of a dispatch could not be run");
    }
}

/// Runs what is due after this time. Nobody waits for it: a job that dispatches itself for later would never end.
pub(in crate::queue) async fn run_later(queue: &Queue, delay: Duration) {
    let later = {
        let queue = queue.clone();
        let due = later(queue.now(), delay);
        async move {
            let mut rest = delay;
            // The queue's clock may have been set back meanwhile.
            while !rest.is_zero() {
                tokio::time::sleep(rest.max(Duration::from_millis(1))).await;
                rest = Duration::from_micros(u64::try_from(due - queue.now()).unwrap_or(0));
            }
            work_off(queue.clone(), queue.at_work()).await;
        }
    };
    let hook = || drop(tokio::spawn(later));
    queue.core().database().after_commit(hook);
}

async fn work_off(queue: Queue, _at_work: AtWork) {
    if queue.jobs().is_none() {
        tracing::warn!(
            "a job was dispatched before the application had started; it waits for the next dispatch"
        );
        return;
    }
    // Nobody else looks for these jobs, so the lease need not end.
    let options = WorkerOptions {
        concurrency: 1,
        lease: Duration::from_secs(365 * 86_400),
        ..WorkerOptions::default()
    };
    let shift = Shift::new(queue, options);
    if let Err(error) = shift.work_off(&Shutdown::new()).await {
        tracing::error!(
            error = error.chain(),
            "the jobs of a dispatch could not be run"
        );
    }
}
