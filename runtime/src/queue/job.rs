//! What a type must be to be dispatched.

use std::time::Duration;

use serde::{Serialize, de::DeserializeOwned};

use super::{JobContext, dispatch::running};
use crate::Result;

/// Work for later. Derived: `#[derive(Job)]`; the work is `async fn handle(&self, cx: &JobContext) -> Result<()>`.
///
/// A job may run more than once: after a crash, nobody knows how far it came. Write it so that a second run does no harm.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a job",
    note = "add `#[derive(Job, Serialize, Deserialize)]` to `{Self}`"
)]
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Its name in the queue: the type's, unless `#[job(name = "…")]`.
    const NAME: &'static str;
    /// `#[job(queue = "mail")]`; else `default`.
    const QUEUE: &'static str;
    /// How often it is tried again after the first time. Default 3.
    const RETRIES: u32;
    /// The pause before the first retry; it doubles each time up to an hour, with jitter. Default 2 s.
    const BACKOFF: Duration;
    /// How long one attempt may take; `None`: as long as it likes. Default 5 min.
    ///
    /// What then still runs by itself (a task, a closure of [`spawn_blocking`](crate::spawn_blocking)) goes on beside the next attempt, unless it
    /// asks [`JobContext::cancellation`].
    const TIMEOUT: Option<Duration>;

    /// Does the work.
    fn run(&self, cx: &JobContext) -> impl Future<Output = Result<()>> + Send;

    /// Puts this job into the application's queue: the facade form of [`Queue::dispatch`](super::Queue::dispatch).
    ///
    /// # Errors
    /// As [`Queue::dispatch`](super::Queue::dispatch); and when the application has not started.
    fn dispatch<App: 'static>(self) -> impl Future<Output = Result<()>> + Send
    where
        Self: RegisteredJob<App>,
    {
        async { running::<App>()?.dispatch(self).await }
    }

    /// As [`dispatch`](Self::dispatch), due after this time.
    ///
    /// # Errors
    /// As [`dispatch`](Self::dispatch).
    fn dispatch_in<App: 'static>(self, delay: Duration) -> impl Future<Output = Result<()>> + Send
    where
        Self: RegisteredJob<App>,
    {
        async move { running::<App>()?.dispatch_in(delay, self).await }
    }
}

/// What `#[derive(Job)]` finds where a job lacks its own `handle`: a method that can't be called, and says why.
pub trait Unhandled: Sized {
    /// Never called: nothing is [`Handled`] but by a method of its own.
    fn handle(&self, _: &JobContext) -> std::future::Ready<Result<()>>
    where
        Self: Handled,
    {
        std::future::ready(Ok(()))
    }
}

impl<J> Unhandled for J {}

/// Implemented by nothing: its message is what it is for.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does no work yet: add `async fn handle(&self, cx: &JobContext) -> Result<()>` to `impl {Self}`",
    label = "this job has no `handle`"
)]
pub trait Handled {}

/// A job that is in the application's list.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not registered: add it to `jobs: […]` in src/app.rs",
    label = "dispatched here"
)]
pub trait RegisteredJob<App>: Job {}
