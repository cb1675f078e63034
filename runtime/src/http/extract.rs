//! axum's extractors with our answers: every rejection is a problem+json of the right kind.

use axum::{
    body::{Body, Bytes},
    extract::{
        FromRequest, FromRequestParts, Request,
        path::ErrorKind as PathError,
        rejection::{PathRejection, QueryRejection},
    },
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{Error, ErrorKind, request};

/// A JSON body, or a JSON answer.
///
/// A body must say that it is JSON (415), be JSON (400) and have `T`'s shape (422); [`Valid`] tells all mistakes at once.
#[derive(Debug, Clone, Copy, Default)]
pub struct Json<T>(pub T);

/// The parameters of the path.
///
/// A parameter that is none of `T`'s values, such as a word for an id, is answered 400: the client has written an address that no row
/// could ever have, and a 404 would tell it to look elsewhere for the mistake.
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

/// The parameters after `?`; those that `T` can't take are answered 400.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

/// A body whose fields are all known, of the right type and within their rules: `Valid(Json(input)): Valid<Json<Register>>`.
/// All mistakes are told in one answer 422.
#[derive(Debug, Clone, Copy)]
pub struct Valid<T>(pub T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(bytes) => {
                let mut response = Response::new(Body::from(bytes));
                response.headers_mut().insert(
                    header::CONTENT_TYPE,
                    HeaderValue::from_static("application/json"),
                );
                response
            }
            Err(error) => Error::internal("an answer can't be written as JSON")
                .with_source(error)
                .into_response(),
        }
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let bytes = json_body(request, state).await?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|error| not_json(&error))
    }
}

impl<T: request::Request, S: Send + Sync> FromRequest<S> for Valid<Json<T>> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let bytes = json_body(request, state).await?;
        let fields = match serde_json::from_slice(&bytes).map_err(|error| not_json(&error))? {
            serde_json::Value::Object(fields) => fields,
            _ => {
                return Err(Error::new(
                    ErrorKind::BadRequest,
                    "the body must be a JSON object",
                ));
            }
        };
        T::from_fields(fields)
            .map(|input| Self(Json(input)))
            .map_err(Error::invalid)
    }
}

/// The bytes of a body that says it is JSON.
async fn json_body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Error> {
    if !is_json(request.headers().get(header::CONTENT_TYPE)) {
        let text = "the body must be JSON; send `content-type: application/json`";
        return Err(Error::new(ErrorKind::UnsupportedMediaType, text));
    }
    Bytes::from_request(request, state)
        .await
        .map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => {
                Error::new(ErrorKind::TooLarge, "the body is too large")
            }
            _ => Error::new(ErrorKind::BadRequest, "the body could not be read")
                .with_source(rejection),
        })
}

fn is_json(content_type: Option<&HeaderValue>) -> bool {
    let text = content_type
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = text.split(';').next().unwrap_or_default().trim();
    let (kind, subtype) = essence.split_once('/').unwrap_or_default();
    let subtype_is_json =
        subtype.eq_ignore_ascii_case("json") || subtype.to_ascii_lowercase().ends_with("+json");
    kind.eq_ignore_ascii_case("application") && subtype_is_json
}

fn not_json(error: &serde_json::Error) -> Error {
    if error.is_data() {
        return Error::new(
            ErrorKind::Invalid,
            format!("the body does not fit: {error}"),
        );
    }
    Error::new(
        ErrorKind::BadRequest,
        format!("the body is not JSON: {error}"),
    )
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(PathRejection::FailedToDeserializePathParams(rejection)) => {
                Err(wrong_path(rejection.kind()))
            }
            Err(rejection) => {
                Err(Error::internal("the route has no parameter").with_source(rejection))
            }
        }
    }
}

/// The mistake of a client, or of the route's handler.
fn wrong_path(kind: &PathError) -> Error {
    let wanted = |expected: &str| match expected {
        "i8" | "i16" | "i32" | "i64" | "i128" | "u8" | "u16" | "u32" | "u64" | "u128" => {
            "a whole number".to_owned()
        }
        other => format!("a `{other}`"),
    };
    let text = match kind {
        PathError::ParseErrorAtKey {
            key,
            value,
            expected_type,
        } => format!(
            "`{key}` in the path must be {}, not `{value}`",
            wanted(expected_type)
        ),
        PathError::ParseErrorAtIndex {
            value,
            expected_type,
            ..
        }
        | PathError::ParseError {
            value,
            expected_type,
        } => {
            format!("`{value}` in the path must be {}", wanted(expected_type))
        }
        PathError::DeserializeError { key, message, .. } => {
            format!("`{key}` in the path: {message}")
        }
        PathError::Message(message) => format!("the path does not fit: {message}"),
        PathError::InvalidUtf8InPathParam { key } => format!("`{key}` in the path must be UTF-8"),
        // The parameters of the handler are not those of its route.
        other => return Error::internal(other.to_string()),
    };
    Error::new(ErrorKind::BadRequest, text)
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        match axum::extract::Query::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(rejection) => Err(wrong_query(&rejection)),
        }
    }
}

fn wrong_query(rejection: &QueryRejection) -> Error {
    let cause = std::error::Error::source(rejection)
        .map_or_else(|| rejection.to_string(), ToString::to_string);
    Error::new(
        ErrorKind::BadRequest,
        format!("the query does not fit: {cause}"),
    )
}
