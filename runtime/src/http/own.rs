//! The answers that no application has to write: health checks, and in development a page at `/` that names the routes.

use std::{
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
};

use axum::{
    Extension, Router,
    body::Body,
    extract,
    http::{HeaderValue, Method, StatusCode, Uri, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use tower::Service;

use super::{
    Json, RouteInfo,
    problem::{explained, is_bare, problem},
};
use crate::{ambient::Request, core::Core};

const LIVE: &str = "/health/live";
const READY: &str = "/health/ready";

/// What answers beside the application's routes.
pub(crate) struct Own {
    name: &'static str,
    routes: Vec<RouteInfo>,
    core: Core,
    /// The health checks that the application leaves to us.
    health: Vec<&'static str>,
    /// Whether `/` names the routes where the application has nothing there.
    welcome: bool,
}

impl Own {
    pub(crate) fn new(
        name: &'static str,
        routes: Vec<RouteInfo>,
        router: &Router,
        core: Core,
        development: bool,
    ) -> Self {
        let has_root = routes.iter().any(|route| route.path == "/");
        let health = [LIVE, READY].into_iter();
        Self {
            name,
            routes,
            core,
            health: health.filter(|path| !has_route(router, path)).collect(),
            welcome: development && !has_root,
        }
    }

    /// The answer to a health check, unless the application has a route of its own there.
    pub(super) fn health(
        &self,
        context: &Request,
    ) -> Option<Pin<Box<dyn Future<Output = Response> + Send>>> {
        let path = context.uri.path();
        let is_ours = path.starts_with("/health/")
            && self.health.contains(&path)
            && (context.method == Method::GET || context.method == Method::HEAD);
        if !is_ours {
            return None;
        }
        if path == LIVE {
            return Some(Box::pin(std::future::ready(up())));
        }
        let database = self.core.database().clone();
        Some(Box::pin(async move {
            match database.fetch("SELECT 1", Vec::new()).await {
                Ok(_) => up(),
                Err(error) => {
                    tracing::warn!(target: "scaffold::http", "not ready: {}", error.chain());
                    problem(
                        StatusCode::SERVICE_UNAVAILABLE,
                        "the database does not answer",
                        &[],
                    )
                }
            }
        }))
    }

    /// The answer, as a problem if it is an error that is none.
    pub(super) fn complete(&self, response: Response, context: &Request, html: bool) -> Response {
        let Request { method, uri, .. } = context;
        if self.welcome
            && uri.path() == "/"
            && method == Method::GET
            && response.status() == StatusCode::NOT_FOUND
            && is_bare(&response)
        {
            return self.page(html);
        }
        explained(response, method, uri)
    }

    fn page(&self, html: bool) -> Response {
        let Self { name, routes, .. } = self;
        if !html {
            return Json(serde_json::json!({ "application": name, "routes": routes, "health": [LIVE, READY] })).into_response();
        }
        let rows: String = routes
            .iter()
            .map(|RouteInfo { method, path, handler }| {
                let (path, handler) = (escape(path), escape(handler));
                format!("<tr><td>{method}</td><td><code>{path}</code></td><td><small>{handler}</small></td></tr>")
            })
            .collect();
        let page = format!(
            "<!doctype html><meta charset=utf-8><title>{name}</title><style>body{{font:16px/1.5 system-ui;margin:3rem auto;max-width:48rem}}\
             td{{padding:.2rem 1rem .2rem 0}}</style><h1>{name} is running</h1><p>Its routes, in development only. A route at <code>/</code> of \
             your own takes this page's place: <code>src/routes.rs</code>.</p><table>{rows}</table>"
        );
        let mut response = Response::new(Body::from(page));
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        );
        response
    }
}

/// Whether the application has a route there, be it a merged router's, which can't be listed. Its fallback is none.
fn has_route(router: &Router, path: &'static str) -> bool {
    #[derive(Clone)]
    struct Found;

    if !router.has_routes() {
        return false;
    }
    // Asks a copy whose routes answer for their handlers.
    let found = async |_: extract::Request, _: Next| Extension(Found);
    let mut router = router.clone().route_layer(middleware::from_fn(found));
    let mut request = extract::Request::new(Body::empty());
    *request.uri_mut() = Uri::from_static(path);
    let answer = pin!(router.call(request));
    let mut task = Context::from_waker(Waker::noop());
    match answer.poll(&mut task) {
        Poll::Ready(Ok(answer)) => answer.extensions().get::<Found>().is_some(),
        Poll::Pending => false,
    }
}

fn up() -> Response {
    Json(serde_json::json!({ "status": "up" })).into_response()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
