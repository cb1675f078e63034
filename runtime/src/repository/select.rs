//! Some columns of the rows that match, as a smaller struct.

use std::marker::PhantomData;

use super::{FreshQuery, Query, sql::Sql, table::HasTable};
use crate::{
    Result,
    database::Row,
    model::{Column, ColumnValue, Model},
};

/// A struct of some columns of `M`. Derived: `#[derive(Projection)]`; each field has the name and the type of a field of the model.
///
/// ```
/// # use scaffold::prelude::*;
/// # #[derive(Debug, Clone, Model, Cacheable)]
/// # pub struct User { pub id: Id<User>, pub name: String, pub about: String }
/// #[derive(Debug, Projection)]
/// #[projection(model = User)]
/// pub struct Named {
///     pub id: Id<User>,
///     pub name: String,
/// }
///
/// async fn names(users: &Repo<User>) -> Result<Vec<Named>> {
///     users.query().select::<Named>().all().await
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no projection of `{M}`",
    note = "add `#[derive(Projection)]` and `#[projection(model = {M})]` to `{Self}`"
)]
pub trait Projection<M: Model>: Sized {
    /// The columns, as indexes into [`Model::COLUMNS`].
    const COLUMNS: &'static [usize];

    /// Reads a row of those columns.
    ///
    /// # Errors
    /// When a column holds a value that its type can't.
    fn read(row: &Row) -> Result<Self>;
}

/// Reads a projection's column, whose field has the type of the model's; the derive calls it.
#[doc(hidden)]
pub fn projected<M, T: ColumnValue, U>(_: Column<M, T, U>, row: &Row, at: usize) -> Result<T> {
    T::read(row, at)
}

impl<T: Model> Query<T> {
    /// Only the columns of this projection, from the database: the answer is no entry of the cache, but a cached method knows what it
    /// has read.
    pub fn select<P: Projection<T>>(self) -> Select<T, P> {
        Select(self.fresh(), PhantomData)
    }
}

/// A question for some columns.
#[must_use = "a query does nothing until `all` or `first`"]
pub struct Select<T, P>(FreshQuery<T>, PhantomData<fn() -> P>);

impl<T: Model, P: Projection<T>> Select<T, P> {
    /// The rows that match.
    ///
    /// # Errors
    /// As [`FreshQuery::all`].
    pub async fn all(self) -> Result<Vec<P>> {
        let sql: Sql = self.0.parts.select(T::TABLE_OF, &columns::<T, P>());
        read::<T, P>(&self.0.ask(sql).await?)
    }

    /// The first row that matches.
    ///
    /// # Errors
    /// As [`FreshQuery::all`].
    pub async fn first(mut self) -> Result<Option<P>> {
        self.0.parts = self.0.parts.first();
        Ok(self.all().await?.pop())
    }
}

fn columns<T: Model, P: Projection<T>>() -> String {
    let names = P::COLUMNS
        .iter()
        .map(|&at| format!("\"{}\".\"{}\"", T::TABLE, T::COLUMNS[at].name));
    names.collect::<Vec<_>>().join(", ")
}

fn read<T: Model, P: Projection<T>>(rows: &[Row]) -> Result<Vec<P>> {
    rows.iter().map(P::read).collect()
}

impl<T, P> std::fmt::Debug for Select<T, P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Select").finish_non_exhaustive()
    }
}
