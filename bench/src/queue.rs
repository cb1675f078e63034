//! What `database.durability` costs: a dispatch that is waited for, and a job from its dispatch to its end.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use scaffold::{
    cache::Cache,
    clock::Clock,
    config::{self, Durability},
    core::Core,
    database::Database,
    prelude::*,
    queue::{Envelope, JobEntry, Queue, Shutdown, Worker, WorkerOptions},
    service::Services,
};

const DISPATCHES: u32 = 500;
const JOBS: usize = 2000;
const ROUNDS: usize = 3;

/// Does nothing.
#[derive(Debug, Serialize, Deserialize, Job)]
struct Nothing {
    number: u32,
}

impl Nothing {
    async fn handle(&self, _: &JobContext) -> Result<()> {
        Ok(())
    }
}

/// Prints the table.
#[tokio::main]
pub async fn compare() {
    let words = [
        ("full", Durability::Full),
        ("normal", Durability::Normal),
        ("off", Durability::Off),
    ];
    let mut measured = [const { (Vec::new(), Vec::new()) }; 3];
    for _ in 0..ROUNDS {
        for (at, (_, durability)) in words.into_iter().enumerate() {
            let (dispatch, jobs) = measure(durability).await.expect("a queue that works");
            measured[at].0.push(dispatch);
            measured[at].1.push(jobs);
        }
    }
    println!(
        "{DISPATCHES} dispatches one after the other, {JOBS} jobs worked off by one worker, median of {ROUNDS} rounds"
    );
    println!(
        "{:<12} {:>14} {:>7} {:>10} {:>7}",
        "durability", "dispatch, µs", "ratio", "jobs/s", "ratio"
    );
    let medians = measured.map(|(dispatch, jobs)| (crate::median(&dispatch), crate::median(&jobs)));
    let (fastest, most) = medians[2];
    for ((word, _), (dispatch, jobs)) in words.into_iter().zip(medians) {
        println!(
            "{word:<12} {dispatch:>14.0} {:>7.2} {jobs:>10.0} {:>7.2}",
            dispatch / fastest,
            jobs / most
        );
    }
}

/// Microseconds a dispatch, and jobs a second.
async fn measure(durability: Durability) -> Result<(f64, f64)> {
    let folder = tempfile::tempdir()?;
    let database = config::Database {
        url: format!("sqlite://{}", folder.path().join("bench.db").display()),
        durability,
        ..config::Database::default()
    };
    let clock = Clock::system();
    let cache = Cache::new(&config::Cache::default(), clock.clone());
    let core = Core::new(Database::open(&database).await?, cache, clock);
    let queue = Queue::open(&config::Queue::default(), &core).await?;
    queue.attach(&[JobEntry::of::<Nothing>()], Arc::new(Services::default()))?;

    let start = Instant::now();
    for number in 0..DISPATCHES {
        queue.push(vec![job(&core, number)?]).await?;
    }
    let dispatch = start.elapsed().as_secs_f64() * 1e6 / f64::from(DISPATCHES);

    let jobs: Result<_> = (0..JOBS as u32).map(|number| job(&core, number)).collect();
    queue.push(jobs?).await?;
    let start = Instant::now();
    let worker = Worker::new(queue, WorkerOptions::default());
    let worked = worker.work_off(Shutdown::new()).await?;
    Ok((dispatch, worked.ran as f64 / start.elapsed().as_secs_f64()))
}

fn job(core: &Core, number: u32) -> Result<Envelope> {
    Envelope::of(&Nothing { number }, core.clock().micros(), Duration::ZERO)
}
