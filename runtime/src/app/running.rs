//! An application that has started.

use super::{Application, builder::Seeds, lifecycle::Lifecycle};
use crate::{
    Result,
    config::Environment,
    http::{Edge, Limits, Own, RouteInfo, Routes},
};

/// An application that has started.
pub struct Running<A> {
    application: A,
    router: axum::Router,
    list: Vec<RouteInfo>,
    seeds: Option<Seeds<A>>,
    lifecycle: Lifecycle,
}

impl<A: Application> Running<A> {
    pub(super) fn new(
        application: A,
        routes: Routes<A>,
        seeds: Option<Seeds<A>>,
        lifecycle: Lifecycle,
    ) -> Self {
        let Routes { router, list } = routes;
        let router = router.with_state(application.clone());
        Self {
            application,
            router,
            list,
            seeds,
            lifecycle,
        }
    }

    /// The application's state.
    pub fn app(&self) -> &A {
        &self.application
    }

    /// The routes as a plain axum router, with request ids, limits, health checks and problem+json answers around them.
    pub fn router(&self) -> axum::Router {
        axum::Router::new().fallback_service(self.edge())
    }

    /// Runs the seeders given to the builder; `false` if there are none.
    ///
    /// # Errors
    /// The seeders'.
    pub async fn seed(&self) -> Result<bool> {
        let Some(seeds) = &self.seeds else {
            return Ok(false);
        };
        seeds(self.application.clone()).await?;
        Ok(true)
    }

    /// Lets the services begin: their `#[on_start]`.
    pub(crate) async fn begin(&mut self) -> Result<()> {
        self.lifecycle.start().await
    }

    /// Lets the services end what they have begun, in the opposite order of their start: their `#[on_stop]`. `serve` and `queue:work` do it; what
    /// was started in another way calls it when nothing is served any more.
    ///
    /// # Errors
    /// The services', all in one, after each had its turn.
    pub async fn stop(&mut self) -> Result<()> {
        self.lifecycle.stop().await
    }

    /// What a process does before its end: the queue's dispatches come to rest, the services stop; all until it is `overdue`.
    pub(crate) async fn leave(mut self, overdue: impl AsyncFn()) -> Result<()> {
        let left = self.application.handle().leave(overdue()).await;
        let stopped = self.lifecycle.stop_until(overdue()).await;
        left.and(stopped)
    }

    /// The same as [`router`](Self::router), without a router around it.
    pub(crate) fn edge(&self) -> Edge {
        let handle = self.application.handle();
        let server = &handle.config().server;
        let development = handle.environment() == Environment::Development;
        let own = Own::new(
            A::NAME,
            self.list.clone(),
            &self.router,
            handle.core().clone(),
            development,
        );
        let limits = Limits {
            timeout: server.timeout,
            body: server.body_limit,
            talkative: development,
        };
        Edge::new(self.router.clone(), own, limits)
    }
}
