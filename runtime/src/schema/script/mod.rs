//! Changes as SQL.

mod alter;
mod sqlite;

use super::{
    Dialect,
    change::Change,
    kind,
    table::{Column, Index, Schema, Table},
};

/// The changes in steps: on SQLite, those of one table's columns are one, for the table may have to be made anew.
pub(super) fn steps(changes: &[Change], dialect: Dialect) -> Vec<&[Change]> {
    let together = |one: &Change, next: &Change| {
        dialect == Dialect::Sqlite
            && one.columns_of().is_some()
            && one.columns_of() == next.columns_of()
    };
    changes.chunk_by(together).collect()
}

/// The statements of one step, from this schema on; with `-- ` lines above those that a person should look at.
pub(super) fn step(schema: &Schema, changes: &[Change], dialect: Dialect) -> Vec<String> {
    if let (Dialect::Sqlite, Some(table)) = (dialect, changes[0].columns_of()) {
        return sqlite::columns(schema, table, changes);
    }
    let mut statements = Vec::new();
    for change in changes {
        match change {
            Change::CreateTable(table) => statements.extend(create(table, dialect)),
            Change::DropTable(table) => {
                statements.push(format!("DROP TABLE {}", dialect.quote(&table.name)));
            }
            Change::AddIndex { table, index } => {
                statements.push(create_index(table, index, dialect));
            }
            Change::DropIndex { table, index } => {
                statements.push(drop_index(table, index, dialect));
            }
            Change::ReplaceIndex { table, from, to } if dialect == Dialect::MySql => {
                let create = create_index(table, to, dialect);
                let table = dialect.quote(table);
                let add =
                    create
                        .trim_start_matches("CREATE ")
                        .replacen(&format!(" ON {table}"), "", 1);
                let from = dialect.quote(&from.name);
                statements.push(format!("ALTER TABLE {table} DROP INDEX {from}, ADD {add}"));
            }
            Change::ReplaceIndex { table, from, to } => {
                statements.push(drop_index(table, from, dialect));
                statements.push(create_index(table, to, dialect));
            }
            Change::RenameIndex { table, from, to } if dialect == Dialect::Sqlite => {
                statements.push(drop_index(table, from, dialect));
                statements.push(create_index(table, to, dialect));
            }
            Change::RenameTable { from, to } => statements.push(format!(
                "ALTER TABLE {} RENAME TO {}",
                dialect.quote(from),
                dialect.quote(to)
            )),
            Change::RenameColumn { table, from, to } => statements.push(format!(
                "ALTER TABLE {} RENAME COLUMN {} TO {}",
                dialect.quote(table),
                dialect.quote(from),
                dialect.quote(to)
            )),
            other => statements.extend(alter::statements(schema, other, dialect)),
        }
    }
    statements
}

/// A table with its indexes.
fn create(table: &Table, dialect: Dialect) -> Vec<String> {
    let text = table
        .whole
        .clone()
        .unwrap_or_else(|| definition(table, &table.name, dialect));
    let indexes = table.indexes.iter().filter(|index| !index.constraint);
    let indexes = indexes.map(|index| create_index(&table.name, index, dialect));
    [text].into_iter().chain(indexes).collect()
}

/// `CREATE TABLE`, by this name.
fn definition(table: &Table, name: &str, dialect: Dialect) -> String {
    let columns = table
        .columns
        .iter()
        .map(|column| column.definition(dialect));
    let lines: Vec<_> = columns.chain(table.constraints.iter().cloned()).collect();
    let options = match table.options.as_str() {
        "" => String::new(),
        options => format!(" {options}"),
    };
    format!(
        "CREATE TABLE {} (\n    {}\n){options}",
        dialect.quote(name),
        lines.join(",\n    ")
    )
}

fn create_index(table: &str, index: &Index, dialect: Dialect) -> String {
    if let Some(sql) = &index.sql {
        return sql.clone();
    }
    let columns: Vec<_> = index
        .columns
        .iter()
        .map(|name| dialect.quote(name))
        .collect();
    format!(
        "CREATE {}INDEX {} ON {} ({})",
        if index.unique { "UNIQUE " } else { "" },
        dialect.quote(&index.name),
        dialect.quote(table),
        columns.join(", ")
    )
}

fn drop_index(table: &str, index: &Index, dialect: Dialect) -> String {
    let name = dialect.quote(&index.name);
    match dialect {
        Dialect::Sqlite | Dialect::Postgres => format!("DROP INDEX {name}"),
        Dialect::MySql => format!("DROP INDEX {name} ON {}", dialect.quote(table)),
    }
}

/// What rows that are there get in a column that asks for a value.
fn fill(column: &Column, dialect: Dialect) -> Option<String> {
    if let Some(default) = column.default() {
        return Some(default.to_owned());
    }
    let words = column.words().unwrap_or_default();
    let kind = kind::holds(&column.declared, dialect).first()?;
    Some(kind::zero(*kind, &words, dialect))
}

/// The line above a statement that gives rows a value which nobody chose.
fn look_at(column: &Column, value: &str) -> String {
    let name = &column.name;
    match column.reference() {
        Some(reference) => format!(
            "-- rows that are there must name a row of `{}`: put an id in the place of {value}, or let `{name}` be an `Option`\n",
            reference.table
        ),
        None => format!(
            "-- rows that are there get {value} as their `{name}`: write another value if that is none\n"
        ),
    }
}
