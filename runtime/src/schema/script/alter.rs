//! Columns, foreign keys and names of indexes by ALTER TABLE, on PostgreSQL and MySQL.

use super::{fill, look_at};
use crate::schema::{
    Dialect,
    change::Change,
    table::{Column, Reference},
};

/// The statements of one change; none for those that are written alike everywhere.
pub(super) fn statements(change: &Change, dialect: Dialect) -> Vec<String> {
    let quote = |name: &str| dialect.quote(name);
    match change {
        Change::RenameIndex { table, from, to } => vec![match dialect {
            Dialect::MySql => format!(
                "ALTER TABLE {} RENAME INDEX {} TO {}",
                quote(table),
                quote(&from.name),
                quote(&to.name)
            ),
            _ => format!(
                "ALTER INDEX {} RENAME TO {}",
                quote(&from.name),
                quote(&to.name)
            ),
        }],
        Change::AddColumn { table, column, .. } => add(&quote(table), column, dialect),
        Change::DropColumn { table, column, .. } => vec![format!(
            "ALTER TABLE {} DROP COLUMN {}",
            quote(table),
            quote(&column.name)
        )],
        Change::AlterColumn { table, from, to } => match dialect {
            Dialect::MySql => modify(&quote(table), from, to),
            _ => alter(&quote(table), from, to),
        },
        Change::AddReference {
            table,
            column,
            reference:
                Reference {
                    table: target,
                    text,
                },
        } => vec![format!(
            "ALTER TABLE {} ADD CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} ({})",
            quote(table),
            quote(text),
            quote(column),
            quote(target),
            quote("id")
        )],
        Change::DropReference {
            table, reference, ..
        } => {
            let what = match dialect {
                Dialect::MySql => "FOREIGN KEY",
                _ => "CONSTRAINT",
            };
            vec![format!(
                "ALTER TABLE {} DROP {what} {}",
                quote(table),
                quote(&reference.text)
            )]
        }
        _ => Vec::new(),
    }
}

/// A column that asks for a value gets one for the rows that are there; where it had no DEFAULT, that goes again.
fn add(table: &str, column: &Column, dialect: Dialect) -> Vec<String> {
    let value = if column.null() {
        None
    } else {
        fill(column, dialect)
    };
    let above = value
        .as_deref()
        .map(|value| look_at(column, value))
        .unwrap_or_default();
    let mut with = column.clone();
    let lasts = column.default().is_some();
    if !lasts {
        with.set_default(value.clone());
    }
    let mut statements = vec![format!(
        "{above}ALTER TABLE {table} ADD COLUMN {}",
        with.definition(dialect)
    )];
    if value.is_some() && !lasts {
        statements.push(format!(
            "ALTER TABLE {table} ALTER COLUMN {} DROP DEFAULT",
            dialect.quote(&column.name)
        ));
    }
    statements
}

fn filled(table: &str, from: &Column, to: &Column, dialect: Dialect) -> Option<String> {
    let demands = from.null() && !to.null();
    let value = fill(to, dialect).filter(|_| demands)?;
    let name = dialect.quote(&to.name);
    Some(format!(
        "{}UPDATE {table} SET {name} = {value} WHERE {name} IS NULL",
        look_at(to, &value)
    ))
}

fn alter(table: &str, from: &Column, to: &Column) -> Vec<String> {
    let name = Dialect::Postgres.quote(&to.name);
    let mut statements = Vec::new();
    let mut alter = |what: String| {
        statements.push(format!("ALTER TABLE {table} ALTER COLUMN {name} {what}"));
    };
    if from.default() != to.default() && from.default().is_some() {
        alter("DROP DEFAULT".to_owned());
    }
    if from.declared != to.declared {
        alter(format!("TYPE {0} USING {name}::{0}", to.declared));
    }
    if let (Some(value), true) = (to.default(), from.default() != to.default()) {
        alter(format!("SET DEFAULT {value}"));
    }
    if from.null() != to.null() {
        alter(
            if to.null() {
                "DROP NOT NULL"
            } else {
                "SET NOT NULL"
            }
            .to_owned(),
        );
    }
    if let Some(update) = filled(table, from, to, Dialect::Postgres) {
        statements.insert(statements.len() - 1, update);
    }
    statements
}

/// MySQL takes the whole column.
fn modify(table: &str, from: &Column, to: &Column) -> Vec<String> {
    let modify = format!(
        "ALTER TABLE {table} MODIFY COLUMN {}",
        to.definition(Dialect::MySql)
    );
    let update = filled(table, from, to, Dialect::MySql);
    update.into_iter().chain([modify]).collect()
}
