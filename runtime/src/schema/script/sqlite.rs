//! A table's columns on SQLite: by ALTER TABLE where it can, else by its recipe for making a table anew.
//!
//! Migrations run without foreign keys and are checked at their end, so that the table can go and come back beside those that refer to it.

use super::{create_index, definition, fill, look_at};
use crate::schema::{
    Dialect,
    change::Change,
    table::{Clause, Column, Reference, Schema, Table, Thing, same},
    text,
    token::mentions,
};

const SQLITE: Dialect = Dialect::Sqlite;

/// The statements that change the columns of one table.
pub(super) fn columns(schema: &Schema, table: &str, changes: &[Change]) -> Vec<String> {
    let Some(table) = schema.table(table) else {
        return Vec::new();
    };
    let name = SQLITE.quote(&table.name);
    let direct: Option<Vec<_>> = (changes.iter())
        .map(|change| match change {
            Change::AddColumn {
                column,
                constraints,
                ..
            } if constraints.is_empty() && can_be_added(column) => {
                let above = match (column.default(), column.null()) {
                    (Some(value), false) => look_at(column, value),
                    _ => String::new(),
                };
                Some(format!(
                    "{above}ALTER TABLE {name} ADD COLUMN {}",
                    column.definition(SQLITE)
                ))
            }
            Change::DropColumn { column, .. } if can_be_dropped(schema, table, column) => {
                Some(format!(
                    "ALTER TABLE {name} DROP COLUMN {}",
                    SQLITE.quote(&column.name)
                ))
            }
            _ => None,
        })
        .collect();
    direct.unwrap_or_else(|| anew(schema, table, changes))
}

/// What ADD COLUMN takes: a value that is the same for all rows, and nothing that is checked of them.
fn can_be_added(column: &Column) -> bool {
    let takes = |clause: &Clause| match clause {
        Clause::Default(value) => {
            let value = value.to_ascii_uppercase();
            !value.starts_with('(') && !value.starts_with("CURRENT_")
        }
        Clause::Other(text) => !mentions(text, "UNIQUE"),
        Clause::NotNull(_) => column
            .default()
            .is_some_and(|value| !value.eq_ignore_ascii_case("NULL")),
        Clause::References(_) => true,
        Clause::Primary(_) | Clause::Computed(_) => false,
    };
    column.clauses.iter().all(takes)
}

/// What DROP COLUMN takes: a column that nothing else stands on.
fn can_be_dropped(schema: &Schema, table: &Table, column: &Column) -> bool {
    let name = &column.name;
    let others = table.columns.iter().filter(|other| other.name != *name);
    let texts = others
        .map(|other| other.definition(SQLITE))
        .chain(table.constraints.iter().cloned())
        .chain(table.indexes.iter().filter_map(|index| index.sql.clone()))
        .chain(schema.things.iter().map(|thing| thing.sql.clone()));
    let stands = |text: String| mentions(&text, name);
    let indexed = (table.indexes.iter()).any(|index| index.columns.iter().any(|of| same(of, name)));
    column.is_plain() && !indexed && !texts.into_iter().any(stands)
}

/// The table made anew with its rows, and all that stands on it.
fn anew(schema: &Schema, table: &Table, changes: &[Change]) -> Vec<String> {
    let (mut new, mut above) = (table.clone(), String::new());
    for change in changes {
        match change {
            Change::AddColumn {
                column,
                constraints,
                ..
            } => {
                new.columns.push(column.clone());
                new.constraints.extend(constraints.iter().cloned());
            }
            Change::DropColumn {
                column,
                constraints,
                ..
            } => {
                new.columns.retain(|other| !same(&other.name, &column.name));
                new.constraints.retain(|text| !constraints.contains(text));
            }
            Change::AlterColumn { to, .. } => {
                for column in new
                    .columns
                    .iter_mut()
                    .filter(|column| same(&column.name, &to.name))
                {
                    // The foreign key is a change of its own.
                    let reference = column.reference().cloned();
                    *column = to.clone();
                    column.set_reference(reference);
                }
            }
            Change::AddReference {
                column, reference, ..
            } => {
                set_reference(&mut new, column, Some(reference.clone()));
            }
            Change::DropReference { column, .. } => set_reference(&mut new, column, None),
            _ => {}
        }
    }
    let (mut into, mut from) = (Vec::new(), Vec::new());
    for column in new.columns.iter().filter(|column| !column.computed()) {
        let (name, old) = (SQLITE.quote(&column.name), table.column(&column.name));
        let demands = !column.null() && old.is_none_or(Column::null) && !column.primary();
        let value = if demands { fill(column, SQLITE) } else { None };
        match (old, value) {
            (Some(_), None) => from.push(name.clone()),
            (Some(_), Some(value)) => {
                above.push_str(&look_at(column, &value));
                from.push(format!("COALESCE({name}, {value})"));
            }
            (None, Some(value)) => {
                above.push_str(&look_at(column, &value));
                from.push(value);
            }
            (None, None) => continue,
        }
        into.push(name);
    }
    let (name, fresh) = (SQLITE.quote(&table.name), format!("_new_{}", table.name));
    let quoted = SQLITE.quote(&fresh);
    let standing = standing(schema, table);
    // Those on the table itself go with it.
    let outside = standing
        .iter()
        .rev()
        .filter(|thing| thing.kind == "VIEW" || !same(&thing.table, &table.name));
    let mut statements: Vec<String> = outside
        .map(|thing| {
            format!(
                "DROP {} IF EXISTS {}",
                thing.kind,
                SQLITE.quote(&thing.name)
            )
        })
        .collect();
    statements.push(definition(&new, &fresh, SQLITE));
    if !into.is_empty() {
        statements.push(format!(
            "{above}INSERT INTO {quoted} ({}) SELECT {} FROM {name}",
            into.join(", "),
            from.join(", ")
        ));
    }
    let counts = (new.columns.iter()).any(|column| {
        column.clauses.iter().any(
            |clause| matches!(clause, Clause::Primary(text) if mentions(text, "AUTOINCREMENT")),
        )
    });
    if counts {
        // An id of a row that was deleted is not given again.
        let (fresh, table) = (text(&fresh), text(&table.name));
        statements.push(format!("DELETE FROM sqlite_sequence WHERE name = {fresh}"));
        statements.push(format!(
            "INSERT INTO sqlite_sequence (name, seq) SELECT {fresh}, seq FROM sqlite_sequence WHERE name = {table}"
        ));
    }
    statements.push(format!("DROP TABLE {name}"));
    statements.push(format!("ALTER TABLE {quoted} RENAME TO {name}"));
    let indexes = table.indexes.iter().filter(|index| index.sql.is_some());
    statements.extend(indexes.map(|index| create_index(&table.name, index, SQLITE)));
    statements.extend(standing.iter().map(|thing| brought_back(thing, changes)));
    statements
}

fn set_reference(table: &mut Table, name: &str, reference: Option<Reference>) {
    if let Some(column) = table
        .columns
        .iter_mut()
        .find(|column| same(&column.name, name))
    {
        column.set_reference(reference);
    }
}

/// A view or trigger as it was; SQLite does not say that it names a column which has gone before it is used.
fn brought_back(thing: &Thing, changes: &[Change]) -> String {
    let gone: String = (changes.iter())
        .filter_map(|change| match change {
            Change::DropColumn { column, .. } if mentions(&thing.sql, &column.name) => {
                let (kind, name, column) = (thing.kind.to_lowercase(), &thing.name, &column.name);
                Some(format!("-- the {kind} `{name}` names `{column}`, which is gone: change it, or leave it out\n"))
            }
            _ => None,
        })
        .collect();
    format!("{gone}{}", thing.sql)
}

/// The views and triggers that name the table, and those that name these views; in the order in which they were made.
fn standing<'s>(schema: &'s Schema, table: &Table) -> Vec<&'s Thing> {
    let mut names = vec![table.name.as_str()];
    loop {
        let before = names.len();
        for thing in schema.things.iter().filter(|thing| thing.kind == "VIEW") {
            let stands = names.iter().any(|name| mentions(&thing.sql, name));
            if stands && !names.contains(&thing.name.as_str()) {
                names.push(&thing.name);
            }
        }
        if names.len() == before {
            break;
        }
    }
    let stands = |thing: &&Thing| names.iter().any(|name| mentions(&thing.sql, name));
    schema.things.iter().filter(stands).collect()
}
