//! What is logged of the request that is being answered.

use std::time::Duration;

use axum::http::StatusCode;

use crate::{
    ErrorKind,
    ambient::{Request, with_request},
};

/// The id of the request that is being answered, if there is one; also in what [`spawn`](crate::spawn) started for it.
#[must_use]
pub fn request_id() -> Option<String> {
    with_request(|request| request.map(|request| request.id().to_owned()))
}

/// Logs an answer 500 with its cause.
pub(super) fn log_failure(cause: &str) {
    with_request(|request| match request {
        Some(request) => {
            let Request { method, uri, .. } = request;
            tracing::error!(target: "scaffold::http", request_id = request.id(), "{method} {} failed: {cause}", uri.path());
        }
        None => tracing::error!(target: "scaffold::http", "a request failed: {cause}"),
    });
}

/// Logs another answer of the kind 5xx: not the client's fault, and someone should know.
pub(super) fn log_refusal(status: StatusCode, cause: &str) {
    let status = status.as_u16();
    with_request(|request| match request {
        Some(request) => {
            let Request { method, uri, .. } = request;
            tracing::warn!(target: "scaffold::http", request_id = request.id(), "{method} {} answered {status}: {cause}", uri.path());
        }
        None => {
            tracing::warn!(target: "scaffold::http", "a request was answered {status}: {cause}");
        }
    });
}

/// Logs the cause behind an error that is the client's to know, at debug level.
pub(super) fn log_cause(kind: ErrorKind, cause: &str) {
    with_request(|request| {
        let id = request.map_or("", Request::id);
        tracing::debug!(target: "scaffold::http", request_id = id, "answered {kind:?}: {cause}");
    });
}

/// Logs an answer 504.
pub(super) fn log_overdue(request: Option<&Request>, timeout: Duration) {
    if let Some(request @ Request { method, uri, .. }) = request {
        tracing::warn!(target: "scaffold::http", request_id = request.id(), "{method} {} took longer than {timeout:?} and was cancelled", uri.path());
    }
}
