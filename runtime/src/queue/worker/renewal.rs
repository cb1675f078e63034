//! Keeps what a worker holds its own.

use std::time::Duration;

use tokio::time::Instant;

use super::{AFTER_ERROR, call::Call, in_time};
use crate::{
    Result,
    queue::{Lease, Queue, dispatch::later},
};

/// When the leases are renewed, and whether they were.
pub(super) struct Renewal {
    lease: Duration,
    call: Call<(Vec<Lease>, Result<Vec<bool>>)>,
    /// When it is time for the next one.
    pub(super) at: Instant,
    /// The same by the queue's clock, which leases end by: it jumps when the machine has slept, or when someone sets it.
    at_micros: i64,
    failed: bool,
}

impl Renewal {
    pub(super) fn new(queue: &Queue, lease: Duration) -> Self {
        let mut renewal = Self {
            lease,
            call: Call::none(),
            at: Instant::now(),
            at_micros: 0,
            failed: false,
        };
        renewal.wait(queue, lease / 3);
        renewal
    }

    fn wait(&mut self, queue: &Queue, pause: Duration) {
        self.at = in_time(pause);
        self.at_micros = later(queue.now(), pause);
    }

    fn is_due(&self, queue: &Queue) -> bool {
        Instant::now() >= self.at || queue.now() >= self.at_micros
    }

    pub(super) fn is_under_way(&self) -> bool {
        self.call.is_under_way()
    }

    /// Whether what is held was renewed in time. If not, it may look abandoned, to this worker too: it must not ask for jobs now.
    pub(super) fn is_done(&self, queue: &Queue) -> bool {
        !self.failed && !self.is_under_way() && !self.is_due(queue)
    }

    /// Begins to renew these leases if it is time.
    pub(super) fn begin(&mut self, queue: &Queue, leases: impl FnOnce() -> Vec<Lease>) {
        if self.is_under_way() || !self.is_due(queue) {
            return;
        }
        let leases = leases();
        if leases.is_empty() {
            self.failed = false;
            return self.wait(queue, self.lease / 3);
        }
        let (queue, lease) = (queue.clone(), self.lease);
        self.call.begin(async move {
            let answer = queue.driver().renew(&leases, lease).await;
            (leases, answer)
        });
    }

    /// Resolves when the driver has answered; gives the leases that are lost.
    pub(super) async fn answer(&mut self, queue: &Queue) -> Vec<Lease> {
        let (leases, answer) = self.call.answer().await;
        self.failed = answer.is_err();
        match answer {
            Ok(held) => {
                self.wait(queue, self.lease / 3);
                let lost = leases.into_iter().zip(held).filter(|(_, held)| !held);
                lost.map(|(lease, _)| lease).collect()
            }
            Err(error) => {
                tracing::warn!(
                    error = error.chain(),
                    "leases could not be renewed; it is tried again"
                );
                self.wait(queue, AFTER_ERROR.min(self.lease / 3));
                Vec::new()
            }
        }
    }
}
