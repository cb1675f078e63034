//! One row of an answer, in values of our own.

use sqlx_engine::{Column as _, Row as _, TypeInfo as _, ValueRef as _, sqlite::SqliteRow};

use crate::{Error, Result, model::Value};

/// One row of an answer.
pub struct Row(pub(super) SqliteRow);

impl Row {
    /// The value at this place of the selection.
    ///
    /// # Errors
    /// When the row has no such place.
    pub fn value(&self, at: usize) -> Result<Value> {
        let raw = self.0.try_get_raw(at).map_err(unreadable)?;
        if raw.is_null() {
            return Ok(Value::Null);
        }
        // The type of the value itself: SQLite's columns hold any.
        let kind = raw.type_info().into_owned();
        let value = match kind.name() {
            "TEXT" => self.0.try_get_unchecked(at).map(Value::Text),
            "REAL" => self.0.try_get_unchecked(at).map(Value::Float),
            "BLOB" => self.0.try_get_unchecked(at).map(Value::Bytes),
            _ => self.0.try_get_unchecked(at).map(Value::Int),
        };
        value.map_err(unreadable)
    }

    /// Whether there is NULL at this place of the selection.
    ///
    /// # Errors
    /// When the row has no such place.
    pub fn is_null(&self, at: usize) -> Result<bool> {
        Ok(self.0.try_get_raw(at).map_err(unreadable)?.is_null())
    }

    /// The column's name at this place, for messages.
    pub(crate) fn column(&self, at: usize) -> &str {
        self.0.columns().get(at).map_or("?", |column| column.name())
    }
}

impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.0.columns().iter().map(sqlx_engine::Column::name))
            .finish()
    }
}

fn unreadable(error: sqlx_engine::Error) -> Error {
    Error::internal("a row can't be read").with_source(error)
}
