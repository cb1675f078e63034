//! Reads what a SQLite database looks like.

use crate::{
    Result,
    database::Database,
    model::ColumnValue,
    schema::{
        definition::definition,
        table::{Index, Schema, Table, Thing, same},
    },
};

/// Tables and what stands on them. Ours and sqlx's are not the application's.
const MASTER: &str = r"SELECT type, name, tbl_name, sql FROM sqlite_master
    WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'sqlite\_%' ESCAPE '\'
    AND tbl_name NOT LIKE '\_sqlx\_%' ESCAPE '\' AND tbl_name NOT LIKE 'scaffold\_%' ESCAPE '\' ORDER BY rowid";

const COLUMNS: &str = "SELECT tables.name, columns.name FROM sqlite_master AS tables, pragma_table_xinfo(tables.name) AS columns
    WHERE tables.type = 'table' ORDER BY tables.rowid, columns.cid";

const INDEXES: &str = r#"SELECT tables.name, list.name, list."unique", list.partial, parts.name
    FROM sqlite_master AS tables, pragma_index_list(tables.name) AS list, pragma_index_info(list.name) AS parts
    WHERE tables.type = 'table' ORDER BY tables.rowid, list.seq DESC, parts.seqno"#;

/// The tables of the database, and what stands on them.
pub(super) async fn read(database: &Database) -> Result<Schema> {
    let mut schema = Schema::default();
    let mut texts = Vec::new();
    for row in database.fetch(MASTER, Vec::new()).await? {
        let kind = String::read(&row, 0)?;
        let (name, table) = (String::read(&row, 1)?, String::read(&row, 2)?);
        let sql = String::read(&row, 3)?;
        match kind.as_str() {
            "table" => {
                schema.tables.push(taken_apart(name.clone(), &sql));
                texts.push((name, sql));
            }
            "index" => texts.push((name, sql)),
            _ => schema.things.push(Thing {
                kind: kind.to_uppercase(),
                name,
                table,
                sql,
            }),
        }
    }
    columns(database, &mut schema, &texts).await?;
    indexes(database, &mut schema, &texts).await?;
    Ok(schema)
}

fn taken_apart(name: String, sql: &str) -> Table {
    let found = definition(sql);
    let whole = found.is_none().then(|| sql.to_owned());
    let found = found.unwrap_or_default();
    Table {
        name,
        columns: found.columns,
        constraints: found.constraints,
        options: found.options,
        indexes: Vec::new(),
        whole,
    }
}

/// A text that we read otherwise than SQLite is left whole.
async fn columns(
    database: &Database,
    schema: &mut Schema,
    texts: &[(String, String)],
) -> Result<()> {
    let mut names = Vec::new();
    for row in database.fetch(COLUMNS, Vec::new()).await? {
        names.push((String::read(&row, 0)?, String::read(&row, 1)?));
    }
    for table in &mut schema.tables {
        let theirs = names.iter().filter(|(of, _)| *of == table.name);
        let theirs: Vec<_> = theirs.map(|(_, name)| name).collect();
        let ours: Vec<_> = table.columns.iter().map(|column| &column.name).collect();
        if ours != theirs {
            table.whole = texts
                .iter()
                .find(|(name, _)| *name == table.name)
                .map(|(_, sql)| sql.clone());
        }
    }
    Ok(())
}

async fn indexes(
    database: &Database,
    schema: &mut Schema,
    texts: &[(String, String)],
) -> Result<()> {
    for row in database.fetch(INDEXES, Vec::new()).await? {
        let (of, name) = (String::read(&row, 0)?, String::read(&row, 1)?);
        let column = Option::<String>::read(&row, 4)?;
        let Some(table) = schema
            .tables
            .iter_mut()
            .find(|table| same(&table.name, &of))
        else {
            continue;
        };
        let at = table.indexes.iter().position(|index| index.name == name);
        let at = match at {
            Some(at) => at,
            None => {
                let text = texts.iter().find(|(index, _)| *index == name);
                table.indexes.push(Index {
                    unique: bool::read(&row, 2)?,
                    partial: bool::read(&row, 3)?,
                    columns: Vec::new(),
                    sql: text.map(|(_, sql)| sql.clone()),
                    constraint: text.is_none(),
                    name,
                });
                table.indexes.len() - 1
            }
        };
        let index = &mut table.indexes[at];
        // An expression has no name.
        index.partial |= column.is_none();
        index.columns.extend(column);
    }
    Ok(())
}
