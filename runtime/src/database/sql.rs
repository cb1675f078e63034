//! SQL of the application's own, with bound values: the way out where a query can't say it.

use super::{Database, Row, Statement, Wanted};
use crate::{
    Result, ambient,
    model::{ColumnValue, Value},
};

impl Database {
    /// A statement of one's own. Values stand in it as `$1`, `$2`, … on every database, and are bound; names that come from outside
    /// have no place in it. It runs in the transaction of this task, if there is one.
    ///
    /// What it reads the cache can't see: a cached method says so (`#[cached(reads(Post))]`), or its answer is not kept. What it writes
    /// is declared with [`wrote`](Self::wrote).
    ///
    /// ```
    /// # use scaffold::prelude::*;
    /// # use scaffold::database::Database;
    /// async fn busiest(database: &Database, least: i64) -> Result<Vec<(String, i64)>> {
    ///     let sql = "SELECT name, COUNT(*) FROM posts GROUP BY name HAVING COUNT(*) >= $1";
    ///     database.sql(sql).bind(least).fetch::<(String, i64)>().await
    /// }
    /// ```
    pub fn sql(&self, text: &'static str) -> RawSql<'_> {
        RawSql {
            database: self,
            text,
            values: Vec::new(),
        }
    }
}

/// A statement of one's own, with the values that it was given.
#[must_use = "a statement does nothing until `rows`, `fetch` or `execute`"]
#[derive(Debug)]
pub struct RawSql<'d> {
    database: &'d Database,
    text: &'static str,
    values: Vec<Value>,
}

impl RawSql<'_> {
    /// The value of the next placeholder. What a database has a type of its own for (times, decimals, UUIDs, JSON) is sent as text:
    /// on PostgreSQL write `CAST($1 AS TIMESTAMP)`.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "`bind(id)` reads better than `bind(&id)`, and most values are small"
    )]
    pub fn bind(mut self, value: impl ColumnValue) -> Self {
        self.values.push(value.value());
        self
    }

    /// The rows that the statement returns.
    ///
    /// # Errors
    /// What the database says.
    pub async fn rows(self) -> Result<Vec<Row>> {
        lent();
        let statement = Statement::new(self.text, self.values);
        Ok(self.database.run(statement, Wanted::Rows).await?.rows)
    }

    /// The rows as tuples of one to eight columns, or as a [`Projection`](crate::Projection) whose fields stand in the order of the
    /// selection.
    ///
    /// # Errors
    /// As [`rows`](Self::rows); `Internal` when a column holds a value that its type can't.
    pub async fn fetch<T: FromRow>(self) -> Result<Vec<T>> {
        self.rows().await?.iter().map(T::from_row).collect()
    }

    /// Runs the statement; says how many rows it has changed.
    ///
    /// # Errors
    /// What the database says.
    pub async fn execute(self) -> Result<u64> {
        lent();
        let statement = Statement::new(self.text, self.values);
        Ok(self.database.run(statement, Wanted::Count).await?.changed)
    }
}

/// Tells the load that this task is in that it may read what nobody records.
pub(super) fn lent() {
    ambient::look(|ambient| {
        if let Some(recorder) = &ambient.recorder {
            recorder.lent();
        }
    });
}

/// What a row of [`RawSql::fetch`] can be: a tuple of column types, or a struct with `#[derive(Projection)]`, each in the order of the
/// selection.
pub trait FromRow: Sized {
    /// Reads the row.
    ///
    /// # Errors
    /// When a column holds a value that its type can't, or is missing.
    fn from_row(row: &Row) -> Result<Self>;
}

macro_rules! tuple {
    ($($column:ident $at:literal),*) => {
        impl<$($column: ColumnValue),*> FromRow for ($($column,)*) {
            fn from_row(row: &Row) -> Result<Self> {
                Ok(($($column::read(row, $at)?,)*))
            }
        }
    };
}
tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
