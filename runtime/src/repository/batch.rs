//! Many rows at once: as few statements as the database takes, in one transaction.

use std::collections::HashSet;

use super::{
    Repo,
    sql::Sql,
    table::{HasTable, Table},
    write::{
        Change, Deleted, begin, given, given_id, indexed, inserted, referred_to, stamp, update,
    },
};
use crate::{
    Error, ErrorKind, FieldError, Id, Result,
    core::Core,
    database::{Act, Effect, Returning, Row, Wanted, Writing},
    model::{Column, ColumnValue, Model, Node, Number, Role, Selection, Unique, Value, ValueKind},
};

/// With fewer rows than this arrays save nothing.
const FEW_ROWS: usize = 20;

/// How many ids one statement names.
const MOST_IDS: usize = 500;

/// The values of a row, each with its column.
type Values = Vec<(usize, Value)>;

impl<T: Model> Repo<T> {
    /// Inserts rows, all or none, and gives them in their order.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub async fn create_many(&self, drafts: impl IntoIterator<Item = T::Draft>) -> Result<Vec<T>> {
        let rows = self.drafted(drafts);
        let mut created = Vec::with_capacity(rows.len());
        let batches = batches(&self.core, rows);
        self.atomically(batches.len(), async {
            for batch in batches {
                let mut rows = insert(&self.core, T::TABLE_OF, batch).await?;
                // The database numbers the rows of a statement in their order, but need not return them so.
                let id = |row: &Row| match row.value(T::TABLE_OF.id()) {
                    Ok(Value::Int(id)) => (id, String::new()),
                    Ok(Value::Text(id)) => (0, id),
                    _ => (i64::MAX, String::new()),
                };
                rows.sort_by_cached_key(id);
                created.extend(rows);
            }
            Ok(())
        })
        .await?;
        created
            .iter()
            .map(|row| T::read(row, Selection::All))
            .collect()
    }

    /// Inserts rows, all or none, without reading them back; says how many.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub async fn insert_many(&self, drafts: impl IntoIterator<Item = T::Draft>) -> Result<u64> {
        let batches = batches(&self.core, self.drafted(drafts));
        let mut inserted = 0;
        self.atomically(batches.len(), async {
            for batch in batches {
                let indexed = of_first(T::TABLE_OF, &batch);
                let sql = insertion(&self.core, T::TABLE_OF, batch)?;
                let effect = Effect::bulk(T::TABLE, Act::Insert);
                inserted += self.run(sql, effect, &indexed).await?;
            }
            Ok(())
        })
        .await?;
        Ok(inserted)
    }

    /// Inserts a row, or changes the one that has this value of the column already: then it gets the draft's values, keeps its id
    /// and its `created_at`, and one that is marked as deleted stays so. Gives the row.
    ///
    /// ```
    /// # use scaffold::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # pub struct Setting { pub id: Id<Setting>, #[model(unique)] pub name: String, pub value: String }
    /// async fn set(settings: &Repo<Setting>, name: &str, value: &str) -> Result<Setting> {
    ///     let draft = SettingDraft { name: name.into(), value: value.into() };
    ///     settings.upsert(Setting::NAME, draft).await
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`create`](Self::create); `Invalid` also when the draft has no value of the column, `Conflict` when another unique value is
    /// taken. MySQL does not ask which column is meant: there a row with any of the draft's unique values is changed.
    pub async fn upsert<V: ColumnValue>(
        &self,
        column: Column<T, V, Unique>,
        draft: T::Draft,
    ) -> Result<T> {
        let table = T::TABLE_OF;
        let mut values = given(T::draft_values(draft));
        begin(table, self.core.clock().now(), &mut values);
        let key = keyed(table, column.index(), &values)?;
        let row = upserted(&self.core, table, column.index(), key, values).await?;
        T::read(&row, Selection::All)
    }

    /// [Upserts](Self::upsert) rows, all or none; says how many drafts there were. Of drafts with one value of the column, the last
    /// one stays.
    ///
    /// # Errors
    /// As [`upsert`](Self::upsert).
    pub async fn upsert_many<V: ColumnValue>(
        &self,
        column: Column<T, V, Unique>,
        drafts: impl IntoIterator<Item = T::Draft>,
    ) -> Result<u64> {
        let table = T::TABLE_OF;
        let rows = self.drafted(drafts);
        let count = rows.len() as u64;
        for row in &rows {
            keyed(table, column.index(), row)?;
        }
        let batches = without_repetition(table, column.index(), batches(&self.core, rows));
        self.atomically(batches.len(), async {
            for batch in batches {
                let indexed = of_first(table, &batch);
                let columns: Vec<usize> = batch[0].iter().map(|(column, _)| *column).collect();
                let mut sql = insertion(&self.core, table, batch)?;
                sql.or_update(table, column.index(), &columns);
                let effect = Effect::bulk(T::TABLE, Act::Any);
                self.run(sql, effect, &indexed).await?;
            }
            Ok(())
        })
        .await?;
        Ok(count)
    }

    /// Changes the named columns of the rows with these ids, all or none; says how many rows there were.
    ///
    /// # Errors
    /// As [`update`](Self::update), but that a missing row is no error.
    pub async fn update_many(&self, ids: &[Id<T>], patch: T::Patch) -> Result<u64> {
        let mut values = given(T::patch_values(patch));
        if values.is_empty() {
            let ids = self.query().filter(T::ids(ids));
            return ids.fresh().count().await;
        }
        stamp(
            T::TABLE_OF,
            Role::UpdatedAt,
            self.core.clock().now(),
            &mut values,
        );
        self.change_many(ids, values).await
    }

    /// Deletes the rows with these ids, all or none; says how many there were. With `#[model(soft_delete)]` they are only marked so.
    ///
    /// # Errors
    /// As [`delete`](Self::delete).
    pub async fn delete_many(&self, ids: &[Id<T>]) -> Result<u64> {
        let table = T::TABLE_OF;
        if let Some(column) = table.role(Role::DeletedAt) {
            let now = self.core.clock().now();
            let mut values = vec![(column, now.value())];
            stamp(table, Role::UpdatedAt, now, &mut values);
            return self.change_many(ids, values).await;
        }
        self.of_ids(ids, async |ids| {
            let dialect = self.core.database().dialect();
            let mut sql = Sql::new(dialect, "DELETE FROM ");
            sql.name(table.name);
            sql.conditions(table, std::slice::from_ref(&ids));
            let writing = if dialect.returns(Returning::Delete) {
                sql.returning(table);
                Writing::Returning(sql.statement()?)
            } else {
                let mut read = Sql::select(dialect, table, table.sql.all, &[ids]);
                read.push(" FOR UPDATE");
                Writing::After {
                    read: read.statement()?,
                    write: sql.statement()?,
                }
            };
            let effect = table.writes_rows(dialect, Act::Delete, Vec::new());
            let deleted = self.core.database().write_rows(writing, effect).await;
            deleted.map_err(|error| referred_to(table, error))
        })
        .await
    }

    /// Adds to a number of a row, whatever others write meanwhile; gives the row. NULL stays NULL.
    ///
    /// # Errors
    /// As [`update`](Self::update); `Invalid` when the number no longer fits its column.
    pub async fn increment<V: Number, U>(
        &self,
        id: Id<T>,
        column: Column<T, V, U>,
        by: V,
    ) -> Result<T> {
        let mut change = Change::of(Vec::new());
        change.added = vec![(column.index(), by.value())];
        let row = update(&self.core, T::TABLE_OF, id.value().value(), change).await?;
        T::read(&row, Selection::All)
    }

    /// As [`increment`](Self::increment), by the number with the other sign.
    ///
    /// # Errors
    /// As [`increment`](Self::increment).
    pub async fn decrement<V: Number, U>(
        &self,
        id: Id<T>,
        column: Column<T, V, U>,
        by: V,
    ) -> Result<T> {
        self.increment(id, column, by.negated()?).await
    }

    /// The values of new rows.
    fn drafted(&self, drafts: impl IntoIterator<Item = T::Draft>) -> Vec<Values> {
        let now = self.core.clock().now();
        let drafts = drafts.into_iter().map(|draft| {
            let mut values = given(T::draft_values(draft));
            begin(T::TABLE_OF, now, &mut values);
            values
        });
        drafts.collect()
    }

    /// Runs work of so many statements, all or nothing.
    async fn atomically(
        &self,
        statements: usize,
        work: impl Future<Output = Result<()>>,
    ) -> Result<()> {
        match statements {
            0 | 1 => work.await,
            _ => self.core.database().transaction(work).await,
        }
    }

    /// Gives the rows with these ids these values.
    async fn change_many(&self, ids: &[Id<T>], values: Values) -> Result<u64> {
        let table = T::TABLE_OF;
        let indexed = indexed(table, &values);
        self.of_ids(ids, async |ids| {
            let database = self.core.database();
            let dialect = database.dialect();
            let changed = values.iter().map(|(column, _)| *column).collect();
            let mut sql = Sql::new(dialect, "UPDATE ");
            sql.name(table.name);
            sql.push(" SET ");
            sql.assignments(table, values.clone(), Vec::new());
            sql.conditions(table, std::slice::from_ref(&ids));
            sql.deleted(table, Deleted::Without);
            let writing = if dialect.returns(Returning::Update) {
                sql.returning(table);
                Writing::Returning(sql.statement()?)
            } else {
                // Before, since rows that are marked as deleted are not to be told from those that were.
                let mut read = Sql::select(dialect, table, table.sql.all, &[ids]);
                read.deleted(table, Deleted::Without);
                read.push(" FOR UPDATE");
                Writing::After {
                    read: read.statement()?,
                    write: sql.statement()?,
                }
            };
            let effect = table.writes_rows(dialect, Act::Update, changed);
            match database.write_rows(writing, effect).await {
                Ok(rows) => Ok(rows),
                Err(error) => Err(database.explain(error, table.name, &indexed).await),
            }
        })
        .await
    }

    /// Writes the rows with these ids in several statements, and counts them.
    async fn of_ids(
        &self,
        ids: &[Id<T>],
        mut write: impl AsyncFnMut(Node) -> Result<Vec<Row>>,
    ) -> Result<u64> {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids.dedup();
        let mut count = 0;
        let statements = ids.len().div_ceil(MOST_IDS);
        self.atomically(statements, async {
            for ids in ids.chunks(MOST_IDS) {
                let ids = Node::OneOf {
                    column: T::TABLE_OF.id(),
                    values: ids.iter().map(ColumnValue::value).collect(),
                };
                count += write(ids).await?.len() as u64;
            }
            Ok(())
        })
        .await?;
        Ok(count)
    }

    async fn run(
        &self,
        sql: Sql,
        effect: Effect,
        indexed: &[(&'static str, Value)],
    ) -> Result<u64> {
        let database = self.core.database();
        let written = database
            .write(sql.statement()?, Wanted::Count, Some(effect))
            .await;
        match written {
            Ok(answer) => Ok(answer.changed),
            Err(error) => Err(database.explain(error, T::TABLE, indexed).await),
        }
    }
}

/// Rows that one statement can take: of the same columns, and not too many.
fn batches(core: &Core, rows: Vec<Values>) -> Vec<Vec<Values>> {
    let dialect = core.database().dialect();
    let most = |row: &Values| match dialect.array(ValueKind::Text) {
        Some(_) => dialect.most_rows(),
        None => dialect
            .most_rows()
            .min(dialect.most_values() / row.len().max(1)),
    };
    let mut batches: Vec<Vec<Values>> = Vec::new();
    for row in rows {
        let fits = |batch: &&mut Vec<Values>| {
            let columns = batch[0].iter().map(|(column, _)| *column);
            batch.len() < most(&row)
                && !row.is_empty()
                && columns.eq(row.iter().map(|(column, _)| *column))
        };
        match batches.last_mut().filter(fits) {
            Some(batch) => batch.push(row),
            None => batches.push(vec![row]),
        }
    }
    batches
}

/// The same rows, so that no statement has one value of the column twice: PostgreSQL refuses that.
fn without_repetition(table: &Table, column: usize, batches: Vec<Vec<Values>>) -> Vec<Vec<Values>> {
    let is_decimal = table.columns[column].kind == ValueKind::Decimal;
    let word = |value: &Value| match value {
        // `1.0` and `1.00` are one number.
        Value::Text(text) if is_decimal && text.contains('.') => {
            let text = text.trim_end_matches('0').trim_end_matches('.');
            format!("{:?}", Value::Text(text.to_owned()))
        }
        value => format!("{value:?}"),
    };
    let mut split: Vec<Vec<Values>> = Vec::new();
    for batch in batches {
        let mut seen = HashSet::new();
        split.push(Vec::new());
        for row in batch {
            let value = row.iter().find(|(at, _)| *at == column);
            let value = value.map(|(_, value)| word(value));
            let repeated = value.clone().is_some_and(|value| !seen.insert(value));
            if repeated {
                seen = HashSet::from_iter(value);
                split.push(Vec::new());
            }
            if let Some(batch) = split.last_mut() {
                batch.push(row);
            }
        }
    }
    split
}

/// The values of the first row that may be references: a mistake is often in all.
fn of_first(table: &Table, batch: &[Values]) -> Vec<(&'static str, Value)> {
    match batch {
        [only] => indexed(table, only),
        _ => Vec::new(),
    }
}

/// `INSERT INTO … (…) VALUES (…), (…)`
fn insertion(core: &Core, table: &Table, batch: Vec<Values>) -> Result<Sql> {
    let dialect = core.database().dialect();
    let mut sql = Sql::new(dialect, "INSERT INTO ");
    sql.name(table.name);
    let Some(first) = batch.first() else {
        return Err(Error::internal("no row is inserted"));
    };
    if first.is_empty() {
        sql.push(dialect.default_values());
        return Ok(sql);
    }
    sql.columns(table, first.iter().map(|(column, _)| *column));
    if batch.len() >= FEW_ROWS && dialect.array(ValueKind::Text).is_some() {
        sql.unnested(table, batch);
        return Ok(sql);
    }
    sql.push(" VALUES ");
    for (at, row) in batch.into_iter().enumerate() {
        sql.push(if at == 0 { "(" } else { ", (" });
        for (at, (column, value)) in row.into_iter().enumerate() {
            if at > 0 {
                sql.push(", ");
            }
            sql.value(table, column, value);
        }
        sql.push(")");
    }
    Ok(sql)
}

/// Inserts one batch and gives its rows.
async fn insert(core: &Core, table: &'static Table, batch: Vec<Values>) -> Result<Vec<Row>> {
    let (database, count) = (core.database(), batch.len());
    let indexed = of_first(table, &batch);
    let given = (batch.iter())
        .filter_map(|row| given_id(table, row))
        .collect();
    let sql = insertion(core, table, batch)?;
    let writing = inserted(database.dialect(), table, sql, count, given)?;
    let effect = table.writes_rows(database.dialect(), Act::Insert, Vec::new());
    match database.write_rows(writing, effect).await {
        Ok(rows) => Ok(rows),
        Err(error) => Err(database.explain(error, table.name, &indexed).await),
    }
}

/// The value by which a row is found.
fn keyed(table: &Table, column: usize, values: &Values) -> Result<Value> {
    let value = values.iter().find(|(at, _)| *at == column);
    match value {
        Some((_, value)) if *value != Value::Null => Ok(value.clone()),
        _ => {
            let name = table.columns[column].name;
            let field = FieldError::new(name, "required", "is required");
            let message = format!("an upsert by `{name}` needs a value for it");
            Err(Error::new(ErrorKind::Invalid, message).with_fields(vec![field]))
        }
    }
}

async fn upserted(
    core: &Core,
    table: &'static Table,
    column: usize,
    key: Value,
    values: Values,
) -> Result<Row> {
    let database = core.database();
    let dialect = database.dialect();
    let indexed = indexed(table, &values);
    let columns: Vec<usize> = values.iter().map(|(column, _)| *column).collect();
    let mut sql = insertion(core, table, vec![values])?;
    sql.or_update(table, column, &columns);
    let writing = if dialect.returns(Returning::Insert) {
        sql.returning(table);
        Writing::Returning(sql.statement()?)
    } else {
        let key = Node::Compare {
            column,
            comparison: crate::model::Comparison::Equal,
            value: key,
        };
        Writing::Then {
            write: sql.statement()?,
            read: Sql::select(dialect, table, table.sql.all, &[key]).statement()?,
        }
    };
    let effect = table.writes_rows(dialect, Act::Any, columns);
    match database.write_rows(writing, effect).await {
        Ok(rows) => (rows.into_iter().next())
            .ok_or_else(|| Error::internal(format!("the {} did not come back", table.model))),
        Err(error) => Err(database.explain(error, table.name, &indexed).await),
    }
}

/// A filter for these ids.
trait Ids: Model {
    fn ids(ids: &[Id<Self>]) -> crate::model::Filter<Self> {
        crate::model::Filter::new(Node::OneOf {
            column: Self::TABLE_OF.id(),
            values: ids.iter().map(ColumnValue::value).collect(),
        })
    }
}

impl<T: Model> Ids for T {}
