//! The SQL of a relation, without its types.
//!
//! Related rows stand under the name `related`, the rows between under `between`, so that a table may be related to itself.

use super::{Between, Path, Wanted};
use crate::{
    cache::Slot,
    database::Dialect,
    model::{Node, Value},
    repository::{
        sql::{Place, Sql},
        table::Table,
        write::Deleted,
    },
};

/// From a parent's table to another one.
#[derive(Debug, Clone)]
pub(in crate::repository) struct Route {
    pub(super) parent: &'static Table,
    pub(super) related: &'static Table,
    pub(super) between: Option<(&'static Table, Between)>,
    path: Path,
    pub(super) wanted: Wanted,
}

impl Route {
    pub(super) fn new(
        parent: &'static Table,
        related: &'static Table,
        between: Option<&'static Table>,
        path: Path,
        wanted: Wanted,
    ) -> Self {
        Self {
            parent,
            related,
            between: between.zip(path.through),
            path,
            wanted,
        }
    }

    /// The parent's column that is looked up.
    pub(super) fn own(&self) -> usize {
        self.path.own.unwrap_or_else(|| self.parent.id())
    }

    /// Whether the related row is the one whose id the parent has, and nothing else is asked.
    pub(super) fn is_by_id(&self) -> bool {
        self.between.is_none() && self.path.other.is_none() && self.wanted.filters.is_empty()
    }

    /// What every answer depends on.
    pub(in crate::repository) fn reads(&self) -> Vec<Slot> {
        let mut slots = self.related.reads_any().to_vec();
        if let Some((between, _)) = self.between {
            slots.extend(between.reads_any());
        }
        for filter in self.wanted.filters.iter().chain(&self.wanted.pivots) {
            filter.reads(&mut slots);
        }
        slots
    }

    /// `SELECT <key>, <columns> FROM … WHERE <key> IN (…)`: the rows of these parents, one parent's after the other's.
    pub(super) fn rows(&self, dialect: Dialect, columns: &Columns, keys: Vec<Value>) -> Sql {
        let mut sql = Sql::new(dialect, "SELECT ");
        self.key(&mut sql);
        sql.push(" AS scaffold_key");
        for (place, column) in columns.list(self) {
            sql.push(", ");
            match place {
                Place::Related => sql.placed(Place::Related, self.related, column),
                Place::Between => match self.between {
                    Some((between, _)) => sql.placed(Place::Between, between, column),
                    None => sql.push("NULL"),
                },
            }
            if self.wanted.limit.is_some() {
                sql.push(&format!(" AS c{}", columns.name(place, column)));
            }
        }
        if self.wanted.limit.is_some() {
            sql.push(", ROW_NUMBER() OVER (PARTITION BY ");
            self.key(&mut sql);
            self.order(&mut sql, " ORDER BY ");
            sql.push(") AS scaffold_place");
        }
        self.from(&mut sql);
        sql.push(" WHERE ");
        self.one_of(&mut sql, keys);
        self.conditions(&mut sql);
        match self.wanted.limit {
            None => {
                self.order(&mut sql, " ORDER BY ");
                sql
            }
            Some(limit) => {
                let names: Vec<_> = (columns.list(self).into_iter())
                    .map(|(place, column)| format!("ranked.c{}", columns.name(place, column)))
                    .collect();
                let before = format!("SELECT ranked.scaffold_key, {} FROM (", names.join(", "));
                let mut sql = sql.within(&before, ") AS ranked WHERE ranked.scaffold_place <= ");
                sql.bind(Value::Int(limit.into()));
                sql.push(" ORDER BY ranked.scaffold_place");
                sql
            }
        }
    }

    /// `SELECT <key>, COUNT(*) FROM … WHERE <key> IN (…) GROUP BY <key>`
    pub(super) fn counts(&self, dialect: Dialect, keys: Vec<Value>) -> Sql {
        let mut sql = Sql::new(dialect, "SELECT ");
        self.key(&mut sql);
        sql.push(", COUNT(*)");
        self.from(&mut sql);
        sql.push(" WHERE ");
        self.one_of(&mut sql, keys);
        self.conditions(&mut sql);
        sql.push(" GROUP BY ");
        self.key(&mut sql);
        sql
    }

    /// `EXISTS (SELECT 1 FROM … WHERE <key> = <the parent's column>)`, or that there are so many.
    pub(super) fn condition(&self, sql: &mut Sql, least: Option<u32>) {
        let parent = sql.spelled(self.parent, self.own());
        sql.push(match least {
            None => "EXISTS (SELECT 1",
            Some(_) => "(SELECT COUNT(*)",
        });
        sql.deeper();
        self.from(sql);
        sql.push(" WHERE ");
        self.key(sql);
        sql.push(" = ");
        sql.push(&parent);
        self.conditions(sql);
        sql.shallower();
        sql.push(")");
        if let Some(least) = least {
            sql.push(" >= ");
            sql.bind(Value::Int(least.into()));
        }
    }

    /// The column that has the parent's value.
    fn key(&self, sql: &mut Sql) {
        match self.between {
            Some((between, Between { own, .. })) => sql.placed(Place::Between, between, own),
            None => sql.placed(Place::Related, self.related, self.other()),
        }
    }

    fn other(&self) -> usize {
        self.path.other.unwrap_or_else(|| self.related.id())
    }

    fn from(&self, sql: &mut Sql) {
        sql.push(" FROM ");
        sql.table_as(Place::Related, self.related);
        if let Some((between, Between { other, .. })) = self.between {
            sql.push(" JOIN ");
            sql.table_as(Place::Between, between);
            sql.push(" ON ");
            sql.placed(
                Place::Between,
                between,
                other.unwrap_or_else(|| between.id()),
            );
            sql.push(" = ");
            sql.placed(Place::Related, self.related, self.other());
        }
    }

    fn one_of(&self, sql: &mut Sql, values: Vec<Value>) {
        let (place, table, column) = match self.between {
            Some((between, Between { own, .. })) => (Place::Between, between, own),
            None => (Place::Related, self.related, self.other()),
        };
        sql.at(place, table, |sql| {
            sql.condition(table, &Node::OneOf { column, values });
        });
    }

    /// ` AND …`: what the person asks for, and that no row is marked as deleted.
    fn conditions(&self, sql: &mut Sql) {
        let parts = [
            (Place::Related, Some(self.related), &self.wanted.filters),
            (
                Place::Between,
                self.between.map(|(table, _)| table),
                &self.wanted.pivots,
            ),
        ];
        for (place, table, filters) in parts {
            let Some(table) = table else { continue };
            sql.at(place, table, |sql| {
                for filter in filters {
                    sql.push(" AND ");
                    sql.condition(table, filter);
                }
                sql.deleted(table, Deleted::Without);
            });
        }
    }

    fn order(&self, sql: &mut Sql, words: &str) {
        sql.push(words);
        sql.at(Place::Related, self.related, |sql| {
            for (column, descending) in &self.wanted.orders {
                sql.sorted(self.related, *column, *descending);
                sql.push(", ");
            }
            sql.column(self.related, self.related.id());
        });
        // One row may be related twice.
        if let Some((between, _)) = self.between {
            sql.push(", ");
            sql.placed(Place::Between, between, between.id());
        }
    }
}

/// Which columns are read.
pub(super) struct Columns {
    /// The pivot's too.
    pub(super) between: bool,
}

impl Columns {
    /// Those of cached reads: first the related row's, then the pivot's.
    fn list(&self, route: &Route) -> Vec<(Place, usize)> {
        let cached = |table: &'static Table| {
            (0..table.columns.len()).filter(|&column| !table.columns[column].uncached)
        };
        let related = cached(route.related).map(|column| (Place::Related, column));
        let between = route.between.filter(|_| self.between);
        let between = between.into_iter().flat_map(|(table, _)| cached(table));
        related
            .chain(between.map(|column| (Place::Between, column)))
            .collect()
    }

    /// How many columns a related row has before the pivot's.
    pub(super) fn width(route: &Route) -> usize {
        let columns = route.related.columns.iter();
        columns.filter(|column| !column.uncached).count()
    }

    fn name(&self, place: Place, column: usize) -> String {
        match place {
            Place::Related => column.to_string(),
            Place::Between => format!("b{column}"),
        }
    }
}
