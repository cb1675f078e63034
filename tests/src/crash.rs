//! What the killed worker and the test that kills it share: a queue in a file, and a table that says which jobs ran.

use std::{
    io::Write,
    path::Path,
    sync::{Arc, OnceLock},
    time::Duration,
};

use scaffold::{
    Error, Id, Job, Model, Result,
    cache::Cache,
    clock::Clock,
    config,
    core::Core,
    database::{Database, Migration},
    queue::{JobContext, JobEntry, Queue, RegisteredJob, WorkerOptions},
    repository::Repo,
    service::Services,
};
use serde::{Deserialize, Serialize};

/// The jobs that a worker runs at the same time.
pub const CONCURRENCY: usize = 8;

/// One finished body of a job.
#[derive(Debug, Clone, Model)]
pub struct Effect {
    /// Its row.
    pub id: Id<Effect>,
    /// The job's name.
    pub job: String,
    /// The job's number.
    pub number: i64,
}

/// The list that the jobs are in.
pub struct App;

/// Notes its number. Every hundredth fails for good, every tenth leaves a [`Follow`] in the same transaction.
#[derive(Debug, Serialize, Deserialize, Job)]
#[job(queue = "marks", retries = 3, backoff = "20ms")]
pub struct Mark {
    /// Which.
    pub number: i64,
}

impl Mark {
    /// Whether this one never succeeds.
    #[must_use]
    pub fn is_hopeless(number: i64) -> bool {
        number % 100 == 99
    }

    /// Whether this one leaves a [`Follow`].
    #[must_use]
    pub fn is_followed(number: i64) -> bool {
        number % 10 == 0
    }

    async fn handle(&self, _cx: &JobContext) -> Result<()> {
        let number = self.number;
        if Self::is_hopeless(number) {
            return Err(Error::internal("no hope"));
        }
        let (queue, effects) = parts();
        let written = effects.core().database().transaction(async {
            let effect = effects
                .create(EffectDraft {
                    job: "Mark".into(),
                    number,
                })
                .await?;
            if Self::is_followed(number) {
                queue
                    .dispatch(Follow {
                        from: effect.id.value(),
                    })
                    .await?;
            }
            Ok::<(), Error>(())
        });
        written.await?;
        // The test counts these lines, and kills somewhere between this one and the end of the job.
        // Between its last line and the kill it has stopped listening, which is no fault of the job's.
        let _ = writeln!(std::io::stdout(), "{number}");
        tokio::time::sleep(Duration::from_millis(2)).await;
        Ok(())
    }
}

/// Notes the row that it followed from.
#[derive(Debug, Serialize, Deserialize, Job)]
#[job(queue = "follows", retries = 20, backoff = "20ms")]
pub struct Follow {
    /// [`Effect::id`] of the row written in the same transaction.
    pub from: i64,
}

impl Follow {
    async fn handle(&self, _cx: &JobContext) -> Result<()> {
        let (_, effects) = parts();
        effects
            .create(EffectDraft {
                job: "Follow".into(),
                number: self.from,
            })
            .await?;
        Ok(())
    }
}

/// Ends the process it runs in.
#[derive(Debug, Serialize, Deserialize, Job)]
#[job(queue = "poisons", retries = 1, backoff = "1ms")]
pub struct Poison {}

impl Poison {
    async fn handle(&self, _cx: &JobContext) -> Result<()> {
        std::process::abort()
    }
}

impl RegisteredJob<App> for Poison {}
impl RegisteredJob<App> for Mark {}
impl RegisteredJob<App> for Follow {}

/// The process's own, for its jobs.
static PARTS: OnceLock<(Queue, Repo<Effect>)> = OnceLock::new();

fn parts() -> &'static (Queue, Repo<Effect>) {
    PARTS.get().expect("`open` comes before the worker")
}

/// Opens the file, makes what is missing in it, and the queue over it.
///
/// # Errors
/// What the database says.
pub async fn open(file: &Path) -> Result<(Queue, Repo<Effect>)> {
    let database = config::Database {
        url: format!("sqlite://{}", file.display()),
        ..config::Database::default()
    };
    let database = Database::open(&database).await?;
    database
        .migrate(&[Migration {
            version: 20_260_101_000_000,
            name: "create_effects".into(),
            up: "CREATE TABLE effects (id INTEGER PRIMARY KEY AUTOINCREMENT, job TEXT NOT NULL, number INTEGER NOT NULL)".into(),
            down: None,
            only: None,
        }])
        .await?;
    let clock = Clock::system();
    let core = Core::new(
        database,
        Cache::new(&config::Cache::default(), clock.clone()),
        clock,
    );
    let config = config::Queue {
        url: "database".into(),
        ..config::Queue::default()
    };
    let queue = Queue::open(&config, &core).await?;
    let entries = [
        JobEntry::of::<Mark>(),
        JobEntry::of::<Follow>(),
        JobEntry::of::<Poison>(),
    ];
    queue.attach(&entries, Arc::new(Services::default()))?;
    let parts = (queue, Repo::new(core));
    // Tests of one process open several files, and run no jobs.
    PARTS.get_or_init(|| parts.clone());
    Ok(parts)
}

/// How the worker works: with leases short enough for a test.
#[must_use]
pub fn options() -> WorkerOptions {
    WorkerOptions {
        concurrency: CONCURRENCY,
        lease: Duration::from_secs(4),
        ..WorkerOptions::default()
    }
}
