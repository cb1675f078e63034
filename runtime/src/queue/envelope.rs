//! A job on its way: what drivers keep, hand out and park.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Job, dispatch::later};
use crate::{Error, Result};

/// A job without its type. Times are microseconds since 1970-01-01 UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Given by the driver; 0 before.
    pub id: i64,
    /// [`Job::NAME`](super::Job::NAME).
    pub job: String,
    /// The queue it is in.
    pub queue: String,
    /// The job in MessagePack, its fields by name.
    pub payload: Vec<u8>,
    /// How many attempts were begun, the present one included; 0 before the first.
    pub attempt: u32,
    /// How many attempts may be begun.
    pub max_attempts: u32,
    /// When it was dispatched.
    pub dispatched_at: i64,
    /// When it may run first; of no meaning once it was claimed.
    pub due_at: i64,
    /// How earlier attempts ended, as far as anyone could say.
    pub history: Vec<Attempt>,
}

/// How an attempt ended that did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// 1 for the first; 0 where a dead letter was put back by hand, after which they begin anew.
    pub number: u32,
    /// When it ended.
    pub at: i64,
    /// The error with its causes.
    pub error: String,
}

/// The right to finish a job. Worth nothing once another worker has claimed the job: the token is of this claim alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lease {
    /// The job's.
    pub id: i64,
    /// Random, new with each claim, never 0.
    pub token: i64,
}

/// A job that is this worker's until its lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// What to finish it with.
    pub lease: Lease,
    /// The job; its attempt is counted already.
    pub envelope: Envelope,
}

/// What a driver gave out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims {
    /// The jobs, oldest first in each queue.
    pub jobs: Vec<Claim>,
    /// When the next job that was not given out may be claimed, as far as the driver knows: a hint for how long to wait.
    pub next_due: Option<i64>,
}

/// A dead letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedJob {
    /// What `queue:retry` takes.
    pub id: i64,
    /// The job as it was, payload and history included.
    pub envelope: Envelope,
    /// Why it was parked.
    pub error: String,
    /// When.
    pub failed_at: i64,
}

/// How full a queue is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct QueueSize {
    /// The queue's name.
    pub queue: String,
    /// Jobs that wait for a worker.
    pub ready: u64,
    /// Jobs whose time has not come.
    pub delayed: u64,
    /// Jobs that a worker holds.
    pub running: u64,
}

/// What a crash looks like from outside.
pub(super) const ABANDONED: &str = "the worker died or lost its lease";

/// How many abandoned attempts are noted one by one.
const MOST_NOTED: u32 = 100;

impl Envelope {
    /// The envelope of a job that is dispatched `now` and due after `delay`.
    ///
    /// # Errors
    /// When the job can't be encoded.
    pub fn of<J: Job>(job: &J, now: i64, delay: Duration) -> Result<Self> {
        let payload = rmp_serde::to_vec_named(job).map_err(|error| {
            Error::internal(format!("the job `{}` can't be encoded", J::NAME)).with_source(error)
        })?;
        Ok(Self {
            id: 0,
            job: J::NAME.into(),
            queue: J::QUEUE.into(),
            payload,
            attempt: 0,
            max_attempts: J::RETRIES.saturating_add(1),
            dispatched_at: now,
            due_at: later(now, delay),
            history: Vec::new(),
        })
    }

    /// The job in it.
    ///
    /// # Errors
    /// When it is another job, or its payload can't be decoded.
    pub fn decode<J: Job>(&self) -> Result<J> {
        if self.job != J::NAME {
            return Err(Error::internal(format!(
                "this is a `{}`, no `{}`",
                self.job,
                J::NAME
            )));
        }
        Ok(rmp_serde::from_slice(&self.payload)?)
    }

    /// Notes the earlier attempts that nobody reported: their workers died. Gives their number.
    pub(super) fn note_abandoned(&mut self, now: i64) -> u32 {
        let reported = self.history.last().map_or(0, |last| last.number);
        let begun_before = self.attempt.saturating_sub(1);
        let abandoned = begun_before.saturating_sub(reported);
        // A row may say that it was tried four thousand million times.
        for number in begun_before - abandoned.min(MOST_NOTED)..begun_before {
            self.history.push(Attempt {
                number: number + 1,
                at: now,
                error: ABANDONED.into(),
            });
        }
        abandoned
    }

    /// The job of a dead letter, with all its attempts before it; what it died of stays readable.
    pub(super) fn revived(mut self, error: &str, now: i64) -> Self {
        self.history.push(Attempt {
            number: 0,
            at: now,
            error: format!("put back by hand after: {error}"),
        });
        Self {
            attempt: 0,
            due_at: now,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope(attempt: u32, history: &[u32]) -> Envelope {
        let reported = |number: &u32| Attempt {
            number: *number,
            at: 0,
            error: "no route".into(),
        };
        Envelope {
            id: 1,
            job: "Note".into(),
            queue: "default".into(),
            payload: Vec::new(),
            attempt,
            max_attempts: 3,
            dispatched_at: 0,
            due_at: 0,
            history: history.iter().map(reported).collect(),
        }
    }

    #[track_caller]
    fn check(attempt: u32, history: &[u32], count: u32, noted: &[u32]) {
        let mut envelope = envelope(attempt, history);
        assert_eq!(envelope.note_abandoned(7), count);
        let numbers = envelope.history.iter().map(|attempt| attempt.number);
        assert_eq!(numbers.collect::<Vec<_>>(), [history, noted].concat());
    }

    #[test]
    fn only_attempts_that_nobody_reported_are_abandoned() {
        check(1, &[], 0, &[]);
        check(3, &[1, 2], 0, &[]);
        check(3, &[1], 1, &[2]);
        check(4, &[1, 2, 3, 0], 3, &[1, 2, 3]);
    }

    #[test]
    fn numbers_that_no_worker_wrote_harm_nobody() {
        check(2, &[u32::MAX], 0, &[]);
        let mut envelope = envelope(u32::MAX, &[]);
        assert_eq!(envelope.note_abandoned(7), u32::MAX - 1);
        assert_eq!(envelope.history.len(), MOST_NOTED as usize);
    }
}
