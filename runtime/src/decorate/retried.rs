//! `#[retried(times = 3)]`: runs the body again after an error that may pass, with exponential backoff and jitter.

use std::{any::Any, time::Duration};

use super::Call;
use crate::{Error, ErrorKind};

/// The longest pause between two attempts, whatever the backoff has grown to.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// How often and how patiently.
#[derive(Debug, Clone, Copy)]
pub struct Retry {
    /// Attempts in all, the first included.
    pub times: u32,
    /// The pause before the second attempt; it doubles each time up to a minute, and each pause is drawn between half of it and all of it.
    pub backoff: Duration,
}

impl Retry {
    /// The pause after this attempt (1 for the first).
    fn pause(self, attempt: u32) -> Duration {
        let doublings = attempt.saturating_sub(1).min(20);
        let longest = self
            .backoff
            .saturating_mul(1 << doublings)
            .min(LONGEST_PAUSE);
        longest.mul_f64(0.5 + fastrand::f64() / 2.0)
    }
}

/// Whether another attempt may end otherwise, unless the attribute says `on = …`. Of the kinds of an [`Error`], these stay what they are: `BadRequest`, `Unauthorized`,
/// `Forbidden`, `NotFound`, `TooLarge`, `UnsupportedMediaType`, `Invalid`. A `Conflict` may pass, since the next attempt reads again; and
/// of an error of one's own nothing is known.
#[must_use]
pub fn may_pass<E: 'static>(error: &E) -> bool {
    let known = (error as &dyn Any).downcast_ref::<Error>();
    !matches!(
        known.map(Error::kind),
        Some(
            ErrorKind::BadRequest
                | ErrorKind::Unauthorized
                | ErrorKind::Forbidden
                | ErrorKind::NotFound
                | ErrorKind::TooLarge
                | ErrorKind::UnsupportedMediaType
                | ErrorKind::Invalid
        )
    )
}

/// Runs `attempt` until it succeeds, fails with an error that is not tried again, or the attempts are used up.
///
/// # Errors
/// The last attempt's.
pub async fn retry<T, E, F>(
    policy: Retry,
    is_tried_again: impl Fn(&E) -> bool,
    call: &Call<'_>,
    mut attempt: impl FnMut() -> F,
) -> Result<T, E>
where
    F: Future<Output = Result<T, E>>,
{
    let mut count = 1;
    loop {
        let result = attempt().await;
        match &result {
            Err(error) if count < policy.times && is_tried_again(error) => drop(result),
            _ => return result,
        }
        let pause = policy.pause(count);
        let Call {
            service,
            method,
            core: _,
        } = *call;
        tracing::debug!(target: "scaffold::service", attempt = count, ?pause, "{service}::{method} failed and is tried again");
        tokio::time::sleep(pause).await;
        count += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: Call<'static> = Call {
        service: "UserService",
        method: "store",
        core: None,
    };
    const POLICY: Retry = Retry {
        times: 3,
        backoff: Duration::from_micros(10),
    };

    #[tokio::test]
    async fn the_first_success_ends_it() {
        let mut calls = 0;
        let result = retry(POLICY, may_pass, &CALL, || {
            calls += 1;
            std::future::ready(if calls < 2 { Err("no") } else { Ok(calls) })
        });
        assert_eq!(result.await, Ok(2));
    }

    #[tokio::test]
    async fn the_last_error_is_returned_after_all_attempts() {
        let mut calls = 0;
        let result: Result<(), _> = retry(POLICY, may_pass, &CALL, || {
            calls += 1;
            std::future::ready(Err(calls))
        })
        .await;
        assert_eq!(result, Err(3));
    }

    #[tokio::test]
    async fn an_error_that_stays_what_it_is_is_not_tried_again() {
        for (kind, attempts) in [
            (ErrorKind::NotFound, 1),
            (ErrorKind::Invalid, 1),
            (ErrorKind::Conflict, 3),
            (ErrorKind::Internal, 3),
        ] {
            let mut calls = 0;
            let result: Result<(), _> = retry(POLICY, may_pass, &CALL, || {
                calls += 1;
                std::future::ready(Err(Error::new(kind, "no")))
            })
            .await;
            assert_eq!(result.unwrap_err().kind(), kind);
            assert_eq!(calls, attempts, "{kind:?}");
        }
    }

    #[tokio::test]
    async fn a_rule_of_ones_own_takes_the_place_of_ours() {
        for (kind, attempts) in [(ErrorKind::NotFound, 3), (ErrorKind::Internal, 1)] {
            let mut calls = 0;
            let rule = |error: &Error| error.kind() == ErrorKind::NotFound;
            let result: Result<(), _> = retry(POLICY, rule, &CALL, || {
                calls += 1;
                std::future::ready(Err(Error::new(kind, "no")))
            })
            .await;
            assert!(result.is_err());
            assert_eq!(calls, attempts, "{kind:?}");
        }
    }

    #[test]
    fn pauses_double_with_jitter_and_end_at_a_minute() {
        let policy = Retry {
            times: 100,
            backoff: Duration::from_secs(1),
        };
        for (attempt, longest) in [(1, 1), (2, 2), (3, 4), (7, 60), (u32::MAX, 60)] {
            let (pause, longest) = (policy.pause(attempt), Duration::from_secs(longest));
            assert!(
                pause >= longest / 2 && pause <= longest,
                "{attempt}: {pause:?}"
            );
        }
    }
}
