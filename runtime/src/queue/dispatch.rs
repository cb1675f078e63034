//! The application's end of the queue: dispatch, and what an operator asks.

use std::{
    any::TypeId,
    collections::{BTreeSet, HashMap},
    sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use tokio::sync::watch;

use super::{
    Driver, Envelope, FailedJob, JobEntry, Metrics, QueueSize, RegisteredJob,
    drivers::{DatabaseDriver, MemoryDriver},
    entry::is_named_once,
    metrics::Counters,
    worker,
};
use crate::{
    Error, Result, config,
    core::Core,
    service::Services,
    service::{Registered, Slot, current},
};

/// The application's queue. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Queue(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    driver: Arc<dyn Driver>,
    core: Core,
    /// Counts what was made ready in this process; workers watch it.
    pushed: watch::Sender<u64>,
    /// How many dispatches run their jobs themselves at this moment.
    at_work: watch::Sender<usize>,
    jobs: OnceLock<Jobs>,
    counters: Counters,
}

/// What jobs run with.
#[derive(Debug)]
pub(super) struct Jobs {
    pub(super) entries: HashMap<&'static str, JobEntry>,
    pub(super) services: Arc<Services>,
}

impl Queue {
    /// The queue of this configuration.
    ///
    /// # Errors
    /// When `queue.url` names no driver of this release, or the driver can't be opened.
    pub async fn open(config: &config::Queue, core: &Core) -> Result<Self> {
        let driver: Arc<dyn Driver> = match config.url.as_str() {
            "sync" => Arc::new(MemoryDriver::sync(core)),
            "memory" => Arc::new(MemoryDriver::new(core)),
            "database" => Arc::new(DatabaseDriver::open(core).await?),
            other => return Err(Error::internal(config::unknown_queue(other))),
        };
        Ok(Self::new(driver, core))
    }

    /// A queue over this driver.
    #[must_use]
    pub fn new(driver: Arc<dyn Driver>, core: &Core) -> Self {
        Self(Arc::new(Inner {
            driver,
            core: core.clone(),
            pushed: watch::Sender::new(0),
            at_work: watch::Sender::new(0),
            jobs: OnceLock::new(),
            counters: Counters::default(),
        }))
    }

    /// Says which jobs there are and what they run with; before the first worker, once. A second call does nothing.
    ///
    /// # Errors
    /// When two jobs have one name: a worker would run one for the other.
    pub fn attach(&self, entries: &[JobEntry], services: Arc<Services>) -> Result<()> {
        if let Some(entry) = entries.iter().find(|one| !is_named_once(entries, one.name)) {
            return Err(Error::internal(format!(
                "two jobs are called `{}`; help: give one of them another name: `#[job(name = \"…\")]`",
                entry.name
            )));
        }
        let entries = entries.iter().map(|entry| (entry.name, *entry)).collect();
        let _ = self.0.jobs.set(Jobs { entries, services });
        Ok(())
    }

    /// Puts a job into its queue; within a transaction the job exists if and only if the transaction commits.
    ///
    /// # Errors
    /// When the job can't be encoded, or the driver did not take it.
    pub async fn dispatch<J: RegisteredJob<App>, App>(&self, job: J) -> Result<()> {
        self.dispatch_many([job]).await
    }

    /// As [`dispatch`](Self::dispatch), due after this time.
    ///
    /// # Errors
    /// As [`dispatch`](Self::dispatch).
    pub async fn dispatch_in<J: RegisteredJob<App>, App>(
        &self,
        delay: Duration,
        job: J,
    ) -> Result<()> {
        self.push(vec![Envelope::of(&job, self.now(), delay)?])
            .await
    }

    /// As [`dispatch`](Self::dispatch), all of them or none.
    ///
    /// # Errors
    /// As [`dispatch`](Self::dispatch).
    pub async fn dispatch_many<J: RegisteredJob<App>, App>(
        &self,
        jobs: impl IntoIterator<Item = J>,
    ) -> Result<()> {
        let now = self.now();
        let envelopes = jobs
            .into_iter()
            .map(|job| Envelope::of(&job, now, Duration::ZERO));
        self.push(envelopes.collect::<Result<_>>()?).await
    }

    /// Puts jobs without their types into the queue; [`dispatch`](Self::dispatch) for those who have encoded them already.
    ///
    /// # Errors
    /// When the driver did not take them.
    pub async fn push(&self, jobs: Vec<Envelope>) -> Result<()> {
        let due: BTreeSet<i64> = jobs.iter().map(|job| job.due_at).collect();
        if due.is_empty() {
            return Ok(());
        }
        self.0.driver.push_many(jobs).await?;
        self.announce(due).await;
        Ok(())
    }

    /// Once the transaction has committed, jobs are there that are due at these times: wakes the workers of this process, or runs them.
    async fn announce(&self, due: BTreeSet<i64>) {
        if self.0.driver.runs_at_once() {
            let now = self.now();
            for at in due {
                match u64::try_from(at.saturating_sub(now)) {
                    Ok(0) | Err(_) => worker::run_after_commit(self).await,
                    Ok(micros) => worker::run_later(self, Duration::from_micros(micros)).await,
                }
            }
            return;
        }
        let queue = self.clone();
        let wake = move || {
            let pushed = &queue.0.pushed;
            pushed.send_modify(|count| *count = count.wrapping_add(1));
        };
        self.0.core.database().after_commit(wake);
    }

    /// Resolves when no dispatch is running its jobs itself, as those of the driver `sync` do: what a process waits for before it ends.
    pub async fn at_rest(&self) {
        let mut at_work = self.0.at_work.subscribe();
        // The sender lives in `self`, so the only error, a closed channel, can't come.
        let _ = at_work.wait_for(|count| *count == 0).await;
    }

    pub(super) fn at_work(&self) -> AtWork {
        self.0.at_work.send_modify(|count| *count += 1);
        AtWork(self.clone())
    }

    /// How full each queue is, by name.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn sizes(&self) -> Result<Vec<QueueSize>> {
        self.0.driver.sizes().await
    }

    /// The dead letters, oldest first.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn failed(&self) -> Result<Vec<FailedJob>> {
        self.0.driver.failed().await
    }

    /// Makes a dead letter a job again that has all its attempts; `false` where there is none. Its history stays.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn retry_failed(&self, id: i64) -> Result<bool> {
        let found = self.0.driver.retry_failed(id).await?;
        if found {
            self.announce(BTreeSet::from([self.now()])).await;
        }
        Ok(found)
    }

    /// Deletes a dead letter; `false` where there is none.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn forget_failed(&self, id: i64) -> Result<bool> {
        self.0.driver.forget_failed(id).await
    }

    /// Deletes all dead letters; gives their number.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn flush_failed(&self) -> Result<u64> {
        self.0.driver.flush_failed().await
    }

    /// What the workers of this process have done.
    #[must_use]
    pub fn metrics(&self) -> Metrics {
        self.0.counters.snapshot()
    }

    /// What keeps the jobs.
    #[must_use]
    pub fn driver(&self) -> &Arc<dyn Driver> {
        &self.0.driver
    }

    pub(super) fn core(&self) -> &Core {
        &self.0.core
    }

    pub(super) fn now(&self) -> i64 {
        self.0.core.clock().micros()
    }

    pub(super) fn jobs(&self) -> Option<&Jobs> {
        self.0.jobs.get()
    }

    pub(super) fn counters(&self) -> &Counters {
        &self.0.counters
    }

    pub(super) fn pushes(&self) -> watch::Receiver<u64> {
        self.0.pushed.subscribe()
    }
}

/// A dispatch that runs its jobs itself, while this lives.
pub(super) struct AtWork(Queue);

impl Drop for AtWork {
    fn drop(&mut self) {
        self.0.0.at_work.send_modify(|count| *count -= 1);
    }
}

/// This many microseconds, `delay` later.
pub(super) fn later(micros: i64, delay: Duration) -> i64 {
    micros.saturating_add(i64::try_from(delay.as_micros()).unwrap_or(i64::MAX))
}

/// Found as services are: of this test's runtime if it has one, else of the process.
impl<App: 'static> Registered<App> for Queue {
    fn slot() -> &'static Slot<Self> {
        // A static slot in here would be one for all applications of the process.
        static SLOTS: LazyLock<Mutex<HashMap<TypeId, &'static Slot<Queue>>>> =
            LazyLock::new(Mutex::default);
        let mut slots = SLOTS.lock().unwrap_or_else(PoisonError::into_inner);
        slots
            .entry(TypeId::of::<App>())
            .or_insert_with(|| Box::leak(Box::default()))
    }
}

/// The queue that the facade form of a dispatch goes to.
pub(super) fn running<App: 'static>() -> Result<Queue> {
    match current::<Queue, App>() {
        Some(queue) => Ok(queue.clone()),
        None => Err(Error::internal(
            "a job was dispatched before the application has started; help: in a test, `let app = TestApp::start(app()).await?`",
        )),
    }
}
