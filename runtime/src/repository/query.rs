//! Questions about many rows: filters, order, pages; and changes of all rows that match.

use std::{any::Any, marker::PhantomData, sync::Arc};

use super::{
    Page, PageQuery,
    read::{Begun, begin, past, peek, shared, weight, write_value},
    sql::Sql,
    table::{HasTable, Table},
    write::{referred_to, stamp},
};
use crate::{
    Result,
    cache::{CacheKey as _, Entry, KeyBuilder, Slot},
    core::Core,
    database::{Act, Effect, Row, Statement, Wanted},
    model::{
        Cacheable, ColumnValue as _, Comparison, Filter, Model, Node, Order, Role, Selection, Value,
    },
};

/// A question about many rows, answered through the cache; [`fresh`](Self::fresh) goes past it.
#[must_use = "a query does nothing until `all`, `first`, `count`, `page`, `update` or `delete`"]
pub struct Query<T> {
    core: Core,
    parts: Parts,
    model: PhantomData<fn() -> T>,
}

/// The same question, answered by the database: complete and owned rows.
#[derive(Debug)]
#[must_use = "a query does nothing until `all` or `first`"]
pub struct FreshQuery<T>(Query<T>);

/// What a query asks, without the model's type.
#[derive(Debug, Clone, Default)]
struct Parts {
    filters: Vec<Node>,
    orders: Vec<(usize, bool)>,
    limit: Option<u32>,
    offset: u64,
}

impl Parts {
    /// `SELECT columns FROM … WHERE … ORDER BY … LIMIT …`
    fn select(&self, table: &Table, columns: &str) -> Sql {
        let mut sql = Sql::new(format!("SELECT {columns} FROM "));
        sql.name(table.name);
        sql.conditions(table, &self.filters);
        self.arrange(table, &mut sql);
        sql
    }

    fn arrange(&self, table: &Table, sql: &mut Sql) {
        sql.push(" ORDER BY ");
        for (column, descending) in &self.orders {
            sql.column(table, *column);
            sql.push(if *descending { " DESC, " } else { ", " });
        }
        // Equal rows need an order too, or pages would overlap.
        sql.name(table.id());
        if self.limit.is_some() || self.offset > 0 {
            let limit = self.limit.map_or(i64::MAX, i64::from);
            sql.push(" LIMIT ");
            sql.bind(Value::Int(limit));
            sql.push(" OFFSET ");
            sql.bind(Value::Int(i64::try_from(self.offset).unwrap_or(i64::MAX)));
        }
    }

    /// The rows that a bulk write touches: where limits don't fit, by their ids.
    fn bounds(&self, table: &Table, sql: &mut Sql) {
        if self.limit.is_none() && self.offset == 0 {
            sql.conditions(table, &self.filters);
            return;
        }
        sql.push(" WHERE ");
        sql.name(table.id());
        sql.push(" IN (SELECT ");
        sql.name(table.id());
        sql.push(" FROM ");
        sql.name(table.name);
        sql.conditions(table, &self.filters);
        self.arrange(table, sql);
        sql.push(")");
    }

    /// What the answer depends on: the rows of one value, where a filter says so; else any row.
    fn reads(&self, table: &Table) -> Vec<Slot> {
        let id = table.role(Role::Id);
        for filter in &self.filters {
            let Node::Compare {
                column,
                comparison: Comparison::Equal,
                value,
            } = filter
            else {
                continue;
            };
            match value {
                Value::Int(row) if Some(*column) == id => return table.reads_row(*row).to_vec(),
                Value::Null => {}
                value if table.is_tagged(*column) => {
                    return table.reads_value(*column, value).to_vec();
                }
                _ => {}
            }
        }
        table.reads_any().to_vec()
    }
}

/// What kind of answer a query wants; part of its key.
#[derive(Clone, Copy)]
enum Kind {
    Rows = 2,
    Count = 3,
}

impl<T: Model> Query<T> {
    pub(super) fn new(core: Core) -> Self {
        Self {
            core,
            parts: Parts::default(),
            model: PhantomData,
        }
    }

    /// Only rows for which this holds; several filters must all hold.
    pub fn filter(mut self, filter: Filter<T>) -> Self {
        self.parts.filters.push(filter.node);
        self
    }

    /// Sorts; later calls sort equal rows. Without any, by id.
    pub fn order(mut self, order: Order<T>) -> Self {
        self.parts.orders.push((order.column, order.descending));
        self
    }

    /// At most this many rows.
    pub fn limit(mut self, rows: u32) -> Self {
        self.parts.limit = Some(rows);
        self
    }

    /// Leaves out the first rows.
    pub fn offset(mut self, rows: u64) -> Self {
        self.parts.offset = rows;
        self
    }

    /// Goes past the cache.
    pub fn fresh(self) -> FreshQuery<T> {
        FreshQuery(self)
    }

    /// How many rows match.
    ///
    /// # Errors
    /// What the database says.
    pub async fn count(self) -> Result<u64> {
        let table = T::TABLE_OF;
        let sql = if self.parts.limit.is_some() || self.parts.offset > 0 {
            let mut sql = self.parts.select(table, "1");
            sql.text = format!("SELECT COUNT(*) FROM ({})", sql.text);
            sql
        } else {
            let mut sql = Sql::new("SELECT COUNT(*) FROM ");
            sql.name(table.name);
            sql.conditions(table, &self.parts.filters);
            sql
        };
        Box::pin(self.number(sql)).await
    }

    /// Whether a row matches.
    ///
    /// # Errors
    /// What the database says.
    pub async fn exists(self) -> Result<bool> {
        let table = T::TABLE_OF;
        let mut sql = self.parts.select(table, "1");
        sql.text = format!("SELECT EXISTS ({})", sql.text);
        Ok(Box::pin(self.number(sql)).await? > 0)
    }

    /// The one number that a statement gives.
    async fn number(self, sql: Sql) -> Result<u64> {
        let read = |rows: &[Row]| -> Result<u64> {
            let number = rows.first().map(|row| i64::read(row, 0)).transpose()?;
            Ok(number.unwrap_or(0).unsigned_abs())
        };
        self.answer(Kind::Count, sql, read, |_| size_of::<u64>() as u64, None)
            .await
            .map(|number| *number)
    }

    /// Changes every row that matches; says how many.
    ///
    /// # Errors
    /// As [`Repo::update`](super::Repo::update), but that no row at all is no error.
    pub async fn update(self, patch: T::Patch) -> Result<u64> {
        let table = T::TABLE_OF;
        let mut values = T::patch_values(patch);
        if values.is_empty() {
            return self.count().await;
        }
        stamp(table, Role::UpdatedAt, self.core.clock().now(), &mut values);
        let mut sql = Sql::new("UPDATE ");
        sql.name(table.name);
        sql.push(" SET ");
        sql.assignments(table, values);
        self.parts.bounds(table, &mut sql);
        self.write(sql, Act::Update).await
    }

    /// Deletes every row that matches; says how many.
    ///
    /// # Errors
    /// Of kind `Conflict` when other rows refer to one of them; otherwise what the database says.
    pub async fn delete(self) -> Result<u64> {
        let table = T::TABLE_OF;
        let mut sql = Sql::new("DELETE FROM ");
        sql.name(table.name);
        self.parts.bounds(table, &mut sql);
        self.write(sql, Act::Delete)
            .await
            .map_err(|error| referred_to(table, error))
    }

    async fn write(&self, sql: Sql, act: Act) -> Result<u64> {
        let statement = Statement::new(sql.text, sql.values);
        let database = self.core.database();
        let effect = Effect::bulk(T::TABLE, act);
        let answer = database
            .write(statement, Wanted::Count, Some(effect))
            .await?;
        Ok(answer.changed)
    }

    /// The answer to a statement, from the cache or loaded once for all who ask the same.
    async fn answer<A: Send + Sync + 'static>(
        &self,
        kind: Kind,
        sql: Sql,
        read: impl Fn(&[Row]) -> Result<A>,
        weigh: impl Fn(&A) -> u64,
        ttl: Option<std::time::Duration>,
    ) -> Result<Arc<A>> {
        let table = T::TABLE_OF;
        let cache = self.core.cache();
        let mut key = KeyBuilder::new();
        sql.text.write(&mut key);
        sql.values
            .iter()
            .for_each(|value| write_value(value, &mut key));
        let key = cache.built_key(table.tags.space(table.layout, kind as u64), key);
        let known = |entry: Arc<Entry>| entry.value::<A>().flatten();
        if let Some(answer) = peek(&self.core, &key).and_then(known) {
            return Ok(answer);
        }
        let slots = self.parts.reads(table);
        let statement = Statement::new(sql.text, sql.values);
        let lead = match begin(&self.core, key, &slots).await {
            Begun::Found(entry) => match known(entry) {
                Some(answer) => return Ok(answer),
                None => None,
            },
            Begun::Lead(lead) => Some(lead),
            Begun::Past => None,
        };
        let Some(lead) = lead else {
            let rows = past(&self.core, statement, &slots).await?;
            return read(&rows).map(Arc::new);
        };
        let rows = self
            .core
            .database()
            .run(statement, Wanted::Rows)
            .await?
            .rows;
        let answer = Arc::new(read(&rows)?);
        let bytes = weigh(&answer);
        let value = Arc::clone(&answer) as Arc<dyn Any + Send + Sync>;
        cache.fill(lead, Some(value), bytes, ttl);
        Ok(answer)
    }
}

impl<T: Cacheable> Query<T> {
    /// The rows that match.
    ///
    /// # Errors
    /// What the database says.
    pub async fn all(self) -> Result<Vec<Arc<T>>> {
        Box::pin(self.rows()).await.map(|rows| (*rows).clone())
    }

    async fn rows(self) -> Result<Arc<Vec<Arc<T>>>> {
        let sql = self.parts.select(T::TABLE_OF, T::TABLE_OF.sql.cached);
        let weigh = |rows: &Vec<Arc<T>>| rows.iter().map(|row| weight(&**row)).sum();
        self.answer(Kind::Rows, sql, |rows| shared(rows), weigh, T::TTL)
            .await
    }

    /// The first row that matches.
    ///
    /// # Errors
    /// What the database says.
    pub async fn first(self) -> Result<Option<Arc<T>>> {
        Ok(self.at_most_one().all().await?.pop())
    }

    fn at_most_one(self) -> Self {
        let rows = self.parts.limit.unwrap_or(1).min(1);
        self.limit(rows)
    }

    /// One page of the rows that match, and how many there are.
    ///
    /// # Errors
    /// What the database says; `BadRequest` for a page 0 or more than 100 rows a page.
    pub async fn page(self, page: PageQuery) -> Result<Page<Arc<T>>> {
        let offset = page.offset()?;
        let total = self.clone().count().await?;
        let data = self.limit(page.per_page).offset(offset).all().await?;
        Ok(Page {
            data,
            page: page.page,
            per_page: page.per_page,
            total,
        })
    }
}

impl<T: Model> FreshQuery<T> {
    /// The rows that match, complete.
    ///
    /// # Errors
    /// What the database says.
    pub async fn all(self) -> Result<Vec<T>> {
        let Query { core, parts, .. } = self.0;
        let table = T::TABLE_OF;
        let sql = parts.select(table, table.sql.all);
        let statement = Statement::new(sql.text, sql.values);
        let rows = past(&core, statement, &parts.reads(table)).await?;
        rows.iter()
            .map(|row| T::read(row, Selection::All))
            .collect()
    }

    /// The first row that matches, complete.
    ///
    /// # Errors
    /// What the database says.
    pub async fn first(mut self) -> Result<Option<T>> {
        self.0.parts.limit = Some(self.0.parts.limit.unwrap_or(1).min(1));
        Ok(self.all().await?.pop())
    }
}

impl<T> Clone for Query<T> {
    fn clone(&self) -> Self {
        Self {
            core: self.core.clone(),
            parts: self.parts.clone(),
            model: PhantomData,
        }
    }
}

impl<T> std::fmt::Debug for Query<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Query").field(&self.parts).finish()
    }
}
