//! What the cache did.

use std::sync::atomic::{AtomicU64, Ordering};

/// What the cache did since its start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Stats {
    pub hits: u64,
    pub misses: u64,
    pub loads: u64,
    pub entries: u64,
    pub bytes: u64,
}

#[derive(Debug, Default)]
pub(super) struct Counts {
    hits: AtomicU64,
    misses: AtomicU64,
    loads: AtomicU64,
}

impl Counts {
    pub(super) fn hit(&self) {
        self.hits.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn miss(&self) {
        self.misses.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn load(&self) {
        self.loads.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn stats(&self, entries: u64, bytes: u64) -> Stats {
        Stats {
            hits: self.hits.load(Ordering::Relaxed),
            misses: self.misses.load(Ordering::Relaxed),
            loads: self.loads.load(Ordering::Relaxed),
            entries,
            bytes,
        }
    }
}
