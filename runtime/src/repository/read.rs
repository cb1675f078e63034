//! Reads of rows by id and by unique value. A hit takes no lock of ours, no allocation and no await.

use std::{any::Any, collections::HashMap, sync::Arc};

use super::{
    Repo,
    sql::Sql,
    table::{HasTable, Kind, Table, space},
    write::Deleted,
};
use crate::{
    Id, Result,
    ambient::{self, Ambient},
    cache::{CacheKey as _, Claim, Entry, Key, KeyBuilder, Lead, Load, Loaded, Seek, Slot},
    core::Core,
    database::{Row, Statement, Wanted},
    model::{
        Cacheable, Column, ColumnValue, Comparison, Model, Node, RowKey as _, Selection, ToColumn,
        Unique, Value, Way,
    },
};

/// How many rows one statement loads.
const MANY: usize = 500;

/// Rows by id; `None` for what is known not to be there.
type Rows<T> = HashMap<Id<T>, Option<Arc<T>>>;

impl<T: Model> Repo<T> {
    /// The row with this id as it is now, complete and owned: it can be changed and [saved](Self::save).
    ///
    /// # Errors
    /// What the database says.
    pub async fn find_fresh(&self, id: Id<T>) -> Result<Option<T>> {
        let table = T::TABLE_OF;
        let id = id.value().value();
        let slots = table.reads_row(&id);
        let statement = table.by_id(self.core.database().dialect(), table.sql.find_fresh, id);
        let rows = past(&self.core, statement, &slots).await?;
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
        let key = self.key(id);
        if let Some(found) = peek(&self.core, &key).and_then(|entry| entry.value()) {
            return Ok(found);
        }
        // The way of a miss is boxed, so that every caller's future has room for a hit only.
        Box::pin(self.load_one(id, key)).await
    }

    async fn load_one(&self, id: Id<T>, key: Key) -> Result<Option<Arc<T>>> {
        let table = T::TABLE_OF;
        let id = id.value().value();
        let slots = table.reads_row(&id);
        let statement = table.by_id(self.core.database().dialect(), table.sql.find, id);
        self.one(key, statement, &slots).await
    }

    /// The rows with these ids, in their order; those that do not exist are left out. One statement for all that are not
    /// cached and that nobody else is loading.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find_many(&self, ids: &[Id<T>]) -> Result<Vec<Arc<T>>> {
        let found: Vec<Option<Option<Arc<T>>>> = (ids.iter())
            .map(|&id| peek(&self.core, &self.key(id))?.value())
            .collect();
        let mut missing: Vec<Id<T>> = (ids.iter().zip(&found))
            .filter(|(_, found)| found.is_none())
            .map(|(&id, _)| id)
            .collect();
        missing.sort_unstable();
        missing.dedup();
        let mut loaded = Rows::new();
        if !missing.is_empty() {
            Box::pin(self.load_many(&missing, &mut loaded)).await?;
        }
        let rows = ids.iter().zip(found).filter_map(|(id, found)| match found {
            Some(found) => found,
            None => loaded.get(id)?.clone(),
        });
        Ok(rows.collect())
    }

    /// Loads the rows with these ids, which are sorted; each becomes an entry of its own.
    async fn load_many(&self, ids: &[Id<T>], loaded: &mut Rows<T>) -> Result<()> {
        let table = T::TABLE_OF;
        let Some(ambient) = reader(&self.core) else {
            for ids in ids.chunks(MANY) {
                let slots: Vec<Slot> = (ids.iter())
                    .flat_map(|&id| table.reads_row(&id.value().value()))
                    .collect();
                let rows = past(&self.core, many(&self.core, table, ids)?, &slots).await?;
                let rows = shared::<T>(&rows)?.into_iter();
                loaded.extend(rows.map(|row| (row.id(), Some(row))));
            }
            return Ok(());
        };
        let (cache, database) = (self.core.cache(), self.core.database());
        let mut waiting = Vec::new();
        for ids in ids.chunks(MANY) {
            let (mut mine, mut leads) = (Vec::new(), Vec::new());
            for &id in ids {
                let slots = table.reads_row(&id.value().value());
                match cache.claim(&self.key(id), Load::Statement(&slots), &ambient) {
                    Claim::Lead(lead) => {
                        mine.push(id);
                        leads.push(lead);
                    }
                    Claim::Found(entry) => drop(loaded.insert(id, entry.value().flatten())),
                    Claim::Wait => waiting.push(id),
                }
            }
            if mine.is_empty() {
                continue;
            }
            let rows = database
                .run(many(&self.core, table, &mine)?, Wanted::Rows)
                .await?
                .rows;
            let mut rows: Vec<Arc<T>> = shared(&rows)?;
            // Here and not by the database: MariaDB's `UUID` has an order of its own.
            rows.sort_unstable_by_key(|row| row.id());
            for (lead, id) in leads.into_iter().zip(mine) {
                let at = rows.binary_search_by_key(&id, |row| row.id());
                let row = at.ok().map(|at| Arc::clone(&rows[at]));
                keep(&self.core, lead, row.as_ref());
                loaded.insert(id, row);
            }
        }
        // Others may be waiting for what was loaded here, so one waits for them only now.
        for id in waiting {
            let row = self.load_one(id, self.key(id)).await?;
            loaded.insert(id, row);
        }
        Ok(())
    }

    fn key(&self, id: Id<T>) -> Key {
        let space = const { space::<T>(Kind::Row) };
        let cache = self.core.cache();
        match id.value().number() {
            Some(number) => cache.row_key(space, number),
            None => {
                let mut key = KeyBuilder::new();
                id.write(&mut key);
                cache.built_key(space, key)
            }
        }
    }

    /// The row with this value in a unique column: `users.find_by(User::EMAIL, "ada@example.com")`.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find_by<V: ColumnValue, W: Way>(
        &self,
        column: Column<T, V, Unique>,
        value: impl ToColumn<V, W>,
    ) -> Result<Option<Arc<T>>> {
        let value = value.to_column().value();
        Box::pin(self.load_by(column.index(), value)).await
    }

    async fn load_by(&self, column: usize, value: Value) -> Result<Option<Arc<T>>> {
        let table = T::TABLE_OF;
        let dialect = self.core.database().dialect();
        let reads = table.reads_value(dialect, column, &value);
        let value_is = Node::Compare {
            column,
            comparison: Comparison::Equal,
            value,
        };
        let mut sql = Sql::select(dialect, table, table.sql.cached, &[value_is]);
        sql.deleted(table, Deleted::Without);
        let key = sql.key(self.core.cache(), const { space::<T>(Kind::UniqueValue) });
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
    let load = Load::Statement(slots);
    match core.cache().seek(key, load, &ambient).await {
        Seek::Found(entry) => Begun::Found(entry),
        Seek::Lead(lead) => Begun::Lead(lead),
    }
}

/// The rows of a statement from the database, noted by the load that this task is in.
pub(super) async fn past(core: &Core, statement: Statement, slots: &[Slot]) -> Result<Vec<Row>> {
    if let Some(recorder) = ambient::look(|ambient| ambient.recorder.clone()).flatten() {
        recorder.read(core.cache().versions(), slots);
    }
    Ok(core.database().run(statement, Wanted::Rows).await?.rows)
}

/// The rows with these ids.
fn many<T: Model>(core: &Core, table: &Table, ids: &[Id<T>]) -> Result<Statement> {
    let ids_are = Node::OneOf {
        column: table.id(),
        values: ids.iter().map(ColumnValue::value).collect(),
    };
    let dialect = core.database().dialect();
    let mut sql = Sql::select(dialect, table, table.sql.cached, &[ids_are]);
    sql.deleted(table, Deleted::Without);
    sql.statement()
}

/// Stores one row, or its absence.
fn keep<T: Cacheable>(core: &Core, lead: Lead, row: Option<&Arc<T>>) {
    let loaded = Loaded {
        kept: row.is_none_or(|row| row.may_be_kept()),
        bytes: row.map_or(0, |row| weight(&**row)),
        value: row.map(|row| Arc::clone(row) as Arc<dyn Any + Send + Sync>),
        ttl: T::TTL,
        owner: T::NAME,
    };
    core.cache().fill(lead, loaded);
}

/// About what a shared row takes in memory.
pub(super) fn weight<T: Cacheable>(row: &T) -> u64 {
    // Two counters stand before it, and a pointer somewhere.
    size_of::<T>() as u64 + 24 + row.heap()
}

/// Rows of a cached selection, each to be shared.
pub(super) fn shared<T: Cacheable>(rows: &[Row]) -> Result<Vec<Arc<T>>> {
    rows.iter()
        .map(|row| T::read(row, Selection::Cached).map(Arc::new))
        .collect()
}
