//! Guarantee Q2: once, while the lease lives; and what a worker does when it can't tell whether it does.

use std::{sync::Arc, time::Duration};

use scaffold::{
    Error, Result,
    queue::{Shutdown, WorkerOptions},
};
use tokio::{sync::Notify, task::JoinHandle};

use crate::{
    bench::{BEYOND, Bench, DRIVERS, LEASE, ended, note, woken},
    hooked::{Gate, Gates, silent},
    jobs::Wait,
};

/// A running job whose lease has ended by the queue's clock, and a reason to look for more.
async fn overdue(
    driver: &str,
    gates: impl FnOnce(&Bench) -> Gates,
) -> Result<(Bench, Arc<Gates>, Shutdown, JoinHandle<Result<()>>)> {
    let mut bench = Bench::new(driver).await;
    let gates = gates(&bench);
    let gates = bench.hook(gates);
    let (shutdown, worker) = bench.worker(woken());
    bench.queue.dispatch(Wait { probe: bench.id }).await?;
    bench.probe.until(1).await;
    bench.clock.advance(BEYOND);
    bench.queue.dispatch(note(&bench)).await?;
    Ok((bench, gates, shutdown, worker))
}

/// The job does not begin again, and is completed.
async fn check_runs_once(driver: &str, gates: impl FnOnce(&Bench) -> Gates) -> Result<()> {
    let (bench, _, shutdown, worker) = overdue(driver, gates).await?;
    bench.probe.until(2).await;
    bench.probe.gate.add_permits(2);
    shutdown.request();
    ended(worker).await;
    assert_eq!(bench.probe.traces(), ["begun", "x", "ended"], "{driver}");
    let metrics = bench.queue.metrics();
    let counts = (metrics.processed, metrics.lost_leases, metrics.reclaimed);
    assert_eq!(counts, (2, 0, 0), "{driver}");
    assert_eq!(bench.queue.sizes().await?, [], "{driver}");
    Ok(())
}

#[tokio::test]
async fn q2_a_worker_whose_machine_slept_does_not_run_its_own_job_twice() -> Result<()> {
    for driver in DRIVERS {
        check_runs_once(driver, |_| Gates::default()).await?;
    }
    Ok(())
}

#[tokio::test]
async fn q2_a_worker_whose_renewal_failed_asks_for_no_jobs_until_it_is_answered() -> Result<()> {
    for driver in DRIVERS {
        let renew = |_: &Bench| Gates {
            renew: Gate::new(async |call| match call {
                ..4 => Err(Error::internal("locked")),
                _ => Ok(()),
            }),
            ..Gates::default()
        };
        let (bench, gates, shutdown, worker) = overdue(driver, renew).await?;
        gates.renew.called(1).await;
        let looks = gates.claim.count();
        bench.queue.dispatch(note(&bench)).await?;
        gates.renew.called(3).await;
        assert_eq!(gates.claim.count(), looks, "{driver}");
        bench.probe.until(3).await;
        bench.probe.gate.add_permits(1);
        shutdown.request();
        ended(worker).await;
    }
    Ok(())
}

#[tokio::test]
async fn q2_a_job_that_its_own_worker_claims_again_goes_on_under_the_new_lease() -> Result<()> {
    for driver in DRIVERS {
        let late = |bench: &Bench| {
            let clock = bench.clock.clone();
            Gates {
                // Each look waits longer than a lease for its turn.
                claim: Gate::new(move |_| {
                    clock.advance(BEYOND);
                    async { Ok(()) }
                }),
                ..Gates::default()
            }
        };
        check_runs_once(driver, late).await?;
    }
    Ok(())
}

/// Twenty seconds pass while a call waits for the connection that writes; gives its answer.
async fn wait_for_the_writer<T: Send + 'static>(
    bench: &Bench,
    call: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    let (database, held, release) = (
        bench.database.clone(),
        Arc::new(Notify::new()),
        Arc::new(Notify::new()),
    );
    let holds = {
        let (held, release) = (held.clone(), release.clone());
        tokio::spawn(async move {
            let body = async {
                held.notify_one();
                release.notified().await;
                Ok::<_, Error>(())
            };
            database.transaction(body).await
        })
    };
    held.notified().await;
    let call = tokio::spawn(call);
    tokio::task::yield_now().await;
    bench.clock.advance(Duration::from_secs(20));
    release.notify_one();
    holds.await??;
    call.await?
}

/// Nobody else gets the job twenty seconds after the call was answered: its lease is of thirty.
async fn check_leased(bench: &Bench) -> Result<()> {
    bench.clock.advance(Duration::from_secs(20));
    assert_eq!(bench.driver().claim(&[], 1, LEASE).await?.jobs, []);
    Ok(())
}

#[tokio::test]
async fn q2_a_lease_begins_when_the_job_is_given_out() -> Result<()> {
    let bench = Bench::new("database").await;
    bench.queue.dispatch(note(&bench)).await?;
    let driver = bench.queue.driver().clone();
    let claim = async move { driver.claim(&[], 1, LEASE).await };
    let claims = wait_for_the_writer(&bench, claim).await?;
    assert_eq!(claims.jobs.len(), 1);
    check_leased(&bench).await
}

#[tokio::test]
async fn q2_a_renewed_lease_begins_when_it_is_renewed() -> Result<()> {
    let bench = Bench::new("database").await;
    bench.queue.dispatch(note(&bench)).await?;
    let job = bench.driver().claim(&[], 1, LEASE).await?.jobs.remove(0);
    let driver = bench.queue.driver().clone();
    let renew = async move { driver.renew(&[job.lease], LEASE).await };
    assert_eq!(wait_for_the_writer(&bench, renew).await?, [true]);
    check_leased(&bench).await
}

#[tokio::test]
async fn q2_reports_that_are_not_answered_keep_no_lease_from_being_renewed() -> Result<()> {
    for driver in DRIVERS {
        let mut bench = Bench::new(driver).await;
        let gates = bench.hook(Gates {
            settle: silent(),
            ..Gates::default()
        });
        bench.queue.dispatch(note(&bench)).await?;
        bench.queue.dispatch(Wait { probe: bench.id }).await?;
        let (shutdown, worker) = bench.worker(WorkerOptions {
            lease: Duration::from_millis(100),
            ..woken()
        });
        bench.probe.until(2).await;
        gates.settle.called(1).await;
        gates.renew.called(3).await;
        shutdown.request();
        shutdown.request();
        ended(worker).await;
    }
    Ok(())
}

#[tokio::test]
async fn q2_a_crash_is_counted_once_however_often_the_job_is_handed_back() -> Result<()> {
    for driver in DRIVERS {
        let bench = Bench::new(driver).await;
        bench.queue.dispatch(Wait { probe: bench.id }).await?;
        // This worker dies.
        bench.driver().claim(&[], 1, LEASE).await?;
        bench.clock.advance(BEYOND);
        for begun in 1..=3 {
            let (shutdown, worker) = bench.worker(woken());
            bench.probe.until(begun).await;
            shutdown.request();
            shutdown.request();
            ended(worker).await;
        }
        let metrics = bench.queue.metrics();
        assert_eq!((metrics.reclaimed, metrics.released), (1, 3), "{driver}");
    }
    Ok(())
}
