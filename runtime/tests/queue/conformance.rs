//! What every driver holds to, the guarantees Q1 to Q4 and what Q5 and Q6 ask of a driver. A driver passes when [`conforms`] returns.

use std::{collections::BTreeMap, time::Duration};

use scaffold::{
    Error, Result,
    queue::{Claim, Envelope, QueueSize, Verdict},
};

use crate::{
    bench::{Bench, says},
    jobs::{Boom, Fail, Mail, Note, Parent, Slow},
};

const LEASE: Duration = Duration::from_secs(30);

/// Runs every rule on this driver.
pub(crate) async fn conforms(driver: &str) -> Result<()> {
    a_dispatched_job_runs_once_and_is_gone(driver).await?;
    a_job_may_dispatch_a_job(driver).await?;
    a_job_exists_if_and_only_if_its_transaction_commits(driver).await?;
    many_jobs_are_dispatched_together(driver).await?;
    a_failing_job_is_tried_again_and_then_parked_with_its_history(driver).await?;
    a_panic_and_a_timeout_are_failures_and_nothing_more(driver).await?;
    what_no_worker_can_run_is_parked_at_once_with_its_payload(driver).await?;
    dead_letters_are_retried_forgotten_and_flushed(driver).await?;
    a_retried_dead_letter_has_all_its_attempts_and_keeps_what_it_died_of(driver).await?;
    one_lease_lives_and_a_lost_one_is_worth_nothing(driver).await?;
    a_renewed_lease_does_not_end(driver).await?;
    a_job_that_kills_its_workers_is_parked(driver).await?;
    a_released_job_has_not_spent_an_attempt(driver).await?;
    a_job_is_not_due_before_its_time(driver).await?;
    a_full_queue_does_not_starve_another(driver).await?;
    sizes_tell_waiting_from_running(driver).await
}

fn note(bench: &Bench, word: &str) -> Note {
    Note {
        probe: bench.id,
        word: word.into(),
    }
}

/// Puts a job into the driver without running it, as another process would.
async fn push(bench: &Bench, jobs: Vec<Envelope>) -> Result<()> {
    bench.driver().push_many(jobs).await
}

fn retry(due_at: i64) -> Verdict {
    let history = Vec::new();
    Verdict::Retry { due_at, history }
}

fn bury(error: &str) -> Verdict {
    Verdict::Bury {
        error: error.into(),
        history: Vec::new(),
    }
}

fn release() -> Verdict {
    let history = Vec::new();
    Verdict::Release { history }
}

async fn claim(bench: &Bench) -> Result<Vec<Claim>> {
    Ok(bench.driver().claim(&[], 10, LEASE).await?.jobs)
}

async fn a_dispatched_job_runs_once_and_is_gone(driver: &str) -> Result<()> {
    let bench = Bench::new(driver).await;
    bench.queue.dispatch(note(&bench, "hello")).await?;
    bench.work_off().await;
    bench.work_off().await;
    assert_eq!(bench.probe.traces(), ["hello"]);
    assert_eq!(bench.queue.sizes().await?, []);
    assert_eq!(bench.queue.metrics().processed, 1);
    Ok(())
}

async fn a_job_may_dispatch_a_job(driver: &str) -> Result<()> {
    let bench = Bench::new(driver).await;
    bench.queue.dispatch(Parent { probe: bench.id }).await?;
    bench.work_off().await;
    assert_eq!(bench.probe.traces(), ["child"]);
    Ok(())
}

async fn a_job_exists_if_and_only_if_its_transaction_commits(driver: &str) -> Result<()> {
    let bench = Bench::new(driver).await;
    let refused: Result<()> = bench
        .database
        .transaction(async {
            bench.queue.dispatch(note(&bench, "rolled back")).await?;
            Err(Error::internal("changed my mind"))
        })
        .await;
    assert!(refused.is_err());
    bench
        .database
        .transaction(async {
            let inner: Result<()> = bench
                .database
                .transaction(async {
                    bench
                        .queue
                        .dispatch(note(&bench, "inner, rolled back"))
                        .await?;
                    Err(Error::internal("changed my mind"))
                })
                .await;
            assert!(inner.is_err());
            bench.queue.dispatch(note(&bench, "committed")).await?;
            assert_eq!(
                bench.probe.traces(),
                [""; 0],
                "nothing runs before the commit"
            );
            Ok::<(), Error>(())
        })
        .await?;
    bench.work_off().await;
    bench.probe.until(1).await;
    bench.work_off().await;
    assert_eq!(bench.probe.traces(), ["committed"]);
    Ok(())
}

async fn many_jobs_are_dispatched_together(driver: &str) -> Result<()> {
    let bench = Bench::new(driver).await;
    bench
        .queue
        .dispatch_many((0..250).map(|_| note(&bench, "one")))
        .await?;
    bench.work_off().await;
    assert_eq!(bench.probe.traces().len(), 250);
    assert_eq!(bench.queue.sizes().await?, []);
    Ok(())
}

async fn a_failing_job_is_tried_again_and_then_parked_with_its_history(driver: &str) -> Result<()> {
    let bench = Bench::new(driver).await;
    bench
        .queue
        .dispatch(Fail {
            probe: bench.id,
            times: 2,
        })
        .await?;
    bench
        .queue
        .dispatch(Fail {
            probe: bench.id,
            times: 9,
        })
        .await?;
    for _ in 0..3 {
        bench.work_off().await;
        // Longer than any jitter makes the pauses of ten and twenty seconds.
        bench.clock.advance(Duration::from_secs(31));
    }
    assert_eq!(bench.probe.traces().len(), 6);
    let failed = bench.queue.failed().await?;
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].error, "no route: cable cut");
    let history: Vec<_> = failed[0]
        .envelope
        .history
        .iter()
        .map(|attempt| (attempt.number, attempt.error.as_str()))
        .collect();
    assert_eq!(
        history,
        [
            (1, "no route: cable cut"),
            (2, "no route: cable cut"),
            (3, "no route: cable cut")
        ]
    );
    let metrics = bench.queue.metrics();
    assert_eq!(
        (
            metrics.processed,
            metrics.failed,
            metrics.retried,
            metrics.dead
        ),
        (1, 5, 4, 1)
    );
    Ok(())
}

async fn a_panic_and_a_timeout_are_failures_and_nothing_more(driver: &str) -> Result<()> {
    let bench = Bench::new(driver).await;
    bench.queue.dispatch(Boom { probe: bench.id }).await?;
    bench.queue.dispatch(Slow { probe: bench.id }).await?;
    bench.queue.dispatch(note(&bench, "after")).await?;
    bench.work_off().await;
    let mut traces = bench.probe.traces();
    traces.sort();
    assert_eq!(traces, ["after", "boom", "slow"]);
    let mut errors: Vec<_> = bench
        .queue
        .failed()
        .await?
        .into_iter()
        .map(|failed| failed.error)
        .collect();
    errors.sort();
    assert_eq!(errors, ["panicked: at attempt 1", "timed out after 20ms"]);
    Ok(())
}

async fn what_no_worker_can_run_is_parked_at_once_with_its_payload(driver: &str) -> Result<()> {
    let bench = Bench::new(driver).await;
    let known = bench.envelope(&note(&bench, "x"));
    let unknown = Envelope {
        job: "Gone".into(),
        payload: vec![1, 2, 3],
        ..known.clone()
    };
    let unreadable = Envelope {
        payload: vec![0xc1, 0xff],
        ..known.clone()
    };
    push(&bench, vec![unknown, unreadable]).await?;
    bench.work_off().await;
    let failed = bench.queue.failed().await?;
    let of = |job: &str| {
        failed
            .iter()
            .find(|failed| failed.envelope.job == job)
            .expect("a dead letter")
    };
    assert!(
        of("Gone").error.starts_with("unknown job `Gone`"),
        "{}",
        of("Gone").error
    );
    assert_eq!(of("Gone").envelope.payload, [1, 2, 3]);
    assert!(
        of("Note")
            .error
            .starts_with("the payload of `Note` can't be decoded: "),
        "{}",
        of("Note").error
    );
    assert_eq!(of("Note").envelope.payload, [0xc1, 0xff]);
    assert_eq!(of("Note").envelope.attempt, 1);
    bench.queue.flush_failed().await?;
    let typed = Envelope {
        payload: rmp_serde::to_vec_named(&BTreeMap::from([("probe", 1), ("word", 4711)]))?,
        ..known
    };
    push(&bench, vec![typed]).await?;
    bench.work_off().await;
    let error = &bench.queue.failed().await?[0].error;
    let expected = "the payload of `Note` can't be decoded: it holds something else where a string is expected";
    assert_eq!(error, expected, "a log must not say what a payload holds");
    Ok(())
}

async fn dead_letters_are_retried_forgotten_and_flushed(driver: &str) -> Result<()> {
    let bench = Bench::new(driver).await;
    bench
        .queue
        .dispatch_many((0..4).map(|_| Boom { probe: bench.id }))
        .await?;
    bench.work_off().await;
    let failed = bench.queue.failed().await?;
    assert_eq!(failed.len(), 4);
    assert!(bench.queue.retry_failed(failed[0].id).await?);
    assert!(
        !bench.queue.retry_failed(failed[0].id).await?,
        "it is no dead letter any more"
    );
    bench.work_off().await;
    assert_eq!(bench.probe.traces().len(), 5, "the retried one ran again");
    assert!(bench.queue.forget_failed(failed[1].id).await?);
    assert!(!bench.queue.forget_failed(failed[1].id).await?);
    assert_eq!(bench.queue.flush_failed().await?, 3);
    assert_eq!(bench.queue.failed().await?, []);
    Ok(())
}

async fn a_retried_dead_letter_has_all_its_attempts_and_keeps_what_it_died_of(
    driver: &str,
) -> Result<()> {
    let bench = Bench::new(driver).await;
    push(&bench, vec![bench.envelope(&note(&bench, "x"))]).await?;
    let held = claim(&bench).await?.remove(0);
    assert!(bench.settle(&held, bury("no route")).await);
    let dead = bench.queue.failed().await?.remove(0);
    assert!(bench.driver().retry_failed(dead.id).await?);
    let again = claim(&bench).await?.remove(0).envelope;
    assert_eq!((again.attempt, again.max_attempts), (1, 3));
    let history: Vec<_> = again
        .history
        .iter()
        .map(|attempt| (attempt.number, attempt.error.as_str()))
        .collect();
    assert_eq!(history, [(0, "put back by hand after: no route")]);
    Ok(())
}

async fn one_lease_lives_and_a_lost_one_is_worth_nothing(driver: &str) -> Result<()> {
    let bench = Bench::new(driver).await;
    push(&bench, vec![bench.envelope(&note(&bench, "x"))]).await?;
    let first = claim(&bench).await?.remove(0);
    assert_eq!(claim(&bench).await?, [], "a living lease is the only one");
    bench.clock.advance(LEASE + Duration::from_secs(1));
    let second = claim(&bench).await?.remove(0);
    assert_eq!(
        (second.envelope.id, second.envelope.attempt),
        (first.envelope.id, 2)
    );
    let (driver, lost, now) = (bench.driver(), first.lease, bench.clock.micros());
    assert_eq!(driver.renew(&[lost], LEASE).await?, [false]);
    let settlements = [
        says(&first, release()),
        says(&first, retry(now)),
        says(&first, bury("late")),
        says(&first, Verdict::Done),
        says(&second, Verdict::Done),
    ];
    assert_eq!(
        driver.settle(&settlements).await?,
        [false, false, false, false, true]
    );
    assert_eq!(driver.failed().await?, []);
    assert_eq!(driver.sizes().await?, []);
    Ok(())
}

async fn a_renewed_lease_does_not_end(driver: &str) -> Result<()> {
    let bench = Bench::new(driver).await;
    push(&bench, vec![bench.envelope(&note(&bench, "x"))]).await?;
    let held = claim(&bench).await?.remove(0);
    for _ in 0..5 {
        bench.clock.advance(LEASE / 2);
        assert_eq!(bench.driver().renew(&[held.lease], LEASE).await?, [true]);
        assert_eq!(claim(&bench).await?, []);
    }
    assert!(bench.settle(&held, Verdict::Done).await);
    Ok(())
}

async fn a_job_that_kills_its_workers_is_parked(driver: &str) -> Result<()> {
    let bench = Bench::new(driver).await;
    push(&bench, vec![bench.envelope(&note(&bench, "never seen"))]).await?;
    for attempt in 1..=3 {
        assert_eq!(claim(&bench).await?[0].envelope.attempt, attempt);
        bench.clock.advance(LEASE + Duration::from_secs(1));
    }
    bench.work_off().await;
    assert_eq!(bench.probe.traces(), [""; 0]);
    let failed = bench.queue.failed().await?;
    assert_eq!(
        failed[0].error,
        "the worker died or lost its lease, in the last of 3 attempts"
    );
    assert_eq!(failed[0].envelope.history.len(), 3);
    assert_eq!(bench.queue.metrics().reclaimed, 3);
    Ok(())
}

async fn a_released_job_has_not_spent_an_attempt(driver: &str) -> Result<()> {
    let bench = Bench::new(driver).await;
    push(&bench, vec![bench.envelope(&note(&bench, "x"))]).await?;
    for _ in 0..5 {
        let held = claim(&bench).await?.remove(0);
        assert_eq!(held.envelope.attempt, 1);
        assert!(bench.settle(&held, release()).await);
    }
    Ok(())
}

async fn a_job_is_not_due_before_its_time(driver: &str) -> Result<()> {
    let bench = Bench::new(driver).await;
    let now = bench.envelope(&note(&bench, "x"));
    let second = 1_000_000;
    // What `sync` promises is that it does not wait; a retry of its own waits like any other.
    push(&bench, vec![now]).await?;
    let held = claim(&bench).await?.remove(0);
    let due = bench.clock.micros() + 5 * second;
    assert!(bench.settle(&held, retry(due)).await);
    let claims = bench.driver().claim(&[], 10, LEASE).await?;
    assert_eq!((claims.jobs.len(), claims.next_due), (0, Some(due)));
    bench.clock.advance(Duration::from_secs(5));
    assert_eq!(claim(&bench).await?.len(), 1);
    Ok(())
}

async fn a_full_queue_does_not_starve_another(driver: &str) -> Result<()> {
    let bench = Bench::new(driver).await;
    let mut jobs = vec![bench.envelope(&note(&bench, "x")); 100];
    jobs.push(bench.envelope(&Mail {
        probe: bench.id,
        word: "y".into(),
    }));
    push(&bench, jobs).await?;
    let claims = bench.driver().claim(&[], 4, LEASE).await?.jobs;
    assert!(
        claims.iter().any(|claim| claim.envelope.queue == "mail"),
        "one of four places is for the other queue"
    );
    let claims = bench.driver().claim(&["mail".into()], 4, LEASE).await?.jobs;
    assert_eq!(
        claims,
        [],
        "a worker of one queue does not take from another"
    );
    Ok(())
}

async fn sizes_tell_waiting_from_running(driver: &str) -> Result<()> {
    let bench = Bench::new(driver).await;
    push(&bench, vec![bench.envelope(&note(&bench, "x")); 3]).await?;
    let held = bench.driver().claim(&[], 2, LEASE).await?.jobs;
    let due = bench.clock.micros() + 1;
    assert!(bench.settle(&held[0], retry(due)).await);
    let size = QueueSize {
        queue: "default".into(),
        ready: 1,
        delayed: 1,
        running: 1,
    };
    assert_eq!(bench.queue.sizes().await?, [size]);
    Ok(())
}
