//! The application's migrations, from the folder or embedded, and what the database has of them.

use std::path::Path;

use super::Application;
use crate::{
    Error, Result,
    database::{Database, Migration},
    model::ColumnValue,
};

/// The migrations of an application.
#[derive(Debug, Clone)]
pub(crate) struct Schema(Vec<Migration>);

impl Schema {
    /// Those of `root/migrations` in debug builds if the folder is there, else the embedded ones.
    pub(crate) fn of<A: Application>(root: &Path) -> Result<Self> {
        let folder = root.join("migrations");
        if cfg!(debug_assertions) && folder.is_dir() {
            return Migration::read(&folder).map(Self);
        }
        Ok(Self(A::MIGRATIONS.to_vec()))
    }

    pub(crate) fn migrations(&self) -> &[Migration] {
        &self.0
    }

    /// Applies what is pending; gives the names.
    pub(crate) async fn apply(&self, database: &Database) -> Result<Vec<String>> {
        database.migrate(&self.0).await
    }

    /// Refuses a database with pending migrations.
    pub(crate) async fn require(&self, database: &Database) -> Result<()> {
        let pending = database.pending(&self.0).await?;
        if pending.is_empty() {
            return Ok(());
        }
        let program = std::env::args_os().next().unwrap_or_else(|| "./app".into());
        let program = program.to_string_lossy();
        let names = pending.join("`, `");
        let what = if pending.len() == 1 {
            "a migration is".to_owned()
        } else {
            format!("{} migrations are", pending.len())
        };
        Err(Error::internal(format!(
            "{what} pending: `{names}`\nhelp: `{program} migrate`, or `scaffold migrate` in the project"
        )))
    }

    /// Whether no table of the application has a row.
    pub(crate) async fn is_empty(database: &Database) -> Result<bool> {
        let tables = database.dialect().tables();
        let tables = database.fetch(tables, Vec::new()).await?;
        for table in tables {
            let name = String::read(&table, 0)?.replace('"', "\"\"");
            if !database
                .fetch(&format!("SELECT 1 FROM \"{name}\" LIMIT 1"), Vec::new())
                .await?
                .is_empty()
            {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
