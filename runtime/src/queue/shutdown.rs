//! The word to stop, for workers and servers: first in order, then at once.

use std::time::Duration;

use tokio::{sync::watch, time::Instant};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Running,
    Draining { since: Instant },
    Now,
}

/// Says when to stop. Cheap to clone; all clones hear the same word.
#[derive(Debug, Clone)]
pub struct Shutdown(watch::Sender<Stage>);

impl Default for Shutdown {
    fn default() -> Self {
        Self(watch::Sender::new(Stage::Running))
    }
}

impl Shutdown {
    /// Nobody has asked to stop yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks to stop in order; asked a second time, at once. What a signal handler calls.
    pub fn request(&self) {
        self.0.send_modify(|stage| {
            *stage = match *stage {
                Stage::Running => Stage::Draining {
                    since: Instant::now(),
                },
                Stage::Draining { .. } | Stage::Now => Stage::Now,
            };
        });
    }

    /// Asks to stop at once.
    pub fn now(&self) {
        self.0.send_replace(Stage::Now);
    }

    /// Whether anyone has asked.
    #[must_use]
    pub fn requested(&self) -> bool {
        *self.0.borrow() != Stage::Running
    }

    /// Resolves when someone has asked to stop.
    pub async fn wait(&self) {
        self.until(|stage| stage != Stage::Running).await;
    }

    /// Resolves when someone has asked to stop at once.
    pub async fn wait_now(&self) {
        self.until(|stage| stage == Stage::Now).await;
    }

    /// Resolves when what still runs has had its `grace` since someone asked to stop, or someone has asked to stop at once.
    pub async fn overdue(&self, grace: Duration) {
        if let Stage::Draining { since } = self.until(|stage| stage != Stage::Running).await {
            tokio::select! {
                () = tokio::time::sleep_until(after(since, grace)) => {}
                () = self.wait_now() => {}
            }
        }
    }

    async fn until(&self, is_reached: impl Fn(Stage) -> bool) -> Stage {
        let mut receiver = self.0.subscribe();
        // The sender lives in `self`, so the only error, a closed channel, can't come.
        let reached = receiver.wait_for(|stage| is_reached(*stage)).await;
        reached.map_or(Stage::Now, |stage| *stage)
    }
}

/// So long after; in thirty years where that is beyond what a clock can tell.
pub(super) fn after(start: Instant, span: Duration) -> Instant {
    start
        .checked_add(span)
        .unwrap_or_else(|| start + Duration::from_secs(30 * 365 * 86_400))
}
