//! The future of the next layer, as a decorator is given it: pinned where it stands, and gone as soon as it is let go of.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

/// Runs a future that is pinned in the frame of the method, and drops it in there when it is dropped itself: a call whose time is up must let
/// go of its connection before the layers around it go on. By value, each layer would double the future.
#[derive(Debug)]
pub struct Held<'a, F>(Pin<&'a mut Option<F>>);

/// Holds the future of the next layer.
pub fn held<F: Future>(future: Pin<&mut Option<F>>) -> Held<'_, F> {
    Held(future)
}

impl<F: Future> Future for Held<'_, F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<F::Output> {
        match self.0.as_mut().as_pin_mut() {
            Some(future) => future.poll(task),
            // Only a drop empties it.
            None => Poll::Pending,
        }
    }
}

impl<F> Drop for Held<'_, F> {
    fn drop(&mut self) {
        self.0.set(None);
    }
}

#[cfg(test)]
mod tests {
    use std::{
        pin::pin,
        sync::atomic::{AtomicBool, Ordering},
    };

    use super::*;

    #[tokio::test]
    async fn what_is_let_go_of_is_dropped_at_once() {
        struct Guard<'a>(&'a AtomicBool);
        impl Drop for Guard<'_> {
            fn drop(&mut self) {
                self.0.store(true, Ordering::SeqCst);
            }
        }
        let dropped = AtomicBool::new(false);
        let next = pin!(Some(async {
            let _guard = Guard(&dropped);
            std::future::pending::<()>().await;
        }));
        let mut next = held(next);
        tokio::select! {
            () = &mut next => {}
            () = tokio::task::yield_now() => {}
        }
        assert!(!dropped.load(Ordering::SeqCst));
        drop(next);
        assert!(dropped.load(Ordering::SeqCst));
    }
}
