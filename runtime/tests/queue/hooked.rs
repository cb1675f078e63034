//! A driver with something in its way, and the queue over it.

use std::{fmt, pin::Pin, sync::Arc, time::Duration};

use scaffold::{
    Result,
    queue::{
        Answer, Claims, Driver, Envelope, FailedJob, JobEntry, Lease, Queue, QueueSize, Settlement,
    },
    service::Services,
};
use tokio::sync::watch;

use crate::{bench::Bench, jobs::ENTRIES};

type Hook = dyn Fn(usize) -> Pin<Box<dyn Future<Output = Result<()>> + Send>> + Send + Sync;

/// What a call passes before it reaches the driver.
pub(crate) struct Gate {
    calls: watch::Sender<usize>,
    hook: Box<Hook>,
}

impl Gate {
    /// Calls this with the number of the call, 1 for the first.
    pub(crate) fn new<F>(hook: impl Fn(usize) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<()>> + Send + 'static,
    {
        Self {
            calls: watch::Sender::new(0),
            hook: Box::new(move |call| Box::pin(hook(call))),
        }
    }

    /// Waits until so many calls have come; fails after ten seconds.
    pub(crate) async fn called(&self, times: usize) {
        let mut calls = self.calls.subscribe();
        let enough = calls.wait_for(|calls| *calls >= times);
        let enough = tokio::time::timeout(Duration::from_secs(10), enough).await;
        enough.expect("it is called in time").expect("it lives");
    }

    /// How many calls have come.
    pub(crate) fn count(&self) -> usize {
        *self.calls.borrow()
    }

    async fn pass(&self) -> Result<()> {
        let mut call = 0;
        self.calls.send_modify(|calls| {
            *calls += 1;
            call = *calls;
        });
        (self.hook)(call).await
    }
}

impl Default for Gate {
    fn default() -> Self {
        Self::new(|_| async { Ok(()) })
    }
}

/// Never answers.
pub(crate) fn silent() -> Gate {
    Gate::new(|_| std::future::pending())
}

/// What is in the way of each call.
#[derive(Default)]
pub(crate) struct Gates {
    pub(crate) claim: Gate,
    /// Between the driver's answer and its arrival.
    pub(crate) claimed: Gate,
    pub(crate) renew: Gate,
    pub(crate) renewed: Gate,
    pub(crate) settle: Gate,
    pub(crate) settled: Gate,
}

struct Hooked {
    driver: Arc<dyn Driver>,
    gates: Arc<Gates>,
}

impl Bench {
    /// The same queue with these gates before its driver.
    pub(crate) fn hook(&mut self, gates: Gates) -> Arc<Gates> {
        let gates = Arc::new(gates);
        let driver = Hooked {
            driver: self.queue.driver().clone(),
            gates: gates.clone(),
        };
        self.queue = Queue::new(Arc::new(driver), &self.core);
        attach(&self.queue, ENTRIES);
        gates
    }

    /// Another queue over the same driver, as another process has it.
    pub(crate) fn other(&self, entries: &[JobEntry]) -> Queue {
        let queue = Queue::new(self.queue.driver().clone(), &self.core);
        attach(&queue, entries);
        queue
    }
}

fn attach(queue: &Queue, entries: &[JobEntry]) {
    let attached = queue.attach(entries, Arc::new(Services::default()));
    attached.expect("each job has a name of its own");
}

impl fmt::Debug for Hooked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hooked")
    }
}

impl Driver for Hooked {
    fn name(&self) -> &'static str {
        "hooked"
    }

    fn push_many(&self, jobs: Vec<Envelope>) -> Answer<'_, ()> {
        self.driver.push_many(jobs)
    }

    fn claim<'a>(
        &'a self,
        queues: &'a [String],
        most: usize,
        lease: Duration,
    ) -> Answer<'a, Claims> {
        Box::pin(async move {
            self.gates.claim.pass().await?;
            let claims = self.driver.claim(queues, most, lease).await;
            self.gates.claimed.pass().await?;
            claims
        })
    }

    fn renew<'a>(&'a self, leases: &'a [Lease], lease: Duration) -> Answer<'a, Vec<bool>> {
        Box::pin(async move {
            self.gates.renew.pass().await?;
            let held = self.driver.renew(leases, lease).await;
            self.gates.renewed.pass().await?;
            held
        })
    }

    fn settle<'a>(&'a self, settlements: &'a [Settlement]) -> Answer<'a, Vec<bool>> {
        Box::pin(async move {
            self.gates.settle.pass().await?;
            let held = self.driver.settle(settlements).await;
            self.gates.settled.pass().await?;
            held
        })
    }

    fn sizes(&self) -> Answer<'_, Vec<QueueSize>> {
        self.driver.sizes()
    }

    fn failed(&self) -> Answer<'_, Vec<FailedJob>> {
        self.driver.failed()
    }

    fn retry_failed(&self, id: i64) -> Answer<'_, bool> {
        self.driver.retry_failed(id)
    }

    fn forget_failed(&self, id: i64) -> Answer<'_, bool> {
        self.driver.forget_failed(id)
    }

    fn flush_failed(&self) -> Answer<'_, u64> {
        self.driver.flush_failed()
    }
}
