//! What the database says, as an [`Error`] with a kind and fields.

use sqlx_engine::error::{DatabaseError, ErrorKind as Violation};

#[cfg(feature = "mysql")]
use super::connection::key_of_duplicate;
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

    /// Whether another transaction was in the way, so that the same may succeed when it is begun again.
    pub(super) fn is_collision(&self) -> bool {
        match self {
            Self::Unsent(_) => false,
            Self::Statement(error) => (error.as_database_error())
                .is_some_and(|cause| matches!(What::of(cause), What::Collision | What::Busy)),
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
    let Some(cause) = error.as_database_error() else {
        return match error {
            // The help is for the log: a client can do nothing with it.
            sqlx_engine::Error::PoolTimedOut => Error::new(
                ErrorKind::Unavailable,
                "no connection to the database became free in time",
            )
            .with_source("help: a task that is spawned within a transaction does not share its connection, so don't wait for its writes there"),
            sqlx_engine::Error::Io(_) | sqlx_engine::Error::WorkerCrashed => Error::new(
                ErrorKind::Unavailable,
                "the connection to the database was lost",
            )
            .with_source(error),
            _ => Error::internal("the database did not answer").with_source(error),
        };
    };
    let what = What::of(cause);
    let found = match what {
        What::Taken => taken(fields(cause, "unique", "is taken")),
        What::Reference => {
            let fields = match still_referred_to(cause) {
                true => Vec::new(),
                false => fields(cause, "reference", "names nothing that exists"),
            };
            Error::new(
                ErrorKind::Invalid,
                "a reference names no row, or the row is referred to",
            )
            .with_fields(fields)
        }
        What::Busy => Error::new(
            ErrorKind::Unavailable,
            "another process keeps the database locked",
        ),
        What::Collision => Error::new(ErrorKind::Unavailable, "another transaction was in the way"),
        What::TooLarge => Error::new(ErrorKind::Invalid, "a value does not fit its column"),
        What::Gone => Error::new(
            ErrorKind::Unavailable,
            "the connection to the database was lost",
        ),
        What::Other => Error::internal("the database refused a statement"),
    };
    match without_values(cause) {
        Some(source) => found.with_source(source),
        None => found.with_source(error),
    }
}

/// The error of a row whose unique values are those of another one.
pub(super) fn taken(fields: Vec<FieldError>) -> Error {
    let names: Vec<_> = fields
        .iter()
        .map(|field| format!("`{}`", field.field))
        .collect();
    let message = match names.as_slice() {
        [] => "such a row exists already".to_owned(),
        names => format!("a row with this {} exists already", names.join(" and ")),
    };
    Error::new(ErrorKind::Conflict, message).with_fields(fields)
}

/// What a database refuses a statement for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Taken,
    Reference,
    /// SQLite: another process writes.
    Busy,
    /// A deadlock, or transactions that can't be put in an order: it may be tried again.
    Collision,
    TooLarge,
    /// The server goes away.
    Gone,
    Other,
}

impl What {
    fn of(cause: &dyn DatabaseError) -> Self {
        match cause.kind() {
            Violation::UniqueViolation => return Self::Taken,
            Violation::ForeignKeyViolation => return Self::Reference,
            _ => {}
        }
        match cause.code().as_deref() {
            // PostgreSQL and the standard.
            Some("40001" | "40P01" | "55P03") => Self::Collision,
            Some("22001" | "22003" | "22021") => Self::TooLarge,
            Some("57P01" | "57P02" | "57P03" | "25P03") => Self::Gone,
            // PostgreSQL 15's RESTRICT, which sqlx does not know for a reference.
            Some("23001") => Self::Reference,
            _ => Self::of_number(cause),
        }
    }

    fn of_number(cause: &dyn DatabaseError) -> Self {
        #[cfg(feature = "mysql")]
        if let Some(cause) = cause.try_downcast_ref::<sqlx_engine::mysql::MySqlDatabaseError>() {
            return match cause.number() {
                1205 | 1213 | 1020 => Self::Collision,
                1264 | 1366 | 1406 => Self::TooLarge,
                1053 | 1927 => Self::Gone,
                _ => Self::Other,
            };
        }
        match sqlite_code(cause) {
            Some(5 | 6) => Self::Busy,
            // Of `Dialect::sum`.
            Some(1) if cause.message() == "integer overflow" => Self::TooLarge,
            // ON DELETE RESTRICT is a trigger of SQLite's own, with the code of one.
            Some(19) if cause.message() == "FOREIGN KEY constraint failed" => Self::Reference,
            _ => Self::Other,
        }
    }
}

/// The fields that a refused statement names.
fn fields(cause: &dyn DatabaseError, rule: &'static str, message: &str) -> Vec<FieldError> {
    columns(cause)
        .into_iter()
        .map(|column| FieldError::new(column, rule, message))
        .collect()
}

fn columns(cause: &dyn DatabaseError) -> Vec<&str> {
    #[cfg(feature = "postgres")]
    if let Some(cause) = cause.try_downcast_ref::<sqlx_engine::postgres::PgDatabaseError>() {
        // `Key (email, team_id)=(ada@example.com, 5) already exists.`
        let key = cause
            .detail()
            .and_then(|detail| detail.strip_prefix("Key ("));
        let key = key.and_then(|key| Some(key.split_once(")=(")?.0));
        // Of an index on an expression it is the expression.
        return key.map_or_else(Vec::new, |key| {
            let columns = key
                .split(", ")
                .filter(|column| !column.contains(['(', ' ']));
            columns.map(|column| column.trim_matches('"')).collect()
        });
    }
    #[cfg(feature = "mysql")]
    if cause
        .try_downcast_ref::<sqlx_engine::mysql::MySqlDatabaseError>()
        .is_some()
    {
        // The key's name, of which `explain` makes columns.
        return key_of_duplicate(cause.message()).into_iter().collect();
    }
    // `UNIQUE constraint failed: users.email, users.team_id`
    let columns = cause.message().rsplit(": ").next().unwrap_or_default();
    let columns = columns
        .split(", ")
        .filter_map(|column| column.rsplit_once('.'));
    columns.map(|(_, column)| column).collect()
}

/// Whether a row can't go because others refer to it, where the database tells that from a reference that names no row.
fn still_referred_to(cause: &dyn DatabaseError) -> bool {
    #[cfg(feature = "postgres")]
    if let Some(cause) = cause.try_downcast_ref::<sqlx_engine::postgres::PgDatabaseError>() {
        return (cause.detail())
            .is_some_and(|detail| detail.contains(" is still referenced from "));
    }
    let _ = cause;
    false
}

/// What the database says, if that may hold a value: without it.
fn without_values(cause: &dyn DatabaseError) -> Option<String> {
    #[cfg(feature = "mysql")]
    if let Some(cause) = cause.try_downcast_ref::<sqlx_engine::mysql::MySqlDatabaseError>() {
        let message = cause.message();
        let (number, state) = (cause.number(), cause.code().unwrap_or_default());
        // `Duplicate entry 'x' for key 'y'`, `Incorrect integer value: 'x' for column …`, `BIGINT value is out of range in '…'`
        let values = matches!(
            number,
            1062 | 1292 | 1366 | 1367 | 1411 | 1525 | 1586 | 1690
        );
        return values.then(|| {
            let start = message.split('\'').next().unwrap_or_default().trim_end();
            let end = message.rsplit_once(" for ").map_or("", |(_, end)| end);
            format!("{number} ({state}): {start} … for {end}")
        });
    }
    #[cfg(feature = "postgres")]
    if let Some(cause) = cause.try_downcast_ref::<sqlx_engine::postgres::PgDatabaseError>() {
        // `invalid input syntax for type uuid: "x"`, `value "x" is out of range for type integer`
        return cause.code().starts_with("22").then(|| {
            let message = cause.message();
            let parts: Vec<_> = message.split('"').step_by(2).collect();
            parts.join("…")
        });
    }
    let _ = cause;
    None
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
    (error.as_database_error()).is_some_and(|cause| What::of(cause) == What::Busy)
}

/// Whether BEGIN was refused because a transaction is there already.
pub(super) fn is_within_transaction(error: &sqlx_engine::Error) -> bool {
    (error.as_database_error())
        .is_some_and(|cause| cause.message().contains("within a transaction"))
}

/// Whether there is no such savepoint, where that does no harm.
pub(super) fn is_no_savepoint(error: &sqlx_engine::Error) -> bool {
    (error.as_database_error()).is_some_and(|cause| {
        let message = cause.message();
        message.contains("no such savepoint")
            || (message.starts_with("SAVEPOINT ") && message.ends_with(" does not exist"))
    })
}

/// Whether PostgreSQL runs no statement any more in this transaction.
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(super) fn is_failed_transaction(error: &sqlx_engine::Error) -> bool {
    (error.as_database_error()).is_some_and(|cause| cause.code().as_deref() == Some("25P02"))
}

/// Whether a statement was refused as a whole and has left nothing behind.
fn is_refusal(error: &sqlx_engine::Error) -> bool {
    let Some(cause) = error.as_database_error() else {
        return false;
    };
    match sqlite_code(cause) {
        Some(code) => matches!(code, 1 | 5 | 6 | 8 | 19 | 20 | 25),
        None => What::of(cause) != What::Gone,
    }
}

/// The primary code of an error of SQLite.
fn sqlite_code(cause: &dyn DatabaseError) -> Option<u32> {
    cause.try_downcast_ref::<sqlx_engine::sqlite::SqliteError>()?;
    cause.code()?.parse::<u32>().ok().map(|code| code & 0xff)
}
