//! One migration on one connection: its transaction, its script, its place in sqlx's table.

mod loose;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod server;
mod sqlite;

use sqlx_engine::migrate;

use super::{
    Migration,
    connection::{Connection, Link},
};
use crate::{Error, ErrorKind, Result};

/// sqlx's own.
const TABLE: &str = "_sqlx_migrations";

/// What sqlx's table holds, oldest first. Asking must not write, or it would wait for whoever does.
pub(super) async fn applied(connection: &mut Connection) -> Result<Vec<migrate::AppliedMigration>> {
    match &mut connection.link {
        Link::Sqlite(connection) => sqlite::applied(connection).await,
        #[cfg(any(feature = "postgres", feature = "mysql"))]
        _ => server::applied(connection).await,
    }
}

/// Applies a migration, unless another process was faster.
pub(super) async fn apply(connection: &mut Connection, migration: &Migration) -> Result<bool> {
    match &mut connection.link {
        Link::Sqlite(connection) => sqlite::apply(connection, migration).await,
        #[cfg(any(feature = "postgres", feature = "mysql"))]
        _ => server::apply(connection, migration).await,
    }
}

/// Takes a migration back, unless another process was faster.
pub(super) async fn revert(connection: &mut Connection, migration: &Migration) -> Result<bool> {
    match &mut connection.link {
        Link::Sqlite(connection) => sqlite::revert(connection, migration).await,
        #[cfg(any(feature = "postgres", feature = "mysql"))]
        _ => server::revert(connection, migration).await,
    }
}

/// Drops every table and view, and what else migrations make.
pub(super) async fn drop_all(connection: &mut Connection) -> Result<()> {
    match &mut connection.link {
        Link::Sqlite(connection) => sqlite::drop_all(connection).await,
        #[cfg(any(feature = "postgres", feature = "mysql"))]
        _ => server::drop_all(connection).await,
    }
}

/// The statements that do so.
pub(super) async fn drops(connection: &mut Connection) -> Result<Vec<String>> {
    match &mut connection.link {
        Link::Sqlite(connection) => sqlite::drops(connection).await,
        #[cfg(any(feature = "postgres", feature = "mysql"))]
        _ => server::drops(connection).await,
    }
}

/// The error of a script that no transaction held together.
fn halfway(migration: &Migration, error: impl std::error::Error + Send + Sync + 'static) -> Error {
    let name = &migration.name;
    Error::internal(format!(
        "migration `{name}` failed outside a transaction; what it did before that is kept"
    ))
    .with_source(error)
}

fn unusable(error: migrate::MigrateError) -> Error {
    Error::internal("the table of migrations can't be used").with_source(error)
}

fn irreversible(migration: &Migration) -> Error {
    let (version, name) = (migration.version, &migration.name);
    Error::internal(format!(
        "migration `{name}` can't be taken back; help: write `migrations/{version}_{name}.down.sql`"
    ))
}

fn interrupted(migration: &Migration) -> Error {
    let (name, version) = (&migration.name, migration.version);
    Error::new(
        ErrorKind::Conflict,
        format!(
            "migration `{name}` was interrupted, or another process has been at it for a minute; help: look at what it has done, then run it again after `DELETE FROM _sqlx_migrations WHERE version = {version}`"
        ),
    )
}
