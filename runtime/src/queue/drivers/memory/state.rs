//! The jobs themselves, and the order in which they are due.

use std::collections::{BTreeMap, BTreeSet};

use crate::queue::{Attempt, Envelope, FailedJob, Lease, Settlement, Verdict};

#[derive(Debug, Default)]
pub(super) struct State {
    last_id: i64,
    pub(super) jobs: BTreeMap<i64, Kept>,
    /// The ids of each queue's jobs, by the time from which they may be claimed.
    pub(super) due: BTreeMap<String, BTreeSet<(i64, i64)>>,
    /// The queue that was served last; the next claim begins behind it.
    served: String,
    pub(super) failed: BTreeMap<i64, FailedJob>,
    pub(super) recorded: Vec<Envelope>,
}

#[derive(Debug)]
pub(super) struct Kept {
    pub(super) envelope: Envelope,
    /// When it may be claimed: `due_at`, or the end of the lease.
    pub(super) due: i64,
    /// 0: nobody holds it.
    pub(super) token: i64,
}

impl State {
    pub(super) fn add(&mut self, mut envelope: Envelope) -> i64 {
        self.last_id += 1;
        envelope.id = self.last_id;
        let due = envelope.due_at;
        self.put(Kept {
            envelope,
            due,
            token: 0,
        });
        self.last_id
    }

    pub(super) fn put(&mut self, kept: Kept) {
        let id = kept.envelope.id;
        match self.due.get_mut(&kept.envelope.queue) {
            Some(queue) => {
                queue.insert((kept.due, id));
            }
            None => {
                self.due.insert(
                    kept.envelope.queue.clone(),
                    BTreeSet::from([(kept.due, id)]),
                );
            }
        }
        self.jobs.insert(id, kept);
    }

    pub(super) fn remove(&mut self, id: i64) -> Option<Kept> {
        let kept = self.jobs.remove(&id)?;
        if let Some(queue) = self.due.get_mut(&kept.envelope.queue) {
            queue.remove(&(kept.due, id));
            if queue.is_empty() {
                self.due.remove(&kept.envelope.queue);
            }
        }
        Some(kept)
    }

    /// The job of this lease, taken out, if the lease still holds.
    pub(super) fn take(&mut self, lease: Lease) -> Option<Kept> {
        let held = self
            .jobs
            .get(&lease.id)
            .is_some_and(|kept| kept.token == lease.token);
        if held { self.remove(lease.id) } else { None }
    }

    /// Does to a job that was taken out what its worker says.
    pub(super) fn settle(&mut self, kept: Kept, settlement: &Settlement, now: i64) {
        let mut back = |mut kept: Kept, due: i64, history: &Vec<Attempt>| {
            (kept.due, kept.token) = (due, 0);
            kept.envelope.attempt = settlement.attempts;
            kept.envelope.history.clone_from(history);
            self.put(kept);
        };
        match &settlement.verdict {
            Verdict::Done => {}
            Verdict::Retry { due_at, history } => back(kept, *due_at, history),
            Verdict::Release { history } => back(kept, now, history),
            Verdict::Bury { error, history } => {
                let mut kept = kept;
                kept.envelope.history.clone_from(history);
                let id = kept.envelope.id;
                let dead = FailedJob {
                    id,
                    envelope: kept.envelope,
                    error: error.clone(),
                    failed_at: now,
                };
                self.failed.insert(id, dead);
            }
        }
    }

    /// The next due job of the queue whose turn it is.
    pub(super) fn next(&mut self, queues: &[String], now: i64) -> Option<i64> {
        let ready = |(queue, due): (&String, &BTreeSet<(i64, i64)>)| {
            let wanted = queues.is_empty() || queues.contains(queue);
            due.first()
                .filter(|(due, _)| wanted && *due <= now)
                .map(|(_, id)| (queue.clone(), *id))
        };
        let behind = (
            std::ops::Bound::Excluded(&self.served),
            std::ops::Bound::Unbounded,
        );
        let (queue, id) = self
            .due
            .range::<String, _>(behind)
            .find_map(ready)
            .or_else(|| self.due.iter().find_map(ready))?;
        self.served = queue;
        Some(id)
    }
}
