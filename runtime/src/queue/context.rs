//! What a running job knows of itself.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use crate::{app::Services, service::Service};

/// What a running job knows.
#[derive(Debug)]
pub struct JobContext {
    pub(super) id: i64,
    pub(super) attempt: u32,
    pub(super) max_attempts: u32,
    pub(super) cancelled: Arc<AtomicBool>,
    pub(super) services: Arc<Services>,
}

impl JobContext {
    /// The job's number in its queue; the same in every attempt.
    #[must_use]
    pub fn id(&self) -> i64 {
        self.id
    }

    /// 1 for the first time.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Whether a failure now parks the job.
    #[must_use]
    pub fn is_last_attempt(&self) -> bool {
        self.attempt >= self.max_attempts
    }

    /// Whether the worker is shutting down or lost the job's lease: stop at the next good place.
    #[must_use]
    pub fn cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Acquire)
    }

    /// A service of the application.
    ///
    /// # Panics
    /// When it is not in the application's list. The panic ends this attempt only.
    #[must_use]
    #[track_caller]
    pub fn service<S: Service>(&self) -> Arc<S> {
        let name = S::NODE.name.text;
        self.services
            .get()
            .unwrap_or_else(|| panic!("`{name}` is not in the application's list; help: add it to `services: […]` in src/app.rs"))
    }
}
