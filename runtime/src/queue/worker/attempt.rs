//! One attempt of one job, in a task of its own: whatever it does, the answer is an [`Ending`].

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::Arc,
    task::Poll,
};

use super::super::{Cancellation, Envelope, JobContext, Queue};
use crate::error::panic_text;

/// How an attempt ended.
#[derive(Debug)]
pub(super) enum Ending {
    Done,
    /// Told to stop, with something left to do.
    Stopped(String),
    /// Another attempt may do better.
    Failed(String),
    /// No attempt will.
    Hopeless(String),
}

impl Ending {
    /// What a panic says in the dead letter.
    pub(super) fn panicked(text: &str) -> Self {
        Self::Failed(format!("panicked: {text}"))
    }

    pub(super) fn error(&self) -> Option<&str> {
        match self {
            Self::Done | Self::Stopped(_) => None,
            Self::Failed(error) | Self::Hopeless(error) => Some(error),
        }
    }
}

/// Decodes and runs the job.
pub(super) async fn attempt(
    queue: Queue,
    envelope: Arc<Envelope>,
    cancellation: Cancellation,
) -> Ending {
    let Some((jobs, entry)) = queue
        .jobs()
        .and_then(|jobs| Some((jobs, jobs.entries.get(envelope.job.as_str())?)))
    else {
        return Ending::Hopeless(format!(
            "unknown job `{}`; help: add it to `jobs: […]` in src/app.rs, then `queue:retry`",
            envelope.job
        ));
    };
    let cx = JobContext {
        id: envelope.id,
        attempt: envelope.attempt,
        max_attempts: envelope.max_attempts,
        cancellation: cancellation.clone(),
        services: jobs.services.clone(),
    };
    let body = async {
        let running = match (entry.start)(&envelope.payload, cx) {
            Ok(running) => running,
            Err(error) => {
                return Ending::Hopeless(format!(
                    "the payload of `{}` can't be decoded: {}",
                    envelope.job,
                    without_value(&error)
                ));
            }
        };
        let result = match entry.timeout {
            Some(timeout) => match tokio::time::timeout(timeout, running).await {
                Ok(result) => result,
                Err(_) => {
                    cancellation.request();
                    return Ending::Failed(format!("timed out after {timeout:?}"));
                }
            },
            None => running.await,
        };
        match result {
            Ok(()) => Ending::Done,
            Err(error) if cancellation.is_heard() => Ending::Stopped(error.chain()),
            Err(error) => Ending::Failed(error.chain()),
        }
    };
    let mut body = pin!(body);
    // The body is never polled again after a panic, so nothing sees what it may have left half done.
    std::future::poll_fn(
        |cx| match catch_unwind(AssertUnwindSafe(|| body.as_mut().poll(cx))) {
            Ok(poll) => poll,
            Err(payload) => Poll::Ready(Ending::panicked(panic_text(&*payload))),
        },
    )
    .await
}

/// What a decoder says, without the value that it says it of: the dead letter has that, and the log must not.
fn without_value(error: &rmp_serde::decode::Error) -> String {
    use rmp_serde::decode::Error;
    let (Error::Syntax(text) | Error::Uncategorized(text)) = error else {
        return error.to_string(); // of the format itself
    };
    let speaks_of_names = ["missing field ", "duplicate field ", "unknown field "];
    if speaks_of_names.iter().any(|start| text.starts_with(start)) {
        return text.clone();
    }
    let speaks_of_a_value = ["invalid type: ", "invalid value: ", "unknown variant "];
    let expected = text.rsplit_once(", expected ");
    let expected = expected.filter(|_| speaks_of_a_value.iter().any(|it| text.starts_with(it)));
    match expected {
        Some((_, expected)) => format!("it holds something else where {expected} is expected"),
        // Words of the type's own decoder, which may quote the value.
        None => "a value was refused".to_owned(),
    }
}
