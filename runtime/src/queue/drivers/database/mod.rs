//! Jobs in the application's own database: a dispatch is part of the transaction around it.
//!
//! Two tables, made here when they are missing. One column, `due`, says from when on a job may be claimed: its time while it waits, the end of
//! the lease while a worker holds it; so one index finds new, delayed and abandoned jobs alike. `token` is the living lease's, 0 without one.
//! An idle look reads only; the one writer is asked when there is something to claim.

mod claim;
mod rows;
mod settle;

use std::time::Duration;

use rows::{FAILED, history_text, read_failed, tables};

use crate::{
    Result,
    clock::Clock,
    core::Core,
    database::{Database, Returning, Row},
    model::{ColumnValue, Value},
    queue::{
        Answer, Claims, Driver, Envelope, FailedJob, Lease, QueueSize, Settlement, dispatch::later,
    },
};

/// The largest number of rows in one statement.
const BATCH: usize = 100;

/// Keeps jobs in the tables `scaffold_jobs` and `scaffold_failed_jobs`.
#[derive(Debug)]
pub struct DatabaseDriver {
    database: Database,
    clock: Clock,
    /// Of this process alone: a pid comes back, this does not.
    worker: String,
}

impl DatabaseDriver {
    /// Opens the queue in this database, and makes its tables where they are missing.
    ///
    /// # Errors
    /// What the database says.
    pub async fn open(core: &Core) -> Result<Self> {
        let database = core.database().clone();
        Self::prepare(&database).await?;
        let worker = format!("{}-{:016x}", std::process::id(), fastrand::u64(..));
        Ok(Self {
            database,
            clock: core.clock().clone(),
            worker,
        })
    }

    /// Makes the tables where they are missing. Whoever drops all tables calls it: running processes have opened the queue already.
    pub(crate) async fn prepare(database: &Database) -> Result<()> {
        // The usual start asks for no lock.
        if Self::is_prepared(database).await? {
            return Ok(());
        }
        for statement in tables(database.dialect()) {
            if let Err(error) = database.execute(statement, Vec::new()).await {
                // PostgreSQL refuses the second of two processes that make a table.
                return match Self::is_prepared(database).await? {
                    true => Ok(()),
                    false => Err(error),
                };
            }
        }
        Ok(())
    }

    async fn is_prepared(database: &Database) -> Result<bool> {
        Ok(database.has_table("scaffold_jobs").await?
            && database.has_table("scaffold_failed_jobs").await?)
    }

    async fn push(&self, jobs: &[Envelope]) -> Result<()> {
        const COLUMNS: usize = 7;
        let rows: Vec<String> = (0..jobs.len())
            .map(|row| placeholders(row * COLUMNS + 1, COLUMNS))
            .collect();
        let sql = format!(
            "INSERT INTO scaffold_jobs (queue, job, payload, max_attempts, dispatched_at, due, history) VALUES {}",
            rows.join(", ")
        );
        let mut values = Vec::with_capacity(jobs.len() * COLUMNS);
        for job in jobs {
            values.extend([
                Value::Text(job.queue.clone()),
                Value::Text(job.job.clone()),
                Value::Bytes(job.payload.clone()),
                Value::Int(job.max_attempts.into()),
                Value::Int(job.dispatched_at),
                Value::Int(job.due_at),
                Value::Text(history_text(&job.history)?),
            ]);
        }
        self.database.execute(&sql, values).await?;
        Ok(())
    }

    /// Runs `head WHERE <these leases>`, and says which leases still held. Within a transaction where the database does not return
    /// what such a statement has touched.
    async fn each(
        &self,
        act: Returning,
        head: &str,
        first: &[Value],
        leases: &[Lease],
    ) -> Result<Vec<bool>> {
        let mut held = Vec::with_capacity(leases.len());
        for leases in leases.chunks(BATCH) {
            let found = if self.database.dialect().returns(act) {
                let (sql, values) = of_leases(head, first, leases);
                self.database
                    .fetch(&format!("{sql} RETURNING id, token"), values)
                    .await?
            } else {
                let (sql, values) = of_leases("SELECT id, token FROM scaffold_jobs", &[], leases);
                let found = self
                    .database
                    .fetch(&format!("{sql} FOR UPDATE"), values)
                    .await?;
                let (sql, values) = of_leases(head, first, leases);
                self.database.execute(&sql, values).await?;
                found
            };
            let found = found
                .iter()
                .map(|row| Ok((i64::read(row, 0)?, i64::read(row, 1)?)));
            let found = found.collect::<Result<Vec<_>>>()?;
            held.extend(
                leases
                    .iter()
                    .map(|lease| found.contains(&(lease.id, lease.token))),
            );
        }
        Ok(held)
    }

    async fn failed_jobs(&self) -> Result<Vec<FailedJob>> {
        let sql = format!("SELECT {FAILED} FROM scaffold_failed_jobs ORDER BY id");
        let rows = self.database.fetch(&sql, Vec::new()).await?;
        Ok(rows.iter().map(read_failed).collect())
    }

    async fn revive(&self, id: i64) -> Result<bool> {
        let revive = async {
            let sql = format!("SELECT {FAILED} FROM scaffold_failed_jobs WHERE id = $1");
            let rows = self.database.fetch(&sql, vec![Value::Int(id)]).await?;
            let Some(FailedJob {
                envelope, error, ..
            }) = rows.first().map(read_failed)
            else {
                return Ok(false);
            };
            let envelope = envelope.revived(&error, self.clock.micros());
            let history = history_text(&envelope.history)?;
            let values = vec![
                Value::Int(id),
                Value::Int(envelope.due_at),
                Value::Text(history),
            ];
            // The rest of the row stays as it is, whether it can be read or not.
            self.database
                .execute(
                    "INSERT INTO scaffold_jobs (queue, job, payload, max_attempts, dispatched_at, due, history)
                     SELECT queue, job, payload, max_attempts, dispatched_at, $2, $3 FROM scaffold_failed_jobs WHERE id = $1",
                    values,
                )
                .await?;
            self.forget(id).await
        };
        self.database.transaction(revive).await
    }

    async fn forget(&self, id: i64) -> Result<bool> {
        let sql = "DELETE FROM scaffold_failed_jobs WHERE id = $1";
        Ok(self.database.execute(sql, vec![Value::Int(id)]).await? == 1)
    }

    async fn count(&self) -> Result<Vec<QueueSize>> {
        let sql = "SELECT queue, count(CASE WHEN token = 0 AND due <= $1 THEN 1 END), count(CASE WHEN token = 0 AND due > $1 THEN 1 END),
                count(CASE WHEN token <> 0 THEN 1 END)
             FROM scaffold_jobs GROUP BY queue ORDER BY queue";
        let count = |row: &Row, at| i64::read(row, at).map(i64::cast_unsigned);
        let mut sizes = Vec::new();
        for row in self
            .database
            .fetch(sql, vec![Value::Int(self.clock.micros())])
            .await?
        {
            let queue = String::read(&row, 0)?;
            sizes.push(QueueSize {
                queue,
                ready: count(&row, 1)?,
                delayed: count(&row, 2)?,
                running: count(&row, 3)?,
            });
        }
        Ok(sizes)
    }
}

/// `head WHERE (id = $2 AND token = $3) OR …`
fn of_leases(head: &str, first: &[Value], leases: &[Lease]) -> (String, Vec<Value>) {
    let at = first.len() + 1;
    let pairs: Vec<String> = (0..leases.len())
        .map(|i| format!("(id = ${} AND token = ${})", at + 2 * i, at + 2 * i + 1))
        .collect();
    let keys = leases.iter().flat_map(|lease| [lease.id, lease.token]);
    let values = first.iter().cloned().chain(keys.map(Value::Int));
    let sql = format!("{head} WHERE {}", pairs.join(" OR "));
    (sql, values.collect())
}

/// `($1, $2, $3)`
fn placeholders(from: usize, count: usize) -> String {
    let each: Vec<String> = (from..from + count).map(|at| format!("${at}")).collect();
    format!("({})", each.join(", "))
}

impl Driver for DatabaseDriver {
    fn name(&self) -> &'static str {
        "database"
    }

    fn push_many(&self, jobs: Vec<Envelope>) -> Answer<'_, ()> {
        Box::pin(async move {
            if jobs.len() <= BATCH {
                return self.push(&jobs).await;
            }
            self.database
                .transaction(async {
                    for jobs in jobs.chunks(BATCH) {
                        self.push(jobs).await?;
                    }
                    Ok(())
                })
                .await
        })
    }

    fn claim<'a>(
        &'a self,
        queues: &'a [String],
        most: usize,
        lease: Duration,
    ) -> Answer<'a, Claims> {
        Box::pin(self.claim_due(queues, most, lease))
    }

    fn renew<'a>(&'a self, leases: &'a [Lease], lease: Duration) -> Answer<'a, Vec<bool>> {
        Box::pin(self.database.transaction(async move {
            // The clock is read when it is our turn to write, not when we begin to wait for it.
            let until = [Value::Int(later(self.clock.micros(), lease))];
            self.each(
                Returning::Update,
                "UPDATE scaffold_jobs SET due = $1",
                &until,
                leases,
            )
            .await
        }))
    }

    fn settle<'a>(&'a self, settlements: &'a [Settlement]) -> Answer<'a, Vec<bool>> {
        Box::pin(self.settle_all(settlements))
    }

    fn sizes(&self) -> Answer<'_, Vec<QueueSize>> {
        Box::pin(self.count())
    }

    fn failed(&self) -> Answer<'_, Vec<FailedJob>> {
        Box::pin(self.failed_jobs())
    }

    fn retry_failed(&self, id: i64) -> Answer<'_, bool> {
        Box::pin(self.revive(id))
    }

    fn forget_failed(&self, id: i64) -> Answer<'_, bool> {
        Box::pin(self.forget(id))
    }

    fn flush_failed(&self) -> Answer<'_, u64> {
        Box::pin(
            self.database
                .execute("DELETE FROM scaffold_failed_jobs", Vec::new()),
        )
    }
}
