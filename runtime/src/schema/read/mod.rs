//! Reads what a database looks like.

mod mysql;
mod postgres;
mod sqlite;

use super::{
    check::of_words,
    table::{Clause, Schema, Table},
};
use crate::{
    Result,
    database::{self, Database},
};

/// The tables of the database, and on SQLite what stands on them: elsewhere no table is made anew.
///
/// # Errors
/// What the database says.
pub(crate) async fn read(database: &Database) -> Result<Schema> {
    match database.dialect() {
        database::Dialect::Sqlite => sqlite::read(database).await,
        database::Dialect::Postgres => postgres::read(database).await,
        database::Dialect::MySql(flavour) => mysql::read(database, flavour).await,
    }
}

/// A table that nothing is known of yet.
fn empty(name: String, options: String) -> Table {
    Table {
        name,
        columns: Vec::new(),
        constraints: Vec::new(),
        options,
        indexes: Vec::new(),
        whole: None,
    }
}

/// Puts a clause of a table behind a column of it.
fn put(table: &mut Table, column: &str, clause: Clause) {
    let column = table.columns.iter_mut().find(|other| other.name == column);
    if let Some(column) = column {
        column.clauses.push(clause);
    }
}

/// The column of a CHECK that says its words.
fn column_of(check: &str) -> Option<String> {
    of_words(check).map(|check| check.column)
}
