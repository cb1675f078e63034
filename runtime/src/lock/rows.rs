//! The table of locks, made when the first one is taken. A row is a lock that is held, or whose lease has run out.
//!
//! The row's number is the token: AUTOINCREMENT gives out none twice and each greater than those before, also when the rows are gone.

use std::time::Duration;

use tokio::time::Instant;

use super::lease::Lease;
use crate::{
    Result,
    clock::Clock,
    core::Core,
    model::{ColumnValue, Value},
};

/// What SQLite says before the table is made.
const MISSING: &str = "no such table: scaffold_locks";

const TABLE: &str = "CREATE TABLE IF NOT EXISTS scaffold_locks (
        token INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        owner TEXT NOT NULL,
        until INTEGER NOT NULL
    )";

/// The token, and when the lease began; none if somebody holds the lock.
pub(super) async fn take(
    core: &Core,
    name: &str,
    owner: &str,
    ttl: Duration,
) -> Result<Option<(u64, Instant)>> {
    match try_take(core, name, owner, ttl).await {
        // The first lock of this database; or its tables were all dropped.
        Err(error) if error.chain().contains(MISSING) => {
            core.database().execute(TABLE, Vec::new()).await?;
            try_take(core, name, owner, ttl).await
        }
        taken => taken,
    }
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
        let begin = "INSERT INTO scaffold_locks (name, owner, until) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING RETURNING token";
        let values = vec![
            name.clone(),
            Value::Text(owner.to_owned()),
            until(clock, ttl),
        ];
        let taken = database.fetch(begin, values).await?;
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
