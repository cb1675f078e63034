//! What becomes of a job after an attempt.

use std::time::Duration;

use super::{
    super::{Attempt, Envelope, Queue, Verdict, backoff, dispatch::later, metrics::add},
    attempt::Ending,
};

/// Judges an attempt.
pub(super) fn judge(queue: &Queue, envelope: &Envelope, ending: Ending) -> Verdict {
    let now = queue.now();
    let (error, hopeless) = match ending {
        Ending::Done => return Verdict::Done,
        Ending::Stopped(reason) => {
            let Envelope { id, job, .. } = envelope;
            tracing::debug!(id, job, reason, "a job was told to stop and is handed back");
            let history = envelope.history.clone();
            return Verdict::Release { history };
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
    if hopeless || envelope.attempt >= envelope.max_attempts {
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
    }
}

/// The end of a job whose workers died until no attempt was left.
pub(super) fn abandoned(envelope: Envelope) -> Verdict {
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
    Verdict::Bury {
        error,
        history: envelope.history,
    }
}
