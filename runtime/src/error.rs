//! The one error of the runtime: opaque, with a kind that says what to answer.

use std::{any::Any, fmt, time::Duration};

/// What went wrong, in the words of an HTTP answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// 400: the request could not be read.
    BadRequest,
    /// 401: nobody is logged in.
    Unauthorized,
    /// 403: whoever is logged in may not.
    Forbidden,
    /// 404: no such row.
    NotFound,
    /// 409: a unique value is taken, or a version is stale.
    Conflict,
    /// 423: another call is at it; it may be free soon.
    Locked,
    /// 413: the body is larger than `server.body_limit`.
    TooLarge,
    /// 415: the body is no JSON.
    UnsupportedMediaType,
    /// 422: fields that do not hold; each is listed.
    Invalid,
    /// 429: a limit was reached.
    TooMany,
    /// 503: a part that this needs does not answer.
    Unavailable,
    /// 504: it took too long.
    Timeout,
    /// 500: everything else; the answer says nothing about the cause.
    Internal,
}

/// One field of a request that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FieldError {
    /// The field's name, as the request spells it.
    pub field: String,
    /// The rule's name: `unknown`, `missing`, `type`, `range`, `length`, `email`, `unique` …
    pub rule: &'static str,
    /// A sentence for the person who sent it: lower case, no final period.
    pub message: String,
    /// What a value of another type, or out of range, should have been: `a whole number between 0 and 255`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// The type of what was given instead: `text`, `a number`, `a boolean`, `null`, `a list`, `an object`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<&'static str>,
}

impl FieldError {
    /// A field that breaks this rule.
    pub fn new(field: impl Into<String>, rule: &'static str, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            rule,
            message: message.into(),
            expected: None,
            given: None,
        }
    }
}

/// An error of any origin. Converts from every error with `?`, as anyhow's does; then its kind is [`ErrorKind::Internal`].
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    fields: Vec<FieldError>,
    retry_after: Option<Duration>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// `std`'s result, with [`Error`] as the usual error.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error of this kind; the message is shown to the client unless the kind is internal.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            fields: Vec::new(),
            retry_after: None,
            source: None,
        }))
    }

    /// An internal error with this message.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Internal, message)
    }

    /// 422 with these fields.
    #[must_use]
    pub fn invalid(fields: Vec<FieldError>) -> Self {
        Self::new(ErrorKind::Invalid, "the request is not valid").with_fields(fields)
    }

    /// The same error with these fields; for an [`ErrorKind::Conflict`] of a unique column, say.
    #[must_use]
    pub fn with_fields(mut self, fields: Vec<FieldError>) -> Self {
        self.0.fields = fields;
        self
    }

    /// The same error with the time after which another try may succeed; an answer says it as `Retry-After`, in whole seconds.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
    }

    /// The same error with a cause, which is logged and never answered.
    #[must_use]
    pub fn with_source(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// What to answer.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The fields that do not hold; of kind [`ErrorKind::Invalid`], or [`ErrorKind::Conflict`] for unique values.
    #[must_use]
    pub fn fields(&self) -> &[FieldError] {
        &self.0.fields
    }

    /// How long to wait before another try may succeed, if that is known.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The cause, if there is one.
    #[must_use]
    pub fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0
            .source
            .as_deref()
            .map(|source| source as &(dyn std::error::Error + 'static))
    }

    /// The message and all its causes, joined by `: `; for logs and dead letters.
    #[must_use]
    pub fn chain(&self) -> String {
        let mut text = self.0.message.clone();
        let mut next = self.source();
        while let Some(cause) = next {
            let cause_text = cause.to_string();
            if !text.ends_with(&cause_text) {
                text.push_str(": ");
                text.push_str(&cause_text);
            }
            next = cause.source();
        }
        text
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.0.kind, self.chain())
    }
}

impl<E: std::error::Error + Send + Sync + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        Self::new(ErrorKind::Internal, error.to_string()).with_source(error)
    }
}

/// What a panic said.
pub(crate) fn panic_text(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a message")
}

/// Turns an absent row into a 404.
pub trait OrNotFound<T> {
    /// The row, or an error of kind [`ErrorKind::NotFound`] that names the type.
    ///
    /// # Errors
    /// When there is no row.
    fn or_not_found(self) -> Result<T>;
}

impl<T> OrNotFound<T> for Option<T> {
    fn or_not_found(self) -> Result<T> {
        self.ok_or_else(|| {
            let name = std::any::type_name::<T>();
            let name = name.strip_suffix('>').unwrap_or(name);
            let name = name.rsplit("::").next().unwrap_or(name);
            Error::new(ErrorKind::NotFound, format!("no such {name}"))
        })
    }
}
