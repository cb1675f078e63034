//! Jobs that a worker has, or has just ended, when it claims them again: none begins twice, and what is said of them is true.

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use scaffold::{
    Result,
    queue::{Attempt, Verdict},
};

use crate::{
    bench::{BEYOND, Bench, DRIVERS, LEASE, ended, note, woken},
    hooked::{Gate, Gates},
    jobs::{Compute, Half, Wait},
};

fn reported(number: u32, error: &str) -> Attempt {
    Attempt {
        number,
        at: 0,
        error: error.into(),
    }
}

/// Another worker gets the job, and its attempt fails.
async fn fails_elsewhere(bench: &Bench) -> Result<()> {
    // The worker has looked for more, and waits.
    tokio::time::sleep(Duration::from_millis(50)).await;
    bench.clock.advance(BEYOND);
    let other = bench.driver().claim(&[], 1, LEASE).await?.jobs.remove(0);
    // Ours hears that its lease is lost.
    bench.queue.dispatch(note(bench)).await?;
    bench.probe.until(2).await;
    let verdict = Verdict::Retry {
        due_at: bench.clock.micros(),
        history: vec![reported(1, "lost"), reported(2, "disk full")],
    };
    assert!(bench.settle(&other, verdict).await);
    Ok(())
}

/// Lets the worker look until it has nothing more to do, and gives the errors in the dead letter.
async fn errors_of_the_dead(bench: &Bench) -> Result<Vec<(u32, String)>> {
    for _ in 0..20 {
        let failed = bench.queue.failed().await?;
        if let [dead] = &*failed {
            let history = dead.envelope.history.iter();
            return Ok(history.map(|one| (one.number, one.error.clone())).collect());
        }
        bench.clock.advance(Duration::from_secs(3600));
        bench.queue.dispatch(note(bench)).await?;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no dead letter")
}

#[tokio::test]
async fn q4_what_others_have_reported_meanwhile_is_not_forgotten() -> Result<()> {
    for driver in DRIVERS {
        let bench = Bench::new(driver).await;
        let (shutdown, worker) = bench.worker(woken());
        bench.queue.dispatch(Wait { probe: bench.id }).await?;
        bench.probe.until(1).await;
        fails_elsewhere(&bench).await?;
        // Ours claims it again, and then it fails: the gate can't be passed.
        bench.queue.dispatch(note(&bench)).await?;
        bench.probe.until(3).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        bench.probe.gate.close();
        let errors = errors_of_the_dead(&bench).await?;
        let told: Vec<_> = errors
            .iter()
            .map(|(number, error)| (*number, &error[..4]))
            .collect();
        assert_eq!(told, [(1, "lost"), (2, "disk"), (3, "sema")], "{driver}");
        shutdown.request();
        ended(worker).await;
    }
    Ok(())
}

#[tokio::test]
async fn q4_a_job_that_its_own_worker_claims_again_has_begun_no_attempt() -> Result<()> {
    for driver in DRIVERS {
        let mut bench = Bench::new(driver).await;
        let (clock, slow) = (bench.clock.clone(), Arc::new(AtomicBool::new(false)));
        let is_slow = slow.clone();
        bench.hook(Gates {
            claim: Gate::new(move |_| {
                if is_slow.swap(false, Ordering::SeqCst) {
                    clock.advance(BEYOND);
                }
                async { Ok(()) }
            }),
            ..Gates::default()
        });
        let (shutdown, worker) = bench.worker(woken());
        bench.queue.dispatch(Wait { probe: bench.id }).await?;
        bench.probe.until(1).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        slow.store(true, Ordering::SeqCst);
        bench.queue.dispatch(note(&bench)).await?;
        bench.probe.until(2).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        bench.probe.gate.close();
        let errors = errors_of_the_dead(&bench).await?;
        let numbers: Vec<_> = errors.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [1, 2, 3], "{driver}");
        assert!(
            errors.iter().all(|(_, error)| error.contains("closed")),
            "{driver}: {errors:?}"
        );
        let begun = bench.probe.traces();
        assert_eq!(begun.iter().filter(|it| *it == "begun").count(), 3);
        shutdown.request();
        ended(worker).await;
    }
    Ok(())
}

#[tokio::test]
async fn q1_a_job_that_stopped_because_its_lease_was_lost_is_not_done() -> Result<()> {
    for driver in DRIVERS {
        let bench = Bench::new(driver).await;
        let (shutdown, worker) = bench.worker(woken());
        bench.queue.dispatch(Half { probe: bench.id }).await?;
        bench.probe.until(1).await;
        fails_elsewhere(&bench).await?;
        bench.probe.until(3).await; // begun, x, told
        bench.queue.dispatch(note(&bench)).await?;
        bench.probe.until(4).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        // It stops, with half of its work done; and is begun again.
        bench.probe.gate.add_permits(1);
        bench.probe.until(5).await;
        assert_eq!(bench.probe.traces()[4], "begun", "{driver}");
        shutdown.request();
        bench.probe.gate.add_permits(1);
        ended(worker).await;
    }
    Ok(())
}

#[tokio::test]
async fn q2_a_job_whose_report_is_on_its_way_does_not_begin_again() -> Result<()> {
    for driver in DRIVERS {
        let mut bench = Bench::new(driver).await;
        let (clock, gates) = (bench.clock.clone(), Arc::<OnceLock<Arc<Gates>>>::default());
        let (before, after) = (gates.clone(), gates.clone());
        let hooked = bench.hook(Gates {
            // The look takes longer than a lease, and its answer until the job's end was reported.
            claim: Gate::new(move |_| {
                if before.get().is_some() {
                    clock.advance(BEYOND);
                }
                async { Ok(()) }
            }),
            claimed: Gate::new(move |_| {
                let gates = after.get().cloned();
                async move {
                    if let Some(gates) = gates
                        && gates.settle.count() == 0
                    {
                        gates.settle.called(1).await;
                    }
                    Ok(())
                }
            }),
            ..Gates::default()
        });
        let (shutdown, worker) = bench.worker(woken());
        bench.queue.dispatch(Wait { probe: bench.id }).await?;
        bench.probe.until(1).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(gates.set(hooked).is_ok());
        bench.queue.dispatch(note(&bench)).await?;
        tokio::time::sleep(Duration::from_millis(50)).await;
        bench.probe.gate.add_permits(5);
        bench.probe.until(3).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        shutdown.request();
        ended(worker).await;
        let mut traces = bench.probe.traces();
        traces.sort_unstable();
        assert_eq!(traces, ["begun", "ended", "x"], "{driver}");
        assert_eq!(bench.queue.sizes().await?, [], "{driver}");
        assert_eq!(bench.queue.metrics().lost_leases, 0, "{driver}");
    }
    Ok(())
}

#[tokio::test]
async fn q2_blocking_work_of_an_attempt_that_timed_out_is_told_to_stop() -> Result<()> {
    let bench = Bench::new("memory").await;
    bench.queue.dispatch(Compute { probe: bench.id }).await?;
    bench.work_off().await;
    bench.probe.until(2).await;
    assert_eq!(bench.probe.traces(), ["in", "out"]);
    Ok(())
}

#[tokio::test]
async fn a_job_that_stops_with_work_left_is_handed_back_and_has_spent_no_attempt() -> Result<()> {
    for driver in DRIVERS {
        let bench = Bench::new(driver).await;
        let (shutdown, worker) = bench.worker(woken());
        bench.queue.dispatch(Half { probe: bench.id }).await?;
        bench.probe.until(1).await;
        shutdown.request();
        bench.probe.until(2).await;
        bench.probe.gate.close();
        ended(worker).await;
        assert_eq!(bench.queue.metrics().released, 1, "{driver}");
        let again = bench.driver().claim(&[], 1, LEASE).await?.jobs.remove(0);
        assert_eq!(
            (again.envelope.attempt, again.envelope.history),
            (1, vec![])
        );
    }
    Ok(())
}
