//! One connection, whichever database it is to: beside the pools the only place that knows sqlx's types of each.

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
mod sqlite;

#[cfg(feature = "sqlx")]
use std::any::Any;
use std::pin::Pin;

use sqlx_engine::{Executor as _, Result, SqlStr, Sqlite, pool::PoolConnection, sqlite::SqliteRow};
#[cfg(feature = "mysql")]
use sqlx_engine::{MySql, mysql::MySqlRow};
#[cfg(feature = "postgres")]
use sqlx_engine::{Postgres, postgres::PgRow};

#[cfg(feature = "mysql")]
pub(super) use mysql::key_of_duplicate;

use super::{
    Row,
    dialect::Dialect,
    error::Failure,
    pool::Loose,
    statement::{Answer, Values, Wanted},
};
use crate::model::Value;

/// What a connection is at.
type Running<'c, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'c>>;

/// A connection out of a pool.
pub(super) struct Connection {
    pub(super) link: Link,
    dialect: Dialect,
    /// How its pool is told that it has to be tidied up; without, another one can take its place.
    tidied: Option<Loose>,
    /// Whether it is in the middle of something.
    held: bool,
}

/// The same, of each database.
pub(super) enum Link {
    Sqlite(PoolConnection<Sqlite>),
    #[cfg(feature = "postgres")]
    Postgres(PoolConnection<Postgres>),
    #[cfg(feature = "mysql")]
    MySql(PoolConnection<MySql>),
}

/// A row, of each database.
pub(super) enum Cells {
    Sqlite(SqliteRow),
    #[cfg(feature = "postgres")]
    Postgres(PgRow),
    #[cfg(feature = "mysql")]
    MySql(MySqlRow),
}

/// The same code for each database.
macro_rules! each {
    ($link:expr, $connection:ident => $work:expr) => {
        match $link {
            Link::Sqlite($connection) => $work,
            #[cfg(feature = "postgres")]
            Link::Postgres($connection) => $work,
            #[cfg(feature = "mysql")]
            Link::MySql($connection) => $work,
        }
    };
}
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(super) use each;

/// The same code for a row of each database.
macro_rules! each_row {
    ($cells:expr, $row:ident => $work:expr) => {
        match $cells {
            Cells::Sqlite($row) => $work,
            #[cfg(feature = "postgres")]
            Cells::Postgres($row) => $work,
            #[cfg(feature = "mysql")]
            Cells::MySql($row) => $work,
        }
    };
}
pub(super) use each_row;

/// Runs a prepared statement with these arguments.
macro_rules! answer {
    ($connection:expr, $sql:expr, $arguments:expr, $wanted:expr, $cells:path) => {{
        let query = sqlx_engine::query_with($sql, $arguments);
        match $wanted {
            Wanted::Rows => {
                let rows = query.fetch_all(&mut **$connection).await?;
                let rows = rows.into_iter().map(|row| Row::new($cells(row)));
                Answer {
                    rows: rows.collect(),
                    changed: 0,
                }
            }
            Wanted::Count => Answer {
                rows: Vec::new(),
                changed: query.execute(&mut **$connection).await?.rows_affected(),
            },
        }
    }};
}

impl Connection {
    pub(super) fn new(link: Link, dialect: Dialect, tidied: Option<Loose>) -> Self {
        Self {
            link,
            dialect,
            tidied,
            held: false,
        }
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Runs a statement with its values.
    pub(super) fn run(
        &mut self,
        sql: SqlStr,
        values: Values,
        wanted: Wanted,
    ) -> Running<'_, Answer, Failure> {
        // Boxed, since each of the databases would make room for its own work in the future of every caller.
        Box::pin(async move {
            Ok(match &mut self.link {
                Link::Sqlite(connection) => {
                    let arguments = sqlite::arguments(each_value(values)?);
                    let arguments = arguments.map_err(Failure::Unsent)?;
                    answer!(connection, sql, arguments, wanted, Cells::Sqlite)
                }
                #[cfg(feature = "postgres")]
                Link::Postgres(connection) => {
                    let statement = match values {
                        Values::Each(values) => postgres::statement(sql, values),
                        Values::Columns(columns) => postgres::of_columns(sql, columns),
                    };
                    let (sql, arguments) = statement.map_err(Failure::Unsent)?;
                    answer!(connection, sql, arguments, wanted, Cells::Postgres)
                }
                #[cfg(feature = "mysql")]
                Link::MySql(connection) => {
                    let statement = mysql::statement(&sql, each_value(values)?);
                    let (sql, arguments) = statement.map_err(Failure::Unsent)?;
                    answer!(connection, sql, arguments, wanted, Cells::MySql)
                }
            })
        })
    }

    /// The rows of a question of our own, which is not counted among the application's.
    pub(super) async fn ask(
        &mut self,
        sql: impl Into<std::borrow::Cow<'static, str>>,
        values: Vec<Value>,
    ) -> crate::Result<Vec<Row>> {
        use sqlx_engine::SqlSafeStr as _;
        let sql = sqlx_engine::AssertSqlSafe(sql.into()).into_sql_str();
        let values = Values::Each(values);
        Ok(self.run(sql, values, Wanted::Rows).await?.rows)
    }

    /// Runs words of our own or a whole script, unprepared: several statements, and such as can't be prepared.
    pub(super) fn script(
        &mut self,
        words: impl sqlx_engine::SqlSafeStr,
    ) -> Running<'_, (), sqlx_engine::Error> {
        let words = words.into_sql_str();
        Box::pin(async move {
            each!(&mut self.link, connection => {
                (&mut **connection).execute(sqlx_engine::raw_sql(words)).await.map(drop)
            })
        })
    }

    /// From now on nobody else may have it as it is: dropped now, it is tidied up or closed.
    pub(super) fn hold(&mut self) {
        self.held = true;
        if let Some(loose) = &self.tidied {
            loose.begin();
        }
    }

    /// It is as it was again.
    pub(super) fn free(&mut self) {
        self.held = false;
        if let Some(loose) = &self.tidied {
            loose.end();
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if self.held && self.tidied.is_none() {
            each!(&mut self.link, connection => connection.close_on_drop());
        }
    }
}

/// The values of a statement that takes no arrays.
fn each_value(values: Values) -> Result<Vec<Value>, Failure> {
    match values {
        Values::Each(values) => Ok(values),
        Values::Columns(_) => Err(Failure::Unsent(crate::Error::internal(
            "only PostgreSQL takes arrays",
        ))),
    }
}

#[cfg(feature = "sqlx")]
impl Link {
    /// sqlx's own connection, if the database is this one.
    pub(super) fn lend<DB: sqlx_engine::Database>(&self) -> Option<&PoolConnection<DB>> {
        let connection: &dyn Any = each!(self, connection => connection);
        connection.downcast_ref()
    }

    /// The same, to use it.
    pub(super) fn lend_mut<DB: sqlx_engine::Database>(
        &mut self,
    ) -> Option<&mut PoolConnection<DB>> {
        let connection: &mut dyn Any = each!(self, connection => connection);
        connection.downcast_mut()
    }
}

impl Cells {
    /// The value at this place.
    pub(super) fn value(&self, at: usize) -> Result<Value> {
        match self {
            Self::Sqlite(row) => sqlite::value(row, at),
            #[cfg(feature = "postgres")]
            Self::Postgres(row) => postgres::value(row, at),
            #[cfg(feature = "mysql")]
            Self::MySql(row) => mysql::value(row, at),
        }
    }
}
