//! Builds statements: names come from the model and are quoted, values are always bound.

use std::fmt::Write as _;

use super::table::Table;
use crate::model::{Comparison, Node, Value, ValueKind};

/// A statement in the making.
#[derive(Debug)]
pub(super) struct Sql {
    pub(super) text: String,
    pub(super) values: Vec<Value>,
}

impl Sql {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            values: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// A quoted name.
    pub(super) fn name(&mut self, name: &str) {
        self.text.push('"');
        self.text.push_str(name);
        self.text.push('"');
    }

    /// A placeholder, and the value for it.
    pub(super) fn bind(&mut self, value: Value) {
        self.values.push(value);
        let _ = write!(self.text, "${}", self.values.len());
    }

    /// `"a" = $1, "b" = $2`
    pub(super) fn assignments(&mut self, table: &Table, values: Vec<(usize, Value)>) {
        for (at, (column, value)) in values.into_iter().enumerate() {
            if at > 0 {
                self.push(", ");
            }
            self.name(table.columns[column].name);
            self.push(" = ");
            self.bind(value);
        }
    }

    /// ` WHERE … AND …`
    pub(super) fn conditions(&mut self, table: &Table, filters: &[Node]) {
        for (at, filter) in filters.iter().enumerate() {
            self.push(if at == 0 { " WHERE " } else { " AND " });
            self.condition(table, filter);
        }
    }

    fn condition(&mut self, table: &Table, filter: &Node) {
        match filter {
            Node::Compare {
                column,
                comparison,
                value: Value::Null,
            } if matches!(comparison, Comparison::Equal | Comparison::Different) => {
                self.column(table, *column);
                self.push(if *comparison == Comparison::Equal {
                    " IS NULL"
                } else {
                    " IS NOT NULL"
                });
            }
            Node::Compare {
                column,
                comparison,
                value,
            } => {
                self.column(table, *column);
                self.push(match comparison {
                    Comparison::Equal => " = ",
                    Comparison::Different if table.columns[*column].null => " IS DISTINCT FROM ",
                    Comparison::Different => " <> ",
                    Comparison::Less => " < ",
                    Comparison::AtMost => " <= ",
                    Comparison::Greater => " > ",
                    Comparison::AtLeast => " >= ",
                });
                self.operand(table, *column, value);
            }
            Node::OneOf { values, .. } if values.is_empty() => self.push("1 = 0"),
            Node::OneOf { column, values } => {
                self.column(table, *column);
                self.push(" IN (");
                for (at, value) in values.iter().enumerate() {
                    if at > 0 {
                        self.push(", ");
                    }
                    self.operand(table, *column, value);
                }
                self.push(")");
            }
            Node::Between { column, low, high } => {
                self.column(table, *column);
                self.push(" BETWEEN ");
                self.operand(table, *column, low);
                self.push(" AND ");
                self.operand(table, *column, high);
            }
            Node::Like { column, pattern } => {
                self.name(table.columns[*column].name);
                self.push(" LIKE ");
                self.bind(Value::Text(pattern.clone()));
            }
            Node::Null { column, is } => {
                self.name(table.columns[*column].name);
                self.push(if *is { " IS NULL" } else { " IS NOT NULL" });
            }
            Node::And(both) => self.pair(table, &both.0, " AND ", &both.1),
            Node::Or(both) => self.pair(table, &both.0, " OR ", &both.1),
            Node::Not(inner) => {
                self.push("NOT (");
                self.condition(table, inner);
                self.push(")");
            }
        }
    }

    fn pair(&mut self, table: &Table, left: &Node, word: &str, right: &Node) {
        self.push("(");
        self.condition(table, left);
        self.push(word);
        self.condition(table, right);
        self.push(")");
    }

    /// A column as a comparison needs it: decimals are text on SQLite, where `10` would be less than `9`.
    pub(super) fn column(&mut self, table: &Table, column: usize) {
        let numeric = table.columns[column].kind == ValueKind::Decimal;
        if numeric {
            self.push("CAST(");
        }
        self.name(table.columns[column].name);
        if numeric {
            self.push(" AS REAL)");
        }
    }

    pub(super) fn operand(&mut self, table: &Table, column: usize, value: &Value) {
        let numeric = table.columns[column].kind == ValueKind::Decimal;
        if numeric {
            self.push("CAST(");
        }
        self.bind(value.clone());
        if numeric {
            self.push(" AS REAL)");
        }
    }
}
