//! What becomes of a claimed job: what a worker tells the driver.

use super::{Attempt, Lease};

/// What becomes of a claimed job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// The right to say it.
    pub lease: Lease,
    /// How many attempts the job has had: fewer than were begun where one was handed back, or where a worker claimed its own job again.
    pub attempts: u32,
    /// What is said.
    pub verdict: Verdict,
}

/// What becomes of a job. A `history` replaces the job's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It has succeeded and is gone.
    Done,
    /// It may be claimed again at `due_at`.
    Retry {
        /// When; microseconds since 1970-01-01 UTC.
        due_at: i64,
        /// How its attempts ended, this one included.
        history: Vec<Attempt>,
    },
    /// It is parked as a dead letter.
    Bury {
        /// Why.
        error: String,
        /// How its attempts ended, this one included.
        history: Vec<Attempt>,
    },
    /// It may be claimed again at once, and this attempt was none.
    Release {
        /// How earlier attempts ended.
        history: Vec<Attempt>,
    },
}
