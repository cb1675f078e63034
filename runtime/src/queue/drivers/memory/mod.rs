//! Jobs in this process: gone with it. Three drivers in one, which differ in what happens after the push only.

mod state;

use std::{
    collections::BTreeMap,
    future::ready,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use state::{Kept, State};

use crate::{
    clock::Clock,
    core::Core,
    database::Database,
    queue::{
        Answer, Claim, Claims, Driver, Envelope, FailedJob, Lease, QueueSize, Settlement,
        dispatch::later,
    },
};

/// Keeps jobs in the memory of this process. Cheap to clone; clones share the jobs.
#[derive(Debug, Clone)]
pub struct MemoryDriver {
    mode: Mode,
    database: Database,
    clock: Clock,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Memory,
    Sync,
    Recording,
}

impl MemoryDriver {
    /// The driver `memory`: workers of this process run the jobs.
    #[must_use]
    pub fn new(core: &Core) -> Self {
        Self::of(Mode::Memory, core)
    }

    /// The driver `sync`: the dispatch itself runs the job, at once after the commit, and tries again without a pause; a delayed job
    /// runs by itself when its time has come. Dispatches at the same time may run each other's jobs.
    #[must_use]
    pub fn sync(core: &Core) -> Self {
        Self::of(Mode::Sync, core)
    }

    /// As `memory`, and remembers every job that was pushed, for tests.
    #[must_use]
    pub fn recording(core: &Core) -> Self {
        Self::of(Mode::Recording, core)
    }

    fn of(mode: Mode, core: &Core) -> Self {
        Self {
            mode,
            database: core.database().clone(),
            clock: core.clock().clone(),
            state: Arc::default(),
        }
    }

    /// What was pushed and committed, oldest first; empty unless the driver is recording.
    #[must_use]
    pub fn recorded(&self) -> Vec<Envelope> {
        self.state().recorded.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Driver for MemoryDriver {
    fn name(&self) -> &'static str {
        match self.mode {
            Mode::Memory => "memory",
            Mode::Sync => "sync",
            Mode::Recording => "recording",
        }
    }

    fn push_many(&self, jobs: Vec<Envelope>) -> Answer<'_, ()> {
        Box::pin(async move {
            let (state, record) = (self.state.clone(), self.mode == Mode::Recording);
            let commit = move || {
                let mut state = lock(&state);
                for job in jobs {
                    let id = state.add(job);
                    if record {
                        let recorded = state.jobs[&id].envelope.clone();
                        state.recorded.push(recorded);
                    }
                }
            };
            self.database.after_commit(commit);
            Ok(())
        })
    }

    fn claim<'a>(
        &'a self,
        queues: &'a [String],
        most: usize,
        lease: Duration,
    ) -> Answer<'a, Claims> {
        let now = self.clock.micros();
        let token = fastrand::i64(1..);
        let mut state = self.state();
        let mut jobs = Vec::new();
        while jobs.len() < most {
            let Some(mut kept) = state.next(queues, now).and_then(|id| state.remove(id)) else {
                break;
            };
            kept.envelope.attempt += 1;
            (kept.due, kept.token) = (later(now, lease), token);
            jobs.push(Claim {
                lease: Lease {
                    id: kept.envelope.id,
                    token,
                },
                envelope: kept.envelope.clone(),
            });
            state.put(kept);
        }
        let wanted = state
            .due
            .iter()
            .filter(|(queue, _)| queues.is_empty() || queues.contains(queue));
        let next_due = wanted
            .filter_map(|(_, due)| due.first().map(|(due, _)| *due))
            .min();
        Box::pin(ready(Ok(Claims { jobs, next_due })))
    }

    fn renew<'a>(&'a self, leases: &'a [Lease], lease: Duration) -> Answer<'a, Vec<bool>> {
        let due = later(self.clock.micros(), lease);
        let mut state = self.state();
        let one = |lease: &Lease| {
            let kept = state.take(*lease);
            let held = kept.is_some();
            if let Some(kept) = kept {
                state.put(Kept { due, ..kept });
            }
            held
        };
        let held = leases.iter().map(one).collect();
        Box::pin(ready(Ok(held)))
    }

    fn settle<'a>(&'a self, settlements: &'a [Settlement]) -> Answer<'a, Vec<bool>> {
        let now = self.clock.micros();
        let mut state = self.state();
        let one = |settlement: &Settlement| {
            let kept = state.take(settlement.lease);
            let held = kept.is_some();
            if let Some(kept) = kept {
                state.settle(kept, settlement, now);
            }
            held
        };
        let held = settlements.iter().map(one).collect();
        Box::pin(ready(Ok(held)))
    }

    fn sizes(&self) -> Answer<'_, Vec<QueueSize>> {
        let now = self.clock.micros();
        let state = self.state();
        let mut sizes = BTreeMap::<&str, QueueSize>::new();
        for Kept {
            envelope,
            due,
            token,
        } in state.jobs.values()
        {
            let size = sizes.entry(&envelope.queue).or_default();
            match (*token, *due <= now) {
                (0, true) => size.ready += 1,
                (0, false) => size.delayed += 1,
                _ => size.running += 1,
            }
        }
        let named = sizes.into_iter().map(|(queue, size)| QueueSize {
            queue: queue.into(),
            ..size
        });
        Box::pin(ready(Ok(named.collect())))
    }

    fn failed(&self) -> Answer<'_, Vec<FailedJob>> {
        Box::pin(ready(Ok(self.state().failed.values().cloned().collect())))
    }

    fn retry_failed(&self, id: i64) -> Answer<'_, bool> {
        let mut state = self.state();
        let failed = state.failed.remove(&id);
        let found = failed.is_some();
        if let Some(FailedJob {
            envelope, error, ..
        }) = failed
        {
            state.add(envelope.revived(&error, self.clock.micros()));
        }
        Box::pin(ready(Ok(found)))
    }

    fn forget_failed(&self, id: i64) -> Answer<'_, bool> {
        Box::pin(ready(Ok(self.state().failed.remove(&id).is_some())))
    }

    fn flush_failed(&self) -> Answer<'_, u64> {
        Box::pin(ready(Ok(
            std::mem::take(&mut self.state().failed).len() as u64
        )))
    }

    fn runs_at_once(&self) -> bool {
        self.mode == Mode::Sync
    }
}
