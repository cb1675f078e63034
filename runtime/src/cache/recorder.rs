//! What a load has read so far, and under which versions.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use super::{
    captures::{Capture, Captures},
    versions::{Slot, Versions},
};

/// Collects the reads of one load. What it sees, the recorder around it sees too.
#[derive(Debug)]
pub(crate) struct Recorder {
    versions: Arc<Versions>,
    outer: Option<Arc<Recorder>>,
    reads: Mutex<Reads>,
    tasks: AtomicUsize,
}

#[derive(Debug)]
struct Reads {
    captures: Captures,
    /// When the first of the entries that were used expires, on the steady clock.
    expires: i64,
    refusal: Option<Refusal>,
    /// Whether statements went to the database that we did not see.
    raw: bool,
    /// Whether the application says what those read.
    declared: bool,
    /// Whether the load is over: nobody asks any more.
    closed: bool,
}

/// Why what a load gave must not be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It wrote: a hit would not.
    Wrote,
    /// It read from a database that does not invalidate this cache.
    Foreign,
    /// It asked who calls: another caller's answer may be another one.
    Identity,
}

/// What a load has read.
#[derive(Debug)]
pub(super) struct Recorded {
    pub(super) captures: Box<[Capture]>,
    pub(super) expires: i64,
    pub(super) refusal: Option<Refusal>,
    /// Statements went to the database that we did not see and nobody declared.
    pub(super) raw: bool,
    pub(super) declared: bool,
    /// A task that it started still runs.
    pub(super) tasks: bool,
}

impl Recorder {
    pub(super) fn new(versions: Arc<Versions>, outer: Option<Arc<Self>>) -> Self {
        Self {
            versions,
            outer,
            reads: Mutex::new(Reads {
                captures: Captures::default(),
                expires: i64::MAX,
                refusal: None,
                raw: false,
                declared: false,
                closed: false,
            }),
            tasks: AtomicUsize::new(0),
        }
    }

    /// Notes the tags of a read that is about to begin, under these versions.
    pub(crate) fn read(&self, versions: &Arc<Versions>, slots: &[Slot]) {
        let captures: Vec<_> = slots
            .iter()
            .map(|&slot| Capture::now(slot, versions))
            .collect();
        self.used(versions, &captures, i64::MAX);
    }

    /// Notes what an entry depends on that was used: its versions, not today's; and when it expires.
    pub(super) fn used(&self, versions: &Arc<Versions>, captures: &[Capture], expires: i64) {
        for recorder in self.outwards() {
            let mut reads = recorder.reads();
            if reads.closed {
                continue;
            }
            if Arc::ptr_eq(versions, &recorder.versions) {
                reads.captures.add(captures, versions);
                reads.expires = reads.expires.min(expires);
            } else {
                reads.refusal.get_or_insert(Refusal::Foreign);
            }
        }
    }

    /// Another load waits for this one, and depends on what it has read.
    pub(super) fn tell(&self, other: &Self) {
        let captures = self.reads().captures.clone();
        other.used(&self.versions, captures.list(), i64::MAX);
    }

    /// The loads around this one use what it gave, which expires then.
    pub(super) fn expires_outwards(&self, expires: i64) {
        if let Some(outer) = &self.outer {
            outer.used(&self.versions, &[], expires);
        }
    }

    /// The load must not be stored.
    pub(crate) fn refuse(&self, refusal: Refusal) {
        for recorder in self.outwards() {
            recorder.reads().refusal.get_or_insert(refusal);
        }
    }

    /// The application says what is read past the recorder.
    pub(super) fn declare(&self) {
        self.reads().declared = true;
    }

    /// A connection is lent to code whose reads we can't see. Of a load that is over, the one around it is told.
    pub(crate) fn lent(&self) {
        for recorder in self.outwards() {
            let mut reads = recorder.reads();
            if !reads.closed {
                reads.raw = true;
            }
            if !reads.closed || reads.declared {
                return;
            }
        }
    }

    /// Ends the recording. The load around this one has its reads too, as far as nobody declared them.
    pub(super) fn close(&self) {
        let undeclared = {
            let mut reads = self.reads();
            reads.closed = true;
            reads.captures = Captures::default();
            reads.raw && !reads.declared
        };
        if let Some(outer) = self.outer.as_ref().filter(|_| undeclared) {
            outer.lent();
        }
    }

    /// Whether all that was read so far is still what the database holds.
    pub(super) fn holds(&self) -> bool {
        self.reads().captures.hold(&self.versions)
    }

    /// Everything that was read; each tag once, under its oldest version.
    pub(super) fn recorded(&self) -> Recorded {
        let mut reads = self.reads();
        Recorded {
            captures: reads.captures.each_once(&self.versions),
            expires: reads.expires,
            refusal: reads.refusal,
            raw: reads.raw && !reads.declared,
            declared: reads.declared,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::TableTags;

    fn nested() -> (Arc<Versions>, Arc<Recorder>, Recorder) {
        let versions = Arc::new(Versions::new());
        let outer = Arc::new(Recorder::new(Arc::clone(&versions), None));
        let inner = Recorder::new(Arc::clone(&versions), Some(Arc::clone(&outer)));
        (versions, outer, inner)
    }

    #[test]
    fn c8_a_task_that_outlives_its_load_is_heard_by_the_load_around_it_only() {
        let (versions, outer, inner) = nested();
        inner.close();
        inner.read(&versions, &[TableTags::of("users").any()]);
        assert_eq!(inner.recorded().captures.len(), 0);
        assert_eq!(outer.recorded().captures.len(), 1);
        inner.lent();
        assert!(outer.recorded().raw);
    }

    #[test]
    fn c1_each_load_around_a_read_of_another_database_is_refused_and_its_own_is_not() {
        let (_, outer, _) = nested();
        let other = Arc::new(Versions::new());
        let inner = Recorder::new(Arc::clone(&other), Some(Arc::clone(&outer)));
        inner.read(&other, &[TableTags::of("users").any()]);
        assert_eq!(inner.recorded().refusal, None);
        assert_eq!(outer.recorded().refusal, Some(Refusal::Foreign));
        let (_, outer, _) = nested();
        let inner = Recorder::new(other, Some(Arc::clone(&outer)));
        inner.read(&outer.versions, &[TableTags::of("users").any()]);
        assert_eq!(inner.recorded().refusal, Some(Refusal::Foreign));
        assert_eq!(outer.recorded().refusal, None);
    }
}
