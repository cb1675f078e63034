//! Giving out jobs: one look that only reads, then one statement that takes from all queues their share.

use std::time::Duration;

use super::{DatabaseDriver, rows::read_envelope};
use crate::{
    Result,
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
    )";

impl DatabaseDriver {
    pub(super) async fn claim_due(
        &self,
        queues: &[String],
        most: usize,
        lease: Duration,
    ) -> Result<Claims> {
        let now = self.clock.micros();
        let mut known = Vec::new();
        for row in self.database.fetch(QUEUES, Vec::new()).await? {
            let (queue, due) = (String::read(&row, 0)?, i64::read(&row, 1)?);
            if queues.is_empty() || queues.contains(&queue) {
                known.push((queue, due));
            }
        }
        let next_due = known.iter().map(|(_, due)| *due).min();
        known.retain(|(_, due)| *due <= now);
        if known.is_empty() || most == 0 {
            return Ok(Claims {
                jobs: Vec::new(),
                next_due,
            });
        }
        // With more queues than places, chance decides whose turn it is; with fewer, each gets its share.
        fastrand::shuffle(&mut known);
        known.truncate(most);
        let share = most.div_ceil(known.len());
        let token = fastrand::i64(1..);
        let mut values = vec![
            Value::Int(later(now, lease)),
            Value::Int(token),
            Value::Text(self.worker.clone()),
            Value::Int(now),
            int(share),
            int(most),
        ];
        let due: Vec<String> = (7..7 + known.len())
            .map(|at| format!("SELECT * FROM (SELECT id FROM scaffold_jobs WHERE queue = ${at} AND due <= $4 ORDER BY due, id LIMIT $5)"))
            .collect();
        values.extend(known.into_iter().map(|(queue, _)| Value::Text(queue)));
        let sql = format!(
            "UPDATE scaffold_jobs SET due = $1, token = $2, worker = $3, attempt = attempt + 1 WHERE id IN ({} LIMIT $6)
             RETURNING id, queue, job, payload, attempt, max_attempts, dispatched_at, history",
            due.join(" UNION ALL ")
        );
        let mut jobs = Vec::new();
        for row in self.database.fetch(&sql, values).await? {
            let envelope = read_envelope(&row, 0)?;
            jobs.push(Claim {
                lease: Lease {
                    id: envelope.id,
                    token,
                },
                envelope,
            });
        }
        jobs.sort_unstable_by_key(|claim| claim.envelope.id);
        // What is left may be due now: the hint must not be later.
        Ok(Claims { jobs, next_due })
    }
}

fn int(number: usize) -> Value {
    Value::Int(i64::try_from(number).unwrap_or(i64::MAX))
}
