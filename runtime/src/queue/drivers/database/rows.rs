//! The two tables, and how a job lies in a row.

use crate::{
    Result,
    database::{Dialect, Row},
    model::{ColumnValue, Value},
    queue::{Attempt, Envelope, FailedJob},
};

/// What is made where it is missing.
pub(super) const fn tables(dialect: Dialect) -> &'static [&'static str] {
    match dialect {
        Dialect::Sqlite => &SQLITE,
        Dialect::Postgres => &POSTGRES,
        Dialect::MySql(_) => &MYSQL,
    }
}

const SQLITE: [&str; 3] = [
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

const POSTGRES: [&str; 3] = [
    "CREATE TABLE IF NOT EXISTS scaffold_jobs (
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        queue TEXT COLLATE \"C\" NOT NULL,
        job TEXT NOT NULL,
        payload BYTEA NOT NULL,
        attempt BIGINT NOT NULL DEFAULT 0,
        max_attempts BIGINT NOT NULL,
        dispatched_at BIGINT NOT NULL,
        due BIGINT NOT NULL,
        token BIGINT NOT NULL DEFAULT 0,
        worker TEXT NOT NULL DEFAULT '',
        history TEXT NOT NULL DEFAULT ''
    )",
    "CREATE INDEX IF NOT EXISTS scaffold_jobs_due ON scaffold_jobs (queue, due, id)",
    "CREATE TABLE IF NOT EXISTS scaffold_failed_jobs (
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        job_id BIGINT NOT NULL,
        queue TEXT NOT NULL,
        job TEXT NOT NULL,
        payload BYTEA NOT NULL,
        attempt BIGINT NOT NULL,
        max_attempts BIGINT NOT NULL,
        dispatched_at BIGINT NOT NULL,
        history TEXT NOT NULL,
        error TEXT NOT NULL,
        failed_at BIGINT NOT NULL
    )",
];

const MYSQL: [&str; 2] = [
    "CREATE TABLE IF NOT EXISTS scaffold_jobs (
        id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
        queue VARCHAR(255) NOT NULL,
        job VARCHAR(255) NOT NULL,
        payload LONGBLOB NOT NULL,
        attempt BIGINT NOT NULL DEFAULT 0,
        max_attempts BIGINT NOT NULL,
        dispatched_at BIGINT NOT NULL,
        due BIGINT NOT NULL,
        token BIGINT NOT NULL DEFAULT 0,
        worker VARCHAR(255) NOT NULL DEFAULT '',
        history LONGTEXT NOT NULL,
        INDEX scaffold_jobs_due (queue, due, id)
    ) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
    "CREATE TABLE IF NOT EXISTS scaffold_failed_jobs (
        id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
        job_id BIGINT NOT NULL,
        queue VARCHAR(255) NOT NULL,
        job VARCHAR(255) NOT NULL,
        payload LONGBLOB NOT NULL,
        attempt BIGINT NOT NULL,
        max_attempts BIGINT NOT NULL,
        dispatched_at BIGINT NOT NULL,
        history LONGTEXT NOT NULL,
        error LONGTEXT NOT NULL,
        failed_at BIGINT NOT NULL
    ) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
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

/// What [`read_failed`] reads.
pub(super) const FAILED: &str = "job_id, queue, job, payload, attempt, max_attempts, dispatched_at, history, id, error, failed_at";

/// Reads [`FAILED`] as far as it can be read: a row that no worker could read must still be seen.
pub(super) fn read_failed(row: &Row) -> FailedJob {
    let dispatched_at = number(row, 6);
    FailedJob {
        id: number(row, 8),
        envelope: Envelope {
            id: number(row, 0),
            queue: text(row, 1),
            job: text(row, 2),
            payload: bytes(row, 3),
            attempt: u32::try_from(number(row, 4)).unwrap_or_default(),
            max_attempts: u32::try_from(number(row, 5)).unwrap_or_default(),
            dispatched_at,
            due_at: dispatched_at,
            history: serde_json::from_str(&text(row, 7)).unwrap_or_default(),
        },
        error: text(row, 9),
        failed_at: number(row, 10),
    }
}

fn number(row: &Row, at: usize) -> i64 {
    i64::read(row, at).unwrap_or_default()
}

fn text(row: &Row, at: usize) -> String {
    String::from_utf8_lossy(&bytes(row, at)).into_owned()
}

fn bytes(row: &Row, at: usize) -> Vec<u8> {
    match row.value(at) {
        Ok(Value::Bytes(bytes)) => bytes,
        Ok(Value::Text(text)) => text.into_bytes(),
        Ok(Value::Int(number)) => number.to_string().into_bytes(),
        Ok(Value::Float(number)) => number.to_string().into_bytes(),
        Ok(Value::Null | Value::Bool(_) | Value::Absent) | Err(_) => Vec::new(),
    }
}
