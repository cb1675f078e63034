//! Asking the driver for jobs: when, and how often where there are none.

use std::time::Duration;

use tokio::time::Instant;

use super::{AFTER_ERROR, WorkerOptions, call::Call, in_time};
use crate::{
    Result,
    queue::{Claim, Claims, Queue},
};

/// When the driver is asked for jobs.
pub(super) struct Look {
    call: Call<Result<Claims>>,
    at: Instant,
    poll: Duration,
    /// The pause after a look that finds nothing; it doubles up to `poll`. Where work was found, more comes soon.
    idle: Duration,
    /// There may be more than the look under way can see.
    again: bool,
    /// The last look found nothing, and nothing has happened since.
    pub(super) is_dry: bool,
}

impl Look {
    pub(super) fn new(poll: Duration) -> Self {
        Self {
            call: Call::none(),
            at: Instant::now(),
            poll,
            idle: first_pause(poll),
            again: false,
            is_dry: false,
        }
    }

    pub(super) fn is_under_way(&self) -> bool {
        self.call.is_under_way()
    }

    /// When to look; `None` while a look is under way.
    pub(super) fn wake_at(&self) -> Option<Instant> {
        (!self.is_under_way()).then_some(self.at)
    }

    /// Someone pushed, or there is room for more: look now, and often for a while.
    pub(super) fn soon(&mut self) {
        self.at = Instant::now();
        self.idle = first_pause(self.poll);
        self.again = true;
        self.is_dry = false;
    }

    /// Asks for `room` jobs if it is time.
    pub(super) fn begin(&mut self, queue: &Queue, options: &WorkerOptions, room: usize) {
        if self.wake_at().is_none_or(|at| Instant::now() < at) {
            return;
        }
        self.again = false;
        let (queue, queues, lease) = (queue.clone(), options.queues.clone(), options.lease);
        self.call
            .begin(async move { queue.driver().claim(&queues, room, lease).await });
    }

    /// Resolves when the driver has answered.
    pub(super) async fn answer(&mut self, queue: &Queue) -> Result<Vec<Claim>> {
        let claims = self.call.answer().await;
        let found = claims.as_ref().is_ok_and(|claims| !claims.jobs.is_empty());
        self.is_dry = claims.is_ok() && !found && !self.again;
        if found {
            self.idle = first_pause(self.poll);
        }
        let pause = match &claims {
            _ if self.again => Duration::ZERO,
            Err(_) => AFTER_ERROR,
            Ok(claims) => {
                let due = claims
                    .next_due
                    .map(|due| u64::try_from(due.saturating_sub(queue.now())).unwrap_or(0))
                    .map(Duration::from_micros)
                    // What is due and was not given out is someone else's by now, or there was no room for it.
                    .filter(|due| found || !due.is_zero());
                due.map_or(self.idle, |due| due.min(self.idle))
            }
        };
        if !found && claims.is_ok() {
            self.idle = self.idle.saturating_mul(2).min(self.poll);
        }
        self.at = in_time(pause);
        Ok(claims?.jobs)
    }
}

fn first_pause(poll: Duration) -> Duration {
    (poll / 50).max(Duration::from_millis(1)).min(poll)
}
