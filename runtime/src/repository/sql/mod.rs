//! Builds statements: names come from the model and are quoted, values are always bound.

mod alias;
mod rows;

use std::fmt::Write as _;

pub(in crate::repository) use alias::Place;

use super::{plain, refusal, table::Table, write::Deleted};
use crate::{
    Error, Result,
    cache::{Cache, CacheKey as _, Key, KeyBuilder},
    database::{Dialect, Statement, Use},
    model::{ColumnDef, Comparison, Node, Role, Value, ValueKind},
};

/// More values than this in a list are bound as one.
const LONG_LIST: usize = 500;

/// A statement in the making.
#[derive(Debug)]
pub(in crate::repository) struct Sql {
    dialect: Dialect,
    text: String,
    values: Vec<Value>,
    /// In place of values, an array for each placeholder.
    arrays: Vec<(ValueKind, Vec<Value>)>,
    /// Whether a value is one that must not be cached.
    secret: bool,
    /// The first thing that can't be said.
    refusal: Option<Error>,
    /// The table that stands under another name just now, and the name.
    alias: Option<(&'static str, String)>,
    /// How many statements this one stands in.
    depth: u32,
}

impl Sql {
    pub(in crate::repository) fn new(dialect: Dialect, text: impl Into<String>) -> Self {
        Self {
            dialect,
            text: text.into(),
            values: Vec::new(),
            arrays: Vec::new(),
            secret: false,
            refusal: None,
            alias: None,
            depth: 0,
        }
    }

    /// `SELECT columns FROM "users" WHERE … AND …`
    pub(in crate::repository) fn select(
        dialect: Dialect,
        table: &Table,
        columns: &str,
        filters: &[Node],
    ) -> Self {
        let mut sql = Self::new(dialect, format!("SELECT {columns} FROM "));
        sql.name(table.name);
        sql.conditions(table, filters);
        sql
    }

    /// The statement, if everything could be said.
    ///
    /// # Errors
    /// Of kind `BadRequest` for too many values or conditions, `Invalid` for a value that its column can't hold.
    pub(in crate::repository) fn statement(self) -> Result<Statement> {
        match self
            .refusal
            .or_else(|| refusal::of_length(self.dialect, self.values.len()))
        {
            Some(error) => Err(error),
            None if !self.arrays.is_empty() => Ok(Statement::of_columns(self.text, self.arrays)),
            None => Ok(Statement::new(self.text, self.values)),
        }
    }

    /// The key of its answer: its text and its values.
    pub(in crate::repository) fn key(&self, cache: &Cache, space: u64) -> Key {
        let mut key = KeyBuilder::new();
        self.text.write(&mut key);
        for value in &self.values {
            write_value(value, &mut key);
        }
        if self.secret {
            return cache.veiled_key(space, key);
        }
        cache.built_key(space, key)
    }

    /// The same statement within others: `SELECT COUNT(*) FROM (…)`.
    pub(in crate::repository) fn within(mut self, before: &str, after: &str) -> Self {
        self.text = format!("{before}{}{after}", self.text);
        self
    }

    pub(in crate::repository) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// The rows that were written, whole.
    pub(in crate::repository) fn returning(&mut self, table: &Table) {
        self.push(" RETURNING ");
        self.push(table.sql.all);
    }

    /// A quoted name.
    pub(in crate::repository) fn name(&mut self, name: &str) {
        self.text.push('"');
        self.text.push_str(name);
        self.text.push('"');
    }

    /// A column as a comparison or an order needs it.
    pub(in crate::repository) fn compared(&mut self, table: &Table, column: usize) {
        self.column(table, column);
        self.push(self.dialect.collation(table.columns[column].kind));
    }

    /// A column to sort by. What is NULL comes before everything else.
    pub(in crate::repository) fn sorted(&mut self, table: &Table, column: usize, descending: bool) {
        self.compared(table, column);
        self.push(self.dialect.order(&table.columns[column], descending));
    }

    /// A placeholder, and the value for it. SQLite looks a numbered one up by its name, in a list of all of them: a batch would take
    /// the square of its values.
    pub(in crate::repository) fn bind(&mut self, value: Value) {
        self.values.push(value);
        match self.dialect {
            Dialect::Sqlite => self.text.push('?'),
            _ => {
                let _ = write!(self.text, "${}", self.values.len());
            }
        }
    }

    /// A placeholder for a value that a column will have.
    pub(in crate::repository) fn value(&mut self, table: &Table, column: usize, value: Value) {
        self.bind_for(table, column, value, Use::Kept);
    }

    /// A placeholder for a value that a column is compared with.
    pub(in crate::repository) fn operand(&mut self, table: &Table, column: usize, value: Value) {
        self.bind_for(table, column, value, Use::Compared);
    }

    fn bind_for(&mut self, table: &Table, column: usize, value: Value, what_for: Use) {
        let definition = &table.columns[column];
        let value = self.kept(definition, value);
        let [before, after] = self.dialect.cast(definition, what_for);
        self.push(before);
        self.bind(value);
        self.push(after);
    }

    /// The value as it is sent for this column, if it can be.
    fn kept(&mut self, column: &ColumnDef, value: Value) -> Value {
        self.secret |= column.uncached;
        let dialect = self.dialect;
        self.refuse(|| refusal::of_value(dialect, column, &value));
        match value {
            Value::Text(text) if is_kept_json(dialect, column) => Value::Text(plain::numbers(text)),
            value => value,
        }
    }

    /// ` AND "users"."deleted_at" IS NULL`, where rows are marked as deleted.
    pub(in crate::repository) fn deleted(&mut self, table: &Table, deleted: Deleted) {
        if let (Some(column), true) = (table.role(Role::DeletedAt), deleted != Deleted::With) {
            self.push(" AND ");
            self.column(table, column);
            self.push(match deleted {
                Deleted::Only => " IS NOT NULL",
                _ => " IS NULL",
            });
        }
    }

    /// ` WHERE … AND …`
    pub(in crate::repository) fn conditions(&mut self, table: &Table, filters: &[Node]) {
        if !filters.is_empty() {
            self.push(" WHERE ");
            self.joined(table, filters, " AND ");
        }
    }

    /// Conditions in halves of halves: a list of a thousand is ten deep, and SQLite allows a thousand.
    fn joined(&mut self, table: &Table, nodes: &[Node], word: &str) {
        if let [node] = nodes {
            self.condition(table, node);
            return;
        }
        let (left, right) = nodes.split_at(nodes.len() / 2);
        self.push("(");
        self.joined(table, left, word);
        self.push(word);
        self.joined(table, right, word);
        self.push(")");
    }

    pub(in crate::repository) fn condition(&mut self, table: &Table, filter: &Node) {
        match filter {
            Node::Compare {
                column,
                comparison: Comparison::Equal,
                value: Value::Null,
            }
            | Node::Null { column, is: true } => {
                self.column(table, *column);
                self.push(" IS NULL");
            }
            Node::Compare {
                column,
                comparison: Comparison::Different,
                value: Value::Null,
            }
            | Node::Null { column, is: false } => {
                self.column(table, *column);
                self.push(" IS NOT NULL");
            }
            Node::Compare {
                column,
                comparison,
                value,
            } => {
                let differs = self.dialect.differs();
                let [before, word, after] = match comparison {
                    Comparison::Equal => ["", " = ", ""],
                    Comparison::Different if table.columns[*column].null => differs,
                    Comparison::Different => ["", " <> ", ""],
                    Comparison::Less => ["", " < ", ""],
                    Comparison::AtMost => ["", " <= ", ""],
                    Comparison::Greater => ["", " > ", ""],
                    Comparison::AtLeast => ["", " >= ", ""],
                };
                self.push(before);
                self.compared(table, *column);
                self.push(word);
                self.operand(table, *column, value.clone());
                self.push(after);
            }
            Node::OneOf { column, values } => self.one_of(table, *column, values),
            Node::Between { column, low, high } => {
                self.compared(table, *column);
                self.push(" BETWEEN ");
                self.operand(table, *column, low.clone());
                self.push(" AND ");
                self.operand(table, *column, high.clone());
            }
            Node::Like { column, pattern } => {
                self.refuse(|| refusal::of_pattern(pattern));
                let [word, after] = self.dialect.like();
                self.column(table, *column);
                self.push(word);
                self.operand(table, *column, Value::Text(pattern.clone()));
                self.push(after);
            }
            Node::And(nodes) => self.joined(table, nodes, " AND "),
            Node::Or(nodes) => self.joined(table, nodes, " OR "),
            // What is NULL does not hold either.
            Node::Not(inner) => {
                self.push("(");
                self.condition(table, inner);
                self.push(") IS NOT TRUE");
            }
            Node::Related(related) => related.condition(table, self),
            Node::TooDeep => self.refuse(|| Some(refusal::of_depth())),
        }
    }

    /// `(… IN ($1, $2) OR … IS NULL)`
    fn one_of(&mut self, table: &Table, column: usize, values: &[Value]) {
        let (nulls, values): (Vec<&Value>, Vec<&Value>) =
            values.iter().partition(|value| **value == Value::Null);
        if values.is_empty() {
            let is_null = Node::Null { column, is: true };
            return match nulls.first() {
                Some(_) => self.condition(table, &is_null),
                None => self.push("1 = 0"),
            };
        }
        if !nulls.is_empty() {
            self.push("(");
        }
        self.compared(table, column);
        self.push(" IN (");
        let unfolded = self.dialect.unfolded(table.columns[column].kind);
        match unfolded.and_then(|unfolded| Some((unfolded, array(&values)?))) {
            Some(([before, after], array)) => {
                self.secret |= table.columns[column].uncached;
                self.push(before);
                self.bind(Value::Text(array));
                self.push(after);
            }
            None => {
                for (at, value) in values.into_iter().enumerate() {
                    if at > 0 {
                        self.push(", ");
                    }
                    self.operand(table, column, value.clone());
                }
            }
        }
        self.push(")");
        if !nulls.is_empty() {
            self.push(" OR ");
            self.column(table, column);
            self.push(" IS NULL)");
        }
    }

    fn refuse(&mut self, refusal: impl FnOnce() -> Option<Error>) {
        if self.refusal.is_none() {
            self.refusal = refusal();
        }
    }
}

/// Whether the column keeps JSON as a tree, and not as the text that it was.
fn is_kept_json(dialect: Dialect, column: &ColumnDef) -> bool {
    dialect == Dialect::Postgres && column.kind == ValueKind::Json
}

/// A long list as one value, if JSON has a word for each of its values.
fn array(values: &[&Value]) -> Option<String> {
    if values.len() <= LONG_LIST {
        return None;
    }
    let words = values.iter().map(|value| match value {
        Value::Int(value) => Some((*value).into()),
        // A zero byte would end it.
        Value::Text(value) if !value.contains('\0') => Some(value.as_str().into()),
        _ => None,
    });
    let words: Option<Vec<serde_json::Value>> = words.collect();
    serde_json::to_string(&words?).ok()
}

/// Adds a bound value to a key.
fn write_value(value: &Value, key: &mut KeyBuilder) {
    match value {
        Value::Null => key.integer(0),
        Value::Bool(value) => (1, *value).write(key),
        Value::Int(value) => (2, *value).write(key),
        Value::Float(value) => (3, value.to_bits()).write(key),
        Value::Text(value) => (4, value).write(key),
        Value::Bytes(value) => {
            key.integer(5);
            key.bytes(value);
        }
        Value::Absent => key.integer(6),
    }
}
