//! Two workers on a driver that answers late, or not at all, or after it has done what was asked; and that are ended all the time.

use std::{
    collections::BTreeMap,
    hash::{BuildHasher, Hasher, RandomState},
    time::{Duration, Instant},
};

use scaffold::{Error, Result, clock::Clock, queue::WorkerOptions};

use crate::{
    bench::{Bench, DRIVERS},
    hooked::{Gate, Gates},
    jobs::Nap,
};

const JOBS: u64 = 120;

fn chance(sides: u64) -> u64 {
    RandomState::new().build_hasher().finish() % sides
}

/// Waits up to so many milliseconds, and refuses one call of five.
fn rough(millis: u64) -> Gate {
    Gate::new(move |_| async move {
        tokio::time::sleep(Duration::from_millis(chance(millis))).await;
        if chance(5) == 0 {
            return Err(Error::internal("storm"));
        }
        Ok(())
    })
}

/// As late, and refuses nothing: what a claim that is refused after it was done has taken, its lease gives back.
fn late(millis: u64) -> Gate {
    Gate::new(move |_| async move {
        tokio::time::sleep(Duration::from_millis(chance(millis))).await;
        Ok(())
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn q1_no_job_is_lost_in_a_storm() -> Result<()> {
    for driver in DRIVERS {
        let mut bench = Bench::with_clock(driver, Clock::system()).await;
        let plain = bench.queue.clone();
        bench.hook(Gates {
            claim: rough(30),
            claimed: late(120),
            renew: rough(60),
            renewed: rough(60),
            settle: rough(60),
            settled: rough(120),
        });
        for number in 0..JOBS {
            let nap = Nap {
                probe: bench.id,
                number,
                millis: chance(60),
            };
            bench.queue.dispatch_in(Duration::ZERO, nap).await?;
        }
        let options = || WorkerOptions {
            lease: Duration::from_millis(200),
            poll: Duration::from_millis(20),
            grace: Duration::from_millis(50),
            ..WorkerOptions::default()
        };
        let start = Instant::now();
        while !plain.sizes().await?.is_empty() {
            assert!(start.elapsed() < Duration::from_secs(120), "{driver}");
            let workers = [bench.worker(options()), bench.worker(options())];
            tokio::time::sleep(Duration::from_millis(300 + chance(500))).await;
            for (shutdown, worker) in workers {
                shutdown.request();
                if chance(2) == 0 {
                    shutdown.request();
                }
                worker.await.expect("no panic")?;
            }
        }
        let mut ends = BTreeMap::new();
        for trace in bench.probe.traces() {
            *ends.entry(trace.parse().expect("a number")).or_insert(0) += 1;
        }
        for dead in plain.failed().await? {
            ends.insert(dead.envelope.decode::<Nap>()?.number, 1);
        }
        let lost: Vec<u64> = (0..JOBS).filter(|job| !ends.contains_key(job)).collect();
        assert_eq!(lost, [0; 0], "{driver}");
    }
    Ok(())
}
