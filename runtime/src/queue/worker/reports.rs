//! What has ended, on its way to the driver.

use tokio::time::Instant;

use super::{AFTER_ERROR, call::Call};
use crate::{
    Result,
    queue::{Lease, Queue, Settlement, Verdict, metrics::add},
};

/// Verdicts that the driver has not taken yet.
pub(super) struct Reports {
    waiting: Vec<Settlement>,
    /// Those that the driver was told and has not answered.
    told: Vec<Lease>,
    call: Call<(Vec<Settlement>, Result<Vec<bool>>)>,
    at: Instant,
}

impl Reports {
    pub(super) fn new() -> Self {
        Self {
            waiting: Vec::new(),
            told: Vec::new(),
            call: Call::none(),
            at: Instant::now(),
        }
    }

    pub(super) fn count(&self) -> usize {
        self.waiting.len() + self.told.len()
    }

    /// What is not settled yet is still the worker's.
    pub(super) fn leases(&self) -> impl Iterator<Item = Lease> {
        let waiting = self.waiting.iter().map(|one| one.lease);
        waiting.chain(self.told.iter().copied())
    }

    pub(super) fn push(&mut self, lease: Lease, verdict: Verdict) {
        self.waiting.push(Settlement { lease, verdict });
    }

    /// When there is something to tell; `None` while the driver is being told.
    pub(super) fn wake_at(&self) -> Option<Instant> {
        (!self.waiting.is_empty() && !self.call.is_under_way()).then_some(self.at)
    }

    /// Tells the driver all there is, in one go.
    pub(super) fn begin(&mut self, queue: &Queue) {
        if self.wake_at().is_none_or(|at| Instant::now() < at) {
            return;
        }
        let settlements = std::mem::take(&mut self.waiting);
        self.told = settlements.iter().map(|one| one.lease).collect();
        let queue = queue.clone();
        self.call.begin(async move {
            let answer = queue.driver().settle(&settlements).await;
            (settlements, answer)
        });
    }

    /// Resolves when the driver has answered. What it could not take is told again.
    pub(super) async fn answer(&mut self, queue: &Queue) {
        let (settlements, answer) = self.call.answer().await;
        self.told.clear();
        match answer {
            Ok(held) => {
                for (one, held) in settlements.iter().zip(held) {
                    count(queue, &one.verdict, held);
                }
            }
            Err(error) => {
                tracing::warn!(
                    jobs = settlements.len(),
                    error = error.chain(),
                    "the end of jobs could not be reported; it is reported again"
                );
                self.waiting.extend(settlements);
                self.at = Instant::now() + AFTER_ERROR;
            }
        }
    }

    /// The lease is someone else's: nobody would listen to the report. One that is on its way says so itself.
    pub(super) fn lose(&mut self, lease: Lease) -> bool {
        let before = self.waiting.len();
        self.waiting.retain(|one| one.lease != lease);
        self.waiting.len() < before
    }

    /// The same job under another lease of this worker's.
    pub(super) fn adopt(&mut self, lease: Lease) -> bool {
        let job = self.waiting.iter_mut().find(|one| one.lease.id == lease.id);
        job.map(|one| one.lease = lease).is_some()
    }
}

fn count(queue: &Queue, verdict: &Verdict, held: bool) {
    let counters = queue.counters();
    let counter = match verdict {
        _ if !held => &counters.lost_leases,
        Verdict::Done => &counters.processed,
        Verdict::Retry { .. } => &counters.retried,
        Verdict::Bury { .. } => &counters.dead,
        Verdict::Release { .. } => &counters.released,
    };
    add(counter, 1);
}
