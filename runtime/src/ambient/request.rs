//! Which request is being answered: set around each poll of it, so that it costs no task-local scope and no span.

use std::{cell::RefCell, future::poll_fn, mem, pin::pin};

use axum::http::{HeaderValue, Method, Uri};

thread_local! {
    static CURRENT: RefCell<Option<Request>> = const { RefCell::new(None) };
}

/// The request that is being answered.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) id: HeaderValue,
    pub(crate) method: Method,
    pub(crate) uri: Uri,
}

impl Request {
    pub(crate) fn id(&self) -> &str {
        self.id.to_str().unwrap_or_default()
    }

    /// Runs `work` within this request; afterwards it is here again.
    pub(crate) fn enter<T>(this: &mut Option<Self>, work: impl FnOnce() -> T) -> T {
        /// Also on a panic, or the thread's next request would be logged as this one.
        struct Leave<'a>(&'a mut Option<Request>);
        impl Drop for Leave<'_> {
            fn drop(&mut self) {
                CURRENT.with_borrow_mut(|current| mem::swap(current, self.0));
            }
        }
        CURRENT.with_borrow_mut(|current| mem::swap(current, this));
        let _leave = Leave(this);
        work()
    }
}

/// Looks at the request of this thread, if there is one.
pub(crate) fn with<T>(look: impl FnOnce(Option<&Request>) -> T) -> T {
    CURRENT.with_borrow(|current| look(current.as_ref()))
}

fn current() -> Option<Request> {
    CURRENT.with_borrow(Clone::clone)
}

/// The same future, still within this request when it is polled elsewhere.
pub(super) fn carried<F: Future>(future: F) -> impl Future<Output = F::Output> {
    let mut request = current();
    async move {
        let mut future = pin!(future);
        poll_fn(|task| Request::enter(&mut request, || future.as_mut().poll(task))).await
    }
}

/// The same work, still within this request when it runs elsewhere.
pub(super) fn carried_work<R>(work: impl FnOnce() -> R) -> impl FnOnce() -> R {
    let mut request = current();
    move || Request::enter(&mut request, work)
}
