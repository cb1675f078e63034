//! Decorators: what a method of a service is wrapped in.
//!
//! Two traits carry them: [`Observe`] sees a call and changes nothing, [`Around`] decides whether and how an async call runs.
//! `cached`, `retried` and `authorized` are expansions of their own, because they need the value, the body again, or the method's arguments.
//!
//! One of your own is a type with one of the two traits, and a constant expression that makes it: `#[decorate(Throttle::new(8))]`. It is
//! kept in a static beside the method. `scaffold make:decorator Throttle` writes one.
//!
//! ```
//! use std::sync::atomic::{AtomicUsize, Ordering};
//!
//! use scaffold::{ErrorKind, decorate::{Around, Call}, prelude::*};
//!
//! /// Lets so many calls run at the same time, and refuses the others.
//! pub struct Throttle {
//!     most: usize,
//!     running: AtomicUsize,
//! }
//!
//! impl Throttle {
//!     pub const fn new(most: usize) -> Self {
//!         Self { most, running: AtomicUsize::new(0) }
//!     }
//! }
//!
//! /// Gives the place back, also when the call is cancelled.
//! struct Place<'a>(&'a AtomicUsize);
//!
//! impl Drop for Place<'_> {
//!     fn drop(&mut self) {
//!         self.0.fetch_sub(1, Ordering::Relaxed);
//!     }
//! }
//!
//! impl Around for Throttle {
//!     async fn around<T: Send, E: From<Error> + Send>(
//!         &self,
//!         call: &Call<'_>,
//!         next: impl Future<Output = Result<T, E>> + Send,
//!     ) -> Result<T, E> {
//!         let running = self.running.fetch_add(1, Ordering::Relaxed);
//!         let _place = Place(&self.running);
//!         if running >= self.most {
//!             let message = format!("`{}` is busy", call.method);
//!             return Err(Error::new(ErrorKind::Unavailable, message).into());
//!         }
//!         next.await
//!     }
//! }
//!
//! #[derive(Service)]
//! pub struct Reports {
//!     clock: Clock,
//! }
//!
//! #[service]
//! impl Reports {
//!     #[decorate(Throttle::new(0))]
//!     pub async fn yearly(&self) -> Result<DateTime> {
//!         Ok(self.clock.now())
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let busy = Reports::new(Clock::system()).yearly().await.unwrap_err();
//! assert_eq!(busy.to_string(), "`yearly` is busy");
//! # }
//! ```

mod audited;
mod authorized;
mod cached;
mod exclusive;
mod held;
mod logged;
mod measured;
mod own;
mod rate_limited;
mod retried;
pub(crate) mod switch;
mod timed_out;
mod transactional;

use std::fmt::Display;

pub use audited::{Noted, Printed, Recordable, Recorded, Serialized, Unknown, audited};
pub use authorized::{allowed, caller};
pub use cached::{CachedValue, cached, cached_method};
pub use exclusive::{Exclusive, exclusive};
pub use held::{Held, held};
pub use logged::{Logged, LoggedWith, Shown};
pub use measured::{CallStats, Measured, measurements};
pub use own::{Layer, Observer, OrObserve, observer};
pub(crate) use rate_limited::Limits;
pub use rate_limited::{RateLimit, rate_limited};
pub use retried::{Retry, may_pass, retry};
pub use switch::Switch;
pub use timed_out::TimedOut;
pub use transactional::Transactional;

use crate::{Error, core::Core};

/// One call of a method.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// The service: `UserService`.
    pub service: &'static str,
    /// The method: `profile`.
    pub method: &'static str,
    /// The service's shared parts, where a field leads to them and the method takes `&self`; observers that are built in are not told.
    pub core: Option<&'a Core>,
}

impl Call<'_> {
    /// What a decorator says that needs the shared parts; `#[service]` refuses its service before it is called.
    fn lacks_core(&self) -> Error {
        Error::internal(format!(
            "no field of `{}` leads to the database and the cache, and `{}` needs them",
            self.service, self.method
        ))
    }
}

/// Sees a call, sync or async, and never changes it. A span dropped without `exit` is a cancelled or panicked call.
///
/// ```
/// use std::{fmt::Display, time::Instant};
///
/// use scaffold::{decorate::{Call, Observe}, prelude::*};
///
/// /// Warns of slow calls.
/// pub struct Slow {
///     millis: u128,
/// }
///
/// impl Observe for Slow {
///     type Span = Instant;
///
///     fn enter(&self, _: &Call<'_>) -> Instant {
///         Instant::now()
///     }
///
///     fn exit(&self, begun: Instant, call: &Call<'_>, _: Option<&dyn Display>) {
///         let millis = begun.elapsed().as_millis();
///         if millis > self.millis {
///             eprintln!("{}::{} took {millis} ms", call.service, call.method);
///         }
///     }
/// }
///
/// #[derive(Service)]
/// pub struct Numbers;
///
/// #[service]
/// impl Numbers {
///     #[decorate(Slow { millis: 100 })]
///     pub fn double(&self, number: u64) -> u64 {
///         2 * number
///     }
/// }
///
/// assert_eq!(Numbers::new().double(4), 8);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no decorator",
    label = "neither `Observe` nor `Around` is implemented for `{Self}`",
    note = "implement `scaffold::decorate::Observe` for what only looks on, or `scaffold::decorate::Around` for what decides whether and how the call runs; `scaffold make:decorator NAME` writes one"
)]
pub trait Observe: Sync {
    /// What lives from the start of the call to its end.
    type Span: Send;

    /// The call begins.
    fn enter(&self, call: &Call<'_>) -> Self::Span;

    /// The call ended; `error` if its result is an error that can be printed.
    fn exit(&self, span: Self::Span, call: &Call<'_>, error: Option<&dyn Display>);
}

/// Decides whether and how an async call runs. See [the module](self) for an example.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't run a call",
    note = "implement `scaffold::decorate::Around` for `{Self}`; `scaffold make:decorator NAME` writes one"
)]
pub trait Around: Sync {
    /// Runs `next`, or not. To drop it is to cancel the call: what its body holds is let go of at once.
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
