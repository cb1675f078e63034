//! Time, passed in: the system's, or in tests one that stands still until it is told to move.

use std::{
    sync::{
        Arc, LazyLock,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use jiff::{Timestamp, civil::DateTime, tz::Offset};

/// Where the system's steady time counts from.
static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Tells the time. Cheap to clone; all clones of a virtual clock move together.
#[derive(Debug, Clone, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// The system's clock.
    #[must_use]
    pub const fn system() -> Self {
        Self(None)
    }

    /// A clock that starts now and stands still until [`Clock::advance`].
    #[must_use]
    pub fn manual() -> Self {
        Self(Some(Arc::new(AtomicI64::new(
            Timestamp::now().as_microsecond(),
        ))))
    }

    /// Microseconds since 1970-01-01 UTC.
    #[must_use]
    pub fn micros(&self) -> i64 {
        match &self.0 {
            Some(micros) => micros.load(Ordering::Acquire),
            None => Timestamp::now().as_microsecond(),
        }
    }

    /// UTC, in microseconds.
    #[must_use]
    pub fn now(&self) -> DateTime {
        let now = Timestamp::from_microsecond(self.micros()).unwrap_or(Timestamp::MAX);
        Offset::UTC.to_datetime(now)
    }

    /// Moves a virtual clock forward, to the end of time at most. The system's clock does not move.
    pub fn advance(&self, by: Duration) {
        if let Some(micros) = &self.0 {
            let by = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
            micros.update(Ordering::AcqRel, Ordering::Acquire, |now| {
                now.saturating_add(by)
            });
        }
    }

    /// Microseconds that never go back, for spans of time: an administrator who sets the system's clock makes nothing live longer.
    pub(crate) fn steady(&self) -> i64 {
        match &self.0 {
            Some(micros) => micros.load(Ordering::Acquire),
            None => i64::try_from(START.elapsed().as_micros()).unwrap_or(i64::MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_virtual_clock_never_goes_back() {
        let clock = Clock::manual();
        let before = clock.now();
        clock.advance(Duration::MAX);
        clock.advance(Duration::MAX);
        assert_eq!(clock.micros(), i64::MAX);
        assert!(clock.now() > before);
    }
}
