//! Decorators: what a method of a service is wrapped in.
//!
//! Two traits carry them: [`Observe`] sees a call and changes nothing, [`Around`] decides whether and how an async call runs.
//! `cached` and `retried` are expansions of their own, because they need the value, or the body again.

mod logged;
mod measured;
mod retried;
mod transactional;

use std::fmt::Display;

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

/// Finds the error of any result by autoref: `(&Probe(&out)).error()`.
#[derive(Debug)]
pub struct Probe<'a, T>(pub &'a T);

/// A result whose error can be printed.
pub trait AsError {
    /// The error, if this is one.
    fn error(&self) -> Option<&dyn Display>;
}

impl<T, E: Display> AsError for Probe<'_, Result<T, E>> {
    fn error(&self) -> Option<&dyn Display> {
        self.0.as_ref().err().map(|error| error as &dyn Display)
    }
}

/// Anything else has no error.
pub trait NoError {
    /// None.
    fn error(&self) -> Option<&dyn Display> {
        None
    }
}

impl<T> NoError for &Probe<'_, T> {}

/// Gives `?` inside an async block its target.
#[inline]
pub fn typed<T, F: Future<Output = T>>(future: F) -> F {
    future
}
