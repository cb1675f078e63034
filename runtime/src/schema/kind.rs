//! The types of columns: which one is written for what a model holds, and what a type that was found can hold.
//!
//! `make:model` writes the same ones; a test makes a model of every type and asks whether anything differs.

use super::{Dialect, text};
use crate::model::ValueKind;

/// The type that a new column has. Text that is looked up has a length, which MySQL asks for.
pub(super) fn declared(kind: ValueKind, looked_up: bool, dialect: Dialect) -> &'static str {
    use Dialect::{MySql, Postgres, Sqlite};
    match (kind, dialect) {
        (ValueKind::Bool, _) => "BOOLEAN",
        (ValueKind::Int, _) => "INTEGER",
        (ValueKind::BigInt, _) => "BIGINT",
        (ValueKind::Float, Postgres) => "DOUBLE PRECISION",
        (ValueKind::Float, Sqlite | MySql) => "DOUBLE",
        (ValueKind::Text, _) if looked_up => "VARCHAR(255)",
        (ValueKind::Text, _) => "TEXT",
        (ValueKind::Bytes, Postgres) => "BYTEA",
        (ValueKind::Bytes, Sqlite | MySql) => "BLOB",
        (ValueKind::Decimal, Sqlite) => "TEXT",
        (ValueKind::Decimal, Postgres | MySql) => "DECIMAL(28,10)",
        (ValueKind::Date, _) => "DATE",
        (ValueKind::Time, MySql) => "TIME(6)",
        (ValueKind::Time, Sqlite | Postgres) => "TIME",
        (ValueKind::DateTime, Postgres) => "TIMESTAMP",
        (ValueKind::DateTime, MySql) => "DATETIME(6)",
        (ValueKind::DateTime, Sqlite) => "DATETIME",
        (ValueKind::Uuid, Postgres) => "UUID",
        (ValueKind::Uuid, MySql) => "CHAR(36)",
        (ValueKind::Json, Postgres) => "JSONB",
        (ValueKind::Json, MySql) => "JSON",
        (ValueKind::Uuid | ValueKind::Json, Sqlite) => "TEXT",
    }
}

/// What a column of this type can hold.
pub(super) fn holds(declared: &str, dialect: Dialect) -> &'static [ValueKind] {
    use ValueKind::{
        BigInt, Bool, Bytes, Date, DateTime, Decimal, Float, Int, Json, Text, Time, Uuid,
    };
    let word = declared.split('(').next().unwrap_or_default();
    let word = word.trim().to_ascii_uppercase();
    // One with a zone, a sign or a length is still one.
    let first = word.split_whitespace().next().unwrap_or_default();
    match (first, dialect) {
        ("BOOL" | "BOOLEAN", _) => &[Bool],
        // So MySQL keeps BOOLEAN.
        ("TINYINT", Dialect::MySql) if declared.to_ascii_uppercase().starts_with("TINYINT(1)") => {
            &[Bool]
        }
        ("TINYINT", Dialect::MySql) => &[Bool, Int],
        ("ENUM", Dialect::MySql) => &[Text],
        ("INT8" | "BIGINT" | "BIGSERIAL", Dialect::Postgres | Dialect::MySql) => &[BigInt],
        ("REAL" | "FLOAT" | "FLOAT4" | "FLOAT8" | "DOUBLE", _) => &[Float],
        ("DATE", _) => &[Date],
        ("TIME", _) => &[Time],
        ("DATETIME" | "TIMESTAMP" | "TIMESTAMPTZ", _) => &[DateTime],
        ("UUID", _) => &[Uuid],
        ("JSON" | "JSONB", _) => &[Json],
        ("NUMERIC" | "DECIMAL", Dialect::Sqlite) => &[Decimal, Float, Int, BigInt],
        ("NUMERIC" | "DECIMAL", _) => &[Decimal],
        (word, Dialect::Sqlite) if word.contains("INT") => &[Int, BigInt, Bool],
        (word, _) if word.contains("INT") || word == "SERIAL" => &[Int],
        // SQLite keeps as text what other databases have types for.
        (word, Dialect::Sqlite)
            if ["CHAR", "TEXT", "CLOB"]
                .iter()
                .any(|text| word.contains(text)) =>
        {
            &[Text, Decimal, Date, Time, DateTime, Uuid, Json]
        }
        (word, Dialect::MySql) if word.contains("CHAR") => &[Text, Uuid],
        (word, _) if ["CHAR", "TEXT"].iter().any(|text| word.contains(text)) => &[Text],
        (word, _) if word.is_empty() || word.contains("BLOB") || word.contains("BINARY") => {
            &[Bytes]
        }
        ("BYTEA", _) => &[Bytes],
        _ => &[],
    }
}

/// The value of rows that were there before the column was; an enum's is its first word.
pub(super) fn zero(kind: ValueKind, words: &[String], dialect: Dialect) -> String {
    let value = match kind {
        ValueKind::Bool => "FALSE".to_owned(),
        ValueKind::Int | ValueKind::BigInt | ValueKind::Float => "0".to_owned(),
        ValueKind::Text => text(words.first().map_or("", String::as_str)),
        ValueKind::Bytes => match dialect {
            Dialect::Postgres => "'\\x'".to_owned(),
            Dialect::Sqlite | Dialect::MySql => "x''".to_owned(),
        },
        ValueKind::Decimal => match dialect {
            Dialect::Sqlite => "'0'".to_owned(),
            Dialect::Postgres | Dialect::MySql => "0".to_owned(),
        },
        ValueKind::Date => "'1970-01-01'".to_owned(),
        ValueKind::Time => "'00:00:00.000000'".to_owned(),
        ValueKind::DateTime => "'1970-01-01 00:00:00.000000'".to_owned(),
        ValueKind::Uuid => "'00000000-0000-0000-0000-000000000000'".to_owned(),
        ValueKind::Json => "'null'".to_owned(),
    };
    // MySQL takes a value of a long type as an expression only.
    match (kind, dialect) {
        (ValueKind::Text | ValueKind::Bytes | ValueKind::Json, Dialect::MySql) => {
            format!("({value})")
        }
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use super::{Dialect, ValueKind, holds};

    #[test]
    fn postgres_compares_no_text_with_a_uuid() {
        for (dialect, expected) in [
            (Dialect::Sqlite, true),
            (Dialect::Postgres, false),
            (Dialect::MySql, true),
        ] {
            for declared in ["CHAR(36)", "CHARACTER(36)"] {
                let kinds = holds(declared, dialect);
                assert!(kinds.contains(&ValueKind::Text), "{declared}");
                assert_eq!(kinds.contains(&ValueKind::Uuid), expected, "{declared}");
            }
        }
    }
}
