//! A call of the driver that is on its way while the worker goes on.

use std::{future::pending, pin::Pin};

/// At most one call, and its answer.
pub(super) struct Call<T>(Option<Pin<Box<dyn Future<Output = T> + Send>>>);

impl<T> Call<T> {
    pub(super) const fn none() -> Self {
        Self(None)
    }

    pub(super) const fn is_under_way(&self) -> bool {
        self.0.is_some()
    }

    pub(super) fn begin(&mut self, call: impl Future<Output = T> + Send + 'static) {
        self.0 = Some(Box::pin(call));
    }

    /// Resolves with the answer; never while no call is under way. Dropping it drops no call.
    pub(super) async fn answer(&mut self) -> T {
        match &mut self.0 {
            Some(call) => {
                let answer = call.await;
                self.0 = None;
                answer
            }
            None => pending().await,
        }
    }
}
