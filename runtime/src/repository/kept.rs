//! Values within a cursor: what was written comes back as the value it was, and what nobody wrote is told from it.

use std::fmt::Write as _;

use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize, de::IgnoredAny};

use crate::model::{ColumnDef, ColumnValue as _, Value, ValueKind};

/// A value in JSON. Floats and bytes are text there: infinity and bytes have no other word.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Kept {
    Null(()),
    Bool(bool),
    Int(i64),
    Text(String),
}

impl From<&Value> for Kept {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null | Value::Absent => Self::Null(()),
            Value::Bool(value) => Self::Bool(*value),
            Value::Int(value) => Self::Int(*value),
            Value::Float(value) => Self::Text(format!("{value:?}")),
            Value::Text(value) => Self::Text(value.clone()),
            Value::Bytes(value) => Self::Text(hexadecimal(value)),
        }
    }
}

impl Kept {
    /// The value of this column; `None` if the column can't have it.
    pub(super) fn value(self, column: &ColumnDef) -> Option<Value> {
        match (column.kind, self) {
            (_, Self::Null(())) => column.null.then_some(Value::Null),
            (ValueKind::Bool, Self::Bool(value)) => Some(Value::Bool(value)),
            (ValueKind::Int | ValueKind::BigInt, Self::Int(value)) => Some(Value::Int(value)),
            (ValueKind::Float, Self::Text(text)) => {
                let float = text.parse().ok().filter(|float: &f64| !float.is_nan());
                float.map(Value::Float)
            }
            (ValueKind::Bytes, Self::Text(text)) => bytes(&text).map(Value::Bytes),
            // Anew: what can be read is more than what databases understand.
            (ValueKind::Date, Self::Text(text)) => text.parse().ok().map(|date: Date| date.value()),
            (ValueKind::Time, Self::Text(text)) => text.parse().ok().map(|time: Time| time.value()),
            (ValueKind::DateTime, Self::Text(text)) => {
                text.parse().ok().map(|time: DateTime| time.value())
            }
            (kind, Self::Text(text)) => is_text_of(kind, &text).then_some(Value::Text(text)),
            _ => None,
        }
    }
}

/// Whether a column of this kind may be sent this text.
fn is_text_of(kind: ValueKind, text: &str) -> bool {
    match kind {
        ValueKind::Text => true,
        ValueKind::Json => serde_json::from_str::<IgnoredAny>(text).is_ok(),
        ValueKind::Decimal => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            digits.starts_with(|first: char| first.is_ascii_digit())
                && digits.bytes().filter(|byte| *byte == b'.').count() <= 1
                && (digits.bytes()).all(|byte| byte.is_ascii_digit() || byte == b'.')
        }
        ValueKind::Uuid => {
            let is_dash = |at| matches!(at, 8 | 13 | 18 | 23);
            text.len() == 36
                && (text.bytes().enumerate()).all(|(at, byte)| match is_dash(at) {
                    true => byte == b'-',
                    false => byte.is_ascii_hexdigit(),
                })
        }
        ValueKind::Bool
        | ValueKind::Int
        | ValueKind::BigInt
        | ValueKind::Float
        | ValueKind::Bytes
        | ValueKind::Date
        | ValueKind::Time
        | ValueKind::DateTime => false,
    }
}

/// Bytes as letters that an address needs no escape for.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The bytes that were written so.
pub(super) fn bytes(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().chunks(2).map(|pair| {
        // `+1` would be a number as well.
        let is_pair = pair.len() == 2 && pair.iter().all(u8::is_ascii_hexdigit);
        let pair = std::str::from_utf8(pair).ok().filter(|_| is_pair)?;
        u8::from_str_radix(pair, 16).ok()
    });
    digits.collect()
}
