//! `db:show`, `db:table` and `model:show`: what there is, for people and with `--json` for scripts.

use serde_json::json;

use super::{Failure, Mistake, difference, json as pretty, say, table::table};
use crate::{
    app::{Application, Builder},
    database::{Database, TableShape},
    model::{ColumnDef, ModelDef, Role, ValueKind},
    nearest::nearest,
};

pub(super) async fn show<A: Application>(
    builder: &Builder<A>,
    as_json: bool,
) -> Result<(), Failure> {
    let config = builder.sources()?.config;
    let database = Database::open(&config.database).await?;
    let (version, tables) = (database.version().await?, database.tables().await?);
    let url = config.redacted_database_url();
    if as_json {
        say(&pretty(
            &json!({ "database": version, "url": url, "tables": tables }),
        )?);
        return Ok(());
    }
    let tables: Vec<_> = (tables.into_iter())
        .map(|table| [table.name, table.rows.to_string()])
        .collect();
    let head = [["table".to_owned(), "rows".to_owned()]];
    say(&format!(
        "{version}\n{url}\n\n{}",
        table(&[&head[..], &tables].concat())
    ));
    Ok(())
}

pub(super) async fn one_table<A: Application>(
    builder: &Builder<A>,
    name: Option<&str>,
    as_json: bool,
) -> Result<(), Failure> {
    let database = Database::open(&builder.sources()?.config.database).await?;
    let shape = match name {
        Some(name) => database.table(name).await?,
        None => None,
    };
    let Some(shape) = shape else {
        let names = database.table_names().await?;
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        return Err(match name {
            Some(name) => unknown("table", name, &names),
            None => which("db:table", "table", &names),
        });
    };
    if as_json {
        say(&pretty(&shape)?);
    } else {
        say(&drawn(&shape));
    }
    Ok(())
}

fn drawn(shape: &TableShape) -> String {
    let TableShape {
        columns,
        indexes,
        references,
    } = shape;
    let columns: Vec<_> = (columns.iter())
        .map(|column| {
            let null = if column.null { "null" } else { "" };
            let key = if column.key { "key" } else { "" };
            let default = match column.default.as_str() {
                "" => String::new(),
                default => format!("default {default}"),
            };
            [
                column.name.clone(),
                column.kind.clone(),
                key.to_owned(),
                null.to_owned(),
                default,
            ]
        })
        .collect();
    let mut text = table(&columns);
    for index in indexes {
        let unique = if index.unique {
            "unique index"
        } else {
            "index"
        };
        text.push_str(&format!("\n{unique} {} ({})", index.name, index.columns));
    }
    for reference in references {
        let (column, table, target) = (&reference.column, &reference.table, &reference.target);
        text.push_str(&format!("\n{column} refers to {table} ({target})"));
    }
    text
}

pub(super) fn model<A: Application>(name: Option<&str>, as_json: bool) -> Result<String, Failure> {
    let models = difference::models::<A>()?;
    let names: Vec<&str> = models.iter().map(|model| model.name).collect();
    let Some(name) = name else {
        return Err(which("model:show", "model", &names));
    };
    let Some(ModelDef {
        table: of, columns, ..
    }) = models.iter().find(|model| model.name == name)
    else {
        return Err(unknown("model", name, &names));
    };
    if as_json {
        let columns: Vec<_> = (columns.iter())
            .map(|column| json!({
                "name": column.name, "type": kind(column), "null": column.null, "unique": column.unique,
                "index": column.index, "uncached": column.uncached, "written_by": writer(column),
            }))
            .collect();
        return Ok(pretty(
            &json!({ "model": name, "table": of, "columns": columns }),
        )?);
    }
    let rows: Vec<_> = (columns.iter())
        .map(|column| {
            let marks = [
                (column.null, "null"),
                (column.unique, "unique"),
                (column.index && !column.unique, "index"),
                (column.uncached, "uncached"),
            ];
            let marks: Vec<_> = marks
                .iter()
                .filter(|(is, _)| *is)
                .map(|(_, word)| *word)
                .collect();
            [
                column.name.to_owned(),
                kind(column),
                writer(column).to_owned(),
                marks.join(" "),
            ]
        })
        .collect();
    Ok(format!("{name}: table {of}\n\n{}", table(&rows)))
}

/// What it holds, in the words of `make:model`.
fn kind(column: &ColumnDef) -> String {
    format!("{:?}", column.kind).to_lowercase()
}

/// Who writes it.
fn writer(column: &ColumnDef) -> &'static str {
    match (column.role, column.kind) {
        (Role::Id, ValueKind::Uuid)
        | (Role::CreatedAt | Role::UpdatedAt | Role::Version | Role::DeletedAt, _) => "repository",
        (Role::Id | Role::Computed, _) => "database",
        (Role::Plain, _) => "application",
    }
}

/// A word without the name that it needs.
fn which(word: &str, what: &str, names: &[&str]) -> Failure {
    let names = match names {
        [] => format!("there is no {what}"),
        names => format!("`{word} {}`", names.join(&format!("`, `{word} "))),
    };
    Mistake(format!(
        "`{word}` needs the name of a {what}\nhelp: {names}"
    ))
    .into()
}

fn unknown(what: &str, name: &str, names: &[&str]) -> Failure {
    let help = match (nearest(name, names.iter().copied()), names) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, []) => "there is none yet".to_owned(),
        (None, names) => format!("there are `{}`", names.join("`, `")),
    };
    Mistake(format!("there is no {what} `{name}`\nhelp: {help}")).into()
}
