//! PostgreSQL, MySQL and MariaDB, through sqlx's own way with each: a lock of the session, so that of several processes one migrates.
//!
//! PostgreSQL runs a migration in a transaction. MySQL commits at each CREATE, ALTER and DROP: what a migration did before it
//! failed is kept there, and its place in the table says that it was interrupted.

use sqlx_engine::migrate::{AppliedMigration, Migrate, MigrateError};

use super::{TABLE, halfway, interrupted, irreversible, unusable};
use crate::{
    Error, Result,
    database::{
        Dialect, Migration,
        connection::{Connection, Link, each},
        error,
    },
    model::{ColumnValue as _, Value},
};

pub(super) async fn applied(connection: &mut Connection) -> Result<Vec<AppliedMigration>> {
    let exists = connection.dialect().has_table();
    let exists = connection.ask(exists, vec![Value::Text(TABLE.to_owned())]);
    if exists.await?.is_empty() {
        return Ok(Vec::new());
    }
    let (mut applied, interrupted) = found(connection).await?;
    applied.retain(|applied| Some(applied.version) != interrupted);
    Ok(applied)
}

/// What the table holds, and the version that was interrupted.
async fn found(connection: &mut Connection) -> Result<(Vec<AppliedMigration>, Option<i64>)> {
    let found = each!(&mut connection.link, connection => {
        let interrupted = connection.dirty_version(TABLE).await.map_err(unusable)?;
        let applied = connection.list_applied_migrations(TABLE).await;
        (applied.map_err(unusable)?, interrupted)
    });
    Ok(found)
}

pub(super) async fn apply(connection: &mut Connection, migration: &Migration) -> Result<bool> {
    lock(connection).await?;
    let outcome = apply_alone(connection, migration).await;
    unlock(connection).await?;
    outcome
}

async fn apply_alone(connection: &mut Connection, migration: &Migration) -> Result<bool> {
    let up = migration.up();
    each!(&mut connection.link, connection => {
        connection.ensure_migrations_table(TABLE).await.map_err(unusable)?;
    });
    let (applied, dirty) = found(connection).await?;
    if dirty == Some(up.version) {
        return Err(interrupted(migration));
    }
    if applied.iter().any(|applied| applied.version == up.version) {
        return Ok(false);
    }
    let applied = each!(&mut connection.link, connection => connection.apply(TABLE, &up).await);
    match applied {
        Ok(_) => Ok(true),
        Err(error) if up.no_tx => Err(halfway(migration, error)),
        Err(error) => Err(failed(connection, migration, error).await),
    }
}

/// The error of a migration, and what it has left.
async fn failed(connection: &mut Connection, migration: &Migration, error: MigrateError) -> Error {
    let (name, version) = (&migration.name, migration.version);
    match found(connection).await {
        Ok((_, dirty)) if dirty == Some(version) => Error::internal(format!(
            "migration `{name}` failed; {} keeps what it did before that; help: take that back by hand, then `DELETE FROM {TABLE} WHERE version = {version}` and migrate again",
            connection.dialect().name(),
        )),
        _ => Error::internal(format!("migration `{name}` failed and has left nothing")),
    }
    .with_source(error)
}

pub(super) async fn revert(connection: &mut Connection, migration: &Migration) -> Result<bool> {
    let down = migration.down().ok_or_else(|| irreversible(migration))?;
    lock(connection).await?;
    let outcome = async {
        let (applied, _) = found(connection).await?;
        if !applied
            .iter()
            .any(|applied| applied.version == down.version)
        {
            return Ok(false);
        }
        let reverted =
            each!(&mut connection.link, connection => connection.revert(TABLE, &down).await);
        match reverted {
            Ok(_) => Ok(true),
            Err(error) if down.no_tx => Err(halfway(migration, error)),
            Err(error) => Err(failed(connection, migration, error).await),
        }
    }
    .await;
    unlock(connection).await?;
    outcome
}

/// MariaDB takes sqlx's "for ever", -1, for "not at all".
const LOCK_MYSQL: &str = "SELECT GET_LOCK(CONCAT('scaffold_', MD5(DATABASE())), 31536000)";
const UNLOCK_MYSQL: &str = "SELECT RELEASE_LOCK(CONCAT('scaffold_', MD5(DATABASE())))";

async fn lock(connection: &mut Connection) -> Result<()> {
    if connection.dialect().is_mysql() {
        return connection.ask(LOCK_MYSQL, Vec::new()).await.map(drop);
    }
    each!(&mut connection.link, connection => connection.lock().await.map_err(unusable))
}

async fn unlock(connection: &mut Connection) -> Result<()> {
    if connection.dialect().is_mysql() {
        return connection.ask(UNLOCK_MYSQL, Vec::new()).await.map(drop);
    }
    each!(&mut connection.link, connection => connection.unlock().await.map_err(unusable))
}

/// The statements that drop everything in the schema that no extension has brought.
const DROP_POSTGRES: &str = "SELECT format('DROP %s IF EXISTS %I CASCADE', CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END, relname) \
     FROM pg_class AS c WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f') \
     AND NOT EXISTS (SELECT 1 FROM pg_depend AS d WHERE d.objid = c.oid AND d.deptype IN ('e', 'i')) \
     UNION ALL SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure) FROM pg_proc AS p \
     WHERE pronamespace = current_schema()::regnamespace AND NOT EXISTS (SELECT 1 FROM pg_depend AS d WHERE d.objid = p.oid AND d.deptype = 'e') AND prokind <> 'a' \
     UNION ALL SELECT format('DROP TYPE IF EXISTS %I CASCADE', typname) FROM pg_type AS t \
     WHERE typnamespace = current_schema()::regnamespace AND typtype IN ('e', 'd') AND NOT EXISTS (SELECT 1 FROM pg_depend AS d WHERE d.objid = t.oid AND d.deptype = 'e')";

const DROP_MYSQL: &str = "SELECT CONCAT('DROP ', CASE table_type WHEN 'VIEW' THEN 'VIEW' ELSE 'TABLE' END, ' IF EXISTS `', REPLACE(table_name, '`', '``'), '`') \
     FROM information_schema.tables WHERE table_schema = DATABASE() \
     UNION ALL SELECT CONCAT('DROP ', routine_type, ' IF EXISTS `', REPLACE(routine_name, '`', '``'), '`') \
     FROM information_schema.routines WHERE routine_schema = DATABASE()";

pub(super) async fn drops(connection: &mut Connection) -> Result<Vec<String>> {
    let ask = match connection.dialect() {
        Dialect::MySql(_) => DROP_MYSQL,
        _ => DROP_POSTGRES,
    };
    let drops = connection.ask(ask, Vec::new()).await?;
    drops.iter().map(|drop| String::read(drop, 0)).collect()
}

pub(super) async fn drop_all(connection: &mut Connection) -> Result<()> {
    let [before, after] = match connection.dialect() {
        Dialect::MySql(_) => ["SET FOREIGN_KEY_CHECKS = 0", "SET FOREIGN_KEY_CHECKS = 1"],
        _ => ["BEGIN", "COMMIT"],
    };
    let mut script = vec![before.to_owned()];
    script.extend(drops(connection).await?);
    script.push(after.to_owned());
    let script = sqlx_engine::AssertSqlSafe(script.join("; "));
    connection.script(script).await.map_err(error::statement)
}
