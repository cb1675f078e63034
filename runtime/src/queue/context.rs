//! What a running job knows of itself.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use crate::service::{Service, Services};

/// The word to a job that it should stop. Cheap to clone; all clones hear the same word.
#[derive(Debug, Clone, Default)]
pub struct Cancellation(Arc<Word>);

#[derive(Debug, Default)]
struct Word {
    given: AtomicBool,
    heard: AtomicBool,
}

impl Cancellation {
    /// Whether the job should stop: see [`JobContext::cancelled`].
    #[must_use]
    pub fn requested(&self) -> bool {
        let given = self.0.given.load(Ordering::Acquire);
        if given {
            self.0.heard.store(true, Ordering::Release);
        }
        given
    }

    pub(super) fn request(&self) {
        self.0.given.store(true, Ordering::Release);
    }

    pub(super) fn withdraw(&self) {
        self.0.given.store(false, Ordering::Release);
    }

    /// Whether the job has asked and was told to stop.
    pub(super) fn is_heard(&self) -> bool {
        self.0.heard.load(Ordering::Acquire)
    }
}

/// What a running job knows.
#[derive(Debug)]
pub struct JobContext {
    pub(super) id: i64,
    pub(super) attempt: u32,
    pub(super) max_attempts: u32,
    pub(super) cancellation: Cancellation,
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

    /// Whether the worker is shutting down, lost the job's lease, or gave up waiting ([`Job::TIMEOUT`](super::Job::TIMEOUT)): stop at the
    /// next good place. With `Ok` if nothing is left to do; with any error if something is: then the job is handed back, and the attempt
    /// is not counted.
    #[must_use]
    pub fn cancelled(&self) -> bool {
        self.cancellation.requested()
    }

    /// The same word for work that outlives the call, above all a closure of [`spawn_blocking`](crate::spawn_blocking), which nobody can
    /// stop from outside.
    ///
    /// ```
    /// # async fn handle(cx: &scaffold::queue::JobContext) -> scaffold::Result<()> {
    /// let cancellation = cx.cancellation();
    /// let sum = scaffold::spawn_blocking(move || {
    ///     let numbers = (0..1_000_000_u64).take_while(|_| !cancellation.requested());
    ///     numbers.sum::<u64>()
    /// });
    /// let _ = sum.await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn cancellation(&self) -> Cancellation {
        self.cancellation.clone()
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
