//! Errors as answers: RFC 9457's `application/problem+json`. What is internal is logged here and answered without its cause.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
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
        if self.kind() == ErrorKind::Internal {
            context::log_failure(&self.chain());
            return problem(StatusCode::INTERNAL_SERVER_ERROR, OPAQUE, &[]);
        }
        if self.source().is_some() {
            context::log_cause(self.kind(), &self.chain());
        }
        problem(self.kind().status(), &self.to_string(), self.fields())
    }
}
