//! What can't be said to the database, told before it is tried.

use crate::{
    Error, ErrorKind, FieldError,
    database::Dialect,
    model::{ColumnDef, DEPTH, Value, ValueKind},
};

/// SQLite takes no longer pattern, in bytes.
const LONGEST_PATTERN: usize = 50_000;

/// Of a value that its column would keep as another one, or that is none.
pub(super) fn of_value(dialect: Dialect, column: &ColumnDef, value: &Value) -> Option<Error> {
    match (column.kind, value) {
        (_, Value::Absent) => Some(Error::internal(format!(
            "column `{0}` is compared with an absent value; help: rows of cached reads have no `{0}`, take one of `find_fresh`",
            column.name
        ))),
        // It would become NULL.
        (_, Value::Float(value)) if value.is_nan() => {
            Some(invalid(column, "number", "must be a number, not NaN"))
        }
        (_, Value::Float(value)) if value.is_infinite() && dialect.is_mysql() => {
            Some(invalid(column, "number", "must not be infinite"))
        }
        (_, Value::Text(text)) if dialect == Dialect::Postgres && has_zero(column, text) => {
            Some(invalid(column, "text", "must not hold a zero character"))
        }
        // As text, years before 0 would be sorted backwards.
        (ValueKind::Date | ValueKind::DateTime, Value::Text(text)) if text.starts_with('-') => {
            Some(invalid(column, "range", "must not be before the year 0"))
        }
        _ => None,
    }
}

/// Whether PostgreSQL would refuse this text.
fn has_zero(column: &ColumnDef, text: &str) -> bool {
    text.contains('\0') || (column.kind == ValueKind::Json && text.contains("\\u0000"))
}

/// Of a statement with so many values.
pub(super) fn of_length(dialect: Dialect, values: usize) -> Option<Error> {
    let most = dialect.most_values();
    (values > most).then(|| {
        bad_request(format!(
            "a statement with {values} values is too long; help: at most {most}, so ask in several parts"
        ))
    })
}

/// Of a pattern.
pub(super) fn of_pattern(pattern: &str) -> Option<Error> {
    if pattern.len() > LONGEST_PATTERN {
        return Some(bad_request(format!(
            "a pattern of {} bytes is too long; help: at most {LONGEST_PATTERN}",
            pattern.len()
        )));
    }
    // The databases disagree on what it means.
    let signs = pattern.bytes().rev().take_while(|byte| *byte == b'\\');
    (signs.count() % 2 == 1).then(|| {
        bad_request(
            "a pattern ends with a single `\\`, which takes the next sign by the letter; help: write `\\\\` for the sign itself"
                .to_owned(),
        )
    })
}

/// Of conditions within conditions.
pub(super) fn of_depth() -> Error {
    bad_request(format!(
        "a filter has more than {DEPTH} conditions within each other; help: `in_` takes a list of values"
    ))
}

fn bad_request(message: String) -> Error {
    Error::new(ErrorKind::BadRequest, message)
}

fn invalid(column: &ColumnDef, rule: &'static str, message: &str) -> Error {
    let field = FieldError::new(column.name, rule, message);
    Error::new(ErrorKind::Invalid, format!("`{}` {message}", column.name)).with_fields(vec![field])
}
