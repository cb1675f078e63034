//! SQLite: its transaction, without foreign keys, which are checked at its end.

use std::time::Instant;

use sqlx_engine::{
    Executor as _, Row as _,
    migrate::{self, Migrate as _},
    sqlite::SqliteConnection,
};

use super::{TABLE, halfway, irreversible, loose, unusable};
use crate::{
    Error, Result,
    database::{Migration, error, frame},
};

/// How often one waits the five seconds of SQLite's own patience for another process that migrates.
const ATTEMPTS: u32 = 12;

/// What sqlx's table holds, oldest first.
pub(super) async fn applied(
    connection: &mut SqliteConnection,
) -> Result<Vec<migrate::AppliedMigration>> {
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
    let interrupted = connection.dirty_version(TABLE).await.map_err(unusable)?;
    let mut applied = connection
        .list_applied_migrations(TABLE)
        .await
        .map_err(unusable)?;
    applied.retain(|applied| Some(applied.version) != interrupted);
    Ok(applied)
}

/// Applies a migration, unless another process was faster.
pub(super) async fn apply(
    connection: &mut SqliteConnection,
    migration: &Migration,
) -> Result<bool> {
    let up = migration.up();
    if up.no_tx {
        return loose::apply(connection, migration, &up).await;
    }
    let start = Instant::now();
    begin(connection).await?;
    let outcome = async {
        ensure_table(connection).await?;
        if is_applied(connection, up.version).await? {
            return Ok(false);
        }
        run_script(connection, migration, &up).await?;
        connection.skip(TABLE, &up).await.map_err(unusable)?;
        succeeded(connection, up.version, start).await?;
        Ok(true)
    }
    .await;
    finish(connection, outcome).await
}

/// Says in sqlx's table that a migration was applied, and how long it took.
pub(super) async fn succeeded(
    connection: &mut SqliteConnection,
    version: i64,
    start: Instant,
) -> Result<()> {
    let nanos = i64::try_from(start.elapsed().as_nanos()).unwrap_or(i64::MAX);
    let update =
        "UPDATE _sqlx_migrations SET success = TRUE, execution_time = $1 WHERE version = $2";
    sqlx_engine::query(update)
        .bind(nanos)
        .bind(version)
        .execute(connection)
        .await
        .map(drop)
        .map_err(error::statement)
}

/// Takes a migration back, unless another process was faster.
pub(super) async fn revert(
    connection: &mut SqliteConnection,
    migration: &Migration,
) -> Result<bool> {
    let down = migration.down().ok_or_else(|| irreversible(migration))?;
    if down.no_tx {
        let reverted = connection.revert(TABLE, &down).await;
        return reverted
            .map(|_| true)
            .map_err(|error| halfway(migration, error));
    }
    begin(connection).await?;
    let outcome = async {
        if !is_applied(connection, down.version).await? {
            return Ok(false);
        }
        run_script(connection, migration, &down).await?;
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

/// Drops every table and view.
pub(super) async fn drop_all(connection: &mut SqliteConnection) -> Result<()> {
    begin(connection).await?;
    let outcome = async {
        for words in drops(connection).await? {
            let words = sqlx_engine::AssertSqlSafe(words);
            connection.execute(words).await.map_err(error::statement)?;
        }
        Ok(())
    }
    .await;
    finish(connection, outcome).await
}

/// The statements that drop every table and view.
pub(super) async fn drops(connection: &mut SqliteConnection) -> Result<Vec<String>> {
    let things = "SELECT type, name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    let things = connection.fetch_all(things).await;
    let things = things.map_err(error::statement)?;
    let words = things.into_iter().map(|thing| {
        let kind: String = thing.try_get(0).map_err(error::statement)?;
        let name: String = thing.try_get(1).map_err(error::statement)?;
        let (kind, name) = (kind.to_uppercase(), name.replace('"', "\"\""));
        Ok(format!("DROP {kind} IF EXISTS \"{name}\""))
    });
    words.collect()
}

pub(super) async fn ensure_table(connection: &mut SqliteConnection) -> Result<()> {
    let ensured = connection.ensure_migrations_table(TABLE).await;
    ensured.map_err(unusable)
}

async fn is_applied(connection: &mut SqliteConnection, version: i64) -> Result<bool> {
    let applied = applied(connection).await?;
    Ok(applied.iter().any(|applied| applied.version == version))
}

/// Begins to write, or waits until another process has migrated. Foreign keys are off: they can't be turned off within a
/// transaction, and with them a table that is dropped to be made anew takes the rows along that refer to it.
async fn begin(connection: &mut SqliteConnection) -> Result<()> {
    run(connection, "PRAGMA foreign_keys = OFF").await?;
    begin_to_write(connection).await
}

pub(super) async fn begin_to_write(connection: &mut SqliteConnection) -> Result<()> {
    for _ in 1..ATTEMPTS {
        match connection.execute("BEGIN IMMEDIATE").await {
            Err(error) if error::is_busy(&error) => {}
            begun => return begun.map(drop).map_err(error::statement),
        }
    }
    run(connection, "BEGIN IMMEDIATE").await
}

async fn run_script(
    connection: &mut SqliteConnection,
    migration: &Migration,
    script: &migrate::Migration,
) -> Result<()> {
    let name = &migration.name;
    let ran = connection.execute(script.sql.clone()).await;
    let whole = frame::is_open(connection).await;
    match ran {
        Err(error) if whole => Err(Error::internal(format!(
            "migration `{name}` failed and has left nothing"
        ))
        .with_source(error)),
        Err(error) => Err(halfway(migration, error)),
        Ok(_) if !whole => Err(Error::internal(format!(
            "migration `{name}` ends its own transaction: what it did is kept and it counts as not applied; help: take COMMIT and ROLLBACK out of its file, or begin the file with `-- no-transaction`"
        ))),
        Ok(_) => orphans(connection, name).await,
    }
}

/// Refuses what foreign keys would have refused.
async fn orphans(connection: &mut SqliteConnection, name: &str) -> Result<()> {
    let rows = connection.fetch_all("PRAGMA foreign_key_check").await;
    let rows = rows.map_err(error::statement)?;
    let Some(first) = rows.first() else {
        return Ok(());
    };
    let table: String = first.try_get(0).map_err(error::statement)?;
    let target: String = first.try_get(2).map_err(error::statement)?;
    let references = match rows.len() {
        1 => "1 reference".to_owned(),
        count => format!("{count} references"),
    };
    Err(Error::internal(format!(
        "migration `{name}` was taken back: {references} would name no row, the first from `{table}` to `{target}`; help: delete or change such rows in the migration too, for it runs without foreign keys"
    )))
}

pub(super) async fn finish<T>(connection: &mut SqliteConnection, outcome: Result<T>) -> Result<T> {
    let outcome = match outcome {
        Ok(done) => run(connection, "COMMIT").await.map(|()| done),
        Err(error) => Err(error),
    };
    if outcome.is_err() {
        // SQLite may have rolled back by itself; the first error is the one to tell.
        let _ = connection.execute("ROLLBACK").await;
    }
    run(connection, "PRAGMA foreign_keys = ON").await?;
    outcome
}

async fn run(connection: &mut SqliteConnection, words: &'static str) -> Result<()> {
    let ran = connection.execute(words).await;
    ran.map(drop).map_err(error::statement)
}
