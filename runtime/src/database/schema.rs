//! What the database does by itself when a table is written: references, triggers, views, conflict clauses; and whether what we
//! know of that is still true.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use sqlx_engine::{Executor as _, sqlite::SqliteConnection};

use super::{Row, error};
use crate::{
    Result,
    cache::{Slot, TableTags},
    model::ColumnValue as _,
};

/// Which act of the application sets others in motion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    Insert,
    Update,
    Delete,
    /// Nobody knows.
    Any,
}

/// A column that refers to a row.
#[derive(Debug)]
pub(super) struct Reference {
    pub(super) table: String,
    pub(super) column: String,
    pub(super) target: String,
    pub(super) target_column: String,
    /// The database deletes or changes the row when its target is deleted.
    follows_delete: bool,
    /// The database changes the row when its target's key is changed.
    follows_update: bool,
}

/// One table is another one when `table` is written: by a reference, a trigger, or because it is a view.
#[derive(Debug)]
struct Link {
    table: String,
    follower: String,
    delete: bool,
    update: bool,
    insert: bool,
}

/// The tables of a database, as far as writes must know them. Names are in lower case: SQLite's have none.
#[derive(Debug)]
pub(super) struct Schema {
    version: i64,
    pub(super) references: Vec<Reference>,
    links: Vec<Link>,
    /// Tables of which a refused statement may have changed rows, or ended the transaction: RAISE(FAIL), ON CONFLICT.
    rough: BTreeSet<String>,
}

/// What a write takes along.
pub(super) struct Following {
    /// Of the tables that the database may change by itself, and the views that show them.
    pub(super) slots: Vec<Slot>,
    /// Whether a refused statement may have left something, in the table or in one of those.
    pub(super) rough: bool,
}

/// The schema of a database as it was last seen.
#[derive(Debug, Default)]
pub(super) struct Known(Mutex<Option<Arc<Schema>>>);

impl Known {
    pub(super) fn get(&self) -> Option<Arc<Schema>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(super) fn set(&self, schema: Option<Arc<Schema>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = schema;
    }
}

const REFERENCES: &str = "SELECT m.name, f.\"from\", f.\"table\", \
     COALESCE(f.\"to\", (SELECT name FROM pragma_table_info(f.\"table\") WHERE pk = 1), 'id'), f.on_delete, f.on_update \
     FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table'";

const THINGS: &str = "SELECT type, tbl_name, sql FROM sqlite_master WHERE type IN ('table', 'view', 'trigger') AND sql IS NOT NULL";

impl Schema {
    /// Asks for everything. The version first: what changes meanwhile is then noticed.
    pub(super) async fn read(connection: &mut SqliteConnection) -> Result<Self> {
        let version = version(connection).await?;
        let references = rows(connection, REFERENCES).await?;
        let references = references.iter().map(reference);
        let things = rows(connection, THINGS).await?;
        let things = things.iter().map(|row| {
            let [kind, table, sql] = [0, 1, 2].map(|at| String::read(row, at));
            Ok((
                kind?,
                table?.to_ascii_lowercase(),
                sql?.to_ascii_lowercase(),
            ))
        });
        Ok(Self::of(
            version,
            references.collect::<Result<_>>()?,
            &things.collect::<Result<Vec<_>>>()?,
        ))
    }

    /// From the references, and the kind, table and text of everything that was created.
    fn of(version: i64, references: Vec<Reference>, things: &[(String, String, String)]) -> Self {
        let mut schema = Self {
            version,
            links: references.iter().map(Link::of).collect(),
            references,
            rough: BTreeSet::new(),
        };
        let tables: BTreeSet<&str> = (things.iter())
            .filter(|(kind, ..)| kind != "trigger")
            .map(|(_, table, _)| table.as_str())
            .collect();
        let named = |text: &str| {
            let tables = tables.iter().filter(|table| names(text, table));
            tables.map(|table| (*table).to_owned()).collect::<Vec<_>>()
        };
        for (kind, table, sql) in things {
            let words = sql.split_whitespace().collect::<Vec<_>>().join(" ");
            if kind == "trigger" {
                let body = sql
                    .split_once("begin")
                    .map_or(sql.as_str(), |(_, body)| body);
                let links = named(body).into_iter();
                schema
                    .links
                    .extend(links.map(|follower| Link::always(table, &follower)));
                schema.rough.insert(table.clone());
            } else if kind == "view" || words.starts_with("create virtual") {
                let links = named(sql).into_iter().filter(|read| read != table);
                schema
                    .links
                    .extend(links.map(|read| Link::always(&read, table)));
            } else if words.contains("on conflict") {
                // It may delete rows to make room.
                schema.links.push(Link::always(table, table));
                schema.rough.insert(table.clone());
            }
        }
        schema
    }

    /// Whether this is still how the database is.
    pub(super) async fn is_current(&self, connection: &mut SqliteConnection) -> Result<bool> {
        Ok(version(connection).await? == self.version)
    }

    /// What the database may change by itself when this table is written.
    pub(super) fn following(&self, table: &str, act: Act) -> Following {
        let table = table.to_ascii_lowercase();
        let mut rough = self.rough.contains(&table);
        let mut found = BTreeSet::new();
        let mut open = vec![(table, act)];
        while let Some((table, act)) = open.pop() {
            for link in self.links.iter().filter(|link| link.table == table) {
                // What follows is written in whatever way.
                if link.follows(act) && found.insert(link.follower.as_str()) {
                    rough |= self.rough.contains(&link.follower);
                    open.push((link.follower.clone(), Act::Any));
                }
            }
        }
        let tags = found.into_iter().map(TableTags::of);
        Following {
            slots: tags.flat_map(TableTags::all).collect(),
            rough,
        }
    }
}

impl Link {
    fn of(reference: &Reference) -> Self {
        Self {
            table: reference.target.to_ascii_lowercase(),
            follower: reference.table.to_ascii_lowercase(),
            delete: reference.follows_delete,
            update: reference.follows_update,
            insert: false,
        }
    }

    fn always(table: &str, follower: &str) -> Self {
        Self {
            table: table.to_owned(),
            follower: follower.to_owned(),
            delete: true,
            update: true,
            insert: true,
        }
    }

    fn follows(&self, act: Act) -> bool {
        match act {
            Act::Insert => self.insert,
            Act::Update => self.update,
            Act::Delete => self.delete,
            Act::Any => self.insert || self.update || self.delete,
        }
    }
}

fn reference(row: &Row) -> Result<Reference> {
    let acts = |at| {
        let action = String::read(row, at)?;
        Result::<_>::Ok(!["NO ACTION", "RESTRICT"].contains(&action.as_str()))
    };
    Ok(Reference {
        table: String::read(row, 0)?,
        column: String::read(row, 1)?,
        target: String::read(row, 2)?,
        target_column: String::read(row, 3)?,
        follows_delete: acts(4)?,
        follows_update: acts(5)?,
    })
}

/// Whether a text has this name as a word.
fn names(text: &str, name: &str) -> bool {
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"_$".contains(byte);
    text.match_indices(name).any(|(at, _)| {
        let (before, after) = (&text.as_bytes()[..at], &text.as_bytes()[at + name.len()..]);
        !before.last().is_some_and(part) && !after.first().is_some_and(part)
    })
}

async fn version(connection: &mut SqliteConnection) -> Result<i64> {
    let rows = rows(connection, "PRAGMA schema_version").await?;
    rows.first().map_or(Ok(0), |row| i64::read(row, 0))
}

/// The rows of a question of our own, which is not counted among the application's.
async fn rows(connection: &mut SqliteConnection, sql: &'static str) -> Result<Vec<Row>> {
    let rows = connection.fetch_all(sql).await.map_err(error::statement)?;
    Ok(rows.into_iter().map(Row).collect())
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_name_is_found_as_a_word_and_not_within_another() {
        assert!(names("update users set", "users"));
        assert!(names("update \"users\"set", "users"));
        assert!(names("select 1 from old_users, users", "users"));
        assert!(!names("update users_old set", "users"));
        assert!(!names("update old_users set", "users"));
    }
}
