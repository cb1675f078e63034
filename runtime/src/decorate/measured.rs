//! `#[measured]`: calls, errors and time of each method, kept beside the method.

use std::{
    fmt::Display,
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use super::{Call, Observe};

/// The counters of every measured method that was called in this process.
static LIST: Mutex<Vec<&'static Counters>> = Mutex::new(Vec::new());

/// The counters of one method: a static beside it, in the process's list from its first call on.
#[derive(Debug)]
pub struct Measured(OnceLock<&'static Counters>);

#[derive(Debug)]
struct Counters {
    service: &'static str,
    method: &'static str,
    calls: AtomicU64,
    errors: AtomicU64,
    micros: AtomicU64,
}

impl Measured {
    /// Counters at zero.
    #[must_use]
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }

    fn counters(&self, call: &Call<'_>) -> &'static Counters {
        self.0.get_or_init(|| {
            let Call {
                service,
                method,
                core: _,
            } = *call;
            // Leaked once a method, so that the list needs no lock on the way of a call.
            let counters: &'static Counters = Box::leak(Box::new(Counters {
                service,
                method,
                calls: AtomicU64::new(0),
                errors: AtomicU64::new(0),
                micros: AtomicU64::new(0),
            }));
            LIST.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(counters);
            counters
        })
    }
}

impl Default for Measured {
    fn default() -> Self {
        Self::new()
    }
}

/// What was counted of one method.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct CallStats {
    pub service: &'static str,
    pub method: &'static str,
    pub calls: u64,
    pub errors: u64,
    pub micros: u64,
}

/// Every measured method that was called in this process, by service and method.
#[must_use]
pub fn measurements() -> Vec<CallStats> {
    let list = LIST.lock().unwrap_or_else(PoisonError::into_inner);
    let mut stats: Vec<_> = list
        .iter()
        .map(|counters| CallStats {
            service: counters.service,
            method: counters.method,
            calls: counters.calls.load(Ordering::Relaxed),
            errors: counters.errors.load(Ordering::Relaxed),
            micros: counters.micros.load(Ordering::Relaxed),
        })
        .collect();
    stats.sort_by_key(|stats| (stats.service, stats.method));
    stats
}

impl Observe for Measured {
    type Span = Instant;

    fn enter(&self, _call: &Call<'_>) -> Instant {
        Instant::now()
    }

    fn exit(&self, span: Instant, call: &Call<'_>, error: Option<&dyn Display>) {
        let counters = self.counters(call);
        counters.calls.fetch_add(1, Ordering::Relaxed);
        counters
            .errors
            .fetch_add(u64::from(error.is_some()), Ordering::Relaxed);
        let micros = u64::try_from(span.elapsed().as_micros()).unwrap_or(u64::MAX);
        counters.micros.fetch_add(micros, Ordering::Relaxed);
    }
}
