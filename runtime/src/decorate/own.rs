//! `#[decorate(…)]`: a decorator of one's own, whichever of the two traits it implements.

use std::fmt::Display;

use super::{Around, Call, Observe};
use crate::Error;

/// A decorator of which the macro knows the type's name and no more. Its [`run`](Layer::run) is that of an [`Around`]; a type that is none has the
/// one of [`OrObserve`], which must be in scope.
#[derive(Debug)]
pub struct Layer<D: 'static>(pub &'static D);

impl<D: Around> Layer<D> {
    /// Runs `next` within the decorator.
    pub fn run<T: Send, E: From<Error> + Send>(
        self,
        call: &Call<'_>,
        next: impl Future<Output = Result<T, E>> + Send,
        _: impl for<'o> Fn(&'o Result<T, E>) -> Option<&'o dyn Display> + Send,
    ) -> impl Future<Output = Result<T, E>> + Send {
        self.0.around(call, next)
    }
}

/// What [`Layer`] falls back to: a decorator that looks on, or a type that is none.
pub trait OrObserve<D: 'static>: Sized {
    /// The decorator.
    fn decorator(self) -> &'static D;

    /// Runs `next` while the decorator looks on.
    fn run<O: Send>(
        self,
        call: &Call<'_>,
        next: impl Future<Output = O> + Send,
        error: impl for<'o> Fn(&'o O) -> Option<&'o dyn Display> + Send,
    ) -> impl Future<Output = O> + Send
    where
        D: Observe,
    {
        let decorator = self.decorator();
        async move {
            let span = decorator.enter(call);
            let output = next.await;
            decorator.exit(span, call, error(&output));
            output
        }
    }
}

impl<D> OrObserve<D> for Layer<D> {
    fn decorator(self) -> &'static D {
        self.0
    }
}

/// A decorator that fits a method which is not async, or gives no result.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't decorate this method: only an `Observe` can look on at a method that is not async or gives no `Result`",
    label = "`{Self}` does not implement `scaffold::decorate::Observe`",
    note = "write `async fn … -> Result<…>` for an `Around`, or implement `Observe`"
)]
pub trait Observer: Observe {}

#[diagnostic::do_not_recommend]
impl<D: Observe> Observer for D {}

/// The decorator of a method that is not async, or gives no result.
#[inline]
pub fn observer<D: Observer>(decorator: &'static D) -> &'static D {
    decorator
}
