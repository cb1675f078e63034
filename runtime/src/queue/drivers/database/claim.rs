//! Giving out jobs: one look that only reads, then one statement that takes from all queues their share.

use std::time::Duration;

use super::{BATCH, DatabaseDriver, rows::read_envelope};
use crate::{
    Result,
    model::{ColumnValue, Value},
    queue::{Claim, Claims, Lease, dispatch::later},
};

/// Each queue and the earliest `due` in it: two steps in the index for each queue, however full it is.
/// What is no number is greater than every number and not looked at.
const QUEUES: &str = "SELECT name, (SELECT min(due) FROM scaffold_jobs WHERE queue = name AND due <= 9223372036854775807) FROM (
        WITH RECURSIVE queues(name) AS (
            SELECT min(queue) FROM scaffold_jobs
            UNION ALL
            SELECT (SELECT min(queue) FROM scaffold_jobs WHERE queue > queues.name) FROM queues WHERE queues.name IS NOT NULL
        )
        SELECT name FROM queues WHERE typeof(name) = 'text'
    )";

impl DatabaseDriver {
    pub(super) async fn claim_due(
        &self,
        queues: &[String],
        most: usize,
        lease: Duration,
    ) -> Result<Claims> {
        let mut known = Vec::new();
        for row in self.database.fetch(QUEUES, Vec::new()).await? {
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
            let take = self.take(known, most, lease);
            jobs = self.database.transaction(take).await?;
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
        let mut values = vec![
            Value::Int(later(now, lease)),
            Value::Int(token),
            Value::Text(self.worker.clone()),
            Value::Int(now),
            int(share),
            int(most),
        ];
        let due: Vec<String> = (7..7 + queues.len())
            .map(|at| format!("SELECT * FROM (SELECT id FROM scaffold_jobs WHERE queue = ${at} AND due <= $4 ORDER BY due, id LIMIT $5)"))
            .collect();
        values.extend(queues.into_iter().map(|(queue, _)| Value::Text(queue)));
        let sql = format!(
            "UPDATE scaffold_jobs SET due = $1, token = $2, worker = $3, attempt = attempt + 1 WHERE id IN ({} LIMIT $6)
             RETURNING id, queue, job, payload, attempt, max_attempts, dispatched_at, history",
            due.join(" UNION ALL ")
        );
        let mut jobs = Vec::new();
        for row in self.database.fetch(&sql, values).await? {
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
}

fn int(number: usize) -> Value {
    Value::Int(i64::try_from(number).unwrap_or(i64::MAX))
}
