//! Giving out jobs: one look that only reads, then one statement that takes from all queues their share.

use std::time::Duration;

use super::{BATCH, DatabaseDriver, rows::read_envelope};
use crate::{
    Result,
    database::{Dialect, Isolation, Row, TransactionOptions},
    model::{ColumnValue, Value},
    queue::{Claim, Claims, Lease, dispatch::later},
};

/// Each queue and the earliest `due` in it: two steps in the index for each queue, however full it is.
const QUEUES: &str = "SELECT name, (SELECT min(due) FROM scaffold_jobs WHERE queue = name) FROM (
        WITH RECURSIVE queues(name) AS (
            SELECT min(queue) FROM scaffold_jobs
            UNION ALL
            SELECT (SELECT min(queue) FROM scaffold_jobs WHERE queue > queues.name) FROM queues WHERE queues.name IS NOT NULL
        )
        SELECT name FROM queues WHERE name IS NOT NULL
    ) AS found";

/// The same on SQLite, whose columns hold anything: what is no number is greater than every number and not looked at.
const QUEUES_SQLITE: &str = "SELECT name, (SELECT min(due) FROM scaffold_jobs WHERE queue = name AND due <= 9223372036854775807) FROM (
        WITH RECURSIVE queues(name) AS (
            SELECT min(queue) FROM scaffold_jobs
            UNION ALL
            SELECT (SELECT min(queue) FROM scaffold_jobs WHERE queue > queues.name) FROM queues WHERE queues.name IS NOT NULL
        )
        SELECT name FROM queues WHERE typeof(name) = 'text'
    )";

/// What a claim is made of.
const CLAIMED: &str = "id, queue, job, payload, attempt, max_attempts, dispatched_at, history";

impl DatabaseDriver {
    pub(super) async fn claim_due(
        &self,
        queues: &[String],
        most: usize,
        lease: Duration,
    ) -> Result<Claims> {
        let mut known = Vec::new();
        let sql = match self.database.dialect() {
            Dialect::Sqlite => QUEUES_SQLITE,
            _ => QUEUES,
        };
        for row in self.database.fetch(sql, Vec::new()).await? {
            let (queue, due) = (String::read(&row, 0)?, Option::<i64>::read(&row, 1)?);
            if let Some(due) = due
                && (queues.is_empty() || queues.contains(&queue))
            {
                known.push((queue, due));
            }
        }
        let next_due = known.iter().map(|(_, due)| *due).min();
        let now = self.clock.micros();
        known.retain(|(_, due)| *due <= now);
        // With more queues than places, chance decides whose turn it is; with fewer, each gets its share.
        fastrand::shuffle(&mut known);
        known.truncate(most.min(BATCH));
        let mut jobs = Vec::new();
        if !known.is_empty() {
            // A worker locks the jobs that it takes, and not the gaps between them.
            let options = TransactionOptions::new().isolation(Isolation::ReadCommitted);
            let take = self.take(known, most, lease);
            jobs = self.database.transaction_with(options, take).await?;
        }
        // What is left may be due now: the hint must not be later.
        Ok(Claims { jobs, next_due })
    }

    /// Takes from each of these queues its share, within a transaction: the lease begins when it is our turn to write.
    async fn take(
        &self,
        queues: Vec<(String, i64)>,
        most: usize,
        lease: Duration,
    ) -> Result<Vec<Claim>> {
        let now = self.clock.micros();
        let token = fastrand::i64(1..);
        let share = most.div_ceil(queues.len());
        let taken = Taken {
            until: later(now, lease),
            token,
            now,
            share,
            most,
        };
        let rows = match self.database.dialect() {
            Dialect::Sqlite => self.take_at_once(queues, &taken, "").await?,
            Dialect::Postgres => {
                self.take_at_once(queues, &taken, " FOR UPDATE SKIP LOCKED")
                    .await?
            }
            Dialect::MySql(_) => self.take_in_turn(queues, &taken).await?,
        };
        let mut jobs = Vec::new();
        for row in rows {
            let id = i64::read(&row, 0)?;
            let lease = Lease { id, token };
            match read_envelope(&row, 0) {
                Ok(envelope) => jobs.push(Claim { lease, envelope }),
                // It must not take the others with it.
                Err(error) => {
                    let error = format!("the job's row can't be read: {}", error.chain());
                    tracing::error!(id, error, "a job failed for good");
                    self.park(lease, &error, None).await?;
                }
            }
        }
        jobs.sort_unstable_by_key(|claim| claim.envelope.id);
        Ok(jobs)
    }

    /// In one statement; `lock` passes over what another worker is taking.
    async fn take_at_once(
        &self,
        queues: Vec<(String, i64)>,
        taken: &Taken,
        lock: &str,
    ) -> Result<Vec<Row>> {
        let mut values = vec![
            Value::Int(taken.until),
            Value::Int(taken.token),
            Value::Text(self.worker.clone()),
            Value::Int(taken.now),
            int(taken.share),
            int(taken.most),
        ];
        let due: Vec<String> = (7..7 + queues.len())
            .map(|at| format!("SELECT id FROM (SELECT id FROM scaffold_jobs WHERE queue = ${at} AND due <= $4 ORDER BY due, id LIMIT $5{lock}) AS due{at}"))
            .collect();
        values.extend(queues.into_iter().map(|(queue, _)| Value::Text(queue)));
        let sql = format!(
            "WITH picked AS MATERIALIZED ({} LIMIT $6)
             UPDATE scaffold_jobs SET due = $1, token = $2, worker = $3, attempt = attempt + 1 WHERE id IN (SELECT id FROM picked)
             RETURNING {CLAIMED}",
            due.join(" UNION ALL ")
        );
        self.database.fetch(&sql, values).await
    }

    /// Of each queue first the jobs, passing over what another worker is taking, then all of them at once.
    async fn take_in_turn(&self, queues: Vec<(String, i64)>, taken: &Taken) -> Result<Vec<Row>> {
        let mut ids = Vec::new();
        for (queue, _) in queues {
            let left = taken.share.min(taken.most - ids.len());
            let due = "SELECT id FROM scaffold_jobs WHERE queue = $1 AND due <= $2 ORDER BY due, id LIMIT $3 FOR UPDATE SKIP LOCKED";
            let values = vec![Value::Text(queue), Value::Int(taken.now), int(left)];
            for row in self.database.fetch(due, values).await? {
                ids.push(Value::Int(i64::read(&row, 0)?));
            }
        }
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let places: Vec<String> = (4..4 + ids.len()).map(|at| format!("${at}")).collect();
        let those = places.join(", ");
        let mut values = vec![
            Value::Int(taken.until),
            Value::Int(taken.token),
            Value::Text(self.worker.clone()),
        ];
        values.extend(ids);
        let update = format!(
            "UPDATE scaffold_jobs SET due = $1, token = $2, worker = $3, attempt = attempt + 1 WHERE id IN ({those})"
        );
        self.database.execute(&update, values).await?;
        let claimed = format!("SELECT {CLAIMED} FROM scaffold_jobs WHERE token = $1");
        let token = vec![Value::Int(taken.token)];
        self.database.fetch(&claimed, token).await
    }
}

/// With what jobs are taken, and how many.
struct Taken {
    until: i64,
    token: i64,
    now: i64,
    share: usize,
    most: usize,
}

fn int(number: usize) -> Value {
    Value::Int(i64::try_from(number).unwrap_or(i64::MAX))
}
