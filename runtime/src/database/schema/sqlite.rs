//! From SQLite's own tables and the text of what was created.

use std::collections::BTreeSet;

use super::{Link, Things, names, reference};
use crate::{Result, database::connection::Connection, model::ColumnValue as _};

const REFERENCES: &str = "SELECT m.name, f.\"from\", f.\"table\", \
     COALESCE(f.\"to\", (SELECT name FROM pragma_table_info(f.\"table\") WHERE pk = 1), 'id'), f.on_delete, f.on_update \
     FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table'";

const THINGS: &str = "SELECT type, tbl_name, sql FROM sqlite_master WHERE type IN ('table', 'view', 'trigger') AND sql IS NOT NULL";

pub(super) async fn read(connection: &mut Connection) -> Result<Things> {
    let references = connection.ask(REFERENCES, Vec::new()).await?;
    let references = references.iter().map(reference).collect::<Result<_>>()?;
    let texts = connection.ask(THINGS, Vec::new()).await?;
    let texts = texts.iter().map(|row| {
        let [kind, table, sql] = [0, 1, 2].map(|at| String::read(row, at));
        Ok((
            kind?,
            table?.to_ascii_lowercase(),
            sql?.to_ascii_lowercase(),
        ))
    });
    let texts = texts.collect::<Result<Vec<_>>>()?;
    let tables: BTreeSet<&str> = (texts.iter())
        .filter(|(kind, ..)| kind != "trigger")
        .map(|(_, table, _)| table.as_str())
        .collect();
    let named = |text: &str| {
        let tables = tables.iter().filter(|table| names(text, table));
        tables.map(|table| (*table).to_owned()).collect::<Vec<_>>()
    };
    let mut things = Things::with(references);
    for (kind, table, sql) in &texts {
        let words = sql.split_whitespace().collect::<Vec<_>>().join(" ");
        if kind == "trigger" {
            let body = sql
                .split_once("begin")
                .map_or(sql.as_str(), |(_, body)| body);
            let links = named(body).into_iter();
            things
                .links
                .extend(links.map(|follower| Link::always(table, &follower)));
            things.rough.insert(table.clone());
        } else if kind == "view" || words.starts_with("create virtual") {
            let links = named(sql).into_iter().filter(|read| read != table);
            things
                .links
                .extend(links.map(|read| Link::always(&read, table)));
        } else if words.contains("on conflict") {
            // It may delete rows to make room.
            things.links.push(Link::always(table, table));
            things.rough.insert(table.clone());
        }
    }
    Ok(things)
}

pub(super) async fn version(connection: &mut Connection) -> Result<i64> {
    let rows = connection.ask("PRAGMA schema_version", Vec::new()).await?;
    rows.first().map_or(Ok(0), |row| i64::read(row, 0))
}
