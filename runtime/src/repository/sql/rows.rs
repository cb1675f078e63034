//! What is written: columns, assignments, rows, and what becomes of a row that is there already.

use std::fmt::Write as _;

use super::Sql;
use crate::{
    database::Use,
    model::{Role, Value},
    repository::table::Table,
};

impl Sql {
    /// ` ("a", "b")`
    pub(in crate::repository) fn columns(
        &mut self,
        table: &Table,
        columns: impl Iterator<Item = usize>,
    ) {
        for (at, column) in columns.enumerate() {
            self.push(if at == 0 { " (" } else { ", " });
            self.name(table.columns[column].name);
        }
        self.push(")");
    }

    /// `"a" = $1, "b" = "users"."b" + $2`, and the row's next version.
    pub(in crate::repository) fn assignments(
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
            self.sum(table, column, value);
            separator = ", ";
        }
    }

    /// `"users"."b" + $2`, if the database can keep that.
    fn sum(&mut self, table: &Table, column: usize, value: Value) {
        let sum = |sql: &mut Self, value| {
            sql.column(table, column);
            sql.push(" + ");
            sql.value(table, column, value);
        };
        let Some([before, test, after]) = self.dialect.sum(table.columns[column].kind) else {
            return sum(self, value);
        };
        self.push(before);
        sum(self, value.clone());
        self.push(test);
        self.push(after);
        sum(self, value);
        self.push(" END");
    }

    /// ` SELECT … FROM UNNEST($1, $2)`: rows of the same columns as an array a column. An INSERT keeps their order.
    pub(in crate::repository) fn unnested(
        &mut self,
        table: &Table,
        rows: Vec<Vec<(usize, Value)>>,
    ) {
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
    pub(in crate::repository) fn or_update(
        &mut self,
        table: &Table,
        key: usize,
        columns: &[usize],
    ) {
        let [before, of, after] = self.dialect.conflict();
        if self.dialect.is_mysql() {
            self.push(before);
        } else {
            self.push(" ON CONFLICT (");
            self.name(table.columns[key].name);
            self.push(before);
        }
        let role = |column: usize| table.columns[column].role;
        let kept =
            |column: &&usize| !matches!(role(**column), Role::Id | Role::CreatedAt | Role::Version);
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
            // A bound value would be looked for among the arrays of `unnested`.
            self.push(" + 1");
        }
    }
}
