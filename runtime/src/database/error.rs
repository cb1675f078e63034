//! What the database says, as an [`Error`] with a kind and fields.

use sqlx_engine::error::ErrorKind as Violation;

use crate::{Error, ErrorKind, FieldError};

/// Why a statement gave no answer.
#[derive(Debug)]
pub(super) enum Failure {
    /// It was not sent: nothing has happened.
    Unsent(Error),
    /// The database refused it, or did not answer.
    Statement(sqlx_engine::Error),
}

impl Failure {
    /// Whether it left nothing behind for certain.
    pub(super) fn is_refusal(&self) -> bool {
        match self {
            Self::Unsent(_) => true,
            Self::Statement(error) => is_refusal(error),
        }
    }
}

impl From<sqlx_engine::Error> for Failure {
    fn from(error: sqlx_engine::Error) -> Self {
        Self::Statement(error)
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unsent(error) => error,
            Failure::Statement(error) => statement(error),
        }
    }
}

/// The error of a statement.
pub(super) fn statement(error: sqlx_engine::Error) -> Error {
    match &error {
        // The help is for the log: a client can do nothing with it.
        sqlx_engine::Error::PoolTimedOut => Error::new(
            ErrorKind::Unavailable,
            "no connection to the database became free in time",
        )
        .with_source("help: a task that is spawned within a transaction does not share its connection, so don't wait for its writes there"),
        sqlx_engine::Error::Database(cause) => match cause.kind() {
            Violation::UniqueViolation => {
                let fields = unique(cause.message());
                let names: Vec<_> = fields
                    .iter()
                    .map(|field| format!("`{}`", field.field))
                    .collect();
                let message = match names.as_slice() {
                    [] => "such a row exists already".to_owned(),
                    names => format!("a row with this {} exists already", names.join(" and ")),
                };
                Error::new(ErrorKind::Conflict, message)
                    .with_fields(fields)
                    .with_source(error)
            }
            _ if is_reference(cause.as_ref()) => Error::new(
                ErrorKind::Invalid,
                "a reference names no row, or the row is referred to",
            )
            .with_source(error),
            _ if is_busy(&error) => Error::new(
                ErrorKind::Unavailable,
                "another process keeps the database locked",
            )
            .with_source(error),
            _ => Error::internal("the database refused a statement").with_source(error),
        },
        _ => Error::internal("the database did not answer").with_source(error),
    }
}

/// The error of opening the database.
pub(super) fn open(url: &str, error: sqlx_engine::Error) -> Error {
    let url = url.split('?').next().unwrap_or_default();
    Error::new(
        ErrorKind::Unavailable,
        format!("the database `{url}` can't be opened"),
    )
    .with_source(error)
}

/// Whether SQLite gave up waiting for another process.
pub(super) fn is_busy(error: &sqlx_engine::Error) -> bool {
    matches!(primary_code(error), Some(5 | 6))
}

/// Whether a reference names no row. ON DELETE RESTRICT is a trigger of SQLite's own, with the code of one.
fn is_reference(cause: &dyn sqlx_engine::error::DatabaseError) -> bool {
    cause.kind() == Violation::ForeignKeyViolation
        || (cause.code().as_deref() == Some("1811")
            && cause.message() == "FOREIGN KEY constraint failed")
}

/// Whether BEGIN was refused because a transaction is there already.
pub(super) fn is_within_transaction(error: &sqlx_engine::Error) -> bool {
    (error.as_database_error())
        .is_some_and(|cause| cause.message().contains("within a transaction"))
}

fn is_refusal(error: &sqlx_engine::Error) -> bool {
    matches!(primary_code(error), Some(1 | 5 | 6 | 8 | 19 | 20 | 25))
}

fn primary_code(error: &sqlx_engine::Error) -> Option<u32> {
    let code = error.as_database_error()?.code()?;
    code.parse::<u32>().ok().map(|code| code & 0xff)
}

/// `UNIQUE constraint failed: users.email, users.team_id`
fn unique(message: &str) -> Vec<FieldError> {
    let columns = message.rsplit(": ").next().unwrap_or_default();
    let columns = columns
        .split(", ")
        .filter_map(|column| column.rsplit_once('.'));
    columns
        .map(|(_, column)| FieldError::new(column, "unique", "is taken"))
        .collect()
}
