//! What the workers of a process have done since it started.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counters of the workers of this process.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Metrics {
    /// Jobs that succeeded.
    pub processed: u64,
    /// Attempts that failed: errors, panics, timeouts.
    pub failed: u64,
    /// Failed attempts that get another one.
    pub retried: u64,
    /// Jobs that were parked as dead letters.
    pub dead: u64,
    /// Attempts that ended after their lease was lost; another worker has the job.
    pub lost_leases: u64,
    /// Attempts of others that were abandoned and begun again here: possible duplicates.
    pub reclaimed: u64,
    /// Jobs handed back unfinished at shutdown.
    pub released: u64,
}

#[derive(Debug, Default)]
pub(super) struct Counters {
    pub(super) processed: AtomicU64,
    pub(super) failed: AtomicU64,
    pub(super) retried: AtomicU64,
    pub(super) dead: AtomicU64,
    pub(super) lost_leases: AtomicU64,
    pub(super) reclaimed: AtomicU64,
    pub(super) released: AtomicU64,
}

pub(super) fn add(counter: &AtomicU64, count: u64) {
    counter.fetch_add(count, Ordering::Relaxed);
}

impl Counters {
    pub(super) fn snapshot(&self) -> Metrics {
        let Self {
            processed,
            failed,
            retried,
            dead,
            lost_leases,
            reclaimed,
            released,
        } = self;
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Metrics {
            processed: read(processed),
            failed: read(failed),
            retried: read(retried),
            dead: read(dead),
            lost_leases: read(lost_leases),
            reclaimed: read(reclaimed),
            released: read(released),
        }
    }
}
