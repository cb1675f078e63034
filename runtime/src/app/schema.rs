//! The application's migrations, from the folder or embedded, and what the database has of them.

use super::{Application, Sources};
use crate::{
    Error, Result,
    config::Migrations,
    database::{Database, Migration},
};

/// The migrations of an application; `None` where it leaves its tables to others.
#[derive(Debug, Clone)]
pub(crate) struct Schema(Option<Vec<Migration>>);

impl Schema {
    /// Those of the folder `migrations` in debug builds if it is there, else the embedded ones; none if the configuration says so.
    pub(crate) fn of<A: Application>(sources: &Sources) -> Result<Self> {
        if sources.config.database.migrations == Migrations::None {
            return Ok(Self(None));
        }
        let folder = sources.root.join("migrations");
        if cfg!(debug_assertions) && folder.is_dir() {
            return Ok(Self(Some(Migration::read(&folder)?)));
        }
        Ok(Self(Some(A::MIGRATIONS.to_vec())))
    }

    pub(crate) fn into_migrations(self) -> Option<Vec<Migration>> {
        self.0
    }

    /// Applies what is pending; gives the names.
    pub(crate) async fn apply(&self, database: &Database) -> Result<Vec<String>> {
        match &self.0 {
            Some(migrations) => database.migrate(migrations).await,
            None => Ok(Vec::new()),
        }
    }

    /// Refuses a database with pending migrations.
    pub(crate) async fn require(&self, database: &Database) -> Result<()> {
        let Some(migrations) = &self.0 else {
            return Ok(());
        };
        let pending = database.pending(migrations).await?;
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
        for name in database.table_names().await? {
            let name = name.replace('"', "\"\"");
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
