//! A running worker: woken, bounded, renewing, drained.

use std::time::Duration;

use scaffold::{
    Error, Result,
    clock::Clock,
    queue::{Verdict, WorkerOptions},
};

use crate::{
    bench::{Bench, DRIVERS, ended, woken},
    hooked::{Gate, Gates},
    jobs::{Boom, Fail, Note, Obedient, Wait},
};

#[tokio::test]
async fn an_idle_worker_is_woken_by_a_dispatch() -> Result<()> {
    for driver in DRIVERS {
        let bench = Bench::with_clock(driver, Clock::system()).await;
        let (shutdown, worker) = bench.worker(woken());
        for count in 1..=3 {
            bench
                .queue
                .dispatch(Note {
                    probe: bench.id,
                    word: "x".into(),
                })
                .await?;
            bench.probe.until(count).await;
        }
        shutdown.request();
        ended(worker).await;
        assert_eq!(bench.queue.metrics().processed, 3, "{driver}");
    }
    Ok(())
}

#[tokio::test]
async fn an_idle_worker_finds_what_another_process_pushed() -> Result<()> {
    for driver in DRIVERS {
        let bench = Bench::new(driver).await;
        let poll = Duration::from_millis(100);
        let (shutdown, worker) = bench.worker(WorkerOptions { poll, ..woken() });
        let note = Note {
            probe: bench.id,
            word: "x".into(),
        };
        bench
            .driver()
            .push_many(vec![bench.envelope(&note)])
            .await?;
        bench.probe.until(1).await;
        shutdown.request();
        ended(worker).await;
    }
    Ok(())
}

#[tokio::test]
async fn a_delayed_job_runs_when_it_is_due() -> Result<()> {
    for driver in DRIVERS {
        let bench = Bench::with_clock(driver, Clock::system()).await;
        let (shutdown, worker) = bench.worker(woken());
        let before = bench.clock.micros();
        bench
            .queue
            .dispatch_in(
                Duration::from_millis(150),
                Note {
                    probe: bench.id,
                    word: "x".into(),
                },
            )
            .await?;
        bench.probe.until(1).await;
        assert!(bench.clock.micros() - before >= 150_000, "{driver}");
        shutdown.request();
        ended(worker).await;
    }
    Ok(())
}

#[tokio::test]
async fn a_retry_waits_and_the_next_waits_twice_as_long() -> Result<()> {
    for driver in DRIVERS {
        let bench = Bench::new(driver).await;
        let fail = Fail {
            probe: bench.id,
            times: 9,
        };
        bench.queue.dispatch(fail).await?;
        assert_eq!(bench.work_off().await.ran, 1, "{driver}");
        // Ten seconds and twenty, each half as long to one and a half times as long.
        for (early, late) in [(4_900, 10_200), (9_900, 20_200)] {
            bench.clock.advance(Duration::from_millis(early));
            assert_eq!(bench.work_off().await.ran, 0, "{driver}: after {early} ms");
            bench.clock.advance(Duration::from_millis(late));
            assert_eq!(bench.work_off().await.ran, 1, "{driver}: {late} ms later");
        }
    }
    Ok(())
}

#[tokio::test]
async fn no_more_jobs_run_than_fit() -> Result<()> {
    for driver in DRIVERS {
        let bench = Bench::new(driver).await;
        bench
            .queue
            .dispatch_many((0..10).map(|_| Wait { probe: bench.id }))
            .await?;
        let (shutdown, worker) = bench.worker(WorkerOptions {
            concurrency: 3,
            ..woken()
        });
        bench.probe.until(3).await;
        let sizes = bench.queue.sizes().await?;
        assert_eq!((sizes[0].running, sizes[0].ready), (3, 7), "{driver}");
        bench.probe.gate.add_permits(10);
        bench.probe.until(20).await;
        shutdown.request();
        ended(worker).await;
        assert_eq!(bench.queue.metrics().processed, 10, "{driver}");
    }
    Ok(())
}

#[tokio::test]
async fn a_panic_does_not_end_the_worker() -> Result<()> {
    for driver in DRIVERS {
        let bench = Bench::new(driver).await;
        let (shutdown, worker) = bench.worker(woken());
        bench.queue.dispatch(Boom { probe: bench.id }).await?;
        bench.probe.until(1).await;
        bench
            .queue
            .dispatch(Note {
                probe: bench.id,
                word: "after".into(),
            })
            .await?;
        bench.probe.until(2).await;
        shutdown.request();
        ended(worker).await;
        assert_eq!(
            bench.queue.failed().await?[0].error,
            "panicked: at attempt 1",
            "{driver}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_long_job_keeps_its_lease() -> Result<()> {
    for driver in DRIVERS {
        let bench = Bench::with_clock(driver, Clock::system()).await;
        let lease = Duration::from_millis(900);
        let (shutdown, worker) = bench.worker(WorkerOptions { lease, ..woken() });
        bench.queue.dispatch(Wait { probe: bench.id }).await?;
        bench.probe.until(1).await;
        let (begun, mut looks) = (bench.clock.micros(), 0);
        while bench.clock.micros() - begun < 2_000_000 {
            assert_eq!(
                bench.driver().claim(&[], 1, lease).await?.jobs,
                [],
                "{driver}: the job was given to another worker"
            );
            looks += 1;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(looks > 1);
        bench.probe.gate.add_permits(1);
        bench.probe.until(2).await;
        shutdown.request();
        ended(worker).await;
        assert_eq!(bench.queue.metrics().processed, 1, "{driver}");
    }
    Ok(())
}

#[tokio::test]
async fn a_worker_that_lost_its_lease_cannot_complete_the_job() -> Result<()> {
    for driver in DRIVERS {
        let mut bench = Bench::new(driver).await;
        bench.hook(Gates {
            renew: Gate::new(async |_| Err(Error::internal("locked"))),
            ..Gates::default()
        });
        // No room for more: it does not look again itself.
        let (shutdown, worker) = bench.worker(WorkerOptions {
            concurrency: 1,
            ..woken()
        });
        bench.queue.dispatch(Wait { probe: bench.id }).await?;
        bench.probe.until(1).await;
        bench.clock.advance(Duration::from_secs(3600));
        let lease = Duration::from_secs(30);
        let other = bench.driver().claim(&[], 1, lease).await?.jobs.remove(0);
        bench.probe.gate.add_permits(1);
        bench.probe.until(2).await;
        shutdown.request();
        ended(worker).await;
        let metrics = bench.queue.metrics();
        assert_eq!((metrics.processed, metrics.lost_leases), (0, 1), "{driver}");
        assert!(
            bench.settle(&other, Verdict::Done).await,
            "{driver}: it is the other's still"
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_stopping_worker_finishes_what_runs_and_begins_nothing() -> Result<()> {
    for driver in DRIVERS {
        let bench = Bench::new(driver).await;
        bench
            .queue
            .dispatch_many((0..2).map(|_| Wait { probe: bench.id }))
            .await?;
        let (shutdown, worker) = bench.worker(WorkerOptions {
            concurrency: 1,
            ..woken()
        });
        bench.probe.until(1).await;
        shutdown.request();
        // One permit at a time: a second job, if it began, would wait here for ever.
        bench.probe.gate.add_permits(1);
        ended(worker).await;
        assert_eq!(bench.probe.traces().len(), 2, "{driver}");
        let sizes = bench.queue.sizes().await?;
        assert_eq!((sizes[0].running, sizes[0].ready), (0, 1), "{driver}");
    }
    Ok(())
}

#[tokio::test]
async fn a_stopping_worker_tells_its_jobs() -> Result<()> {
    for driver in DRIVERS {
        let bench = Bench::new(driver).await;
        bench.queue.dispatch(Obedient { probe: bench.id }).await?;
        let (shutdown, worker) = bench.worker(woken());
        bench.probe.until(1).await;
        shutdown.request();
        ended(worker).await;
        assert_eq!(bench.probe.traces(), ["begun", "told"], "{driver}");
        assert_eq!(bench.queue.metrics().processed, 1, "{driver}");
    }
    Ok(())
}

#[tokio::test]
async fn what_does_not_finish_in_time_is_handed_back_unspent() -> Result<()> {
    for driver in DRIVERS {
        let bench = Bench::new(driver).await;
        bench.queue.dispatch(Wait { probe: bench.id }).await?;
        let (shutdown, worker) = bench.worker(WorkerOptions {
            grace: Duration::from_millis(20),
            ..woken()
        });
        bench.probe.until(1).await;
        shutdown.request();
        ended(worker).await;
        assert_eq!(bench.queue.metrics().released, 1, "{driver}");
        let again = bench
            .driver()
            .claim(&[], 1, Duration::from_secs(1))
            .await?
            .jobs
            .remove(0);
        assert_eq!(again.envelope.attempt, 1, "{driver}");
    }
    Ok(())
}

#[tokio::test]
async fn a_second_word_ends_the_worker_at_once_and_loses_nothing() -> Result<()> {
    for driver in DRIVERS {
        let bench = Bench::new(driver).await;
        bench.queue.dispatch(Wait { probe: bench.id }).await?;
        let (shutdown, worker) = bench.worker(woken());
        bench.probe.until(1).await;
        shutdown.request();
        shutdown.request();
        ended(worker).await;
        let sizes = bench.queue.sizes().await?;
        assert_eq!((sizes[0].running, sizes[0].ready), (0, 1), "{driver}");
    }
    Ok(())
}
