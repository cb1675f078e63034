//! The table of locks, made when the first one is taken. A row is a lock that is held, or whose lease has run out.
//!
//! The row's number is the token: AUTOINCREMENT gives out none twice and each greater than those before, also when the rows are gone.

use std::time::Duration;

use tokio::time::Instant;

use super::lease::Lease;
use crate::{
    Result,
    ambient::{self, Ambient},
    clock::Clock,
    core::Core,
    database::{Database, Dialect},
    model::{ColumnValue, Value},
};

const TABLE: &str = "scaffold_locks";

const fn table(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => {
            "CREATE TABLE IF NOT EXISTS scaffold_locks (
                token INTEGER PRIMARY KEY AUTOINCREMENT,
                name TEXT NOT NULL UNIQUE,
                owner TEXT NOT NULL,
                until INTEGER NOT NULL
            )"
        }
        Dialect::Postgres => {
            "CREATE TABLE IF NOT EXISTS scaffold_locks (
                token BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                name TEXT NOT NULL UNIQUE,
                owner TEXT NOT NULL,
                until BIGINT NOT NULL
            )"
        }
        Dialect::MySql(_) => {
            "CREATE TABLE IF NOT EXISTS scaffold_locks (
                token BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
                name VARCHAR(700) NOT NULL UNIQUE,
                owner VARCHAR(255) NOT NULL,
                until BIGINT NOT NULL
            ) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
        }
    }
}

/// The token, and when the lease began; none if somebody holds the lock.
pub(super) async fn take(
    core: &Core,
    name: &str,
    owner: &str,
    ttl: Duration,
) -> Result<Option<(u64, Instant)>> {
    if !core.turns().is_table_made() {
        make(core.database()).await?;
        core.turns().table_made(true);
    }
    let taken = try_take(core, name, owner, ttl).await;
    if taken.is_err() {
        // All tables may have been dropped.
        core.turns().table_made(false);
    }
    taken
}

async fn make(database: &Database) -> Result<()> {
    if database.has_table(TABLE).await? {
        return Ok(());
    }
    let words = table(database.dialect());
    let make = async {
        match database.execute(words, Vec::new()).await {
            // PostgreSQL refuses the second of two processes that make a table.
            Err(_) if database.has_table(TABLE).await? => Ok(()),
            made => made.map(drop),
        }
    };
    if database.dialect() == Dialect::Sqlite {
        return make.await;
    }
    // Beside a transaction that this may be in: MySQL would commit it, and a rollback would drop the table.
    let beside = Ambient {
        transaction: None,
        ..ambient::current()
    };
    ambient::scope(beside, make).await
}

async fn try_take(
    core: &Core,
    name: &str,
    owner: &str,
    ttl: Duration,
) -> Result<Option<(u64, Instant)>> {
    let (database, clock) = (core.database(), core.clock());
    let name = Value::Text(name.to_owned());
    // A look that finds it held asks for no lock of the database.
    let look = "SELECT until FROM scaffold_locks WHERE name = $1";
    let held = database.fetch(look, vec![name.clone()]).await?;
    if let Some(row) = held.first()
        && i64::read(row, 0)? > clock.micros()
    {
        return Ok(None);
    }
    let take = async {
        // The lease begins when it is our turn to write.
        let (now, since) = (clock.micros(), Instant::now());
        let end = "DELETE FROM scaffold_locks WHERE name = $1 AND until <= $2";
        let values = vec![name.clone(), Value::Int(now)];
        if database.execute(end, values).await? > 0 {
            tracing::warn!(target: "scaffold::lock", ?name, "the lease of a lock had run out; somebody else takes it");
        }
        let values = vec![
            name.clone(),
            Value::Text(owner.to_owned()),
            until(clock, ttl),
        ];
        let taken = if database.dialect().is_mysql() {
            let begin =
                "INSERT IGNORE INTO scaffold_locks (name, owner, until) VALUES ($1, $2, $3)";
            let taken = database.execute(begin, values).await?;
            let token = "SELECT token FROM scaffold_locks WHERE token = LAST_INSERT_ID()";
            match taken {
                0 => Vec::new(),
                _ => database.fetch(token, Vec::new()).await?,
            }
        } else {
            let begin = "INSERT INTO scaffold_locks (name, owner, until) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING RETURNING token";
            database.fetch(begin, values).await?
        };
        let token = taken.first().map(|row| i64::read(row, 0)).transpose()?;
        Ok(token.map(|token| (token.cast_unsigned(), since)))
    };
    database.transaction(take).await
}

/// When the new lease began; none if it is lost. One that had run out, and that nobody has taken, is as good as before.
pub(super) async fn renew(lease: &Lease) -> Result<Option<Instant>> {
    let (database, clock) = (lease.core.database(), lease.core.clock());
    let renew = async {
        let since = Instant::now();
        let sql = "UPDATE scaffold_locks SET until = $1 WHERE token = $2 AND owner = $3";
        let mut values = vec![until(clock, lease.ttl)];
        values.extend(key(lease));
        let changed = database.execute(sql, values).await?;
        Ok((changed == 1).then_some(since))
    };
    database.transaction(renew).await
}

/// Lets others have it.
pub(super) async fn release(lease: &Lease) -> Result<()> {
    let sql = "DELETE FROM scaffold_locks WHERE token = $1 AND owner = $2";
    let database = lease.core.database();
    database.execute(sql, key(lease).into()).await?;
    Ok(())
}

fn key(lease: &Lease) -> [Value; 2] {
    [
        Value::Int(lease.token.cast_signed()),
        Value::Text(lease.owner.clone()),
    ]
}

fn until(clock: &Clock, ttl: Duration) -> Value {
    let ttl = i64::try_from(ttl.as_micros()).unwrap_or(i64::MAX);
    Value::Int(clock.micros().saturating_add(ttl))
}
