//! Reads of rows by id and by unique value. A hit takes no lock of ours, no allocation and no await.

use std::{any::Any, sync::Arc};

use super::{Repo, sql::Sql, table::HasTable};
use crate::{
    Id, Result,
    ambient::{self, Ambient},
    cache::{Entry, Key, Lead, Refusal, Seek, Slot},
    core::Core,
    database::{Row, Statement, Wanted},
    model::{Cacheable, Column, ColumnValue, Comparison, Model, Node, Selection, Unique, Value},
};

/// How many rows one statement loads.
const MANY: usize = 500;

impl<T: Model> Repo<T> {
    /// The row with this id as it is now, complete and owned: it can be changed and [saved](Self::save).
    ///
    /// # Errors
    /// What the database says.
    pub async fn find_fresh(&self, id: Id<T>) -> Result<Option<T>> {
        let table = T::TABLE_OF;
        let statement = Statement::new(table.sql.find_fresh, vec![Value::Int(id.value())]);
        let rows = past(&self.core, statement, &table.reads_row(id.value())).await?;
        rows.first()
            .map(|row| T::read(row, Selection::All))
            .transpose()
    }
}

impl<T: Cacheable> Repo<T> {
    /// The row with this id, from the cache or the database. Uncached fields are absent.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find(&self, id: Id<T>) -> Result<Option<Arc<T>>> {
        let key = self.core.cache().row_key(T::ROWS, id.value());
        if let Some(found) = peek(&self.core, &key).and_then(|entry| entry.value()) {
            return Ok(found);
        }
        // The way of a miss is boxed, so that every caller's future has room for a hit only.
        Box::pin(self.load(id, key)).await
    }

    async fn load(&self, id: Id<T>, key: Key) -> Result<Option<Arc<T>>> {
        let table = T::TABLE_OF;
        let statement = Statement::new(table.sql.find, vec![Value::Int(id.value())]);
        self.one(key, statement, &table.reads_row(id.value())).await
    }

    /// The rows with these ids, in their order; those that do not exist are left out. One statement for all that are not cached.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find_many(&self, ids: &[Id<T>]) -> Result<Vec<Arc<T>>> {
        let cache = self.core.cache();
        let mut found: Vec<Option<Option<Arc<T>>>> = Vec::with_capacity(ids.len());
        for &id in ids {
            let key = cache.row_key(T::ROWS, id.value());
            found.push(peek(&self.core, &key).and_then(|entry| entry.value()));
        }
        let mut missing: Vec<i64> = (ids.iter().zip(&found))
            .filter(|(_, found)| found.is_none())
            .map(|(&id, _)| id.value())
            .collect();
        missing.sort_unstable();
        missing.dedup();
        let mut loaded = Vec::new();
        for ids in missing.chunks(MANY) {
            loaded.extend(Box::pin(self.load_many(ids)).await?);
        }
        let rows = ids
            .iter()
            .zip(found)
            .filter_map(|(&id, found)| match found {
                Some(found) => found,
                None => {
                    let at = loaded.binary_search_by_key(&id.value(), |row| row.id().value());
                    at.ok().map(|at| Arc::clone(&loaded[at]))
                }
            });
        Ok(rows.collect())
    }

    /// The rows with these ids, which are sorted, from the database; each becomes an entry of its own.
    async fn load_many(&self, ids: &[i64]) -> Result<Vec<Arc<T>>> {
        let table = T::TABLE_OF;
        let cached = reader(&self.core);
        let leads: Vec<Lead> = match &cached {
            Some(ambient) => (ids.iter())
                .map(|&id| {
                    let lead = self
                        .core
                        .cache()
                        .lead_alone(self.core.cache().row_key(T::ROWS, id), ambient);
                    let versions = self.core.cache().versions();
                    lead.recorder().read(versions, &table.reads_row(id));
                    lead
                })
                .collect(),
            None => Vec::new(),
        };
        let ids_are = Node::OneOf {
            column: table.id(),
            values: ids.iter().copied().map(Value::Int).collect(),
        };
        let mut sql = Sql::select(table, table.sql.cached, &[ids_are]);
        sql.push(" ORDER BY ");
        sql.column(table, table.id());
        let statement = sql.statement()?;
        let rows = match cached {
            Some(_) => {
                self.core
                    .database()
                    .run(statement, Wanted::Rows)
                    .await?
                    .rows
            }
            None => {
                let slots: Vec<Slot> = ids.iter().flat_map(|&id| table.reads_row(id)).collect();
                past(&self.core, statement, &slots).await?
            }
        };
        let rows = shared::<T>(&rows)?;
        for (lead, &id) in leads.into_iter().zip(ids) {
            let at = rows.binary_search_by_key(&id, |row| row.id().value());
            keep(&self.core, lead, at.ok().map(|at| &rows[at]));
        }
        Ok(rows)
    }

    /// The row with this value in a unique column: `users.find_by(User::EMAIL, "ada@example.com")`.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find_by<V: ColumnValue>(
        &self,
        column: Column<T, V, Unique>,
        value: impl Into<V>,
    ) -> Result<Option<Arc<T>>> {
        let value = value.into().value();
        Box::pin(self.load_by(column.index(), value)).await
    }

    async fn load_by(&self, column: usize, value: Value) -> Result<Option<Arc<T>>> {
        let table = T::TABLE_OF;
        let reads = table.reads_value(column, &value);
        let value_is = Node::Compare {
            column,
            comparison: Comparison::Equal,
            value,
        };
        let sql = Sql::select(table, table.sql.cached, &[value_is]);
        let space = table.tags.space(table.layout, 1);
        let key = sql.key(self.core.cache(), space);
        if let Some(found) = peek(&self.core, &key).and_then(|entry| entry.value()) {
            return Ok(found);
        }
        self.one(key, sql.statement()?, &reads).await
    }

    /// The first row of a statement, loaded once for all who ask.
    async fn one(&self, key: Key, statement: Statement, slots: &[Slot]) -> Result<Option<Arc<T>>> {
        let read = |rows: &[Row]| -> Result<Option<Arc<T>>> {
            let row = rows.first().map(|row| T::read(row, Selection::Cached));
            Ok(row.transpose()?.map(Arc::new))
        };
        let lead = match begin(&self.core, key, slots).await {
            Begun::Found(entry) => match entry.value() {
                Some(found) => return Ok(found),
                None => return read(&past(&self.core, statement, slots).await?),
            },
            Begun::Past => return read(&past(&self.core, statement, slots).await?),
            Begun::Lead(lead) => lead,
        };
        let answer = self.core.database().run(statement, Wanted::Rows).await?;
        let row = read(&answer.rows)?;
        keep(&self.core, lead, row.as_ref());
        Ok(row)
    }
}

/// The valid entry of this key, if reads may be answered from the cache here.
pub(super) fn peek(core: &Core, key: &Key) -> Option<Arc<Entry>> {
    let (allowed, recorder) = ambient::look(|ambient| {
        let inside = ambient.transaction.is_some() && core.database().current().is_some();
        (!inside, ambient.recorder.clone())
    })
    .unwrap_or((true, None));
    if allowed && core.cache().is_enabled() {
        core.cache().hit(key, recorder.as_ref())
    } else {
        None
    }
}

/// The ambient of a read that may be answered from the cache and fill it; `None` within a transaction.
fn reader(core: &Core) -> Option<Ambient> {
    (core.cache().is_enabled() && core.database().current().is_none()).then(ambient::current)
}

/// How a read goes on after a miss.
pub(super) enum Begun {
    Found(Arc<Entry>),
    Lead(Lead),
    Past,
}

/// Joins or leads the load of this key; the tags are captured before anything is read.
pub(super) async fn begin(core: &Core, key: Key, slots: &[Slot]) -> Begun {
    let Some(ambient) = reader(core) else {
        return Begun::Past;
    };
    match core.cache().seek(key, &ambient).await {
        Seek::Found(entry) => Begun::Found(entry),
        Seek::Lead(lead) => {
            lead.recorder().read(core.cache().versions(), slots);
            Begun::Lead(lead)
        }
    }
}

/// The rows of a statement from the database, noted by the load that this task is in.
///
/// What a transaction has written and not committed may be read, but what is made of it must not be stored.
pub(super) async fn past(core: &Core, statement: Statement, slots: &[Slot]) -> Result<Vec<Row>> {
    let Some(recorder) = ambient::look(|ambient| ambient.recorder.clone()).flatten() else {
        return Ok(core.database().run(statement, Wanted::Rows).await?.rows);
    };
    recorder.read(core.cache().versions(), slots);
    let transaction = core.database().current();
    let dirty = || {
        transaction
            .as_ref()
            .is_some_and(|transaction| transaction.is_dirty())
    };
    let before = dirty();
    let answer = core.database().run(statement, Wanted::Rows).await?;
    if before || dirty() {
        recorder.refuse(Refusal::Uncommitted);
    }
    Ok(answer.rows)
}

/// Stores one row, or its absence.
fn keep<T: Cacheable>(core: &Core, lead: Lead, row: Option<&Arc<T>>) {
    let bytes = row.map_or(0, |row| weight(&**row));
    let value = row.map(|row| Arc::clone(row) as Arc<dyn Any + Send + Sync>);
    core.cache().fill(lead, value, bytes, T::TTL);
}

/// About what a row takes in memory.
pub(super) fn weight<T: Cacheable>(row: &T) -> u64 {
    (size_of::<T>() + row.encode().len()) as u64
}

/// Rows of a cached selection, each to be shared.
pub(super) fn shared<T: Cacheable>(rows: &[Row]) -> Result<Vec<Arc<T>>> {
    rows.iter()
        .map(|row| T::read(row, Selection::Cached).map(Arc::new))
        .collect()
}
