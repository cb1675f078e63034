//! One row of an answer, in values of our own.

use sqlx_engine::{Column as _, Row as _, ValueRef as _};

use super::connection::{Cells, each_row};
use crate::{Error, Result, model::Value};

/// One row of an answer.
pub struct Row {
    cells: Cells,
    /// Where its first column is.
    first: usize,
}

impl Row {
    pub(super) fn new(cells: Cells) -> Self {
        Self { cells, first: 0 }
    }

    /// The row behind so many columns: what another model has in the same answer.
    pub(crate) fn behind(mut self, columns: usize) -> Self {
        self.first += columns;
        self
    }

    /// The value at this place of the selection.
    ///
    /// # Errors
    /// When the row has no such place, or its value can't be read.
    pub fn value(&self, at: usize) -> Result<Value> {
        self.cells.value(self.first + at).map_err(unreadable)
    }

    /// Whether there is NULL at this place of the selection.
    ///
    /// # Errors
    /// When the row has no such place.
    pub fn is_null(&self, at: usize) -> Result<bool> {
        each_row!(&self.cells, row => Ok(row.try_get_raw(self.first + at).map_err(unreadable)?.is_null()))
    }

    /// How many columns it has.
    pub(super) fn columns(&self) -> usize {
        each_row!(&self.cells, row => row.columns().len()) - self.first
    }

    /// The column's name at this place, for messages.
    pub(crate) fn column(&self, at: usize) -> &str {
        each_row!(&self.cells, row => row.columns().get(self.first + at).map_or("?", |column| column.name()))
    }
}

impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        each_row!(&self.cells, row => {
            let names = row.columns().iter().map(sqlx_engine::Column::name);
            f.debug_list().entries(names).finish()
        })
    }
}

fn unreadable(error: sqlx_engine::Error) -> Error {
    Error::internal("a row can't be read").with_source(error)
}
