//! Applies migrations and takes them back, in sqlx's table, so that `sqlx migrate` works beside us.
//!
//! Each migration runs in one transaction that first looks again whether another process was faster.

use std::time::Instant;

use sqlx_engine::{
    Connection as _, Executor as _, Row as _,
    migrate::{self, Migrate as _},
    sqlite::SqliteConnection,
};

use super::{Database, Migration, MigrationStatus, error};
use crate::{Error, ErrorKind, Result};

type Writing<'c> = sqlx_engine::Transaction<'c, sqlx_engine::Sqlite>;

const TABLE: &str = "_sqlx_migrations";

/// How often one waits the five seconds of SQLite's own patience for another process that migrates.
const ATTEMPTS: u32 = 12;

impl Database {
    /// Applies the migrations that are pending, oldest first; gives their names. Safe in several processes at once.
    ///
    /// # Errors
    /// When a migration that was applied has been changed since, or one fails: then it has left nothing, and the
    /// ones before it are applied.
    pub async fn migrate(&self, migrations: &[Migration]) -> Result<Vec<String>> {
        let mut names = Vec::new();
        let mut sorted: Vec<_> = migrations.iter().collect();
        sorted.sort_by_key(|migration| migration.version);
        check(&self.status(migrations).await?)?;
        let mut connection = self.migrator().await?;
        for migration in sorted {
            let up = migration.up();
            if apply(&mut connection, migration, &up).await? {
                names.push(migration.name.to_string());
            }
        }
        drop(connection);
        self.schema_changed();
        Ok(names)
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
        let mut connection = self.migrator().await?;
        let applied = applied(&mut connection).await?;
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
        let mut connection = self.migrator().await?;
        let mut names = Vec::new();
        for applied in applied(&mut connection).await?.iter().rev().take(steps) {
            let version = applied.version;
            let known = migrations.iter().find(|known| known.version == version);
            let Some(migration) = known else {
                return Err(Error::internal(format!("migration {version} has no file")));
            };
            let Some(down) = migration.down() else {
                let name = &migration.name;
                return Err(Error::internal(format!(
                    "migration `{name}` can't be taken back; help: write `migrations/{version}_{name}.down.sql`"
                )));
            };
            if revert(&mut connection, migration, &down).await? {
                names.push(migration.name.to_string());
            }
        }
        drop(connection);
        self.schema_changed();
        Ok(names)
    }

    /// Drops every table, then migrates.
    ///
    /// # Errors
    /// As [`migrate`](Self::migrate).
    pub async fn fresh(&self, migrations: &[Migration]) -> Result<Vec<String>> {
        let mut connection = self.migrator().await?;
        // A task of its own: a caller that goes away must not leave the connection without foreign keys.
        let dropped = tokio::spawn(async move {
            // References between the tables would dictate an order.
            run(&mut connection, "PRAGMA foreign_keys = OFF").await?;
            let dropped = drop_all(&mut connection).await;
            run(&mut connection, "PRAGMA foreign_keys = ON").await?;
            dropped
        });
        dropped.await??;
        self.schema_changed();
        self.migrate(migrations).await
    }

    async fn migrator(&self) -> Result<sqlx_engine::pool::PoolConnection<sqlx_engine::Sqlite>> {
        if self.current().is_some() {
            return Err(Error::internal("migrations can't run within a transaction"));
        }
        let connection = self.pools().writer.acquire().await;
        connection.map_err(error::statement)
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

async fn applied(connection: &mut SqliteConnection) -> Result<Vec<migrate::AppliedMigration>> {
    let table =
        "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = '_sqlx_migrations'";
    let row = connection
        .fetch_one(table)
        .await
        .map_err(error::statement)?;
    // Asking for the status must not write, or it would wait for whoever does.
    if row.try_get::<i64, _>(0).map_err(error::statement)? == 0 {
        return Ok(Vec::new());
    }
    connection
        .list_applied_migrations(TABLE)
        .await
        .map_err(failed)
}

async fn apply(
    connection: &mut SqliteConnection,
    migration: &Migration,
    up: &migrate::Migration,
) -> Result<bool> {
    if up.no_tx {
        connection
            .ensure_migrations_table(TABLE)
            .await
            .map_err(failed)?;
        if is_applied(connection, up.version).await? {
            return Ok(false);
        }
        return match connection.apply(TABLE, up).await {
            Ok(_) => Ok(true),
            Err(error) => Err(explain(&migration.name, error)),
        };
    }
    let start = Instant::now();
    let mut connection = begin(connection).await?;
    let outcome = async {
        connection
            .ensure_migrations_table(TABLE)
            .await
            .map_err(failed)?;
        if is_applied(&mut connection, up.version).await? {
            return Ok(false);
        }
        run_script(&mut connection, &migration.name, up).await?;
        connection.skip(TABLE, up).await.map_err(failed)?;
        let nanos = i64::try_from(start.elapsed().as_nanos()).unwrap_or(i64::MAX);
        sqlx_engine::query("UPDATE _sqlx_migrations SET execution_time = $1 WHERE version = $2")
            .bind(nanos)
            .bind(up.version)
            .execute(&mut *connection)
            .await
            .map_err(error::statement)?;
        Ok(true)
    }
    .await;
    finish(connection, outcome).await
}

async fn revert(
    connection: &mut SqliteConnection,
    migration: &Migration,
    down: &migrate::Migration,
) -> Result<bool> {
    if down.no_tx {
        return match connection.revert(TABLE, down).await {
            Ok(_) => Ok(true),
            Err(error) => Err(explain(&migration.name, error)),
        };
    }
    let mut connection = begin(connection).await?;
    let outcome = async {
        if !is_applied(&mut connection, down.version).await? {
            return Ok(false);
        }
        run_script(&mut connection, &migration.name, down).await?;
        sqlx_engine::query("DELETE FROM _sqlx_migrations WHERE version = $1")
            .bind(down.version)
            .execute(&mut *connection)
            .await
            .map_err(error::statement)?;
        Ok(true)
    }
    .await;
    finish(connection, outcome).await
}

async fn is_applied(connection: &mut SqliteConnection, version: i64) -> Result<bool> {
    let applied = applied(connection).await?;
    Ok(applied.iter().any(|applied| applied.version == version))
}

async fn run_script(
    connection: &mut SqliteConnection,
    name: &str,
    script: &migrate::Migration,
) -> Result<()> {
    let ran = connection.execute(script.sql.clone()).await;
    ran.map(drop).map_err(|error| explain(name, error))
}

/// Begins to write, or waits until another process has migrated.
async fn begin(connection: &mut SqliteConnection) -> Result<Writing<'_>> {
    // The connection is tried here and not held by the attempt: a failed one would keep it borrowed.
    for _ in 1..ATTEMPTS {
        match connection.execute("BEGIN IMMEDIATE; ROLLBACK").await {
            Err(error) if error::is_busy(&error) => {}
            _ => break,
        }
    }
    let begun = connection.begin_with("BEGIN IMMEDIATE").await;
    begun.map_err(error::statement)
}

async fn finish(connection: Writing<'_>, outcome: Result<bool>) -> Result<bool> {
    match outcome {
        Ok(done) => {
            connection.commit().await.map_err(error::statement)?;
            Ok(done)
        }
        Err(error) => {
            // SQLite may have rolled back by itself; the first error is the one to tell.
            let _ = connection.rollback().await;
            Err(error)
        }
    }
}

async fn drop_all(connection: &mut SqliteConnection) -> Result<()> {
    let mut connection = begin(connection).await?;
    let outcome = async {
        let things = "SELECT type, name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
        let things = connection.fetch_all(things).await.map_err(error::statement)?;
        for thing in things {
            let kind: String = thing.try_get(0).map_err(error::statement)?;
            let name: String = thing.try_get(1).map_err(error::statement)?;
            let name = name.replace('"', "\"\"");
            let words = sqlx_engine::AssertSqlSafe(format!("DROP {kind} IF EXISTS \"{name}\""));
            connection.execute(words).await.map_err(error::statement)?;
        }
        Ok(true)
    }
    .await;
    finish(connection, outcome).await.map(drop)
}

async fn run(connection: &mut SqliteConnection, words: &'static str) -> Result<()> {
    let ran = connection.execute(words).await;
    ran.map(drop).map_err(error::statement)
}

fn explain(name: &str, error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::internal(format!("migration `{name}` failed and has left nothing")).with_source(error)
}

fn failed(error: migrate::MigrateError) -> Error {
    Error::internal("the table of migrations can't be used").with_source(error)
}
