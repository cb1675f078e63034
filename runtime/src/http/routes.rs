//! Routes that remember what they are.

use std::{any::type_name, convert::Infallible};

use axum::{
    RequestExt, Router,
    body::HttpBody,
    extract::Request,
    handler::Handler,
    response::IntoResponse,
    routing::{self, MethodRouter, Route},
};
use tower::{Layer, Service};

/// One route, for `route:list`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RouteInfo {
    /// `GET`; `*` for a merged router's.
    pub method: &'static str,
    /// `/users/{id}`
    pub path: String,
    /// The handler's path: `blog::http::controllers::user_controller::show`; `(axum)` for a merged router.
    pub handler: &'static str,
}

/// An axum router that can be listed. `S` is the application.
#[derive(Debug)]
#[must_use = "routes do nothing until they are given to the application"]
pub struct Routes<S> {
    pub(crate) router: Router<S>,
    pub(crate) list: Vec<RouteInfo>,
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// No route.
    pub fn new() -> Self {
        Self {
            router: Router::new(),
            list: Vec::new(),
        }
    }

    /// `GET path`; axum's handlers and axum's path syntax. It answers `HEAD` too.
    pub fn get<H: Handler<T, S>, T: 'static>(self, path: &str, handler: H) -> Self {
        self.add::<H>("GET", path, routing::get(Limited(handler)))
    }

    /// `POST path`.
    pub fn post<H: Handler<T, S>, T: 'static>(self, path: &str, handler: H) -> Self {
        self.add::<H>("POST", path, routing::post(Limited(handler)))
    }

    /// `PUT path`.
    pub fn put<H: Handler<T, S>, T: 'static>(self, path: &str, handler: H) -> Self {
        self.add::<H>("PUT", path, routing::put(Limited(handler)))
    }

    /// `PATCH path`.
    pub fn patch<H: Handler<T, S>, T: 'static>(self, path: &str, handler: H) -> Self {
        self.add::<H>("PATCH", path, routing::patch(Limited(handler)))
    }

    /// `DELETE path`.
    pub fn delete<H: Handler<T, S>, T: 'static>(self, path: &str, handler: H) -> Self {
        self.add::<H>("DELETE", path, routing::delete(Limited(handler)))
    }

    fn add<H>(mut self, method: &'static str, path: &str, route: MethodRouter<S>) -> Self {
        self.router = self.router.route(path, route);
        self.list.push(RouteInfo {
            method,
            path: path.to_owned(),
            handler: type_name::<H>(),
        });
        self
    }

    /// All of another list's. An `axum::Router`'s handlers that take a whole `Request` read its body as far as they like; other ones have
    /// the configuration's `server.body_limit`.
    pub fn merge(mut self, routes: impl Into<Self>) -> Self {
        let Self { router, list } = routes.into();
        self.router = self.router.merge(router);
        self.list.extend(list);
        self
    }

    /// Another list below a prefix.
    pub fn nest(mut self, prefix: &str, routes: impl Into<Self>) -> Self {
        let Self { router, list } = routes.into();
        self.router = self.router.nest(prefix, router);
        let nested = |route: RouteInfo| RouteInfo {
            path: join(prefix, &route.path),
            ..route
        };
        self.list.extend(list.into_iter().map(nested));
        self
    }

    /// A tower layer around every route so far.
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<Route> + Clone + Send + Sync + 'static,
        L::Service: Service<Request, Error = Infallible, Response: IntoResponse, Future: Send>
            + Clone
            + Send
            + Sync
            + 'static,
    {
        self.router = self.router.layer(layer);
        self
    }
}

impl<S: Clone + Send + Sync + 'static> Default for Routes<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S> From<Router<S>> for Routes<S> {
    fn from(router: Router<S>) -> Self {
        Self {
            router,
            list: vec![RouteInfo {
                method: "*",
                path: "*".into(),
                handler: "(axum)",
            }],
        }
    }
}

/// A handler that gets as much of a body as its route allows, whatever it reads it with.
#[derive(Clone)]
struct Limited<H>(H);

impl<H: Handler<T, S>, T, S> Handler<T, S> for Limited<H> {
    type Future = H::Future;

    fn call(self, request: Request, state: S) -> H::Future {
        if request.body().is_end_stream() {
            return self.0.call(request, state);
        }
        self.0.call(request.with_limited_body(), state)
    }
}

/// The path of a nested route, as axum makes it.
fn join(prefix: &str, path: &str) -> String {
    let prefix = prefix.trim_end_matches('/');
    match path {
        "*" => format!("{prefix}/*"),
        "/" if !prefix.is_empty() => prefix.to_owned(),
        path => format!("{prefix}{path}"),
    }
}
