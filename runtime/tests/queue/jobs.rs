//! Jobs as the derive would write them, and the probe that they leave their traces in.

use std::{
    collections::HashMap,
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use scaffold::{
    Error, Result,
    queue::{Job, JobContext, JobEntry, RegisteredJob},
};
use serde::{Deserialize, Serialize};
use tokio::sync::{Semaphore, watch};

/// The application whose list has these jobs.
pub(crate) struct App;

/// What the jobs of one test did.
pub(crate) struct Probe {
    traces: watch::Sender<Vec<String>>,
    /// `Wait` jobs end when they get a permit.
    pub(crate) gate: Semaphore,
    /// `Stubborn` jobs block their thread until this is true.
    free: Mutex<Arc<AtomicBool>>,
}

static PROBES: LazyLock<Mutex<HashMap<u64, Arc<Probe>>>> = LazyLock::new(Mutex::default);

impl Probe {
    /// A new probe, and the number that jobs find it by.
    pub(crate) fn new() -> (u64, Arc<Self>) {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        let probe = Arc::new(Self {
            traces: watch::Sender::default(),
            gate: Semaphore::new(0),
            free: Mutex::default(),
        });
        PROBES
            .lock()
            .expect("no test panics here")
            .insert(id, probe.clone());
        (id, probe)
    }

    fn of(id: u64) -> Arc<Self> {
        PROBES.lock().expect("no test panics here")[&id].clone()
    }

    fn trace(&self, word: impl Into<String>) {
        self.traces.send_modify(|traces| traces.push(word.into()));
    }

    /// `Stubborn` jobs look at this.
    pub(crate) fn hold(&self, free: Arc<AtomicBool>) {
        *self.free.lock().expect("no test panics here") = free;
    }

    /// The traces so far.
    pub(crate) fn traces(&self) -> Vec<String> {
        self.traces.borrow().clone()
    }

    /// Waits until there are this many traces; fails after ten seconds.
    #[track_caller]
    pub(crate) fn until(&self, count: usize) -> impl Future<Output = Vec<String>> {
        let caller = std::panic::Location::caller();
        let mut traces = self.traces.subscribe();
        async move {
            let enough = traces.wait_for(|traces| traces.len() >= count);
            match tokio::time::timeout(Duration::from_secs(10), enough).await {
                Ok(traces) => traces.expect("the probe lives").clone(),
                Err(_) => panic!("no {count} traces after ten seconds, at {caller}"),
            }
        }
    }
}

/// What the worker is given.
pub(crate) const ENTRIES: &[JobEntry] = &[
    JobEntry::of::<Note>(),
    JobEntry::of::<Mail>(),
    JobEntry::of::<Fail>(),
    JobEntry::of::<Boom>(),
    JobEntry::of::<Slow>(),
    JobEntry::of::<Wait>(),
    JobEntry::of::<Obedient>(),
    JobEntry::of::<Parent>(),
    JobEntry::of::<Again>(),
    JobEntry::of::<Stubborn>(),
    JobEntry::of::<Verbose>(),
    JobEntry::of::<Half>(),
    JobEntry::of::<Compute>(),
    JobEntry::of::<Nap>(),
];

macro_rules! job {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty),* } $queue:literal, $retries:literal, $timeout:expr, |$job:ident, $cx:ident| $body:expr) => {
        $(#[$doc])*
        #[derive(Debug, Serialize, Deserialize)]
        pub(crate) struct $name { pub(crate) probe: u64, $(pub(crate) $field: $type),* }

        impl Job for $name {
            const NAME: &'static str = stringify!($name);
            const QUEUE: &'static str = $queue;
            const RETRIES: u32 = $retries;
            const BACKOFF: Duration = Duration::from_secs(10);
            const TIMEOUT: Option<Duration> = $timeout;

            async fn run(&self, $cx: &JobContext) -> Result<()> {
                let $job = self;
                $body
            }
        }

        impl RegisteredJob<App> for $name {}
    };
}

job!(
    /// Leaves its word.
    Note { word: String } "default", 2, None, |job, _cx| {
        Probe::of(job.probe).trace(&job.word);
        Ok(())
    }
);
job!(
    /// As `Note`, in another queue.
    Mail { word: String } "mail", 2, None, |job, _cx| {
        Probe::of(job.probe).trace(&job.word);
        Ok(())
    }
);
job!(
    /// Fails so many times.
    Fail { times: u32 } "default", 2, None, |job, cx| {
        Probe::of(job.probe).trace(format!("attempt {}", cx.attempt()));
        if cx.attempt() <= job.times {
            return Err(Error::internal("no route").with_source("cable cut"));
        }
        Ok(())
    }
);
job!(
    /// Panics.
    Boom {} "default", 0, None, |job, cx| {
        Probe::of(job.probe).trace("boom");
        panic!("at attempt {}", cx.attempt())
    }
);
job!(
    /// Never ends by itself.
    Slow {} "default", 0, Some(Duration::from_millis(20)), |job, _cx| {
        Probe::of(job.probe).trace("slow");
        std::future::pending().await
    }
);
job!(
    /// Ends when the test opens the gate.
    Wait {} "default", 2, None, |job, _cx| {
        let probe = Probe::of(job.probe);
        probe.trace("begun");
        probe.gate.acquire().await?.forget();
        probe.trace("ended");
        Ok(())
    }
);
job!(
    /// Ends when it is told to.
    Obedient {} "default", 0, None, |job, cx| {
        let probe = Probe::of(job.probe);
        probe.trace("begun");
        while !cx.cancelled() {
            tokio::task::yield_now().await;
        }
        probe.trace("told");
        Ok(())
    }
);
job!(
    /// Does half of its work until it is told to stop; then waits at the gate.
    Half {} "default", 2, None, |job, cx| {
        let probe = Probe::of(job.probe);
        probe.trace("begun");
        while !cx.cancelled() {
            tokio::task::yield_now().await;
        }
        probe.trace("told");
        probe.gate.acquire().await?.forget();
        Ok(())
    }
);
job!(
    /// Sleeps, and leaves its number; stops early when it is told to.
    Nap { number: u64, millis: u64 } "default", 2, None, |job, cx| {
        let probe = Probe::of(job.probe);
        for _ in 0..job.millis {
            tokio::time::sleep(Duration::from_millis(1)).await;
            if cx.cancelled() {
                return Err(Error::internal("there is more to do"));
            }
        }
        probe.trace(job.number.to_string());
        Ok(())
    }
);
job!(
    /// Blocks a thread of its own until it is told to stop, and has less time than it wants.
    Compute {} "default", 0, Some(Duration::from_millis(20)), |job, cx| {
        let (probe, cancellation) = (Probe::of(job.probe), cx.cancellation());
        let work = scaffold::spawn_blocking(move || {
            probe.trace("in");
            while !cancellation.requested() {
                std::thread::sleep(Duration::from_millis(1));
            }
            probe.trace("out");
        });
        work.await?;
        Ok(())
    }
);
job!(
    /// Dispatches a `Note`.
    Parent {} "default", 0, None, |job, _cx| {
        let note = Note { probe: job.probe, word: "child".into() };
        crate::bench::queue_of(job.probe).dispatch(note).await
    }
);
job!(
    /// Blocks its thread, so that it can't be aborted.
    Stubborn {} "default", 0, None, |job, _cx| {
        let probe = Probe::of(job.probe);
        probe.trace("begun");
        let free = probe.free.lock().expect("no test panics here").clone();
        while !free.load(Ordering::Acquire) {
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }
);
job!(
    /// Fails with a megabyte of words.
    Verbose {} "default", 0, None, |job, _cx| {
        Probe::of(job.probe).trace("failed");
        Err(Error::internal("x".repeat(1 << 20)))
    }
);
job!(
    /// Dispatches itself for later, until the gate is closed.
    Again {} "default", 0, None, |job, _cx| {
        let probe = Probe::of(job.probe);
        probe.trace("again");
        if !probe.gate.is_closed() {
            let queue = crate::bench::queue_of(job.probe);
            let again = Again { probe: job.probe };
            queue.dispatch_in(Duration::from_millis(1), again).await?;
        }
        Ok(())
    }
);
