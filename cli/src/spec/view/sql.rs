//! Columns as SQLite has them.

use crate::spec::{Field, Kind, default};

/// Where a column's definition stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In `CREATE TABLE`.
    Create,
    /// In `ALTER TABLE … ADD COLUMN`, which takes no NOT NULL without a default.
    Add,
}

/// The column's whole definition. What is unique is so by an index, which a later migration can drop.
pub(super) fn definition(field: &Field, place: Place) -> String {
    let Field {
        column,
        kind,
        null,
        default: default_value,
        ..
    } = field;
    let mut sql = format!("\"{column}\" {}", kind.sql());
    // A column that is added to a table with rows can't demand a value that those rows don't have.
    if !null && (place == Place::Create || default_value.is_some()) {
        sql.push_str(" NOT NULL");
    }
    if let Some(value) = default_value {
        sql.push_str(" DEFAULT ");
        sql.push_str(&default::write(kind, "", value).sql);
    }
    match kind {
        Kind::Enum { words } => {
            let words: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
            sql.push_str(&format!(" CHECK (\"{column}\" IN ({}))", words.join(", ")));
        }
        Kind::BelongsTo { model } => {
            // No ON DELETE: what the database changes by itself, no cache hears of.
            sql.push_str(&format!(" REFERENCES \"{}\" (\"id\")", model.plural_snake));
        }
        _ => {}
    }
    sql
}
