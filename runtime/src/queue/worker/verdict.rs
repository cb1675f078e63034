//! What becomes of a job after an attempt, and the report of it to the driver.

use std::time::Duration;

use super::{
    super::{Attempt, Claim, Lease, Queue, backoff, dispatch::later, metrics::add},
    attempt::Ending,
};
use crate::Result;

/// What becomes of a job.
#[derive(Debug)]
pub(super) enum Verdict {
    Done,
    Retry {
        due_at: i64,
        history: Vec<Attempt>,
    },
    Bury {
        error: String,
        history: Vec<Attempt>,
    },
}

/// A verdict on its way to the driver.
#[derive(Debug)]
pub(super) struct Settlement {
    pub(super) lease: Lease,
    pub(super) verdict: Verdict,
}

/// Judges an attempt.
pub(super) fn judge(queue: &Queue, claim: &Claim, ending: Ending) -> Settlement {
    let (envelope, now) = (&claim.envelope, queue.now());
    let (error, hopeless) = match ending {
        Ending::Done => {
            return Settlement {
                lease: claim.lease,
                verdict: Verdict::Done,
            };
        }
        Ending::Failed(error) => (error, false),
        Ending::Hopeless(error) => (error, true),
    };
    add(&queue.counters().failed, 1);
    let mut history = envelope.history.clone();
    history.push(Attempt {
        number: envelope.attempt,
        at: now,
        error: error.clone(),
    });
    let verdict = if hopeless || envelope.attempt >= envelope.max_attempts {
        tracing::error!(
            job = envelope.job,
            id = envelope.id,
            attempt = envelope.attempt,
            error,
            "a job failed for good"
        );
        Verdict::Bury { error, history }
    } else {
        let base = queue
            .jobs()
            .and_then(|jobs| jobs.entries.get(envelope.job.as_str()))
            .map_or(Duration::ZERO, |entry| entry.backoff);
        let pause = if queue.driver().runs_at_once() {
            Duration::ZERO
        } else {
            backoff::pause(base, envelope.attempt)
        };
        tracing::warn!(
            job = envelope.job,
            id = envelope.id,
            attempt = envelope.attempt,
            error,
            ?pause,
            "a job failed and is tried again"
        );
        Verdict::Retry {
            due_at: later(now, pause),
            history,
        }
    };
    Settlement {
        lease: claim.lease,
        verdict,
    }
}

/// The end of a job whose workers died until no attempt was left.
pub(super) fn abandoned(claim: Claim) -> Settlement {
    let envelope = claim.envelope;
    let last = envelope
        .history
        .last()
        .map_or(super::super::envelope::ABANDONED, |attempt| {
            attempt.error.as_str()
        });
    let error = format!("{last}, in the last of {} attempts", envelope.max_attempts);
    tracing::error!(
        job = envelope.job,
        id = envelope.id,
        error,
        "a job failed for good"
    );
    Settlement {
        lease: claim.lease,
        verdict: Verdict::Bury {
            error,
            history: envelope.history,
        },
    }
}

/// Reports to the driver. What it did not answer stays in the list, to be reported again.
pub(super) async fn settle(queue: &Queue, settlements: &mut Vec<Settlement>) {
    let done: Vec<Lease> = settlements
        .iter()
        .filter(|one| matches!(one.verdict, Verdict::Done))
        .map(|one| one.lease)
        .collect();
    let mut unanswered = Vec::new();
    let acknowledged = if done.is_empty() {
        Ok(Vec::new())
    } else {
        queue.driver().ack_many(&done).await
    };
    if let Ok(held) = &acknowledged {
        let kept = held.iter().filter(|held| **held).count();
        add(&queue.counters().processed, kept as u64);
        add(&queue.counters().lost_leases, (held.len() - kept) as u64);
    }
    for one in settlements.drain(..) {
        match report(queue, &one, &acknowledged).await {
            Ok(()) => {}
            Err(error) => {
                tracing::warn!(
                    id = one.lease.id,
                    error,
                    "the end of a job could not be reported; it is reported again"
                );
                unanswered.push(one);
            }
        }
    }
    *settlements = unanswered;
}

async fn report(
    queue: &Queue,
    one: &Settlement,
    acknowledged: &Result<Vec<bool>>,
) -> Result<(), String> {
    let counters = queue.counters();
    let (held, counter) = match &one.verdict {
        Verdict::Done => {
            return acknowledged
                .as_ref()
                .map(|_| ())
                .map_err(crate::Error::chain);
        }
        Verdict::Retry { due_at, history } => (
            queue.driver().retry(one.lease, *due_at, history).await,
            &counters.retried,
        ),
        Verdict::Bury { error, history } => (
            queue.driver().bury(one.lease, error, history).await,
            &counters.dead,
        ),
    };
    let held = held.map_err(|error| error.chain())?;
    add(if held { counter } else { &counters.lost_leases }, 1);
    Ok(())
}
