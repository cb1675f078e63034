//! Questions about many rows: filters, order, pages; answered through the cache.

use std::{any::Any, marker::PhantomData, sync::Arc};

use super::{
    FreshQuery, Page, PageQuery,
    parts::Parts,
    read::{Begun, begin, past, peek, shared, weight},
    sql::Sql,
    table::{HasTable, Kind, space},
    write::Deleted,
};
use crate::{
    Result,
    cache::{Entry, Loaded, Slot},
    core::Core,
    database::{Row, Wanted},
    model::{Cacheable, Filter, Model, Order, Value},
};

/// A question about many rows, answered through the cache; [`fresh`](Self::fresh) goes past it.
#[must_use = "a query does nothing until `all`, `first`, `count`, `page`, `update` or `delete`"]
pub struct Query<T> {
    pub(super) core: Core,
    pub(super) parts: Parts,
    model: PhantomData<fn() -> T>,
}

impl<T: Model> Query<T> {
    pub(super) fn new(core: Core) -> Self {
        Self {
            parts: Parts::of(core.database().dialect()),
            core,
            model: PhantomData,
        }
    }

    /// Only rows for which this holds; several filters must all hold.
    pub fn filter(mut self, filter: Filter<T>) -> Self {
        self.parts.filter(filter.node);
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

    /// Rows that are marked as deleted too (`#[model(soft_delete)]`).
    pub fn with_deleted(mut self) -> Self {
        self.parts.deleted = Deleted::With;
        self
    }

    /// Only rows that are marked as deleted (`#[model(soft_delete)]`).
    pub fn only_deleted(mut self) -> Self {
        self.parts.deleted = Deleted::Only;
        self
    }

    /// Goes past the cache.
    pub fn fresh(self) -> FreshQuery<T> {
        FreshQuery::new(self.core, self.parts)
    }
}

impl<T: Cacheable> Query<T> {
    /// The rows that match.
    ///
    /// # Errors
    /// `BadRequest` for more values or conditions than a statement takes, `Invalid` for a value that its column can't hold;
    /// otherwise what the database says.
    pub async fn all(self) -> Result<Vec<Arc<T>>> {
        Box::pin(self.rows()).await.map(|rows| (*rows).clone())
    }

    async fn rows(self) -> Result<Arc<Vec<Arc<T>>>> {
        let sql = self.parts.select(T::TABLE_OF, T::TABLE_OF.sql.cached);
        let weigh = |rows: &Vec<Arc<T>>| {
            let kept = rows.iter().all(|row| row.may_be_kept());
            (kept, rows.iter().map(|row| weight(&**row)).sum())
        };
        self.answer(Kind::Rows, sql, shared, weigh).await
    }

    /// The first row that matches.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub async fn first(mut self) -> Result<Option<Arc<T>>> {
        self.parts = self.parts.first();
        Ok(self.all().await?.pop())
    }

    /// How many rows match.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub async fn count(self) -> Result<u64> {
        let sql = self.parts.count(T::TABLE_OF);
        Box::pin(self.number(sql)).await
    }

    /// Whether a row matches.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub async fn exists(self) -> Result<bool> {
        let sql = self.parts.exists(T::TABLE_OF);
        Ok(Box::pin(self.number(sql)).await? > 0)
    }

    /// One page of the rows that match, and how many there are; within the limit and the offset, if there are any.
    ///
    /// # Errors
    /// As [`all`](Self::all); `BadRequest` for a page 0 or more than 100 rows a page.
    pub async fn page(mut self, page: PageQuery) -> Result<Page<Arc<T>>> {
        let parts = self.parts.clone().page(page)?;
        let total = self.clone().count().await?;
        self.parts = parts;
        Ok(Page {
            data: self.all().await?,
            page: page.page,
            per_page: page.per_page,
            total,
        })
    }

    async fn number(self, sql: Sql) -> Result<u64> {
        let weigh = |_: &u64| (true, size_of::<u64>() as u64);
        let answer = self.answer(Kind::Number, sql, number, weigh).await;
        answer.map(|number| *number)
    }

    /// The answer to a statement, from the cache or loaded once for all who ask the same. `weigh` says whether it may be kept, and its bytes.
    async fn answer<A: Send + Sync + 'static>(
        &self,
        kind: Kind,
        sql: Sql,
        read: impl Fn(&[Row]) -> Result<A>,
        weigh: impl Fn(&A) -> (bool, u64),
    ) -> Result<Arc<A>> {
        let slots = self.parts.reads(T::TABLE_OF);
        let read = |rows: Vec<Row>| read(&rows);
        self.answer_of(kind, sql, slots, read, weigh).await
    }

    /// The same of a statement that depends on these tags.
    pub(super) async fn answer_of<A: Send + Sync + 'static>(
        &self,
        kind: Kind,
        sql: Sql,
        slots: Vec<Slot>,
        read: impl Fn(Vec<Row>) -> Result<A>,
        weigh: impl Fn(&A) -> (bool, u64),
    ) -> Result<Arc<A>> {
        let cache = self.core.cache();
        let key = sql.key(cache, space::<T>(kind));
        let known = |entry: Arc<Entry>| entry.value::<A>().flatten();
        if let Some(answer) = peek(&self.core, &key).and_then(known) {
            return Ok(answer);
        }
        let statement = sql.statement()?;
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
            return read(rows).map(Arc::new);
        };
        let rows = self
            .core
            .database()
            .run(statement, Wanted::Rows)
            .await?
            .rows;
        let answer = Arc::new(read(rows)?);
        let (kept, bytes) = weigh(&answer);
        let loaded = Loaded {
            kept,
            bytes,
            value: Some(Arc::clone(&answer) as Arc<dyn Any + Send + Sync>),
            ttl: T::TTL,
            owner: T::NAME,
        };
        cache.fill(lead, loaded);
        Ok(answer)
    }
}

/// The one number that a statement gives.
pub(super) fn number(rows: &[Row]) -> Result<u64> {
    match rows.first().map(|row| row.value(0)).transpose()? {
        // PostgreSQL's EXISTS.
        Some(Value::Bool(is)) => Ok(is.into()),
        Some(Value::Int(number)) => Ok(number.unsigned_abs()),
        _ => Ok(0),
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
