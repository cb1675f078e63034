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
        Answer, Attempt, Claim, Claims, Driver, Envelope, FailedJob, Lease, QueueSize,
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

    /// The driver `sync`: the dispatch itself runs the job, at once after the commit, retries without a pause; delays do not count.
    /// Dispatches at the same time may run each other's jobs.
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

    /// Does `finish` to each job whose lease still holds.
    fn finish(&self, leases: &[Lease], mut finish: impl FnMut(&mut State, Kept)) -> Vec<bool> {
        let mut state = self.state();
        let mut one = |lease: &Lease| match state.take(*lease) {
            Some(kept) => {
                finish(&mut state, kept);
                true
            }
            None => false,
        };
        leases.iter().map(&mut one).collect()
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

    fn push_many(&self, mut jobs: Vec<Envelope>) -> Answer<'_, ()> {
        Box::pin(async move {
            if self.mode == Mode::Sync {
                jobs.iter_mut()
                    .for_each(|job| job.due_at = job.dispatched_at);
            }
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
            self.database.after_commit(commit).await;
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
        Box::pin(ready(Ok(
            self.finish(leases, |state, kept| state.put(Kept { due, ..kept }))
        )))
    }

    fn ack_many<'a>(&'a self, leases: &'a [Lease]) -> Answer<'a, Vec<bool>> {
        Box::pin(ready(Ok(self.finish(leases, |_, _| {}))))
    }

    fn retry<'a>(&'a self, lease: Lease, due_at: i64, history: &'a [Attempt]) -> Answer<'a, bool> {
        let done = self.finish(&[lease], |state, mut kept| {
            kept.envelope.history = history.to_vec();
            state.put(Kept {
                due: due_at,
                token: 0,
                ..kept
            });
        });
        Box::pin(ready(Ok(done == [true])))
    }

    fn bury<'a>(
        &'a self,
        lease: Lease,
        error: &'a str,
        history: &'a [Attempt],
    ) -> Answer<'a, bool> {
        let failed_at = self.clock.micros();
        let done = self.finish(&[lease], |state, mut kept| {
            kept.envelope.history = history.to_vec();
            let id = kept.envelope.id;
            state.failed.insert(
                id,
                FailedJob {
                    id,
                    envelope: kept.envelope,
                    error: error.into(),
                    failed_at,
                },
            );
        });
        Box::pin(ready(Ok(done == [true])))
    }

    fn release<'a>(&'a self, leases: &'a [Lease]) -> Answer<'a, Vec<bool>> {
        let due = self.clock.micros();
        let done = self.finish(leases, |state, mut kept| {
            kept.envelope.attempt = kept.envelope.attempt.saturating_sub(1);
            state.put(Kept {
                due,
                token: 0,
                ..kept
            });
        });
        Box::pin(ready(Ok(done)))
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
        if let Some(FailedJob { envelope, .. }) = failed {
            state.add(Envelope {
                attempt: 0,
                due_at: self.clock.micros(),
                history: Vec::new(),
                ..envelope
            });
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
