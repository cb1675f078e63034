//! Guarantee Q5: how a worker ends, whatever its jobs and its driver do.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use scaffold::{
    Error, Result,
    queue::{JobEntry, Shutdown, Worker, WorkerOptions},
};
use tokio::sync::Semaphore;

use crate::{
    bench::{Bench, DRIVERS, ended, woken},
    hooked::{Gate, Gates, silent},
    jobs::{Note, Stubborn, Verbose, Wait},
};

fn short() -> WorkerOptions {
    WorkerOptions {
        grace: Duration::from_millis(20),
        ..woken()
    }
}

#[tokio::test]
async fn q5_reports_that_are_not_answered_do_not_hold_up_the_end() -> Result<()> {
    for driver in DRIVERS {
        let mut bench = Bench::new(driver).await;
        let gates = bench.hook(Gates {
            settle: silent(),
            ..Gates::default()
        });
        let word = "x".into();
        let probe = bench.id;
        bench.queue.dispatch(Note { probe, word }).await?;
        let (shutdown, worker) = bench.worker(short());
        gates.settle.called(1).await;
        shutdown.request();
        ended(worker).await;
    }
    Ok(())
}

#[tokio::test]
async fn q5_a_look_that_is_not_answered_does_not_hold_up_the_end() -> Result<()> {
    for driver in DRIVERS {
        let mut bench = Bench::new(driver).await;
        let gates = bench.hook(Gates {
            claim: silent(),
            ..Gates::default()
        });
        let (shutdown, worker) = bench.worker(short());
        gates.claim.called(1).await;
        shutdown.request();
        ended(worker).await;
    }
    Ok(())
}

#[tokio::test]
async fn q5_a_job_that_is_given_out_during_the_end_is_handed_back_unspent() -> Result<()> {
    for driver in DRIVERS {
        let mut bench = Bench::new(driver).await;
        let door = Arc::new(Semaphore::new(0));
        let opened = door.clone();
        let gates = bench.hook(Gates {
            claim: Gate::new(move |_| {
                let door = door.clone();
                async move {
                    door.acquire().await?.forget();
                    Ok(())
                }
            }),
            ..Gates::default()
        });
        bench.queue.dispatch(Wait { probe: bench.id }).await?;
        let (shutdown, worker) = bench.worker(woken());
        gates.claim.called(1).await;
        shutdown.request();
        opened.add_permits(1);
        ended(worker).await;
        assert_eq!(bench.probe.traces(), [""; 0], "{driver}");
        opened.add_permits(1);
        let lease = Duration::from_secs(1);
        let jobs = bench.driver().claim(&[], 1, lease).await?.jobs;
        assert_eq!(jobs[0].envelope.attempt, 1, "{driver}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn q5_a_job_that_can_not_be_stopped_holds_up_no_other() -> Result<()> {
    for driver in DRIVERS {
        let mut bench = Bench::new(driver).await;
        let gates = bench.hook(Gates::default());
        let free = Arc::new(AtomicBool::new(false));
        let probe = bench.id;
        bench.probe.hold(free.clone());
        bench.queue.dispatch(Stubborn { probe }).await?;
        bench.queue.dispatch(Wait { probe }).await?;
        let (shutdown, worker) = bench.worker(woken());
        bench.probe.until(2).await;
        shutdown.now();
        gates.settle.called(1).await;
        let sizes = ready(&bench).await?;
        assert!(!worker.is_finished(), "{driver}: {sizes}");
        free.store(true, Ordering::Release);
        ended(worker).await;
    }
    Ok(())
}

/// Waits until a job is ready again.
async fn ready(bench: &Bench) -> Result<u64> {
    loop {
        let ready = bench.queue.sizes().await?[0].ready;
        if ready > 0 {
            return Ok(ready);
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn q5_a_look_that_fails_ends_no_running_job() -> Result<()> {
    for driver in DRIVERS {
        let mut bench = Bench::new(driver).await;
        let gates = bench.hook(Gates {
            claim: Gate::new(async |call| match call {
                1 => Ok(()),
                _ => Err(Error::internal("locked")),
            }),
            ..Gates::default()
        });
        bench.queue.dispatch(Wait { probe: bench.id }).await?;
        let options = WorkerOptions {
            poll: Duration::from_millis(1),
            ..woken()
        };
        let worker = Worker::new(bench.queue.clone(), options);
        let worker = tokio::spawn(worker.work_off(Shutdown::new()));
        gates.claim.called(2).await;
        bench.probe.gate.add_permits(1);
        let error = worker.await?.expect_err("the look failed");
        assert_eq!(error.to_string(), "locked", "{driver}");
        assert_eq!(bench.probe.traces(), ["begun", "ended"], "{driver}");
        assert_eq!(bench.queue.metrics().processed, 1, "{driver}");
    }
    Ok(())
}

#[tokio::test]
async fn q5_a_worker_that_works_off_stops_when_it_is_told() -> Result<()> {
    for driver in DRIVERS {
        let bench = Bench::new(driver).await;
        let jobs = (0..2).map(|_| Wait { probe: bench.id });
        bench.queue.dispatch_many(jobs).await?;
        let shutdown = Shutdown::new();
        let options = WorkerOptions {
            concurrency: 1,
            ..short()
        };
        let worker = Worker::new(bench.queue.clone(), options);
        let worker = tokio::spawn(worker.work_off(shutdown.clone()));
        bench.probe.until(1).await;
        shutdown.request();
        assert_eq!(worker.await??.ran, 1, "{driver}");
        assert_eq!(bench.queue.sizes().await?[0].ready, 2, "{driver}");
    }
    Ok(())
}

#[tokio::test]
async fn spans_of_time_without_an_end_are_no_mistake() -> Result<()> {
    for driver in DRIVERS {
        let bench = Bench::new(driver).await;
        let (shutdown, worker) = bench.worker(WorkerOptions {
            poll: Duration::MAX,
            grace: Duration::MAX,
            lease: Duration::MAX,
            ..WorkerOptions::default()
        });
        bench.queue.dispatch(Wait { probe: bench.id }).await?;
        bench.probe.until(1).await;
        shutdown.request();
        bench.probe.gate.add_permits(1);
        ended(worker).await;
        assert_eq!(bench.queue.metrics().processed, 1, "{driver}");
    }
    Ok(())
}

/// Resident memory of this process, in MiB; 0 where that is not known.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number.map_or(0, |number| number.parse::<u64>().expect("a number") / 1024)
}

#[tokio::test]
async fn a_worker_does_not_remember_each_failure() -> Result<()> {
    const FAILURES: usize = 300;
    let bench = Bench::new("memory").await;
    let queue = bench.other(&[JobEntry::of::<Verbose>()]);
    let shutdown = Shutdown::new();
    let worker = Worker::new(queue.clone(), woken()).run(shutdown.clone());
    let worker = tokio::spawn(worker);
    let before = resident();
    for failure in 1..=FAILURES {
        queue.dispatch(Verbose { probe: bench.id }).await?;
        bench.probe.until(failure).await;
        queue.flush_failed().await?;
    }
    let grown = resident().saturating_sub(before);
    shutdown.request();
    ended(worker).await;
    // Each says a megabyte.
    assert!(grown < FAILURES as u64 / 2, "it grew by {grown} MiB");
    Ok(())
}
