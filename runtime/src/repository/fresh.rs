//! Questions about many rows that go past the cache.

use super::{parts::Parts, query::number, read::past, sql::Sql, table::HasTable};
use crate::{
    Result,
    core::Core,
    database::Row,
    model::{Model, Selection},
};

/// The same question as a [`Query`](super::Query), answered by the database: complete and owned rows.
#[derive(Debug)]
#[must_use = "a query does nothing until `all`, `first`, `count` or `exists`"]
pub struct FreshQuery<T> {
    pub(super) core: Core,
    pub(super) parts: Parts,
    model: std::marker::PhantomData<fn() -> T>,
}

impl<T> Clone for FreshQuery<T> {
    fn clone(&self) -> Self {
        Self {
            core: self.core.clone(),
            parts: self.parts.clone(),
            model: std::marker::PhantomData,
        }
    }
}

impl<T: Model> FreshQuery<T> {
    pub(super) fn new(core: Core, parts: Parts) -> Self {
        Self {
            core,
            parts,
            model: std::marker::PhantomData,
        }
    }

    /// The rows that match, complete.
    ///
    /// # Errors
    /// `BadRequest` for more values or conditions than a statement takes, `Invalid` for a value that its column can't hold;
    /// otherwise what the database says.
    pub async fn all(self) -> Result<Vec<T>> {
        let sql = self.parts.select(T::TABLE_OF, T::TABLE_OF.sql.all);
        let rows = self.ask(sql).await?;
        rows.iter()
            .map(|row| T::read(row, Selection::All))
            .collect()
    }

    /// The first row that matches, complete.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub async fn first(mut self) -> Result<Option<T>> {
        self.parts = self.parts.first();
        Ok(self.all().await?.pop())
    }

    /// How many rows match.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub async fn count(self) -> Result<u64> {
        number(&self.ask(self.parts.count(T::TABLE_OF)).await?)
    }

    /// Whether a row matches.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub async fn exists(self) -> Result<bool> {
        Ok(number(&self.ask(self.parts.exists(T::TABLE_OF)).await?)? > 0)
    }

    pub(super) async fn ask(&self, sql: Sql) -> Result<Vec<Row>> {
        past(&self.core, sql.statement()?, &self.parts.reads(T::TABLE_OF)).await
    }
}
