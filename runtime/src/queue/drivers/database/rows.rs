//! The two tables, and how a job lies in a row.

use crate::{
    Result,
    database::Row,
    model::ColumnValue,
    queue::{Attempt, Envelope},
};

/// Made where they are missing.
pub(super) const TABLES: [&str; 3] = [
    "CREATE TABLE IF NOT EXISTS scaffold_jobs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        queue TEXT NOT NULL,
        job TEXT NOT NULL,
        payload BLOB NOT NULL,
        attempt INTEGER NOT NULL DEFAULT 0,
        max_attempts INTEGER NOT NULL,
        dispatched_at INTEGER NOT NULL,
        due INTEGER NOT NULL,
        token INTEGER NOT NULL DEFAULT 0,
        worker TEXT NOT NULL DEFAULT '',
        history TEXT NOT NULL DEFAULT ''
    )",
    "CREATE INDEX IF NOT EXISTS scaffold_jobs_due ON scaffold_jobs (queue, due, id)",
    "CREATE TABLE IF NOT EXISTS scaffold_failed_jobs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        job_id INTEGER NOT NULL,
        queue TEXT NOT NULL,
        job TEXT NOT NULL,
        payload BLOB NOT NULL,
        attempt INTEGER NOT NULL,
        max_attempts INTEGER NOT NULL,
        dispatched_at INTEGER NOT NULL,
        history TEXT NOT NULL,
        error TEXT NOT NULL,
        failed_at INTEGER NOT NULL
    )",
];

/// Empty for most jobs, so that they need not carry `[]` around.
pub(super) fn history_text(history: &[Attempt]) -> Result<String> {
    Ok(if history.is_empty() {
        String::new()
    } else {
        serde_json::to_string(history)?
    })
}

/// Reads `id, queue, job, payload, attempt, max_attempts, dispatched_at, history`.
pub(super) fn read_envelope(row: &Row, at: usize) -> Result<Envelope> {
    let dispatched_at = i64::read(row, at + 6)?;
    let history = String::read(row, at + 7)?;
    Ok(Envelope {
        id: i64::read(row, at)?,
        queue: String::read(row, at + 1)?,
        job: String::read(row, at + 2)?,
        payload: Vec::read(row, at + 3)?,
        attempt: u32::try_from(i64::read(row, at + 4)?)?,
        max_attempts: u32::try_from(i64::read(row, at + 5)?)?,
        dispatched_at,
        due_at: dispatched_at,
        // A history that can't be read must not keep the job from running.
        history: serde_json::from_str(&history).unwrap_or_default(),
    })
}
