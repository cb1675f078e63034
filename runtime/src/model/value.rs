//! Values on their way to and from a column.

use crate::{Result, database::Row};

/// A bound value, the same for every database.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// NULL.
    Null,
    /// true or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A floating point number.
    Float(f64),
    /// Text; also dates, times, decimals, UUIDs, JSON and enums in their canonical spelling.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// No value at all, not even NULL: an absent [`Uncached`](super::Uncached). It is never written, and nothing is compared with it.
    Absent,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
#[expect(
    missing_docs,
    reason = "the names are the field types of the generators, and say it"
)]
pub enum ValueKind {
    Bool,
    Int,
    BigInt,
    Float,
    Text,
    Bytes,
    Decimal,
    Date,
    Time,
    DateTime,
    Uuid,
    Json,
}

/// A type that a column can hold. Derived for enums without fields, and for structs around one value: `#[derive(ColumnValue)]`.
#[diagnostic::on_unimplemented(
    message = "a column can't hold `{Self}`",
    note = "use one of the types of the field table, or add `#[derive(ColumnValue)]` to an enum without fields or a struct around one value",
    note = "any other type that serde knows is a column as `scaffold::model::Json<{Self}>`"
)]
pub trait ColumnValue: Sized {
    /// What the column holds.
    const KIND: ValueKind;
    /// Whether NULL is a value of this type.
    const NULL: bool = false;
    /// Whether cached reads leave the column out.
    const UNCACHED: bool = false;
    /// The words that the column may hold, of an enum; empty where any value of its kind will do.
    const WORDS: &'static [&'static str] = &[];

    /// Reads the column at this place of the selection.
    ///
    /// # Errors
    /// When the stored value is none of this type's.
    fn read(row: &Row, at: usize) -> Result<Self>;

    /// The value to bind.
    fn value(&self) -> Value;

    /// The same of a value that is not needed any more: text and bytes are moved.
    fn into_value(self) -> Value {
        self.value()
    }
}
