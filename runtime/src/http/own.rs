//! The answers that no application has to write: health checks, and in development a page at `/` that names the routes.

use std::pin::Pin;

use axum::{
    body::Body,
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{
    Json, RouteInfo,
    edge::{explain, is_bare},
    problem::problem,
};
use crate::{ambient::Request, core::Core};

const LIVE: &str = "/health/live";
const READY: &str = "/health/ready";

/// What answers beside the application's routes.
pub(crate) struct Own {
    name: &'static str,
    routes: Vec<RouteInfo>,
    core: Core,
    /// Whether `/` names the routes where the application has nothing there.
    welcome: bool,
}

impl Own {
    pub(crate) fn new(
        name: &'static str,
        routes: Vec<RouteInfo>,
        core: Core,
        development: bool,
    ) -> Self {
        let has_root = routes.iter().any(|route| route.path == "/");
        Self {
            name,
            routes,
            core,
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
            && (path == LIVE || path == READY)
            && (context.method == Method::GET || context.method == Method::HEAD);
        if !is_ours || self.routes.iter().any(|route| route.path == path) {
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

    /// The answer, with a body if it is an error without one.
    pub(super) fn complete(&self, response: Response, context: &Request, html: bool) -> Response {
        if !is_bare(&response) {
            return response;
        }
        let Request { method, uri, .. } = context;
        if self.welcome
            && uri.path() == "/"
            && method == Method::GET
            && response.status() == StatusCode::NOT_FOUND
        {
            return self.page(html);
        }
        explain(response, method, uri)
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

fn up() -> Response {
    Json(serde_json::json!({ "status": "up" })).into_response()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
