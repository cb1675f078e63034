//! Columns, foreign keys and names of indexes by ALTER TABLE, on PostgreSQL and MySQL.

use super::{fill, look_at};
use crate::schema::{
    Dialect,
    change::Change,
    definition::words,
    table::{Clause, Column, Reference},
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
            _ => alter(table, from, to),
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
    const POSTGRES: Dialect = Dialect::Postgres;
    let (name, quoted) = (POSTGRES.quote(&to.name), POSTGRES.quote(table));
    let column = |what: &str| format!("ALTER TABLE {quoted} ALTER COLUMN {name} {what}");
    let mut statements = Vec::new();
    let other_value = from.default() != to.default();
    if other_value && from.default().is_some() {
        statements.push(column("DROP DEFAULT"));
    }
    if from.words() != to.words() {
        // The name that PostgreSQL gives to the CHECK of a column.
        let check = POSTGRES.quote(&format!("{table}_{}_check", to.name));
        statements.push(format!("ALTER TABLE {quoted} DROP CONSTRAINT {check}"));
        let clause = to.clauses.iter().find_map(|clause| match clause {
            Clause::Other(text) if words(text).is_some() => Some(text),
            _ => None,
        });
        let add = |text| format!("ALTER TABLE {quoted} ADD CONSTRAINT {check} {text}");
        statements.extend(clause.map(add));
    }
    if from.declared != to.declared {
        // There is a way between any two types by text only.
        let declared = &to.declared;
        statements.push(column(&format!(
            "TYPE {declared} USING {name}::TEXT::{declared}"
        )));
    }
    if let (Some(value), true) = (to.default(), other_value) {
        statements.push(column(&format!("SET DEFAULT {value}")));
    }
    statements.extend(filled(&quoted, from, to, POSTGRES));
    match (from.null(), to.null()) {
        (true, false) => statements.push(column("SET NOT NULL")),
        (false, true) => statements.push(column("DROP NOT NULL")),
        _ => {}
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
