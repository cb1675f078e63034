//! Columns, foreign keys and names of indexes by ALTER TABLE, on PostgreSQL and MySQL.

use super::{fill, look_at};
use crate::model::ValueKind;
use crate::schema::{
    Dialect,
    change::Change,
    check::of_words,
    kind,
    table::{Clause, Column, Reference, Schema},
    token::tokens,
};

/// The statements of one change, from this schema on; none for those that are written alike everywhere.
pub(super) fn statements(schema: &Schema, change: &Change, dialect: Dialect) -> Vec<String> {
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
        Change::AddColumn {
            table,
            column,
            constraints,
        } => {
            let table = quote(table);
            let mut statements = add(&table, column, dialect);
            let constraints = constraints.iter();
            statements.extend(constraints.map(|text| format!("ALTER TABLE {table} ADD {text}")));
            statements
        }
        Change::DropColumn {
            table,
            column,
            constraints,
        } => {
            let table = quote(table);
            // With PostgreSQL's column they go by themselves.
            let constraints = constraints.iter().filter(|_| dialect == Dialect::MySql);
            let mut statements: Vec<_> = constraints
                .map(|text| format!("ALTER TABLE {table} DROP {}", dropped(text)))
                .collect();
            let column = quote(&column.name);
            statements.push(format!("ALTER TABLE {table} DROP COLUMN {column}"));
            statements
        }
        Change::AlterColumn { table, from, to } => {
            // A table that has another name now keeps the names of its constraints.
            let there = schema
                .table(table)
                .and_then(|there| there.column(&from.name));
            let check = there.and_then(Column::check).and_then(|check| check.name);
            match dialect {
                Dialect::MySql => modify(table, from, to, check.as_deref()),
                _ => alter(table, from, to, check.as_deref()),
            }
        }
        Change::AddReference {
            table,
            column,
            reference:
                Reference {
                    table: target,
                    text,
                    rest,
                },
        } => vec![format!(
            "ALTER TABLE {} ADD CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} {rest}",
            quote(table),
            quote(text),
            quote(column),
            quote(target),
        )],
        Change::DropReference {
            table,
            column,
            reference,
        } => {
            // MySQL gives those that it has named a new name with their table.
            let there = schema.table(table).and_then(|there| there.column(column));
            let name = there.and_then(Column::reference).unwrap_or(reference);
            let what = match dialect {
                Dialect::MySql => "FOREIGN KEY",
                _ => "CONSTRAINT",
            };
            vec![format!(
                "ALTER TABLE {} DROP {what} {}",
                quote(table),
                quote(&name.text)
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

/// What is dropped: the name of a constraint, or the key.
fn dropped(constraint: &str) -> String {
    match tokens(constraint).unwrap_or_default().as_slice() {
        [keyword, name, ..] if keyword.is("CONSTRAINT") => format!("CONSTRAINT {}", name.text),
        _ => "PRIMARY KEY".to_owned(),
    }
}

/// `check` is the name of the CHECK that the column has, where it is not the usual one.
fn alter(table: &str, from: &Column, to: &Column, check: Option<&str>) -> Vec<String> {
    const POSTGRES: Dialect = Dialect::Postgres;
    let (name, quoted) = (POSTGRES.quote(&to.name), POSTGRES.quote(table));
    let column = |what: &str| format!("ALTER TABLE {quoted} ALTER COLUMN {name} {what}");
    let mut statements = Vec::new();
    let other_value = from.default() != to.default();
    if other_value && from.default().is_some() {
        statements.push(column("DROP DEFAULT"));
    }
    let other_words = from.words() != to.words();
    // The name that PostgreSQL gives to the CHECK of a column.
    let usual = format!("{table}_{}_check", to.name);
    if other_words && from.words().is_some() {
        let check = POSTGRES.quote(check.unwrap_or(&usual));
        statements.push(format!("ALTER TABLE {quoted} DROP CONSTRAINT {check}"));
    }
    if from.declared != to.declared {
        // There is a way between any two types by text only, but from truth to numbers.
        let declared = &to.declared;
        let is_truth = kind::holds(&from.declared, POSTGRES) == [ValueKind::Bool];
        let to_number = kind::holds(declared, POSTGRES).iter().any(|kind| {
            use ValueKind::{BigInt, Decimal, Float, Int};
            matches!(kind, Int | BigInt | Float | Decimal)
        });
        let by = match is_truth && to_number {
            true => "INTEGER",
            false => "TEXT",
        };
        statements.push(column(&format!(
            "TYPE {declared} USING {name}::{by}::{declared}"
        )));
    }
    if let (Some(check), true) = (words_of(to), other_words) {
        let check = named(&check, &usual, POSTGRES);
        statements.push(format!("ALTER TABLE {quoted} ADD {check}"));
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

/// The text of the CHECK that says the words.
fn words_of(column: &Column) -> Option<String> {
    column.clauses.iter().find_map(|clause| match clause {
        Clause::Other(text) if of_words(text).is_some() => Some(text.clone()),
        _ => None,
    })
}

/// A CHECK with its name, or the usual one.
fn named(check: &str, usual: &str, dialect: Dialect) -> String {
    match check.starts_with("CONSTRAINT") {
        true => check.to_owned(),
        false => format!("CONSTRAINT {} {check}", dialect.quote(usual)),
    }
}

/// MySQL takes the whole column. On MariaDB its CHECK is a part of it; on MySQL that has a name and is the table's.
fn modify(table: &str, from: &Column, to: &Column, check: Option<&str>) -> Vec<String> {
    const MYSQL: Dialect = Dialect::MySql;
    let quoted = MYSQL.quote(table);
    let (mut before, mut after, mut bare) = (None, None, to.clone());
    if let Some(check) = check {
        bare.set_words(None);
        if from.words() != to.words() {
            let usual = format!("{table}_{}_check", to.name);
            before = Some(format!(
                "ALTER TABLE {quoted} DROP CONSTRAINT {}",
                MYSQL.quote(check)
            ));
            let add =
                |text: String| format!("ALTER TABLE {quoted} ADD {}", named(&text, &usual, MYSQL));
            after = words_of(to).map(add);
        }
    }
    let modify = format!(
        "ALTER TABLE {quoted} MODIFY COLUMN {}",
        bare.definition(MYSQL)
    );
    let update = filled(&quoted, from, to, MYSQL);
    let all = before.into_iter().chain(update).chain([modify]);
    all.chain(after).collect()
}
