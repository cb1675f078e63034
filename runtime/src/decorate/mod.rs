//! Decorators: what a method of a service is wrapped in.
//!
//! Two traits carry them: [`Observe`] sees a call and changes nothing, [`Around`] decides whether and how an async call runs.
//! `cached` and `retried` are expansions of their own, because they need the value, or the body again.

mod cached;
mod logged;
mod measured;
mod retried;
mod transactional;

use std::fmt::Display;

pub use cached::{CachedValue, cached, cached_method};
pub use logged::Logged;
pub use measured::{CallStats, Measured, measurements};
pub use retried::{Retry, retry};
pub use transactional::Transactional;

use crate::{Error, core::Core};

/// One call of a method.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// The service: `UserService`.
    pub service: &'static str,
    /// The method: `profile`.
    pub method: &'static str,
    /// The service's shared parts, where a field leads to them.
    pub core: Option<&'a Core>,
}

/// Sees a call, sync or async, and never changes it. A span dropped without `exit` is a cancelled or panicked call.
pub trait Observe: Sync {
    /// What lives from the start of the call to its end.
    type Span: Send;

    /// The call begins.
    fn enter(&self, call: &Call<'_>) -> Self::Span;

    /// The call ended; `error` if its result is an error that can be printed.
    fn exit(&self, span: Self::Span, call: &Call<'_>, error: Option<&dyn Display>);
}

/// Decides whether and how an async call runs.
pub trait Around: Sync {
    /// Runs `next`, or not.
    fn around<T: Send, E: From<Error> + Send>(
        &self,
        call: &Call<'_>,
        next: impl Future<Output = Result<T, E>> + Send,
    ) -> impl Future<Output = Result<T, E>> + Send;
}

/// Runs `next` within a decorator. By this way and not by the trait's own, what is wrong with a method's result is told once.
pub fn around<D: Around, T: Send, E: From<Error> + Send>(
    decorator: &D,
    call: &Call<'_>,
    next: impl Future<Output = Result<T, E>> + Send,
) -> impl Future<Output = Result<T, E>> + Send {
    decorator.around(call, next)
}

/// Finds the error of any result: a result whose error can be printed has a [`Probe::shown_error`] of its own, anything else that of
/// [`NoError`], which must be in scope. No other trait has a method of this name, also one that is implemented for everything.
#[derive(Debug, Clone, Copy)]
pub struct Probe<'a, T>(pub &'a T);

impl<'a, T, E: Display> Probe<'a, Result<T, E>> {
    /// The error, if this is one.
    #[must_use]
    pub fn shown_error(self) -> Option<&'a dyn Display> {
        let error = self.0.as_ref().err()?;
        Some(error)
    }
}

/// Anything else has no error.
pub trait NoError: Sized {
    /// None.
    fn shown_error(self) -> Option<&'static dyn Display> {
        None
    }
}

impl<T> NoError for Probe<'_, T> {}

/// Says of what type an async block is, in a branch of it that is never taken: then its last expression is converted as a function's is.
///
/// # Panics
/// Always.
#[cold]
#[must_use]
pub fn never<T>() -> T {
    unreachable!("in a branch that is never taken")
}

/// Runs the body of a method that is not async. A closure that is called where it stands could not give back what it took by `&mut`.
#[inline]
pub fn once<T>(body: impl FnOnce() -> T) -> T {
    body()
}
