//! What a load has read so far, and under which versions.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use super::versions::{Slot, Versions};

/// A tag and the version it had before the data was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Capture {
    pub(super) slot: Slot,
    pub(super) version: u64,
}

impl Capture {
    pub(super) fn holds(self, versions: &Versions) -> bool {
        versions.now(self.slot) == self.version
    }
}

/// Collects the reads of one load. What it sees, the recorder around it sees too.
#[derive(Debug)]
pub(crate) struct Recorder {
    versions: Arc<Versions>,
    outer: Option<Arc<Recorder>>,
    reads: Mutex<Reads>,
    tasks: AtomicUsize,
}

#[derive(Debug, Default)]
struct Reads {
    captures: Vec<Capture>,
    refusal: Option<Refusal>,
    raw: bool,
}

/// Why what a load gave must not be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It read what a transaction had written and not committed.
    Uncommitted,
    /// It read from a database that does not invalidate this cache.
    Foreign,
}

/// What a load has read.
#[derive(Debug)]
pub(super) struct Recorded {
    pub(super) captures: Box<[Capture]>,
    pub(super) refusal: Option<Refusal>,
    /// Statements went to the database that we did not see.
    pub(super) raw: bool,
    /// A task that it started still runs.
    pub(super) tasks: bool,
}

impl Recorder {
    pub(super) fn new(versions: Arc<Versions>, outer: Option<Arc<Self>>) -> Self {
        Self {
            versions,
            outer,
            reads: Mutex::default(),
            tasks: AtomicUsize::new(0),
        }
    }

    /// Notes the tags of a read that is about to begin, under these versions.
    pub(crate) fn read(&self, versions: &Arc<Versions>, slots: &[Slot]) {
        if !Arc::ptr_eq(versions, &self.versions) {
            self.refuse(Refusal::Foreign);
            return;
        }
        let captures = slots.iter().map(|&slot| Capture {
            slot,
            version: versions.now(slot),
        });
        self.note(&captures.collect::<Vec<_>>());
    }

    /// Notes what an entry depends on that was used: its versions, not today's.
    pub(super) fn used(&self, versions: &Arc<Versions>, captures: &[Capture]) {
        if Arc::ptr_eq(versions, &self.versions) {
            self.note(captures);
        } else {
            self.refuse(Refusal::Foreign);
        }
    }

    fn note(&self, captures: &[Capture]) {
        for recorder in self.outwards() {
            recorder.reads().captures.extend_from_slice(captures);
        }
    }

    /// The load must not be stored.
    pub(crate) fn refuse(&self, refusal: Refusal) {
        for recorder in self.outwards() {
            recorder.reads().refusal.get_or_insert(refusal);
        }
    }

    /// A connection is lent to code whose reads we can't see.
    #[cfg(feature = "sqlx")]
    pub(crate) fn lent(&self) {
        self.reads().raw = true;
    }

    /// The load around this one has such reads too, as nobody declared them.
    pub(super) fn lent_outwards(&self) {
        if let Some(outer) = &self.outer {
            outer.reads().raw = true;
        }
    }

    /// Whether all that was read so far is still what the database holds.
    pub(super) fn holds(&self) -> bool {
        let reads = self.reads();
        reads
            .captures
            .iter()
            .all(|capture| capture.holds(&self.versions))
    }

    /// Everything that was read; each tag once, under its oldest version.
    pub(super) fn recorded(&self) -> Recorded {
        let mut reads = self.reads();
        let mut captures = std::mem::take(&mut reads.captures);
        captures.sort_unstable();
        captures.dedup_by_key(|capture| capture.slot);
        reads.captures.clone_from(&captures);
        Recorded {
            captures: captures.into(),
            refusal: reads.refusal,
            raw: reads.raw,
            tasks: self.tasks.load(Ordering::Acquire) > 0,
        }
    }

    /// A task that reads for this load; the guard lives as long as the task.
    pub(crate) fn task(self: &Arc<Self>) -> RunningTask {
        for recorder in self.outwards() {
            recorder.tasks.fetch_add(1, Ordering::AcqRel);
        }
        RunningTask(Arc::clone(self))
    }

    fn outwards(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |recorder| recorder.outer.as_deref())
    }

    fn reads(&self) -> std::sync::MutexGuard<'_, Reads> {
        self.reads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts a task among those of its load until it is dropped.
#[derive(Debug)]
pub(crate) struct RunningTask(Arc<Recorder>);

impl Drop for RunningTask {
    fn drop(&mut self) {
        for recorder in self.0.outwards() {
            recorder.tasks.fetch_sub(1, Ordering::AcqRel);
        }
    }
}
