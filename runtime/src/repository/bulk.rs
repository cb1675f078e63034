//! Changes of all rows that match.

use super::{
    Query,
    sql::Sql,
    table::HasTable,
    write::{given, referred_to, stamp},
};
use crate::{
    Result,
    database::{Act, Effect, Wanted},
    model::{Column, ColumnValue as _, Model, Number, Role, Value},
};

impl<T: Model> Query<T> {
    /// Changes every row that matches; says how many.
    ///
    /// # Errors
    /// As [`Repo::update`](super::Repo::update), but that no row at all is no error; `BadRequest` for more values or
    /// conditions than a statement takes.
    pub async fn update(self, patch: T::Patch) -> Result<u64> {
        let values = given(T::patch_values(patch));
        if values.is_empty() {
            return self.fresh().count().await;
        }
        self.change(values, Vec::new()).await
    }

    /// Adds to a number of every row that matches; says of how many. NULL stays NULL.
    ///
    /// # Errors
    /// As [`update`](Self::update); `Invalid` when a number no longer fits its column.
    pub async fn increment<V: Number, U>(self, column: Column<T, V, U>, by: V) -> Result<u64> {
        let added = vec![(column.index(), by.value())];
        self.change(Vec::new(), added).await
    }

    async fn change(
        self,
        mut values: Vec<(usize, Value)>,
        added: Vec<(usize, Value)>,
    ) -> Result<u64> {
        let table = T::TABLE_OF;
        stamp(table, Role::UpdatedAt, self.core.clock().now(), &mut values);
        let mut sql = self.statement("UPDATE ");
        sql.name(table.name);
        sql.push(" SET ");
        sql.assignments(table, values, added);
        self.parts.bounds(table, &mut sql);
        self.write(sql, Act::Update).await
    }

    /// Deletes every row that matches; says how many. With `#[model(soft_delete)]` they are only marked so.
    ///
    /// # Errors
    /// Of kind `Conflict` when other rows refer to one of them, `BadRequest` for more values or conditions than a statement
    /// takes; otherwise what the database says.
    pub async fn delete(self) -> Result<u64> {
        let Some(column) = T::TABLE_OF.role(Role::DeletedAt) else {
            return self.force_delete().await;
        };
        let now = self.core.clock().now().value();
        self.change(vec![(column, now)], Vec::new()).await
    }

    /// Brings back every row that matches and is marked as deleted; says how many.
    ///
    /// # Errors
    /// `Internal` when the model has no `#[model(soft_delete)]`; otherwise as [`update`](Self::update).
    pub async fn restore(self) -> Result<u64> {
        let column = T::TABLE_OF.deleted_at()?;
        let deleted = self.only_deleted();
        deleted
            .change(vec![(column, Value::Null)], Vec::new())
            .await
    }

    /// Deletes every row that matches for good; says how many. Ask for [`with_deleted`](Self::with_deleted) to have those that are
    /// marked as deleted among them.
    ///
    /// # Errors
    /// As [`delete`](Self::delete).
    pub async fn force_delete(self) -> Result<u64> {
        let table = T::TABLE_OF;
        let mut sql = self.statement("DELETE FROM ");
        sql.name(table.name);
        self.parts.bounds(table, &mut sql);
        self.write(sql, Act::Delete)
            .await
            .map_err(|error| referred_to(table, error))
    }

    fn statement(&self, words: &str) -> Sql {
        Sql::new(self.core.database().dialect(), words)
    }

    async fn write(&self, sql: Sql, act: Act) -> Result<u64> {
        let effect = Effect::bulk(T::TABLE, act);
        let written = (self.core.database())
            .write(sql.statement()?, Wanted::Count, Some(effect))
            .await?;
        Ok(written.changed)
    }
}
