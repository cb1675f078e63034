//! What every request passes on its way in and out: one service around the whole router, instead of a stack of layers.
//!
//! Request id, time limit, body limit, panics, the access log, health checks, and a problem for errors without one.
//! The way of an ordinary request allocates nothing but the id of its answer.

use std::{
    convert::Infallible,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::Arc,
    task::{Context as Task, Poll},
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::HttpBody,
    extract::{DefaultBodyLimit, Request},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::Response,
    routing::future::RouteFuture,
};
use tower::Service;

use super::{
    context,
    own::Own,
    problem::{OPAQUE, problem},
};
use crate::{ambient::Request as Current, error::panic_text};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The limits of every request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) timeout: Duration,
    pub(crate) body: usize,
    /// Whether requests are logged at info level; else at debug level.
    pub(crate) talkative: bool,
}

/// The router with all that is ours around it.
#[derive(Clone)]
pub(crate) struct Edge {
    router: Router,
    own: Arc<Own>,
    limits: Limits,
}

impl Edge {
    pub(crate) fn new(router: Router, own: Own, limits: Limits) -> Self {
        Self {
            router,
            own: Arc::new(own),
            limits,
        }
    }

    /// Prepares the request and starts the answer.
    fn start(&mut self, mut request: Request, context: &Current) -> Answer {
        if let Some(answer) = self.own.health(context) {
            return Answer::Own(answer);
        }
        if !request.body().is_end_stream() {
            // Not enforced here: a route may have a limit of its own.
            DefaultBodyLimit::max(self.limits.body).apply(&mut request);
        }
        Answer::Routed(self.router.call(request))
    }
}

impl Service<Request> for Edge {
    type Response = Response;
    type Error = Infallible;
    type Future = EdgeFuture;

    fn poll_ready(&mut self, _: &mut Task<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> EdgeFuture {
        let context = Current {
            id: request_id(&request),
            method: request.method().clone(),
            uri: request.uri().clone(),
        };
        let html = accepts_html(&request);
        EdgeFuture {
            answer: self.start(request, &context),
            context: Some(context),
            own: self.own.clone(),
            started: is_logged(self.limits.talkative).then(Instant::now),
            limits: self.limits,
            deadline: None,
            html,
        }
    }
}

/// The id the client sent, if it is one, or a new one.
fn request_id(request: &Request) -> HeaderValue {
    let is_id = |id: &&HeaderValue| {
        (1..=128).contains(&id.len()) && id.as_bytes().iter().all(u8::is_ascii_graphic)
    };
    if let Some(id) = request.headers().get(REQUEST_ID).filter(is_id) {
        return id.clone();
    }
    let mut id = [0; 16];
    let mut rest = fastrand::u64(..);
    for digit in &mut id {
        *digit = b"0123456789abcdef"[(rest & 15) as usize];
        rest >>= 4;
    }
    HeaderValue::from_bytes(&id).unwrap_or(HeaderValue::from_static("-"))
}

/// Only the page at `/` asks.
fn accepts_html(request: &Request) -> bool {
    request.uri().path() == "/"
        && request.headers().get(header::ACCEPT).is_some_and(|accept| {
            accept
                .to_str()
                .is_ok_and(|accept| accept.contains("text/html"))
        })
}

fn is_logged(talkative: bool) -> bool {
    if talkative {
        tracing::enabled!(target: "scaffold::http", tracing::Level::INFO)
    } else {
        tracing::enabled!(target: "scaffold::http", tracing::Level::DEBUG)
    }
}

/// Where an answer comes from.
#[expect(
    clippy::large_enum_variant,
    reason = "a box around what is almost always there is an allocation a request"
)]
enum Answer {
    Routed(RouteFuture<Infallible>),
    Own(Pin<Box<dyn Future<Output = Response> + Send>>),
}

impl Answer {
    fn poll(&mut self, task: &mut Task<'_>) -> Poll<Response> {
        match self {
            Self::Routed(future) => Pin::new(future).poll(task).map(|Ok(response)| response),
            Self::Own(future) => future.as_mut().poll(task),
        }
    }
}

/// An answer on its way.
pub(crate) struct EdgeFuture {
    answer: Answer,
    /// Whose request it is; also here between two polls, and after the last.
    context: Option<Current>,
    own: Arc<Own>,
    started: Option<Instant>,
    limits: Limits,
    /// Made when the answer is not there at the first look: most are, and pay for no timer.
    deadline: Option<Pin<Box<tokio::time::Sleep>>>,
    html: bool,
}

impl Future for EdgeFuture {
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        let answer = &mut this.answer;
        let polled = Current::enter(&mut this.context, || {
            match catch_unwind(AssertUnwindSafe(|| answer.poll(task))) {
                Ok(polled) => polled,
                Err(panic) => {
                    context::log_failure(&format!("panicked: {}", panic_text(&*panic)));
                    Poll::Ready(problem(StatusCode::INTERNAL_SERVER_ERROR, OPAQUE, &[]))
                }
            }
        });
        let response = match polled {
            Poll::Ready(response) => response,
            Poll::Pending => {
                let timeout = this.limits.timeout;
                let deadline = this
                    .deadline
                    .get_or_insert_with(|| Box::pin(tokio::time::sleep(timeout)));
                if deadline.as_mut().poll(task).is_pending() {
                    return Poll::Pending;
                }
                // The handler is dropped with this future: it is cancelled.
                context::log_overdue(this.context.as_ref(), timeout);
                problem(
                    StatusCode::GATEWAY_TIMEOUT,
                    &format!("this took longer than {timeout:?}"),
                    &[],
                )
            }
        };
        let Some(context) = this.context.take() else {
            return Poll::Ready(Ok(response));
        };
        let response = this.own.complete(response, &context, this.html);
        let response = finish(response, context, this.started, this.limits.talkative);
        Poll::Ready(Ok(response))
    }
}

/// Names the request in the answer, and logs it if anyone listens.
fn finish(
    mut response: Response,
    context: Current,
    started: Option<Instant>,
    talkative: bool,
) -> Response {
    if let Some(started) = started {
        let Current { method, uri, .. } = &context;
        let (path, status, took) = (uri.path(), response.status().as_u16(), started.elapsed());
        if talkative {
            tracing::info!(target: "scaffold::http", "{method} {path} {status} {took:.1?}");
        } else {
            tracing::debug!(target: "scaffold::http", request_id = context.id(), "{method} {path} {status} {took:.1?}");
        }
    }
    response.headers_mut().insert(REQUEST_ID, context.id);
    response
}
