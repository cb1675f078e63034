//! Writes of single rows, past the cache: the database first, then the invalidation, then the answer.

use super::{
    Repo,
    sql::Sql,
    table::{HasTable, Table},
};
use crate::{
    Error, ErrorKind, Id, Result,
    core::Core,
    database::{Act, Effect, Returning, Row, Statement, Writing},
    model::{Change, Changes as _, ColumnValue, Model, Role, Selection, Value, changed},
};

/// The methods of a [`Repo`] that write: what `service:list` knows a writing call by.
pub(crate) const WRITES: [&str; 5] = ["create", "update", "save", "save_changes", "delete"];

impl<T: Model> Repo<T> {
    /// Inserts a row.
    ///
    /// # Errors
    /// Of kind `Conflict` when a unique value is taken, `Invalid` when a reference names no row or a column can't hold a
    /// value; otherwise what the database says.
    pub async fn create(&self, draft: T::Draft) -> Result<T> {
        let values = given(T::draft_values(draft));
        let row = insert(&self.core, T::TABLE_OF, values).await?;
        T::read(&row, Selection::All)
    }

    /// Changes the named columns of a row; gives the row as it is now, complete.
    ///
    /// # Errors
    /// Of kind `NotFound` when there is no such row; otherwise as [`create`](Self::create).
    pub async fn update(&self, id: Id<T>, patch: T::Patch) -> Result<T> {
        let values = given(T::patch_values(patch));
        if values.is_empty() {
            return match self.find_fresh(id).await? {
                Some(row) => Ok(row),
                None => Err(missing(T::TABLE_OF)),
            };
        }
        let row = update(&self.core, T::TABLE_OF, id.value(), values).await?;
        T::read(&row, Selection::All)
    }

    /// Writes every column of a fresh row back, but absent [`Uncached`](crate::Uncached) ones; see
    /// [`save_changes`](Self::save_changes) for the changed ones only. The row is then as the database has it, with what that computes.
    ///
    /// # Errors
    /// As [`update`](Self::update).
    pub async fn save(&self, row: &mut T) -> Result<()> {
        let values = given(row.values());
        self.write_back(row, values).await
    }

    /// Writes those columns back that have other values than in `before`, the row as it was read, and says which; of other columns, what
    /// others have written meanwhile stays, and the row has it then. Without a change nothing is written, and the row need not be there.
    ///
    /// ```
    /// # use scaffold::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # pub struct User { pub id: Id<User>, pub name: String }
    /// async fn rename(users: &Repo<User>, id: Id<User>) -> Result<User> {
    ///     let before = users.find_fresh(id).await?.or_not_found()?;
    ///     let mut user = before.clone();
    ///     user.name = "Countess".into();
    ///     let changes = users.save_changes(&mut user, &before).await?;
    ///     assert_eq!(changes[0].column, "name");
    ///     Ok(user)
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`update`](Self::update); `Internal` when the two are not one row.
    pub async fn save_changes(&self, row: &mut T, before: &T) -> Result<Vec<Change>> {
        if row.id() != before.id() {
            return Err(Error::internal(format!(
                "a {} can't be compared with another one",
                T::NAME
            )));
        }
        let changes = row.changes(before);
        let new = changed::<T>(row.values(), before.values());
        let values: Vec<_> = new.map(|(column, _, new)| (column, new)).collect();
        if !values.is_empty() {
            self.write_back(row, values).await?;
        }
        Ok(changes)
    }

    async fn write_back(&self, row: &mut T, values: Vec<(usize, Value)>) -> Result<()> {
        let written = update(&self.core, T::TABLE_OF, row.id().value(), values).await?;
        *row = T::read(&written, Selection::All)?;
        Ok(())
    }

    /// Deletes a row; says whether there was one.
    ///
    /// # Errors
    /// Of kind `Conflict` when other rows refer to it; otherwise what the database says.
    pub async fn delete(&self, id: Id<T>) -> Result<bool> {
        let table = T::TABLE_OF;
        let database = self.core.database();
        let dialect = database.dialect();
        let id = vec![Value::Int(id.value())];
        let writing = if dialect.returns(Returning::Delete) {
            Writing::Returning(Statement::new(table.sql.delete, id))
        } else {
            let (write, _) = (table.sql.delete.split_once(" RETURNING ")).unwrap_or_default();
            Writing::After {
                read: Statement::new(format!("{} FOR UPDATE", table.sql.find_fresh), id.clone()),
                write: Statement::new(write, id),
            }
        };
        let effect = table.writes_rows(dialect, Act::Delete, Vec::new());
        let rows = database.write_rows(writing, effect).await;
        Ok(!rows.map_err(|error| referred_to(table, error))?.is_empty())
    }
}

async fn insert(
    core: &Core,
    table: &'static Table,
    mut values: Vec<(usize, Value)>,
) -> Result<Row> {
    let now = core.clock().now();
    stamp(table, Role::CreatedAt, now, &mut values);
    stamp(table, Role::UpdatedAt, now, &mut values);
    let indexed = indexed(table, &values);
    let dialect = core.database().dialect();
    let mut sql = Sql::new(dialect, "INSERT INTO ");
    sql.name(table.name);
    if values.is_empty() {
        sql.push(dialect.default_values());
    } else {
        for (at, (column, _)) in values.iter().enumerate() {
            sql.push(if at == 0 { " (" } else { ", " });
            sql.name(table.columns[*column].name);
        }
        for (at, (column, value)) in values.into_iter().enumerate() {
            sql.push(if at == 0 { ") VALUES (" } else { ", " });
            sql.value(table, column, value);
        }
        sql.push(")");
    }
    let writing = if dialect.returns(Returning::Insert) {
        sql.returning(table);
        Writing::Returning(sql.statement()?)
    } else {
        let mut read = Sql::select(dialect, table, table.sql.all, &[]);
        read.push(" WHERE ");
        read.column(table, table.id());
        read.push(" = LAST_INSERT_ID()");
        Writing::Then {
            write: sql.statement()?,
            read: read.statement()?,
        }
    };
    let effect = table.writes_rows(dialect, Act::Insert, Vec::new());
    let row = write(core, table, writing, effect, &indexed).await?;
    row.ok_or_else(|| Error::internal(format!("the new {} did not come back", table.model)))
}

async fn update(
    core: &Core,
    table: &'static Table,
    id: i64,
    mut values: Vec<(usize, Value)>,
) -> Result<Row> {
    stamp(table, Role::UpdatedAt, core.clock().now(), &mut values);
    let changed = values.iter().map(|(column, _)| *column).collect();
    let indexed = indexed(table, &values);
    let dialect = core.database().dialect();
    let mut sql = Sql::new(dialect, "UPDATE ");
    sql.name(table.name);
    sql.push(" SET ");
    sql.assignments(table, values);
    sql.push(" WHERE ");
    sql.column(table, table.id());
    sql.push(" = ");
    sql.bind(Value::Int(id));
    let writing = if dialect.returns(Returning::Update) {
        sql.returning(table);
        Writing::Returning(sql.statement()?)
    } else {
        Writing::Then {
            write: sql.statement()?,
            read: Statement::new(table.sql.find_fresh, vec![Value::Int(id)]),
        }
    };
    let effect = table.writes_rows(dialect, Act::Update, changed);
    let row = write(core, table, writing, effect, &indexed).await?;
    row.ok_or_else(|| missing(table))
}

/// Writes one row and gives it.
async fn write(
    core: &Core,
    table: &Table,
    writing: Writing,
    effect: Effect,
    indexed: &[(&'static str, Value)],
) -> Result<Option<Row>> {
    let database = core.database();
    match database.write_rows(writing, effect).await {
        Ok(rows) => Ok(rows.into_iter().next()),
        Err(error) => Err(database.explain(error, table.name, indexed).await),
    }
}

/// The values that are there: what a cached read has left out stays as it is.
pub(super) fn given(mut values: Vec<(usize, Value)>) -> Vec<(usize, Value)> {
    values.retain(|(_, value)| *value != Value::Absent);
    values
}

/// The values of indexed columns: among them are the references, which may have to be explained.
fn indexed(table: &Table, values: &[(usize, Value)]) -> Vec<(&'static str, Value)> {
    let columns = values
        .iter()
        .map(|(at, value)| (&table.columns[*at], value));
    columns
        .filter(|(column, _)| column.index)
        .map(|(column, value)| (column.name, value.clone()))
        .collect()
}

/// Sets the column of this role, if the table has one.
pub(super) fn stamp(
    table: &Table,
    role: Role,
    now: jiff::civil::DateTime,
    values: &mut Vec<(usize, Value)>,
) {
    if let Some(column) = table.role(role) {
        values.retain(|(other, _)| *other != column);
        values.push((column, now.value()));
    }
}

fn missing(table: &Table) -> Error {
    Error::new(ErrorKind::NotFound, format!("no such {}", table.model))
}

/// A reference that forbids a deletion is no mistake in a field.
pub(super) fn referred_to(table: &Table, error: Error) -> Error {
    if error.kind() != ErrorKind::Invalid {
        return error;
    }
    Error::new(
        ErrorKind::Conflict,
        format!("other rows refer to this {}", table.model),
    )
    .with_source(error.chain())
}
