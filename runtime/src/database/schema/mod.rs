//! What the database does by itself when a table is written: references, triggers, views, conflict clauses; and whether what we
//! know of that is still true.

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
mod sqlite;

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    Row,
    connection::{Connection, Link as Kind},
};
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
#[derive(Debug, PartialEq, Eq)]
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
#[derive(Debug, PartialEq, Eq)]
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
    known: Freshness,
    things: Things,
}

/// How one knows that a schema is still the database's.
#[derive(Debug)]
enum Freshness {
    /// SQLite counts its changes.
    Version(i64),
    /// Servers don't, so it is read again once it is older than [`TRUSTED`].
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    Read(Mutex<std::time::Instant>),
}

/// What another process changes in a server's schema is seen that late; what this one does, at once.
#[cfg(any(feature = "postgres", feature = "mysql"))]
const TRUSTED: std::time::Duration = std::time::Duration::from_secs(60);

/// What there is.
#[derive(Debug, Default, PartialEq, Eq)]
struct Things {
    references: Vec<Reference>,
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

impl Schema {
    /// Asks for everything.
    pub(super) async fn read(connection: &mut Connection) -> Result<Self> {
        let known = match &connection.link {
            // The version first: what changes meanwhile is then noticed.
            Kind::Sqlite(_) => Freshness::Version(sqlite::version(connection).await?),
            #[cfg(any(feature = "postgres", feature = "mysql"))]
            _ => Freshness::Read(Mutex::new(std::time::Instant::now())),
        };
        let things = Things::read(connection).await?;
        Ok(Self { known, things })
    }

    /// Whether this is still how the database is.
    pub(super) async fn is_current(&self, connection: &mut Connection) -> Result<bool> {
        match &self.known {
            Freshness::Version(version) => Ok(sqlite::version(connection).await? == *version),
            #[cfg(any(feature = "postgres", feature = "mysql"))]
            Freshness::Read(at) => {
                let lock = || at.lock().unwrap_or_else(PoisonError::into_inner);
                if lock().elapsed() < TRUSTED {
                    return Ok(true);
                }
                let start = std::time::Instant::now();
                let same = Things::read(connection).await? == self.things;
                if same {
                    *lock() = start;
                }
                Ok(same)
            }
        }
    }

    /// The references of all tables.
    pub(super) fn references(&self) -> &[Reference] {
        &self.things.references
    }

    /// What the database may change by itself when this table is written.
    pub(super) fn following(&self, table: &str, act: Act) -> Following {
        let table = table.to_ascii_lowercase();
        let things = &self.things;
        let mut rough = things.rough.contains(&table);
        let mut found = BTreeSet::new();
        let mut open = vec![(table, act)];
        while let Some((table, act)) = open.pop() {
            for link in things.links.iter().filter(|link| link.table == table) {
                // What follows is written in whatever way.
                if link.follows(act) && found.insert(link.follower.as_str()) {
                    rough |= things.rough.contains(&link.follower);
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

impl Things {
    async fn read(connection: &mut Connection) -> Result<Self> {
        match &connection.link {
            Kind::Sqlite(_) => sqlite::read(connection).await,
            #[cfg(feature = "postgres")]
            Kind::Postgres(_) => postgres::read(connection).await,
            #[cfg(feature = "mysql")]
            Kind::MySql(_) => mysql::read(connection).await,
        }
    }

    fn with(references: Vec<Reference>) -> Self {
        Self {
            links: references.iter().map(Link::of).collect(),
            references,
            rough: BTreeSet::new(),
        }
    }

    /// A text of `table` that names these others: the body of a trigger.
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    fn follow_body(&mut self, table: &str, body: &str, tables: &BTreeSet<String>) {
        let named = tables.iter().filter(|other| names(body, other));
        let links = named.map(|follower| Link::always(table, follower));
        self.links.extend(links);
    }

    /// A view, and the text of its question.
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    fn follow_view(&mut self, view: &str, text: &str, tables: &BTreeSet<String>) {
        let named = tables
            .iter()
            .filter(|read| *read != view && names(text, read));
        let links = named.map(|read| Link::always(read, view));
        self.links.extend(links);
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

/// Reads table, column, target, its column, and what becomes of the row when the target is deleted or its key changed.
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

/// Reads pairs of texts in lower case.
#[cfg(any(feature = "postgres", feature = "mysql"))]
fn pairs(rows: &[Row]) -> Result<Vec<(String, String)>> {
    let lower = |row: &Row, at| String::read(row, at).map(|text| text.to_lowercase());
    rows.iter()
        .map(|row| Ok((lower(row, 0)?, lower(row, 1)?)))
        .collect()
}

/// Whether a text has this name as a word.
fn names(text: &str, name: &str) -> bool {
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"_$".contains(byte);
    text.match_indices(name).any(|(at, _)| {
        let (before, after) = (&text.as_bytes()[..at], &text.as_bytes()[at + name.len()..]);
        !before.last().is_some_and(part) && !after.first().is_some_and(part)
    })
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
