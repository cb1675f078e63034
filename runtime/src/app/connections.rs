//! The connections of a server: accepted, limited in time, and closed in order.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    body::Body,
    http::{Request, Response},
    serve::Listener,
};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    task::{JoinError, JoinSet},
};
use tower::Service;

use crate::{http::Edge, queue::Shutdown};

/// How long a server waits for its clients.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// For the head of a request, the time before it included.
    pub(super) idle: Duration,
    /// For running requests after the word to stop.
    pub(super) shutdown: Duration,
}

/// Answers until it is told to stop; then finishes what is being answered, within its patience.
pub(super) async fn answer(
    mut listener: TcpListener,
    edge: Edge,
    patience: Patience,
    shutdown: &Shutdown,
) {
    // `axum::serve` sets no timer, without which hyper sets no limit.
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(patience.idle);
    let mut open = JoinSet::new();
    loop {
        tokio::select! {
            (stream, _) = Listener::accept(&mut listener) => {
                open.spawn(converse(stream, http.clone(), edge.clone(), shutdown.clone()));
            }
            Some(ended) = open.join_next() => tell(ended),
            () = shutdown.wait() => break,
        }
    }
    drop(listener);
    let drained = async {
        while let Some(ended) = open.join_next().await {
            tell(ended);
        }
    };
    tokio::select! {
        () = drained => {}
        () = shutdown.overdue(patience.shutdown) => {
            tracing::warn!(target: "scaffold::app", "requests that did not finish in time are cut off");
        }
    }
}

/// A handler's panic is an answer; what can panic here is the body of one.
fn tell(ended: Result<(), JoinError>) {
    if let Err(error) = ended {
        tracing::error!(target: "scaffold::http", %error, "a connection broke off");
    }
}

async fn converse(stream: TcpStream, http: http1::Builder, edge: Edge, shutdown: Shutdown) {
    // Small answers must not wait for more; a failure costs a delay and nothing else.
    let _ = stream.set_nodelay(true);
    let client = Client {
        edge,
        has_asked: Arc::default(),
    };
    let has_asked = client.has_asked.clone();
    let connection = http.serve_connection(TokioIo::new(stream), client);
    let mut connection = std::pin::pin!(connection.with_upgrades());
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = shutdown.wait() => {
            // Nobody waits for an answer where not even the head of a request has come.
            if !has_asked.load(Ordering::Relaxed) {
                return;
            }
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(target: "scaffold::http", %error, "a connection ended");
    }
}

/// Who asks the application on one connection.
struct Client {
    edge: Edge,
    has_asked: Arc<AtomicBool>,
}

impl hyper::service::Service<Request<Incoming>> for Client {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = <Edge as Service<Request<Body>>>::Future;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        self.has_asked.store(true, Ordering::Relaxed);
        self.edge.clone().call(request.map(Body::new))
    }
}
