//! The driver `sync`: the dispatch runs the job.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use super::{Shift, WorkerOptions};
use crate::queue::Queue;

/// Runs what is due: now, and awaited, where there is no transaction; else in a task of its own once it has committed.
///
/// A task in both cases: the caller's recorder and transaction are none of the job's, and a caller that goes away does not end it.
pub(in crate::queue) async fn run_after_commit(queue: &Queue) {
    let awaited = Arc::new(AtomicBool::new(true));
    let committed = Arc::new(AtomicBool::new(false));
    let hook = {
        let (queue, awaited, committed) = (queue.clone(), awaited.clone(), committed.clone());
        move || {
            if awaited.load(Ordering::Acquire) {
                committed.store(true, Ordering::Release);
            } else {
                tokio::spawn(work_off(queue));
            }
        }
    };
    queue.core().database().after_commit(hook).await;
    awaited.store(false, Ordering::Release);
    if committed.load(Ordering::Acquire)
        && let Err(error) = tokio::spawn(work_off(queue.clone())).await
    {
        tracing::error!(%error, "the jobs of a dispatch could not be run");
    }
}

async fn work_off(queue: Queue) {
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
    if let Err(error) = Shift::new(queue, options).work_off().await {
        tracing::error!(
            error = error.chain(),
            "the jobs of a dispatch could not be run"
        );
    }
}
