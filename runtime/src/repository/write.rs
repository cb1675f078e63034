//! Writes of single rows, past the cache: the database first, then the invalidation, then the answer.

use super::{
    Repo,
    sql::Sql,
    table::{HasTable, Table},
};
use crate::{
    Error, ErrorKind, Id, Result,
    core::Core,
    database::{Act, Dialect, Effect, Returning, Row, Statement, Wanted, Writing},
    model::{
        Change as Changed, Changes as _, ColumnValue, Comparison, Model, Node, Role, Selection,
        Value, changed,
    },
};

/// The methods of a [`Repo`] that write: what `service:list` knows a writing call by.
pub(crate) const WRITES: [&str; 15] = [
    "create",
    "create_many",
    "insert_many",
    "update",
    "update_many",
    "save",
    "save_changes",
    "upsert",
    "upsert_many",
    "increment",
    "decrement",
    "delete",
    "delete_many",
    "force_delete",
    "restore",
];

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
        let id = id.value().value();
        let row = update(&self.core, T::TABLE_OF, id, Change::of(values)).await?;
        T::read(&row, Selection::All)
    }

    /// Writes every column of a fresh row back, but absent [`Uncached`](crate::Uncached) ones; see
    /// [`save_changes`](Self::save_changes) for the changed ones only. The row is then as the database has it, with what that computes.
    ///
    /// A model with `#[model(version)]` is written only if nobody else has written the row since it was read.
    ///
    /// # Errors
    /// As [`update`](Self::update); `Conflict` when somebody else was faster.
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
    pub async fn save_changes(&self, row: &mut T, before: &T) -> Result<Vec<Changed>> {
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
        let change = Change::of_row(T::TABLE_OF, values, row.values());
        let id = row.id().value().value();
        let written = update(&self.core, T::TABLE_OF, id, change).await?;
        *row = T::read(&written, Selection::All)?;
        Ok(())
    }

    /// Deletes a row; says whether there was one. With `#[model(soft_delete)]` it is only marked so: reads leave it out, its unique
    /// values stay taken, and [`restore`](Self::restore) brings it back.
    ///
    /// # Errors
    /// Of kind `Conflict` when other rows refer to it; otherwise what the database says.
    pub async fn delete(&self, id: Id<T>) -> Result<bool> {
        let table = T::TABLE_OF;
        let Some(column) = table.role(Role::DeletedAt) else {
            return self.force_delete(id).await;
        };
        let change = Change::of(vec![(column, self.core.clock().now().value())]);
        found(update(&self.core, table, id.value().value(), change).await)
    }

    /// Deletes a row for good, also one that is only marked as deleted; says whether there was one.
    ///
    /// # Errors
    /// As [`delete`](Self::delete).
    pub async fn force_delete(&self, id: Id<T>) -> Result<bool> {
        let table = T::TABLE_OF;
        let database = self.core.database();
        let dialect = database.dialect();
        let id = id.value().value();
        let writing = if dialect.returns(Returning::Delete) {
            Writing::Returning(table.by_id(dialect, table.sql.delete, id))
        } else {
            let id = vec![id];
            let (write, _) = (table.sql.delete.split_once(" RETURNING ")).unwrap_or_default();
            let (_, whose) = write.split_once(" FROM ").unwrap_or_default();
            let read = format!("SELECT {} FROM {whose} FOR UPDATE", table.sql.all);
            Writing::After {
                read: Statement::new(read, id.clone()),
                write: Statement::new(write, id),
            }
        };
        let effect = table.writes_rows(dialect, Act::Delete, Vec::new());
        let rows = database.write_rows(writing, effect).await;
        Ok(!rows.map_err(|error| referred_to(table, error))?.is_empty())
    }

    /// Brings back a row that is marked as deleted; says whether there was one.
    ///
    /// # Errors
    /// `Internal` when the model has no `#[model(soft_delete)]`; otherwise what the database says.
    pub async fn restore(&self, id: Id<T>) -> Result<bool> {
        let table = T::TABLE_OF;
        let mut change = Change::of(vec![(table.deleted_at()?, Value::Null)]);
        change.deleted = Deleted::Only;
        found(update(&self.core, table, id.value().value(), change).await)
    }
}

/// Whether there was such a row.
fn found(written: Result<Row>) -> Result<bool> {
    match written {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// What becomes of a row.
pub(super) struct Change {
    pub(super) values: Vec<(usize, Value)>,
    /// What is added to numbers.
    pub(super) added: Vec<(usize, Value)>,
    deleted: Deleted,
    /// The version that the row must have.
    version: Option<Value>,
}

/// Whether rows that are marked as deleted are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deleted {
    Without,
    With,
    Only,
}

impl Change {
    pub(super) fn of(values: Vec<(usize, Value)>) -> Self {
        Self {
            values,
            added: Vec::new(),
            deleted: Deleted::Without,
            version: None,
        }
    }

    /// Of a row that was read and is written back.
    fn of_row(table: &Table, mut values: Vec<(usize, Value)>, row: Vec<(usize, Value)>) -> Self {
        let kept = |role| matches!(role, Role::Version | Role::DeletedAt);
        values.retain(|(column, _)| !kept(table.columns[*column].role));
        let is_version = |(column, _): &(usize, _)| table.columns[*column].role == Role::Version;
        let version = row.into_iter().find(is_version).map(|(_, version)| version);
        Self {
            deleted: Deleted::With,
            version,
            ..Self::of(values)
        }
    }
}

async fn insert(
    core: &Core,
    table: &'static Table,
    mut values: Vec<(usize, Value)>,
) -> Result<Row> {
    begin(table, core.clock().now(), &mut values);
    let indexed = indexed(table, &values);
    let given = given_id(table, &values);
    let dialect = core.database().dialect();
    let mut sql = Sql::new(dialect, "INSERT INTO ");
    sql.name(table.name);
    if values.is_empty() {
        sql.push(dialect.default_values());
    } else {
        let columns = values.iter().map(|(column, _)| *column);
        sql.columns(table, columns);
        for (at, (column, value)) in values.into_iter().enumerate() {
            sql.push(if at == 0 { " VALUES (" } else { ", " });
            sql.value(table, column, value);
        }
        sql.push(")");
    }
    let writing = inserted(dialect, table, sql, 1, given.into_iter().collect())?;
    let effect = table.writes_rows(dialect, Act::Insert, Vec::new());
    let row = write(core, table, writing, effect, &indexed).await?;
    row.ok_or_else(|| Error::internal(format!("the new {} did not come back", table.model)))
}

/// An INSERT of so many rows that gives them back; of those that have an id already, with their ids.
pub(super) fn inserted(
    dialect: Dialect,
    table: &Table,
    mut sql: Sql,
    rows: usize,
    ids: Vec<Value>,
) -> Result<Writing> {
    if dialect.returns(Returning::Insert) {
        sql.returning(table);
        return Ok(Writing::Returning(sql.statement()?));
    }
    let mut read = Sql::select(dialect, table, table.sql.all, &[]);
    read.push(" WHERE ");
    if ids.is_empty() {
        // MySQL's answer is the first id; those of one statement follow one another.
        read.column(table, table.id());
        read.push(" >= LAST_INSERT_ID() ORDER BY ");
        read.column(table, table.id());
        read.push(" LIMIT ");
        read.bind(Value::Int(i64::try_from(rows).unwrap_or(i64::MAX)));
    } else {
        let column = table.id();
        read.condition(
            table,
            &Node::OneOf {
                column,
                values: ids,
            },
        );
    }
    Ok(Writing::Then {
        write: sql.statement()?,
        read: read.statement()?,
    })
}

pub(super) async fn update(
    core: &Core,
    table: &'static Table,
    id: Value,
    mut change: Change,
) -> Result<Row> {
    let dialect = core.database().dialect();
    stamp(
        table,
        Role::UpdatedAt,
        core.clock().now(),
        &mut change.values,
    );
    let (values, added) = (change.values, change.added);
    let columns = values.iter().chain(&added).map(|(column, _)| *column);
    let changed = columns.collect();
    let indexed = indexed(table, &values);
    let mut sql = Sql::new(dialect, "UPDATE ");
    sql.name(table.name);
    sql.push(" SET ");
    sql.assignments(table, values, added);
    sql.push(" WHERE ");
    sql.column(table, table.id());
    sql.push(" = ");
    sql.operand(table, table.id(), id.clone());
    if let (Some(column), Some(version)) = (table.role(Role::Version), change.version.clone()) {
        sql.push(" AND ");
        sql.column(table, column);
        sql.push(" = ");
        sql.bind(version);
    }
    sql.deleted(table, change.deleted);
    let writing = if dialect.returns(Returning::Update) {
        sql.returning(table);
        Writing::Returning(sql.statement()?)
    } else {
        let mut read = Sql::select(dialect, table, table.sql.all, &[]);
        read.push(" WHERE ");
        read.column(table, table.id());
        read.push(" = ");
        read.operand(table, table.id(), id.clone());
        Writing::Then {
            write: sql.statement()?,
            read: read.statement()?,
        }
    };
    let effect = table.writes_rows(dialect, Act::Update, changed);
    match write(core, table, writing, effect, &indexed).await? {
        Some(row) => Ok(row),
        None if change.version.is_some() => Err(stale(core, table, id).await?),
        None => Err(missing(table)),
    }
}

/// Why a row with this version is not there.
async fn stale(core: &Core, table: &Table, id: Value) -> Result<Error> {
    let dialect = core.database().dialect();
    let id = Node::Compare {
        column: table.id(),
        comparison: Comparison::Equal,
        value: id,
    };
    let sql = Sql::select(dialect, table, "1", &[id]).statement()?;
    let rows = core.database().run(sql, Wanted::Rows).await?.rows;
    Ok(match rows.as_slice() {
        [] => missing(table),
        _ => Error::new(
            ErrorKind::Conflict,
            format!(
                "this {} was changed by somebody else since it was read; help: read it again, and change that",
                table.model
            ),
        ),
    })
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

/// The id that a new row has already.
pub(super) fn given_id(table: &Table, values: &[(usize, Value)]) -> Option<Value> {
    let id = values.iter().find(|(column, _)| *column == table.id());
    id.map(|(_, id)| id.clone())
}

/// What the repository says of a new row.
pub(super) fn begin(table: &Table, now: jiff::civil::DateTime, values: &mut Vec<(usize, Value)>) {
    stamp(table, Role::CreatedAt, now, values);
    stamp(table, Role::UpdatedAt, now, values);
    if let Some(version) = table.role(Role::Version) {
        values.push((version, Value::Int(1)));
    }
    #[cfg(feature = "uuid")]
    if table.has_uuid() {
        values.insert(0, (table.id(), uuid::Uuid::now_v7().value()));
    }
}

/// The values that are there: what a cached read has left out stays as it is.
pub(super) fn given(mut values: Vec<(usize, Value)>) -> Vec<(usize, Value)> {
    values.retain(|(_, value)| *value != Value::Absent);
    values
}

/// The values of indexed columns: among them are the references, which may have to be explained.
pub(super) fn indexed(table: &Table, values: &[(usize, Value)]) -> Vec<(&'static str, Value)> {
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
