//! The types a column can hold: numbers, text, bytes, times, JSON, ids; and `Option`, [`Uncached`] of them.
//!
//! Times are stored as text of one fixed width, so that the database compares them as they compare.

use jiff::civil::{Date, DateTime, Time};
use serde::de::DeserializeOwned;

use super::{ColumnValue, Id, Keyed, Uncached, Value, ValueKind};
use crate::{Error, Result, database::Row};

/// The error of a stored value that is none of the type's.
fn mismatch(row: &Row, at: usize, wanted: &str, found: &Value) -> Error {
    let found = match found {
        Value::Null => "NULL",
        Value::Bool(_) | Value::Int(_) => "a whole number",
        Value::Float(_) => "a floating point number",
        Value::Text(_) => "other text",
        Value::Bytes(_) => "bytes",
        Value::Absent => "nothing",
    };
    Error::internal(format!(
        "column `{}` holds {found} where {wanted} is expected",
        row.column(at)
    ))
}

impl ColumnValue for bool {
    const KIND: ValueKind = ValueKind::Bool;

    fn read(row: &Row, at: usize) -> Result<Self> {
        match row.value(at)? {
            Value::Bool(value) => Ok(value),
            Value::Int(value @ (0 | 1)) => Ok(value == 1),
            found => Err(mismatch(row, at, "true or false", &found)),
        }
    }

    fn value(&self) -> Value {
        Value::Bool(*self)
    }
}

impl ColumnValue for i32 {
    const KIND: ValueKind = ValueKind::Int;

    fn read(row: &Row, at: usize) -> Result<Self> {
        let number = i64::read(row, at)?;
        Self::try_from(number)
            .map_err(|_| mismatch(row, at, "a number of 32 bits", &Value::Int(number)))
    }

    fn value(&self) -> Value {
        Value::Int(i64::from(*self))
    }
}

impl ColumnValue for i64 {
    const KIND: ValueKind = ValueKind::BigInt;

    fn read(row: &Row, at: usize) -> Result<Self> {
        match row.value(at)? {
            Value::Int(value) => Ok(value),
            found => Err(mismatch(row, at, "a whole number", &found)),
        }
    }

    fn value(&self) -> Value {
        Value::Int(*self)
    }
}

impl ColumnValue for f64 {
    const KIND: ValueKind = ValueKind::Float;

    #[expect(
        clippy::cast_precision_loss,
        reason = "a column of numeric affinity stores 1.0 as 1; it was a float before"
    )]
    fn read(row: &Row, at: usize) -> Result<Self> {
        match row.value(at)? {
            Value::Float(value) => Ok(value),
            Value::Int(value) => Ok(value as Self),
            found => Err(mismatch(row, at, "a number", &found)),
        }
    }

    fn value(&self) -> Value {
        Value::Float(*self)
    }
}

impl ColumnValue for String {
    const KIND: ValueKind = ValueKind::Text;

    fn read(row: &Row, at: usize) -> Result<Self> {
        match row.value(at)? {
            Value::Text(value) => Ok(value),
            found => Err(mismatch(row, at, "text", &found)),
        }
    }

    fn value(&self) -> Value {
        Value::Text(self.clone())
    }

    fn into_value(self) -> Value {
        Value::Text(self)
    }
}

impl ColumnValue for Vec<u8> {
    const KIND: ValueKind = ValueKind::Bytes;

    fn read(row: &Row, at: usize) -> Result<Self> {
        match row.value(at)? {
            Value::Bytes(value) => Ok(value),
            found => Err(mismatch(row, at, "bytes", &found)),
        }
    }

    fn value(&self) -> Value {
        Value::Bytes(self.clone())
    }

    fn into_value(self) -> Value {
        Value::Bytes(self)
    }
}

impl<T: Keyed> ColumnValue for Id<T> {
    const KIND: ValueKind = T::Key::KIND;

    fn read(row: &Row, at: usize) -> Result<Self> {
        T::Key::read(row, at).map(Self::new)
    }

    fn value(&self) -> Value {
        ColumnValue::value(&Id::value(*self))
    }
}

impl<T: ColumnValue> ColumnValue for Option<T> {
    const KIND: ValueKind = T::KIND;
    const NULL: bool = true;
    const UNCACHED: bool = T::UNCACHED;
    const WORDS: &'static [&'static str] = T::WORDS;

    fn read(row: &Row, at: usize) -> Result<Self> {
        if row.is_null(at)? {
            Ok(None)
        } else {
            T::read(row, at).map(Some)
        }
    }

    fn value(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::value)
    }

    fn into_value(self) -> Value {
        self.map_or(Value::Null, T::into_value)
    }
}

impl<T: ColumnValue> ColumnValue for Uncached<T> {
    const KIND: ValueKind = T::KIND;
    const NULL: bool = T::NULL;
    const UNCACHED: bool = true;
    const WORDS: &'static [&'static str] = T::WORDS;

    fn read(row: &Row, at: usize) -> Result<Self> {
        T::read(row, at).map(Self::from)
    }

    fn value(&self) -> Value {
        self.get().map_or(Value::Absent, T::value)
    }
}

impl ColumnValue for Date {
    const KIND: ValueKind = ValueKind::Date;

    fn read(row: &Row, at: usize) -> Result<Self> {
        parsed(row, at, "a date")
    }

    fn value(&self) -> Value {
        Value::Text(self.to_string())
    }
}

impl ColumnValue for Time {
    const KIND: ValueKind = ValueKind::Time;

    fn read(row: &Row, at: usize) -> Result<Self> {
        parsed(row, at, "a time of day")
    }

    fn value(&self) -> Value {
        Value::Text(clock_face(*self))
    }
}

impl ColumnValue for DateTime {
    const KIND: ValueKind = ValueKind::DateTime;

    fn read(row: &Row, at: usize) -> Result<Self> {
        parsed(row, at, "a date and time")
    }

    fn value(&self) -> Value {
        Value::Text(format!("{} {}", self.date(), clock_face(self.time())))
    }
}

/// `09:05:00.000000`: always six digits, or `…:00` and `…:00.5` would sort as text and not as times.
fn clock_face(time: Time) -> String {
    format!(
        "{:02}:{:02}:{:02}.{:06}",
        time.hour(),
        time.minute(),
        time.second(),
        time.subsec_nanosecond() / 1000
    )
}

impl ColumnValue for serde_json::Value {
    const KIND: ValueKind = ValueKind::Json;

    fn read(row: &Row, at: usize) -> Result<Self> {
        json(row, at)
    }

    fn value(&self) -> Value {
        Value::Text(self.to_string())
    }
}

/// Reads JSON that is one of `T`.
pub(super) fn json<T: DeserializeOwned>(row: &Row, at: usize) -> Result<T> {
    let found = row.value(at)?;
    let read = match &found {
        Value::Text(text) => serde_json::from_str(text),
        // A column of numeric affinity turns the text `1` into the number.
        Value::Int(number) => serde_json::from_value((*number).into()),
        Value::Float(number) => serde_json::from_value((*number).into()),
        _ => return Err(mismatch(row, at, "JSON", &found)),
    };
    read.map_err(|error| mismatch(row, at, "JSON of its type", &found).with_source(error))
}

#[cfg(feature = "decimal")]
impl ColumnValue for rust_decimal::Decimal {
    const KIND: ValueKind = ValueKind::Decimal;

    fn read(row: &Row, at: usize) -> Result<Self> {
        match row.value(at)? {
            Value::Int(number) => Ok(number.into()),
            Value::Float(number) => Self::try_from(number).map_err(|error| {
                mismatch(row, at, "a decimal", &Value::Float(number)).with_source(error)
            }),
            _ => parsed(row, at, "a decimal"),
        }
    }

    fn value(&self) -> Value {
        Value::Text(self.to_string())
    }
}

#[cfg(feature = "uuid")]
impl ColumnValue for uuid::Uuid {
    const KIND: ValueKind = ValueKind::Uuid;

    fn read(row: &Row, at: usize) -> Result<Self> {
        match row.value(at)? {
            Value::Bytes(bytes) => Self::from_slice(&bytes).map_err(|error| {
                mismatch(row, at, "a UUID", &Value::Bytes(bytes)).with_source(error)
            }),
            _ => parsed(row, at, "a UUID"),
        }
    }

    fn value(&self) -> Value {
        Value::Text(self.hyphenated().to_string())
    }
}

/// Reads text that `FromStr` understands.
fn parsed<T>(row: &Row, at: usize, wanted: &str) -> Result<T>
where
    T: std::str::FromStr<Err: std::error::Error + Send + Sync + 'static>,
{
    match row.value(at)? {
        Value::Text(text) => text.parse().map_err(|error: T::Err| {
            mismatch(row, at, wanted, &Value::Text(text)).with_source(error)
        }),
        found => Err(mismatch(row, at, wanted, &found)),
    }
}
