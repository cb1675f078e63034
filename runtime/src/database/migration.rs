//! Migrations as files: sqlx's names, `<version>_<words>.up.sql` and `.down.sql`.

use std::{borrow::Cow, path::Path};

use sqlx_engine::{
    AssertSqlSafe, SqlSafeStr,
    migrate::{self, MigrationType},
};

use super::Dialect;
use crate::{Error, Result};

/// One migration: the text of its two files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// The digits before the first `_` of the file names.
    pub version: i64,
    /// The words after them, joined by `_`: `create_users`.
    pub name: Cow<'static, str>,
    /// `*.up.sql`.
    pub up: Cow<'static, str>,
    /// `*.down.sql`; `None` can't be rolled back.
    pub down: Option<Cow<'static, str>>,
    /// The database that it is for, `sqlite`, `postgres` or `mysql`: that of a file in the folder of this name, which stands for the
    /// common one of its version there. `None` is for all others.
    pub only: Option<Cow<'static, str>>,
}

/// A migration, and whether it has been applied.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct MigrationStatus {
    /// Its version.
    pub version: i64,
    /// Its name; empty when its file is gone.
    pub name: String,
    /// Whether the database has it.
    pub applied: bool,
    /// Why it needs attention: its file was changed, or is gone.
    pub problem: Option<&'static str>,
}

impl Migration {
    /// A migration whose files are part of the program; `app!` makes them.
    #[must_use]
    pub const fn embedded(
        version: i64,
        name: &'static str,
        up: &'static str,
        down: Option<&'static str>,
    ) -> Self {
        Self {
            version,
            name: Cow::Borrowed(name),
            up: Cow::Borrowed(up),
            down: match down {
                Some(down) => Some(Cow::Borrowed(down)),
                None => None,
            },
            only: None,
        }
    }

    /// The same for this database alone; `app!` says so of a file in a folder `postgres`.
    #[must_use]
    pub const fn only(
        version: i64,
        name: &'static str,
        up: &'static str,
        down: Option<&'static str>,
        database: &'static str,
    ) -> Self {
        Self {
            version,
            name: Cow::Borrowed(name),
            up: Cow::Borrowed(up),
            down: match down {
                Some(down) => Some(Cow::Borrowed(down)),
                None => None,
            },
            only: Some(Cow::Borrowed(database)),
        }
    }

    /// The migrations in a folder, in their order, and those in its folders `sqlite`, `postgres` and `mysql`; none if there is no such
    /// folder.
    ///
    /// # Errors
    /// When a file can't be read, or two have one version.
    pub fn read(folder: &Path) -> Result<Vec<Self>> {
        let mut migrations = Self::in_folder(folder)?;
        for database in Dialect::KEYS {
            let own = Self::in_folder(&folder.join(database))?;
            migrations.extend(own.into_iter().map(|migration| Self {
                only: Some(database.into()),
                ..migration
            }));
        }
        Ok(migrations)
    }

    /// Those that a database has to do with, oldest first: its own, and the common ones that it has no own of.
    pub(crate) fn of(dialect: Dialect, migrations: &[Self]) -> Vec<Self> {
        let own = |migration: &&Self| migration.only.as_deref() == Some(dialect.key());
        let mut all: Vec<Self> = migrations.iter().filter(own).cloned().collect();
        for common in migrations
            .iter()
            .filter(|migration| migration.only.is_none())
        {
            match all.iter_mut().find(|own| own.version == common.version) {
                // What takes it back may be the same everywhere.
                Some(own) => own.down = own.down.take().or_else(|| common.down.clone()),
                None => all.push(common.clone()),
            }
        }
        all.sort_by_key(|migration| migration.version);
        all
    }

    fn in_folder(folder: &Path) -> Result<Vec<Self>> {
        if !folder.exists() {
            return Ok(Vec::new());
        }
        let files = migrate::resolve_blocking(folder).map_err(|error| {
            let folder = folder.display();
            Error::internal(format!("the migrations in `{folder}` can't be read"))
                .with_source(error)
        })?;
        let mut migrations: Vec<Self> = Vec::new();
        let (downs, ups): (Vec<_>, Vec<_>) = (files.into_iter())
            .partition(|(file, _)| file.migration_type == MigrationType::ReversibleDown);
        for (file, path) in ups {
            if let Some(other) = migrations
                .iter()
                .find(|other| other.version == file.version)
            {
                return Err(Error::internal(format!(
                    "`{}` has the version of migration `{}`; help: give one of them another number",
                    path.display(),
                    other.name
                )));
            }
            migrations.push(Self {
                version: file.version,
                name: file.description.replace(' ', "_").into(),
                up: file.sql.as_str().to_owned().into(),
                down: None,
                only: None,
            });
        }
        for (file, _) in downs {
            let up = migrations.iter_mut().find(|up| up.version == file.version);
            if let Some(up) = up {
                up.down = Some(file.sql.as_str().to_owned().into());
            }
        }
        Ok(migrations)
    }

    /// As sqlx knows it; its checksum is sqlx's.
    pub(super) fn up(&self) -> migrate::Migration {
        let kind = match self.down {
            Some(_) => MigrationType::ReversibleUp,
            None => MigrationType::Simple,
        };
        self.file(kind, self.up.clone())
    }

    pub(super) fn down(&self) -> Option<migrate::Migration> {
        let down = self.down.clone()?;
        Some(self.file(MigrationType::ReversibleDown, down))
    }

    fn file(&self, kind: MigrationType, sql: Cow<'static, str>) -> migrate::Migration {
        let outside = sql.starts_with("-- no-transaction");
        let description = self.name.replace('_', " ");
        let sql = AssertSqlSafe(sql).into_sql_str();
        migrate::Migration::new(self.version, description.into(), kind, sql, outside)
    }
}
