//! Values to and from SQLite: each has a type of its own, whatever its column says.

use sqlx_engine::{
    Arguments as _, Result, Row as _, TypeInfo as _, ValueRef as _,
    sqlite::{SqliteArguments, SqliteRow},
};

use crate::{Error, model::Value};

pub(super) fn arguments(values: Vec<Value>) -> Result<SqliteArguments, Error> {
    let mut arguments = SqliteArguments::default();
    for value in values {
        match value {
            Value::Null | Value::Absent => arguments.add(None::<i64>),
            Value::Bool(value) => arguments.add(value),
            Value::Int(value) => arguments.add(value),
            Value::Float(value) => arguments.add(value),
            Value::Text(value) => arguments.add(value),
            Value::Bytes(value) => arguments.add(value),
        }
        .map_err(|error| Error::internal("a value can't be bound").with_source(error))?;
    }
    Ok(arguments)
}

pub(super) fn value(row: &SqliteRow, at: usize) -> Result<Value> {
    let raw = row.try_get_raw(at)?;
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let kind = raw.type_info().into_owned();
    match kind.name() {
        "TEXT" => row.try_get_unchecked(at).map(Value::Text),
        "REAL" => row.try_get_unchecked(at).map(Value::Float),
        "BLOB" => row.try_get_unchecked(at).map(Value::Bytes),
        _ => row.try_get_unchecked(at).map(Value::Int),
    }
}
