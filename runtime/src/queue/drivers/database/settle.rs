//! What becomes of claimed jobs: all of it in one transaction, and what is done in one statement.

use super::{BATCH, DatabaseDriver, rows::history_text};
use crate::{
    Result,
    database::Returning,
    model::Value,
    queue::{Attempt, Lease, Settlement, Verdict},
};

impl DatabaseDriver {
    pub(super) async fn settle_all(&self, settlements: &[Settlement]) -> Result<Vec<bool>> {
        let is_done = |one: &&Settlement| one.verdict == Verdict::Done;
        let done = settlements.iter().filter(is_done).map(|one| one.lease);
        let done: Vec<Lease> = done.collect();
        let settle = self.settle_each(&done, settlements);
        // One statement needs no transaction around it.
        let returned = self.database.dialect().returns(Returning::Delete);
        if returned && done.len() == settlements.len() && done.len() <= BATCH {
            return settle.await;
        }
        self.database.transaction(settle).await
    }

    async fn settle_each(&self, done: &[Lease], settlements: &[Settlement]) -> Result<Vec<bool>> {
        let delete = self.each(Returning::Delete, "DELETE FROM scaffold_jobs", &[], done);
        let acknowledged = delete.await?;
        let mut acknowledged = acknowledged.into_iter();
        let mut held = Vec::with_capacity(settlements.len());
        for Settlement {
            lease,
            attempts,
            verdict,
        } in settlements
        {
            held.push(match verdict {
                Verdict::Done => acknowledged.next().unwrap_or_default(),
                Verdict::Retry { due_at, history } => {
                    self.put_back(*lease, *due_at, *attempts, history).await?
                }
                Verdict::Release { history } => {
                    self.put_back(*lease, self.clock.micros(), *attempts, history)
                        .await?
                }
                Verdict::Bury { error, history } => self.park(*lease, error, Some(history)).await?,
            });
        }
        Ok(held)
    }

    async fn put_back(
        &self,
        lease: Lease,
        due_at: i64,
        attempts: u32,
        history: &[Attempt],
    ) -> Result<bool> {
        let sql = "UPDATE scaffold_jobs SET due = $3, token = 0, attempt = $4, history = $5 WHERE id = $1 AND token = $2";
        let values = vec![
            Value::Int(lease.id),
            Value::Int(lease.token),
            Value::Int(due_at),
            Value::Int(attempts.into()),
            Value::Text(history_text(history)?),
        ];
        Ok(self.database.execute(sql, values).await? == 1)
    }

    /// Makes a dead letter of the row as it lies there; without a `history`, with its own. Within a transaction.
    pub(super) async fn park(
        &self,
        lease: Lease,
        error: &str,
        history: Option<&[Attempt]>,
    ) -> Result<bool> {
        let key = [Value::Int(lease.id), Value::Int(lease.token)];
        let history = history.map(history_text).transpose()?;
        let mut values = key.to_vec();
        values.extend([
            history.map_or(Value::Null, Value::Text),
            Value::Text(error.into()),
            Value::Int(self.clock.micros()),
        ]);
        let parked = self.database.execute(
            "INSERT INTO scaffold_failed_jobs
                (job_id, queue, job, payload, attempt, max_attempts, dispatched_at, history, error, failed_at)
             SELECT id, queue, job, payload, attempt, max_attempts, dispatched_at, coalesce($3, history), $4, $5
             FROM scaffold_jobs WHERE id = $1 AND token = $2",
            values,
        );
        let parked = parked.await?;
        let sql = "DELETE FROM scaffold_jobs WHERE id = $1 AND token = $2";
        self.database.execute(sql, key.to_vec()).await?;
        Ok(parked == 1)
    }
}
