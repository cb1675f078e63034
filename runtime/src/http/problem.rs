//! Errors as answers: RFC 9457's `application/problem+json`. What is internal is logged here and answered without its cause.

use std::{
    pin::Pin,
    task::{Context, Poll, Waker},
};

use axum::{
    body::{Body, Bytes, HttpBody},
    http::{HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use hyper::body::Frame;
use serde::Serialize;

use super::context;
use crate::{Error, ErrorKind, FieldError};

/// The body of an answer that is an error.
#[derive(Serialize)]
struct Problem<'a> {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    detail: &'a str,
    #[serde(skip_serializing_if = "<[FieldError]>::is_empty")]
    errors: &'a [FieldError],
}

impl ErrorKind {
    /// The status of the answer.
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Conflict => StatusCode::CONFLICT,
            Self::Locked => StatusCode::LOCKED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Timeout => StatusCode::GATEWAY_TIMEOUT,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// The status in RFC 9110's words, which are newer than the `http` crate's for 413 and 422.
fn title(status: StatusCode) -> &'static str {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => "Content Too Large",
        StatusCode::UNPROCESSABLE_ENTITY => "Unprocessable Content",
        status => status.canonical_reason().unwrap_or("Error"),
    }
}

/// An answer with this status and sentence.
pub(super) fn problem(status: StatusCode, detail: &str, errors: &[FieldError]) -> Response {
    let problem = Problem {
        r#type: "about:blank",
        title: title(status),
        status: status.as_u16(),
        detail,
        errors,
    };
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    response
}

/// What is said of errors whose cause stays here.
pub(super) const OPAQUE: &str =
    "something went wrong on our side; the log has it under this answer's `x-request-id`";

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = self.kind().status();
        if self.kind() == ErrorKind::Internal {
            context::log_failure(&self.chain());
            return problem(status, OPAQUE, &[]);
        }
        if status.is_server_error() {
            context::log_refusal(status, &self.chain());
        } else if self.source().is_some() {
            context::log_cause(self.kind(), &self.chain());
        }
        let mut response = problem(status, &self.to_string(), self.fields());
        if let Some(wait) = self.retry_after() {
            // Rounded up: a second too early would be refused again.
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// Whether this answer is an error without a word: axum's own 404 and 405, or a handler's bare status.
pub(super) fn is_bare(response: &Response) -> bool {
    is_error(response)
        && response.body().size_hint().exact() == Some(0)
        && !response.headers().contains_key(header::CONTENT_TYPE)
}

fn is_error(response: &Response) -> bool {
    response.status().is_client_error() || response.status().is_server_error()
}

/// The same answer; as a problem if it is an error without a word, or with words in plain text, as axum's extractors reject with.
pub(super) fn explained(mut response: Response, method: &Method, uri: &Uri) -> Response {
    let status = response.status();
    let detail = if is_bare(&response) {
        match status {
            StatusCode::NOT_FOUND => format!("there is nothing at `{}`", uri.path()),
            StatusCode::METHOD_NOT_ALLOWED => format!("`{}` does not take {method}", uri.path()),
            status => title(status).to_lowercase(),
        }
    } else if let Some(text) = plain_text(&mut response) {
        text
    } else {
        return response;
    };
    let (mut parts, _) = response.into_parts();
    let (problem_parts, body) = problem(status, &detail, &[]).into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.extend(problem_parts.headers);
    Response::from_parts(parts, body)
}

/// The words of an error in plain text that are all there: a body that is still being made is left alone.
fn plain_text(response: &mut Response) -> Option<String> {
    const LONGEST: u64 = 4096;
    let kind = response.headers().get(header::CONTENT_TYPE)?;
    let is_text = kind.as_bytes().starts_with(b"text/plain");
    let length = response.body().size_hint().exact()?;
    if !is_text || !is_error(response) || length > LONGEST {
        return None;
    }
    let mut task = Context::from_waker(Waker::noop());
    let Poll::Ready(Some(first)) = Pin::new(response.body_mut()).poll_frame(&mut task) else {
        return (length == 0).then(String::new);
    };
    let words = first.as_ref().ok().and_then(Frame::data_ref);
    let words = words.filter(|words| words.len() as u64 == length);
    let text = words.map(|words| String::from_utf8_lossy(words).into_owned());
    if text.is_none() {
        let rest = std::mem::take(response.body_mut());
        *response.body_mut() = Body::new(Resumed {
            first: Some(first),
            rest,
        });
    }
    text
}

/// A body whose first frame was taken already.
struct Resumed {
    first: Option<Result<Frame<Bytes>, axum::Error>>,
    rest: Body,
}

impl HttpBody for Resumed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        task: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        match self.first.take() {
            Some(first) => Poll::Ready(Some(first)),
            None => Pin::new(&mut self.rest).poll_frame(task),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_wait_is_told_in_whole_seconds_and_never_too_short() {
        for (millis, seconds) in [(1, "1"), (1_000, "1"), (1_001, "2")] {
            let error = Error::new(ErrorKind::TooMany, "too many calls");
            let error = error.with_retry_after(Duration::from_millis(millis));
            let response = error.into_response();
            assert_eq!(response.headers()[header::RETRY_AFTER], seconds);
        }
    }
}
