//! What a query asks, without the model's type.

use std::borrow::Cow;

use super::{PageQuery, sql::Sql, table::Table, write::Deleted};
use crate::{
    Result,
    cache::Slot,
    database::Dialect,
    model::{Comparison, Node, Role, Value},
};

/// Filters, order, limits.
#[derive(Debug, Clone)]
pub(super) struct Parts {
    dialect: Dialect,
    filters: Vec<Node>,
    /// Which rows, where some are marked as deleted.
    pub(super) deleted: Deleted,
    /// Columns, and whether the greatest is first.
    pub(super) orders: Vec<(usize, bool)>,
    /// Whether the last rows come first.
    pub(super) reversed: bool,
    pub(super) limit: Option<u32>,
    pub(super) offset: u64,
}

impl Parts {
    /// Every row, by id.
    pub(super) fn of(dialect: Dialect) -> Self {
        Self {
            dialect,
            filters: Vec::new(),
            deleted: Deleted::Without,
            orders: Vec::new(),
            reversed: false,
            limit: None,
            offset: 0,
        }
    }

    /// Only rows for which this holds too.
    pub(super) fn filter(&mut self, filter: Node) {
        self.filters.push(filter);
    }

    /// All conditions.
    fn conditions(&self, table: &Table) -> Cow<'_, [Node]> {
        let marked = table
            .role(Role::DeletedAt)
            .filter(|_| self.deleted != Deleted::With);
        let Some(column) = marked else {
            return Cow::Borrowed(&self.filters);
        };
        let mut filters = self.filters.clone();
        filters.push(Node::Null {
            column,
            is: self.deleted == Deleted::Without,
        });
        Cow::Owned(filters)
    }

    /// `SELECT columns FROM … WHERE … ORDER BY … LIMIT …`
    pub(super) fn select(&self, table: &Table, columns: &str) -> Sql {
        let mut sql = Sql::select(self.dialect, table, columns, &self.conditions(table));
        self.arrange(table, &mut sql);
        sql
    }

    /// `SELECT COUNT(*) FROM …`
    pub(super) fn count(&self, table: &Table) -> Sql {
        match self.is_limited() {
            true => self
                .select(table, "1")
                .within("SELECT COUNT(*) FROM (", ") AS counted"),
            false => Sql::select(self.dialect, table, "COUNT(*)", &self.conditions(table)),
        }
    }

    /// `SELECT EXISTS (…)`
    pub(super) fn exists(&self, table: &Table) -> Sql {
        self.select(table, "1").within("SELECT EXISTS (", ")")
    }

    /// The rows that a bulk write touches: where limits don't fit, by their ids.
    pub(super) fn bounds(&self, table: &Table, sql: &mut Sql) {
        let mut others = Vec::new();
        for filter in &self.filters {
            filter.reads(&mut others);
        }
        if !self.is_limited() && others.is_empty() {
            sql.conditions(table, &self.conditions(table));
            return;
        }
        sql.push(" WHERE ");
        sql.column(table, table.id());
        // MySQL reads a table that it writes only through another one.
        sql.push(" IN (SELECT picked.id FROM (SELECT ");
        sql.column(table, table.id());
        sql.push(" AS id FROM ");
        sql.name(table.name);
        sql.conditions(table, &self.conditions(table));
        self.arrange(table, sql);
        sql.push(") AS picked)");
    }

    /// The first row of those that match.
    pub(super) fn first(mut self) -> Self {
        self.limit = Some(self.limit.map_or(1, |rows| rows.min(1)));
        self
    }

    /// A page of those that match.
    pub(super) fn page(mut self, page: PageQuery) -> Result<Self> {
        let before = page.offset()?;
        let left = self
            .limit
            .map_or(u64::MAX, |rows| u64::from(rows).saturating_sub(before));
        let rows = u64::from(page.per_page).min(left);
        self.offset = self.offset.saturating_add(before);
        self.limit = u32::try_from(rows).ok();
        Ok(self)
    }

    /// What the answer depends on: the rows of one value, where a filter says so; else any row.
    pub(super) fn reads(&self, table: &Table) -> Vec<Slot> {
        let any = table.reads_any().to_vec();
        let mut reads = self.filters.iter().filter_map(|filter| match filter {
            Node::Compare {
                column,
                comparison: Comparison::Equal,
                value,
            } if *value != Value::Null => Some(table.reads_value(self.dialect, *column, value)),
            _ => None,
        });
        let mut reads = reads.find(|reads| *reads != any).unwrap_or(any);
        for filter in &self.filters {
            filter.reads(&mut reads);
        }
        reads
    }

    /// Whether the rows are in an order, or only some of them are asked for.
    pub(super) fn is_arranged(&self) -> bool {
        self.is_limited() || !self.orders.is_empty()
    }

    fn is_limited(&self) -> bool {
        self.limit.is_some() || self.offset > 0
    }

    fn arrange(&self, table: &Table, sql: &mut Sql) {
        sql.push(" ORDER BY ");
        for (column, descending) in &self.orders {
            sql.sorted(table, *column, *descending != self.reversed);
            sql.push(", ");
        }
        // Equal rows need an order too, or pages would overlap.
        sql.sorted(table, table.id(), self.reversed);
        if self.is_limited() {
            let limit = self.limit.map_or(i64::MAX, i64::from);
            sql.push(" LIMIT ");
            sql.bind(Value::Int(limit));
            sql.push(" OFFSET ");
            sql.bind(Value::Int(i64::try_from(self.offset).unwrap_or(i64::MAX)));
        }
    }
}
