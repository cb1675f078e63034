//! A migration that begins with `-- no-transaction`: its place in sqlx's table is taken before it runs, so that of several processes
//! one runs it. The place says `success = FALSE` until then, which `sqlx migrate` understands too.

use std::time::{Duration, Instant};

use sqlx_engine::{
    Executor as _, Row as _,
    migrate::{self, Migrate as _},
    sqlite::SqliteConnection,
};

use super::{
    TABLE, halfway, interrupted,
    sqlite::{begin_to_write, ensure_table, finish, succeeded},
    unusable,
};
use crate::{
    Error, Result,
    database::{Migration, error, frame},
};

/// How long one waits for another process that runs the script.
const PATIENCE: Duration = Duration::from_secs(60);

/// Applies it, unless another process does.
pub(super) async fn apply(
    connection: &mut SqliteConnection,
    migration: &Migration,
    up: &migrate::Migration,
) -> Result<bool> {
    let start = Instant::now();
    loop {
        match take_place(connection, up).await? {
            Place::Ours => break,
            Place::Applied => return Ok(false),
            Place::Taken if start.elapsed() < PATIENCE => {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            Place::Taken => return Err(interrupted(migration)),
        }
    }
    let ran = connection.execute(up.sql.clone()).await;
    let open = frame::is_open(connection).await;
    if open {
        let rolled_back = connection.execute("ROLLBACK").await;
        rolled_back.map_err(error::statement)?;
    }
    let failed = match ran {
        Ok(_) if !open => {
            return succeeded(connection, up.version, start)
                .await
                .map(|()| true);
        }
        Ok(_) => Error::internal(format!(
            "migration `{}` leaves a transaction open, which was taken back; help: end it with COMMIT",
            migration.name
        )),
        Err(error) => halfway(migration, error),
    };
    let given_up = sqlx_engine::query("DELETE FROM _sqlx_migrations WHERE version = $1");
    let given_up = given_up.bind(up.version).execute(connection).await;
    given_up.map_err(error::statement)?;
    Err(failed)
}

/// Whose the place of a migration is.
enum Place {
    Ours,
    Taken,
    Applied,
}

async fn take_place(connection: &mut SqliteConnection, up: &migrate::Migration) -> Result<Place> {
    begin_to_write(connection).await?;
    let outcome = async {
        ensure_table(connection).await?;
        let found = sqlx_engine::query("SELECT success FROM _sqlx_migrations WHERE version = $1");
        let found = found.bind(up.version).fetch_optional(&mut *connection);
        if let Some(row) = found.await.map_err(error::statement)? {
            let applied = row.try_get::<bool, _>(0).map_err(error::statement)?;
            return Ok(if applied {
                Place::Applied
            } else {
                Place::Taken
            });
        }
        connection.skip(TABLE, up).await.map_err(unusable)?;
        let pending =
            sqlx_engine::query("UPDATE _sqlx_migrations SET success = FALSE WHERE version = $1");
        let pending = pending.bind(up.version).execute(&mut *connection).await;
        pending.map_err(error::statement)?;
        Ok(Place::Ours)
    }
    .await;
    finish(connection, outcome).await
}
