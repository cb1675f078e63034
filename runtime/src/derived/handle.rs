//! The way from a job's `run` to the person's `handle`, with a sentence for each form that it can't have.

use crate::{Error, Result, queue::JobContext};

/// What a job's `handle` gives: a future of a result whose error converts into ours.
#[diagnostic::on_unimplemented(
    message = "a job's `handle` can't give a `{Self}`",
    label = "of this job",
    note = "write `async fn handle(&self, cx: &JobContext) -> Result<()>`"
)]
pub trait Handling {
    /// The work.
    fn work(self) -> impl Future<Output = Result<()>>;
}

#[diagnostic::do_not_recommend]
impl<F, T, E> Handling for F
where
    F: Future<Output = Result<T, E>>,
    E: Into<Error>,
{
    async fn work(self) -> Result<()> {
        self.await.map(drop).map_err(Into::into)
    }
}

/// Calls `handle`: a function that takes something else is told so here.
pub fn handle<'a, J, F>(
    job: &'a J,
    cx: &'a JobContext,
    handle: impl FnOnce(&'a J, &'a JobContext) -> F,
) -> F {
    handle(job, cx)
}

/// Waits for it: a function that gives something else is told so here.
pub fn handled<F: Handling>(work: F) -> impl Future<Output = Result<()>> {
    work.work()
}
