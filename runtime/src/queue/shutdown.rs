//! The word to stop, for workers and servers: first in order, then at once.

use tokio::sync::watch;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Running,
    Draining,
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
            *stage = if *stage == Stage::Running {
                Stage::Draining
            } else {
                Stage::Now
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
        *self.0.borrow() >= Stage::Draining
    }

    /// Resolves when someone has asked to stop.
    pub async fn wait(&self) {
        self.reached(Stage::Draining).await;
    }

    /// Resolves when someone has asked to stop at once.
    pub async fn wait_now(&self) {
        self.reached(Stage::Now).await;
    }

    async fn reached(&self, stage: Stage) {
        let mut receiver = self.0.subscribe();
        // The sender lives in `self`, so the only error, a closed channel, can't come.
        let _ = receiver.wait_for(|now| *now >= stage).await;
    }
}
