//! A request to a test application, and its answer.

use std::{future::IntoFuture, pin::Pin};

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header},
    response::Response,
};
use serde::Serialize;
use tower::Service;

use crate::{Result, http::Edge};

/// A request that is sent when it is awaited: `app.get("/users/1").header("accept", "text/html").await`.
#[must_use = "a request is sent when it is awaited"]
pub struct TestRequest {
    edge: Edge,
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Body,
}

impl TestRequest {
    pub(super) fn new(edge: Edge, method: Method, path: &str) -> Self {
        Self {
            edge,
            method,
            path: path.to_owned(),
            headers: HeaderMap::new(),
            body: Body::empty(),
        }
    }

    /// Adds a header.
    ///
    /// # Panics
    /// When the name or the value is none that HTTP allows.
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let pair = (HeaderName::try_from(name), HeaderValue::try_from(value));
        let (Ok(name), Ok(value)) = pair else {
            panic!("`{name}: {value}` is no header")
        };
        self.headers.append(name, value);
        self
    }

    /// Takes a header away: without `content-length`, a body is sent in chunks.
    pub fn without_header(mut self, name: &str) -> Self {
        self.headers.remove(name);
        self
    }

    /// Sets a JSON body.
    ///
    /// # Panics
    /// When the value can't be written as JSON.
    #[track_caller]
    pub fn json(self, body: &impl Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(bytes) => self.header("content-type", "application/json").body(bytes),
            Err(error) => panic!("the body can't be written as JSON: {error}"),
        }
    }

    /// Sets a body as it is.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        self.headers
            .insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
        self.body = Body::from(body);
        self
    }

    async fn send(mut self) -> TestResponse {
        let mut request = Request::new(self.body);
        *request.method_mut() = self.method;
        *request.uri_mut() = match self.path.parse() {
            Ok(uri) => uri,
            Err(error) => panic!("`{}` is no path: {error}", self.path),
        };
        *request.headers_mut() = self.headers;
        match self.edge.call(request).await {
            Ok(response) => TestResponse::read(response).await,
            Err(never) => match never {},
        }
    }
}

impl IntoFuture for TestRequest {
    type Output = TestResponse;
    type IntoFuture = Pin<Box<dyn Future<Output = TestResponse> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// The answer to a request, read to its end.
#[derive(Debug, Clone)]
pub struct TestResponse {
    status: StatusCode,
    headers: HeaderMap,
    /// As text first, so that a failed assertion prints something to read.
    text: String,
    bytes: Bytes,
}

impl TestResponse {
    async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
        Self {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        }
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// A header, if it is there and text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The body as it came.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// When it is none.
    pub fn json(&self) -> Result<serde_json::Value> {
        serde_json::from_slice(&self.bytes).map_err(|error| {
            let text = format!("the answer {} is no JSON: {}", self.status, self.text);
            crate::Error::internal(text).with_source(error)
        })
    }
}
