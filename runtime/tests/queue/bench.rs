//! A queue on each driver, with nothing around it.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex},
    time::Duration,
};

use scaffold::{
    cache::Cache,
    clock::Clock,
    config,
    core::Core,
    database::Database,
    queue::{
        Claim, Driver, Envelope, Job, Queue, Settlement, Shutdown, Verdict, Worked, Worker,
        WorkerOptions,
    },
    service::Services,
};
use tokio::task::JoinHandle;

#[cfg(any(feature = "postgres", feature = "mysql"))]
use crate::services;

use crate::jobs::{ENTRIES, Note, Probe};

/// The drivers whose jobs a worker runs.
pub(crate) const DRIVERS: [&str; 2] = ["memory", "database"];

/// One queue, and what a test needs to look at it.
pub(crate) struct Bench {
    pub(crate) queue: Queue,
    pub(crate) clock: Clock,
    pub(crate) database: Database,
    pub(crate) core: Core,
    pub(crate) id: u64,
    pub(crate) probe: Arc<Probe>,
    _folder: tempfile::TempDir,
}

static QUEUES: LazyLock<Mutex<HashMap<u64, Queue>>> = LazyLock::new(Mutex::default);

/// The queue of the test with this probe, for jobs that dispatch.
pub(crate) fn queue_of(probe: u64) -> Queue {
    QUEUES.lock().expect("no test panics here")[&probe].clone()
}

impl Bench {
    /// The driver of this word, with time standing still: `memory`, `database`, or `database` in the server of this word.
    pub(crate) async fn new(driver: &str) -> Self {
        Self::with_clock(driver, Clock::manual()).await
    }

    pub(crate) async fn with_clock(driver: &str, clock: Clock) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = format!("sqlite://{}", folder.path().join("app.db").display());
        let (driver, url) = match driver {
            #[cfg(feature = "postgres")]
            "postgres" => ("database", services::postgres().await.expect("a server")),
            #[cfg(feature = "mysql")]
            "mysql" => ("database", services::mysql().await.expect("a server")),
            driver => (driver, file),
        };
        let database = config::Database {
            url,
            ..config::Database::default()
        };
        let database = Database::open(&database).await.expect("a database");
        let cache = Cache::new(&config::Cache::default(), clock.clone());
        let core = Core::new(database.clone(), cache, clock.clone());
        let config = config::Queue {
            url: driver.into(),
            ..config::Queue::default()
        };
        let queue = Queue::open(&config, &core).await.expect("a queue");
        let attached = queue.attach(ENTRIES, Arc::new(Services::default()));
        attached.expect("each job has a name of its own");
        let (id, probe) = Probe::new();
        QUEUES
            .lock()
            .expect("no test panics here")
            .insert(id, queue.clone());
        Self {
            queue,
            clock,
            database,
            core,
            id,
            probe,
            _folder: folder,
        }
    }

    pub(crate) fn driver(&self) -> &dyn Driver {
        &**self.queue.driver()
    }

    /// What a dispatch of this job would push, for tests that look at the driver alone.
    pub(crate) fn envelope<J: Job>(&self, job: &J) -> Envelope {
        Envelope::of(job, self.clock.micros(), Duration::ZERO).expect("a payload")
    }

    /// Tells the driver what became of one job; says whether its lease still held.
    pub(crate) async fn settle(&self, claim: &Claim, verdict: Verdict) -> bool {
        let held = self.driver().settle(&[says(claim, verdict)]).await;
        held.expect("the driver answers") == [true]
    }

    /// Works until nothing is due.
    pub(crate) async fn work_off(&self) -> Worked {
        let worker = Worker::new(self.queue.clone(), WorkerOptions::default());
        let worked = worker.work_off(Shutdown::new()).await;
        worked.expect("the driver answers")
    }

    /// A worker in the background that finds work only when it is woken.
    pub(crate) fn worker(
        &self,
        options: WorkerOptions,
    ) -> (Shutdown, JoinHandle<scaffold::Result<()>>) {
        let shutdown = Shutdown::new();
        let worker = Worker::new(self.queue.clone(), options);
        (shutdown.clone(), tokio::spawn(worker.run(shutdown)))
    }
}

/// The default lease.
pub(crate) const LEASE: Duration = Duration::from_secs(30);
/// More than it.
pub(crate) const BEYOND: Duration = Duration::from_secs(31);

/// A job that leaves an `x`.
pub(crate) fn note(bench: &Bench) -> Note {
    Note {
        probe: bench.id,
        word: "x".into(),
    }
}

/// What a worker says of a job.
pub(crate) fn says(claim: &Claim, verdict: Verdict) -> Settlement {
    let unspent = u32::from(matches!(verdict, Verdict::Release { .. }));
    Settlement {
        lease: claim.lease,
        attempts: claim.envelope.attempt - unspent,
        verdict,
    }
}

/// Never looks by itself, and waits for its jobs.
pub(crate) fn woken() -> WorkerOptions {
    let hour = Duration::from_secs(3600);
    WorkerOptions {
        poll: hour,
        grace: hour,
        ..WorkerOptions::default()
    }
}

/// The worker has come to its end; fails after ten seconds.
pub(crate) async fn ended(worker: JoinHandle<scaffold::Result<()>>) {
    let ended = tokio::time::timeout(Duration::from_secs(10), worker).await;
    ended
        .expect("the worker ends in time")
        .expect("the worker does not panic")
        .expect("the worker ends well");
}
