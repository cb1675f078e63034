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
    model::{Model, Role},
};

impl<T: Model> Query<T> {
    /// Changes every row that matches; says how many.
    ///
    /// # Errors
    /// As [`Repo::update`](super::Repo::update), but that no row at all is no error; `BadRequest` for more values or
    /// conditions than a statement takes.
    pub async fn update(self, patch: T::Patch) -> Result<u64> {
        let table = T::TABLE_OF;
        let mut values = given(T::patch_values(patch));
        if values.is_empty() {
            return self.fresh().count().await;
        }
        stamp(table, Role::UpdatedAt, self.core.clock().now(), &mut values);
        let mut sql = self.statement("UPDATE ");
        sql.name(table.name);
        sql.push(" SET ");
        sql.assignments(table, values);
        self.parts.bounds(table, &mut sql);
        self.write(sql, Act::Update).await
    }

    /// Deletes every row that matches; says how many.
    ///
    /// # Errors
    /// Of kind `Conflict` when other rows refer to one of them, `BadRequest` for more values or conditions than a statement
    /// takes; otherwise what the database says.
    pub async fn delete(self) -> Result<u64> {
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
