//! One statement on one connection: bind, run, time.

use std::time::Instant;

use sqlx_engine::{AssertSqlSafe, SqlSafeStr, SqlStr};

use super::{Dialect, Row, connection::Connection, error::Failure, watch::Watch};
use crate::model::{Value, ValueKind};

/// A statement and the values to bind.
#[derive(Debug)]
pub(crate) struct Statement {
    sql: SqlStr,
    values: Values,
}

/// What is bound.
#[derive(Debug, Clone)]
pub(crate) enum Values {
    /// A value for each placeholder.
    Each(Vec<Value>),
    /// An array for each placeholder, of what such columns hold: PostgreSQL's `UNNEST`.
    #[cfg_attr(
        not(feature = "postgres"),
        expect(dead_code, reason = "for PostgreSQL")
    )]
    Columns(Vec<(ValueKind, Vec<Value>)>),
}

/// What a statement gave.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    /// The rows, of those that return any.
    pub(crate) rows: Vec<Row>,
    /// How many rows were changed.
    pub(crate) changed: u64,
}

impl Answer {
    /// Adds what another statement gave.
    pub(super) fn append(&mut self, mut other: Self) {
        self.rows.append(&mut other.rows);
        self.changed += other.changed;
    }

    /// Whether no row was given or changed.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.changed == 0
    }
}

/// Which answer is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    Rows,
    Count,
}

impl Statement {
    /// The one place that vouches for SQL: it is written by us or the application, and values are always bound.
    pub(crate) fn new(sql: impl Into<std::borrow::Cow<'static, str>>, values: Vec<Value>) -> Self {
        Self {
            sql: AssertSqlSafe(sql.into()).into_sql_str(),
            values: Values::Each(values),
        }
    }

    /// The same with an array for each placeholder.
    pub(crate) fn of_columns(sql: String, columns: Vec<(ValueKind, Vec<Value>)>) -> Self {
        Self {
            sql: AssertSqlSafe(sql).into_sql_str(),
            values: Values::Columns(columns),
        }
    }

    /// Whether this leaves the data as it is, so that any connection may run it.
    pub(super) fn is_read(&self) -> bool {
        ["SELECT", "PRAGMA", "EXPLAIN"]
            .iter()
            .any(|word| self.starts_with(word))
    }

    /// Whether this changes the tables themselves.
    pub(super) fn is_schema(&self) -> bool {
        ["CREATE", "ALTER", "DROP"]
            .iter()
            .any(|word| self.starts_with(word))
    }

    /// The question how the database would answer this one.
    fn explained(&self, connection: &Connection) -> (SqlStr, Values) {
        let words = match connection.dialect() {
            Dialect::Sqlite => "EXPLAIN QUERY PLAN",
            _ => "EXPLAIN",
        };
        let sql = format!("{words} {}", self.sql.as_str());
        (AssertSqlSafe(sql).into_sql_str(), self.values.clone())
    }

    fn starts_with(&self, word: &str) -> bool {
        let start = self.sql.as_str().trim_start().as_bytes();
        start.len() >= word.len() && start[..word.len()].eq_ignore_ascii_case(word.as_bytes())
    }

    pub(super) async fn run(
        self,
        connection: &mut Connection,
        wanted: Wanted,
        watch: &Watch,
    ) -> Result<Answer, Failure> {
        let explained = (watch.explains() && self.is_read()).then(|| self.explained(connection));
        let text = self.sql.clone();
        let start = Instant::now();
        let answer = connection.run(self.sql, self.values, wanted).await;
        let slow = watch.note(start.elapsed(), text.as_str(), answer.is_ok());
        if let Some((sql, values)) = explained.filter(|_| slow) {
            let plan = connection.run(sql, values, Wanted::Rows).await;
            watch.explain(
                text.as_str(),
                &plan.map(|plan| plan.rows).unwrap_or_default(),
            );
        }
        answer
    }
}
