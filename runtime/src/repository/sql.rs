//! Builds statements: names come from the model and are quoted, values are always bound.

use std::fmt::Write as _;

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
pub(super) struct Sql {
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

/// Where the rows of a relation stand in its statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Related,
    Between,
}

impl Sql {
    pub(super) fn new(dialect: Dialect, text: impl Into<String>) -> Self {
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
    pub(super) fn select(dialect: Dialect, table: &Table, columns: &str, filters: &[Node]) -> Self {
        let mut sql = Self::new(dialect, format!("SELECT {columns} FROM "));
        sql.name(table.name);
        sql.conditions(table, filters);
        sql
    }

    /// The statement, if everything could be said.
    ///
    /// # Errors
    /// Of kind `BadRequest` for too many values or conditions, `Invalid` for a value that its column can't hold.
    pub(super) fn statement(self) -> Result<Statement> {
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
    pub(super) fn key(&self, cache: &Cache, space: u64) -> Key {
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
    pub(super) fn within(mut self, before: &str, after: &str) -> Self {
        self.text = format!("{before}{}{after}", self.text);
        self
    }

    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// The rows that were written, whole.
    pub(super) fn returning(&mut self, table: &Table) {
        self.push(" RETURNING ");
        self.push(table.sql.all);
    }

    /// A quoted name.
    pub(super) fn name(&mut self, name: &str) {
        self.text.push('"');
        self.text.push_str(name);
        self.text.push('"');
    }

    /// A column of its table: a quoted name alone would be text to SQLite, if there were no such column.
    pub(super) fn column(&mut self, table: &Table, column: usize) {
        let column = self.spelled(table, column);
        self.push(&column);
    }

    /// The same as text, to be written elsewhere.
    pub(super) fn spelled(&self, table: &Table, column: usize) -> String {
        let name = match &self.alias {
            Some((aliased, alias)) if *aliased == table.name => alias,
            _ => table.name,
        };
        format!("\"{name}\".\"{}\"", table.columns[column].name)
    }

    /// A column of a row at this place.
    pub(super) fn placed(&mut self, place: Place, table: &Table, column: usize) {
        self.at(place, table, |sql| sql.column(table, column));
    }

    /// A table under the name of its place.
    pub(super) fn table_as(&mut self, place: Place, table: &Table) {
        self.name(table.name);
        self.push(" AS ");
        let alias = self.alias_of(place);
        self.name(&alias);
    }

    /// Writes with this table under the name of its place.
    pub(super) fn at(&mut self, place: Place, table: &Table, write: impl FnOnce(&mut Self)) {
        let alias = Some((table.name, self.alias_of(place)));
        let before = std::mem::replace(&mut self.alias, alias);
        write(self);
        self.alias = before;
    }

    fn alias_of(&self, place: Place) -> String {
        let name = match place {
            Place::Related => "related",
            Place::Between => "between",
        };
        format!("scaffold_{name}_{}", self.depth)
    }

    /// What follows stands in a statement of its own.
    pub(super) fn deeper(&mut self) {
        self.depth += 1;
    }

    /// That statement ends.
    pub(super) fn shallower(&mut self) {
        self.depth -= 1;
    }

    /// A column as a comparison or an order needs it.
    pub(super) fn compared(&mut self, table: &Table, column: usize) {
        self.column(table, column);
        self.push(self.dialect.collation(table.columns[column].kind));
    }

    /// A column to sort by. What is NULL comes before everything else.
    pub(super) fn sorted(&mut self, table: &Table, column: usize, descending: bool) {
        self.compared(table, column);
        self.push(self.dialect.order(&table.columns[column], descending));
    }

    /// A placeholder, and the value for it.
    pub(super) fn bind(&mut self, value: Value) {
        self.values.push(value);
        let _ = write!(self.text, "${}", self.values.len());
    }

    /// A placeholder for a value that a column will have.
    pub(super) fn value(&mut self, table: &Table, column: usize, value: Value) {
        self.bind_for(table, column, value, Use::Kept);
    }

    /// A placeholder for a value that a column is compared with.
    fn operand(&mut self, table: &Table, column: usize, value: Value) {
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

    /// ` ("a", "b")`
    pub(super) fn columns(&mut self, table: &Table, columns: impl Iterator<Item = usize>) {
        for (at, column) in columns.enumerate() {
            self.push(if at == 0 { " (" } else { ", " });
            self.name(table.columns[column].name);
        }
        self.push(")");
    }

    /// `"a" = $1, "b" = "users"."b" + $2`, and the row's next version.
    pub(super) fn assignments(
        &mut self,
        table: &Table,
        values: Vec<(usize, Value)>,
        added: Vec<(usize, Value)>,
    ) {
        let mut separator = "";
        for (column, value) in values {
            self.push(separator);
            self.name(table.columns[column].name);
            self.push(" = ");
            self.value(table, column, value);
            separator = ", ";
        }
        let version = table.role(Role::Version);
        for (column, value) in added
            .into_iter()
            .chain(version.map(|column| (column, Value::Int(1))))
        {
            self.push(separator);
            self.name(table.columns[column].name);
            self.push(" = ");
            self.column(table, column);
            self.push(" + ");
            self.value(table, column, value);
            separator = ", ";
        }
    }

    /// ` SELECT … FROM UNNEST($1, $2)`: rows of the same columns as an array a column. An INSERT keeps their order.
    pub(super) fn unnested(&mut self, table: &Table, rows: Vec<Vec<(usize, Value)>>) {
        let columns: Vec<usize> = rows[0].iter().map(|(column, _)| *column).collect();
        let mut arrays: Vec<_> = (columns.iter())
            .map(|&column| (table.columns[column].kind, Vec::with_capacity(rows.len())))
            .collect();
        for row in rows {
            for ((column, value), (_, array)) in row.into_iter().zip(&mut arrays) {
                array.push(self.kept(&table.columns[column], value));
            }
        }
        self.push(" SELECT ");
        for (at, &column) in columns.iter().enumerate() {
            let [before, after] = self.dialect.cast(&table.columns[column], Use::Kept);
            let _ = write!(
                self.text,
                "{}{before}c{at}{after}",
                if at > 0 { ", " } else { "" }
            );
        }
        self.push(" FROM UNNEST(");
        for (at, (kind, _)) in arrays.iter().enumerate() {
            let array = self.dialect.array(*kind).unwrap_or_default();
            let before = if at > 0 { ", " } else { "" };
            let _ = write!(self.text, "{before}CAST(${} AS {array})", at + 1);
        }
        self.push(") AS rows (");
        let names: Vec<_> = (0..columns.len()).map(|at| format!("c{at}")).collect();
        self.push(&names.join(", "));
        self.push(")");
        self.arrays = arrays;
    }

    /// What becomes of a row that an INSERT of these columns finds there by this one.
    pub(super) fn or_update(&mut self, table: &Table, key: usize, columns: &[usize]) {
        let [before, of, after] = self.dialect.conflict();
        if self.dialect.is_mysql() {
            self.push(before);
        } else {
            self.push(" ON CONFLICT (");
            self.name(table.columns[key].name);
            self.push(before);
        }
        let role = |column: usize| table.columns[column].role;
        let kept = |column: &&usize| !matches!(role(**column), Role::CreatedAt | Role::Version);
        // The key too, so that there is always something to set: else no row would come back.
        for (at, &column) in columns.iter().filter(kept).enumerate() {
            if at > 0 {
                self.push(", ");
            }
            self.name(table.columns[column].name);
            self.push(" = ");
            self.push(of);
            self.name(table.columns[column].name);
            self.push(after);
        }
        if let Some(version) = table.role(Role::Version) {
            self.push(", ");
            self.name(table.columns[version].name);
            self.push(" = ");
            self.column(table, version);
            self.push(" + 1");
        }
    }

    /// ` AND "users"."deleted_at" IS NULL`, where rows are marked as deleted.
    pub(super) fn deleted(&mut self, table: &Table, deleted: Deleted) {
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
    pub(super) fn conditions(&mut self, table: &Table, filters: &[Node]) {
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

    pub(super) fn condition(&mut self, table: &Table, filter: &Node) {
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
