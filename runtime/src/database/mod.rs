//! Pools and statements over sqlx; no sqlx type leaves this module but through feature `sqlx`.

mod connection;
mod decimal;
#[cfg_attr(
    not(any(feature = "mysql", test)),
    expect(dead_code, reason = "what only the other databases need")
)]
mod dialect;
mod error;
mod explain;
mod frame;
mod inspect;
mod ledger;
mod migrate;
mod migration;
mod options;
mod pool;
#[cfg(feature = "sqlx")]
pub mod raw;
mod row;
mod schema;
mod script;
mod sql;
mod statement;
mod transaction;
mod watch;
mod write;

use std::{
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};

pub(crate) use dialect::{Dialect, Flavour, Returning, Use};
pub use inspect::{ColumnInfo, IndexInfo, ReferenceInfo, TableInfo, TableShape};
pub use migration::{Migration, MigrationStatus};
pub use options::{Isolation, TransactionOptions};
pub use row::Row;
pub(crate) use schema::Act;
pub use sql::{FromRow, RawSql};
pub(crate) use statement::{Answer, Statement, Wanted};
pub(crate) use transaction::Transaction;
pub use watch::QueryTotals;
pub(crate) use write::{Effect, Writing};

use crate::{
    Result, ambient,
    cache::{Slot, TableTags, Versions},
    config,
    model::{Model, Value},
};
use connection::Connection;
use ledger::Caches;
use pool::Pools;
use schema::{Known, Schema};
use watch::Watch;

/// A pool of connections, or the transaction that this task is in. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Database(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    pools: Pools,
    watch: Watch,
    caches: Caches,
    schema: Known,
}

impl Database {
    /// Opens the database of this configuration, and fails at once when it can't be reached.
    ///
    /// # Errors
    /// When the URL names a database that is not supported, or it can't be opened.
    pub async fn open(config: &config::Database) -> Result<Self> {
        Ok(Self::with(Pools::open(config).await?, config))
    }

    /// The same, spoken to as if it were this one.
    #[cfg(all(test, feature = "mysql"))]
    pub(crate) async fn open_as(config: &config::Database, dialect: Dialect) -> Result<Self> {
        let mut pools = Pools::open(config).await?;
        pools.dialect = dialect;
        Ok(Self::with(pools, config))
    }

    fn with(pools: Pools, config: &config::Database) -> Self {
        Self(Arc::new(Inner {
            pools,
            watch: Watch::new(config),
            caches: Caches::default(),
            schema: Known::default(),
        }))
    }

    /// A database of its own, in memory.
    ///
    /// # Errors
    /// When SQLite can't be opened.
    pub async fn memory() -> Result<Self> {
        Self::open(&config::Database {
            url: "sqlite::memory:".to_owned(),
            ..config::Database::default()
        })
        .await
    }

    /// Runs `body` in a transaction that every repository call inside finds by itself: commits on `Ok`, rolls back on `Err`, panic and cancellation.
    /// Inside another transaction it is a savepoint.
    ///
    /// # Errors
    /// What `body` returns, or what the database says to BEGIN and COMMIT. Within `body`, of kind `Unavailable` when another
    /// statement or inner transaction of it keeps the connection for longer than `database.acquire_timeout`.
    pub async fn transaction<T, E: From<crate::Error>>(
        &self,
        body: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let body = pin!(body);
        let transaction = Transaction::begin(self, TransactionOptions::new()).await?;
        self.run_in(&transaction, body).await
    }

    /// As [`transaction`](Self::transaction), with these options.
    ///
    /// ```
    /// # use scaffold::database::{Database, Isolation, TransactionOptions};
    /// # async fn report(database: &Database) -> scaffold::Result<()> {
    /// let options = TransactionOptions::new().isolation(Isolation::RepeatableRead).read_only();
    /// database.transaction_with(options, async { Ok(()) }).await
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`transaction`](Self::transaction); `Internal` for options within another transaction.
    pub async fn transaction_with<T, E: From<crate::Error>>(
        &self,
        options: TransactionOptions,
        body: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let body = pin!(body);
        let transaction = Transaction::begin(self, options).await?;
        self.run_in(&transaction, body).await
    }

    /// As [`transaction`](Self::transaction), begun again when another transaction was in the way: a deadlock, or what can't be put in
    /// an order (`SERIALIZABLE`). At most `times` in all, with pauses that double from 10 ms to 1 s. `body` makes the work anew; what it
    /// does beside the database is done again.
    ///
    /// Within another transaction there is one attempt: only the outermost one can be begun again.
    ///
    /// ```
    /// # use scaffold::database::{Database, Isolation, TransactionOptions};
    /// # async fn book(database: &Database) -> scaffold::Result<()> {
    /// let options = TransactionOptions::new().isolation(Isolation::Serializable);
    /// database.transaction_retrying(options, 5, || async { Ok(()) }).await
    /// # }
    /// ```
    ///
    /// # Errors
    /// The last attempt's, as [`transaction_with`](Self::transaction_with).
    pub async fn transaction_retrying<T, E: From<crate::Error>, F>(
        &self,
        options: TransactionOptions,
        times: u32,
        mut body: impl FnMut() -> F,
    ) -> Result<T, E>
    where
        F: Future<Output = Result<T, E>>,
    {
        let mut pause = Duration::from_millis(10);
        let mut left = times;
        loop {
            let transaction = Transaction::begin(self, options).await?;
            let output = self.run_in(&transaction, pin!(body())).await;
            left = left.saturating_sub(1);
            let again = transaction.has_collided() && !transaction.is_inner() && left > 0;
            if output.is_ok() || !again {
                return output;
            }
            tokio::time::sleep(pause.mul_f64(0.5 + fastrand::f64() / 2.0)).await;
            pause = (pause * 2).min(Duration::from_secs(1));
        }
    }

    async fn run_in<T, E: From<crate::Error>>(
        &self,
        transaction: &Arc<Transaction>,
        body: Pin<&mut impl Future<Output = Result<T, E>>>,
    ) -> Result<T, E> {
        let mut ambient = ambient::current();
        ambient.transaction = Some(Arc::clone(transaction));
        let output = ambient::scope(ambient, body).await;
        let ended = Arc::clone(transaction).end(output.is_ok()).await;
        if output.is_ok() {
            ended?;
        } else if let Err(error) = ended {
            tracing::warn!(target: "scaffold::database", error = error.chain(), "a rollback failed; the connection is cleaned later");
        }
        output
    }

    /// The rows that a statement returns, within the ambient transaction if there is one.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn fetch(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>> {
        let statement = Statement::new(sql.to_owned(), values);
        Ok(self.run(statement, Wanted::Rows).await?.rows)
    }

    /// Runs a statement, within the ambient transaction if there is one; gives the number of rows it changed.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn execute(&self, sql: &str, values: Vec<Value>) -> Result<u64> {
        let statement = Statement::new(sql.to_owned(), values);
        Ok(self.run(statement, Wanted::Count).await?.changed)
    }

    /// Whether there is a table of this name.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn has_table(&self, name: &str) -> Result<bool> {
        let sql = self.dialect().has_table();
        let found = self.fetch(sql, vec![Value::Text(name.to_owned())]).await?;
        Ok(!found.is_empty())
    }

    /// Runs a statement of which no cache knows the table.
    pub(crate) async fn run(&self, statement: Statement, wanted: Wanted) -> Result<Answer> {
        if !statement.is_read() {
            return self.write(statement, wanted, None).await;
        }
        let answer = match self.current() {
            Some(transaction) => transaction.run(statement, wanted).await,
            None => {
                let mut connection = self.0.pools.read().await?;
                statement.run(&mut connection, wanted, &self.0.watch).await
            }
        };
        Ok(answer?)
    }

    /// Runs `action` once this task's outermost transaction has committed; at once where there is none. Whoever takes the transaction
    /// back, or only the inner one that this is called in, drops the action.
    ///
    /// It runs before the transaction's caller goes on, and must not wait: spawn what takes long.
    pub fn after_commit(&self, action: impl FnOnce() + Send + 'static) {
        match self.current() {
            Some(transaction) => transaction.after_commit(Box::new(action)),
            None => action(),
        }
    }

    /// Runs `action` once this task's transaction is taken back, or one around it: because its body failed, panicked or was
    /// cancelled, or COMMIT failed. A commit, or no transaction at all, drops the action.
    pub fn after_rollback(&self, action: impl FnOnce() + Send + 'static) {
        if let Some(transaction) = self.current() {
            transaction.after_rollback(Box::new(action));
        }
    }

    /// Declares that the application has written to `T`'s table past its repository: cached reads of the table, and of those
    /// that the database changes with it, are invalid now, or within a transaction once it has committed. Before the first write
    /// through a repository nobody knows what those are: then everything is invalid.
    pub fn wrote<T: Model>(&self) {
        write::wrote();
        let mut slots = TableTags::of(T::TABLE).all().to_vec();
        let known = self.0.schema.get();
        if let Some(schema) = &known {
            slots.extend(schema.following(T::TABLE, Act::Any).slots);
        }
        match (self.current(), known) {
            (Some(transaction), Some(_)) => transaction.owe(&slots),
            (Some(transaction), None) => transaction.owe_schema(),
            (None, Some(_)) => self.bump(&slots),
            (None, None) => self.schema_changed(),
        }
    }

    /// How many statements were run since the start, but BEGIN and COMMIT and what is asked about the schema.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.0.watch.count()
    }

    /// This task's transaction.
    pub(crate) fn current(&self) -> Option<Arc<Transaction>> {
        ambient::look(|ambient| ambient.transaction.as_ref()?.of(self)).flatten()
    }

    /// Whether both are the same database.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// From now on, writes bump these versions.
    pub(crate) fn invalidates(&self, versions: &Arc<Versions>) {
        self.0.caches.add(versions);
    }

    pub(crate) fn bump(&self, slots: &[Slot]) {
        self.0.caches.bump(slots);
    }

    /// Who answers.
    pub(crate) fn dialect(&self) -> Dialect {
        self.0.pools.dialect
    }

    fn pools(&self) -> &Pools {
        &self.0.pools
    }

    fn watch(&self) -> &Watch {
        &self.0.watch
    }

    /// The schema as this task sees it.
    async fn schema(&self) -> Result<Arc<Schema>> {
        if let Some(transaction) = self.current() {
            return transaction.schema().await;
        }
        self.learn(&mut self.0.pools.read().await?).await
    }

    /// The schema as it was last seen, or read here.
    async fn learn(&self, connection: &mut Connection) -> Result<Arc<Schema>> {
        if let Some(schema) = self.0.schema.get() {
            return Ok(schema);
        }
        let schema = Arc::new(Schema::read(connection).await?);
        self.0.schema.set(Some(Arc::clone(&schema)));
        Ok(schema)
    }

    fn known(&self) -> &Known {
        &self.0.schema
    }

    fn schema_changed(&self) {
        self.0.schema.set(None);
        self.0.caches.bump_all();
    }
}
