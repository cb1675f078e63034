//! Applies migrations and takes them back, in sqlx's table, so that `sqlx migrate` works beside us.

use std::pin::Pin;

use super::{Database, Migration, MigrationStatus, connection::Connection, script};
use crate::{Error, ErrorKind, Result, ambient};

type Work<'c, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'c>>;

impl Database {
    /// Applies the migrations that are pending, oldest first; gives their names. Safe in several processes at once.
    ///
    /// Each runs in a transaction without foreign keys, so that a table can be built anew beside those that refer to it;
    /// in the end every reference must name a row.
    ///
    /// # Errors
    /// When a migration that was applied has been changed since, or one fails: then it has left nothing, and the
    /// ones before it are applied. One that begins with `-- no-transaction` leaves what it did before it failed.
    pub async fn migrate(&self, migrations: &[Migration]) -> Result<Vec<String>> {
        check(&self.status(migrations).await?)?;
        let migrations = Migration::of(self.dialect(), migrations);
        self.alone(move |connection| {
            Box::pin(async move {
                let mut names = Vec::new();
                for migration in migrations {
                    if script::apply(connection, &migration).await? {
                        names.push(migration.name.into_owned());
                    }
                }
                Ok(names)
            })
        })
        .await
    }

    /// The names of the migrations that are not applied, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn pending(&self, migrations: &[Migration]) -> Result<Vec<String>> {
        let status = self.status(migrations).await?;
        let pending = status.into_iter().filter(|migration| !migration.applied);
        Ok(pending.map(|migration| migration.name).collect())
    }

    /// Every migration, known here or to the database, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn status(&self, migrations: &[Migration]) -> Result<Vec<MigrationStatus>> {
        let migrations = Migration::of(self.dialect(), migrations);
        let mut connection = self.migrator().await?;
        let applied = script::applied(&mut connection).await?;
        let mut status: Vec<_> = (migrations.iter())
            .map(|migration| {
                let found = applied
                    .iter()
                    .find(|applied| applied.version == migration.version);
                let changed = found.is_some_and(|found| found.checksum != migration.up().checksum);
                MigrationStatus {
                    version: migration.version,
                    name: migration.name.to_string(),
                    applied: found.is_some(),
                    problem: changed.then_some("its file was changed after it was applied"),
                }
            })
            .collect();
        let gone = (applied.iter()).filter(|applied| {
            !migrations
                .iter()
                .any(|known| known.version == applied.version)
        });
        status.extend(gone.map(|applied| MigrationStatus {
            version: applied.version,
            name: String::new(),
            applied: true,
            problem: Some("the database has it, but its file is gone"),
        }));
        status.sort_by_key(|migration| migration.version);
        Ok(status)
    }

    /// Takes the last `steps` applied migrations back, newest first; gives their names.
    ///
    /// # Errors
    /// When one has no `.down.sql` or its file is gone; those before it are taken back.
    pub async fn rollback(&self, migrations: &[Migration], steps: usize) -> Result<Vec<String>> {
        let migrations = Migration::of(self.dialect(), migrations);
        self.alone(move |connection| {
            Box::pin(async move {
                let mut names = Vec::new();
                let applied = script::applied(connection).await?;
                for applied in applied.iter().rev().take(steps) {
                    let version = applied.version;
                    let known = migrations.iter().find(|known| known.version == version);
                    let Some(migration) = known else {
                        return Err(Error::internal(format!("migration {version} has no file")));
                    };
                    if script::revert(connection, migration).await? {
                        names.push(migration.name.to_string());
                    }
                }
                Ok(names)
            })
        })
        .await
    }

    /// Drops every table, then migrates.
    ///
    /// # Errors
    /// As [`migrate`](Self::migrate).
    pub async fn fresh(&self, migrations: &[Migration]) -> Result<Vec<String>> {
        self.alone(|connection| Box::pin(script::drop_all(connection)))
            .await?;
        self.migrate(migrations).await
    }

    /// What [`fresh`](Self::fresh) says before it migrates: `DROP TABLE …`.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn drops(&self) -> Result<Vec<String>> {
        let mut connection = self.migrator().await?;
        script::drops(&mut connection).await
    }

    /// Runs work on the connection that writes, to its end whoever waits for it. Also when it fails or is cut off, nothing is
    /// believed any more that was known of the schema or is cached.
    async fn alone<T: Send + 'static>(
        &self,
        work: impl for<'c> FnOnce(&'c mut Connection) -> Work<'c, T> + Send + 'static,
    ) -> Result<T> {
        let mut connection = self.migrator().await?;
        connection.hold();
        let changed = Changed(self.clone());
        ambient::to_the_end(async move {
            let outcome = work(&mut connection).await;
            if outcome.is_ok() {
                connection.free();
            }
            drop(changed);
            outcome
        })
        .await?
    }

    async fn migrator(&self) -> Result<Connection> {
        if self.current().is_some() {
            return Err(Error::internal("migrations can't run within a transaction"));
        }
        self.pools().write().await
    }
}

/// The schema may be another one once this is dropped.
struct Changed(Database);

impl Drop for Changed {
    fn drop(&mut self) {
        self.0.schema_changed();
    }
}

/// Refuses to go on over a migration that is no longer what was applied.
fn check(status: &[MigrationStatus]) -> Result<()> {
    let changed = status.iter().filter(|migration| !migration.name.is_empty());
    let problems: Vec<_> = changed
        .filter_map(|migration| Some(format!("`{}`: {}", migration.name, migration.problem?)))
        .collect();
    if problems.is_empty() {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Conflict,
        format!(
            "{}; help: undo the change and write a new migration",
            problems.join(", ")
        ),
    ))
}
