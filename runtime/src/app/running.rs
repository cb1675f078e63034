//! An application that has started.

use super::{Application, builder::Seeds};
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
}

impl<A: Application> Running<A> {
    pub(super) fn new(application: A, routes: Routes<A>, seeds: Option<Seeds<A>>) -> Self {
        let Routes { router, list } = routes;
        let router = router.with_state(application.clone());
        Self {
            application,
            router,
            list,
            seeds,
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
