//! Under which name a table stands: its own, or that of its place in a relation.

use super::Sql;
use crate::repository::table::Table;

/// Where the rows of a relation stand in its statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::repository) enum Place {
    Related,
    Between,
}

impl Sql {
    /// A column of its table: a quoted name alone would be text to SQLite, if there were no such column.
    pub(in crate::repository) fn column(&mut self, table: &Table, column: usize) {
        let column = self.spelled(table, column);
        self.push(&column);
    }

    /// The same as text, to be written elsewhere.
    pub(in crate::repository) fn spelled(&self, table: &Table, column: usize) -> String {
        let name = match &self.alias {
            Some((aliased, alias)) if *aliased == table.name => alias,
            _ => table.name,
        };
        format!("\"{name}\".\"{}\"", table.columns[column].name)
    }

    /// A column of a row at this place.
    pub(in crate::repository) fn placed(&mut self, place: Place, table: &Table, column: usize) {
        self.at(place, table, |sql| sql.column(table, column));
    }

    /// A table under the name of its place.
    pub(in crate::repository) fn table_as(&mut self, place: Place, table: &Table) {
        self.name(table.name);
        self.push(" AS ");
        let alias = self.alias_of(place);
        self.name(&alias);
    }

    /// Writes with this table under the name of its place.
    pub(in crate::repository) fn at(
        &mut self,
        place: Place,
        table: &Table,
        write: impl FnOnce(&mut Self),
    ) {
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
    pub(in crate::repository) fn deeper(&mut self) {
        self.depth += 1;
    }

    /// That statement ends.
    pub(in crate::repository) fn shallower(&mut self) {
        self.depth -= 1;
    }
}
