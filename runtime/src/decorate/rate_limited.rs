//! `#[rate_limited(times = 100, per = "1m")]`: so many calls in so much time, by the generic cell rate algorithm (GCRA).

use std::{
    collections::HashMap,
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use super::Call;
use crate::{Error, ErrorKind, cache::KeyBuilder, clock::Clock};

/// What the attribute says: a static beside the method. The state is each application's own.
#[derive(Debug)]
pub struct RateLimit {
    /// The time that one call uses up, in nanoseconds.
    interval: i64,
    /// How much may be used up in advance, in nanoseconds: as many calls at once as in the whole time.
    burst: i64,
    /// Its place among the limits of the process, from its first call on.
    place: OnceLock<usize>,
}

impl RateLimit {
    /// At most `times` calls in any time as long as `per`, all at once or spread; `times` of zero is one.
    #[must_use]
    pub const fn new(times: u32, per: Duration) -> Self {
        let per = per.as_nanos();
        let times = if times == 0 { 1 } else { times as u128 };
        // Rounded up: never more than was said. A century is long enough for what has to be added to a time.
        let longest = 100 * 365 * 86_400 * 1_000_000_000_u128;
        let interval = per.div_ceil(times);
        let interval = if interval > longest {
            longest
        } else {
            interval
        };
        let burst = interval * times;
        let burst = if burst > longest { longest } else { burst };
        Self {
            interval: interval as i64,
            burst: burst as i64,
            place: OnceLock::new(),
        }
    }

    fn place(&self) -> usize {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        *self
            .place
            .get_or_init(|| NEXT.fetch_add(1, Ordering::Relaxed))
    }

    /// When the next call is possible after one at `now`, given when it was before: both in nanoseconds. Or how long it is until it may come.
    fn admit(&self, before: i64, now: i64) -> Result<i64, i64> {
        let next = before.max(now).saturating_add(self.interval);
        let early = next.saturating_sub(now).saturating_sub(self.burst);
        if early > 0 { Err(early) } else { Ok(next) }
    }
}

/// How many methods have a place that is found without a lock.
const CHUNKS: usize = 64;
const CHUNK: usize = 64;

/// The state of all limits of one application.
#[derive(Debug)]
pub(crate) struct Limits {
    /// By the limit's place. Methods without `by` have one number each.
    single: [OnceLock<Box<[AtomicI64; CHUNK]>>; CHUNKS],
    /// By the limit's place and the key of `by`.
    keyed: [Mutex<Keyed>; CHUNKS],
    hasher: std::hash::RandomState,
}

#[derive(Debug, Default)]
struct Keyed {
    times: HashMap<(usize, KeyBuilder), i64>,
    /// How many there may be before those are forgotten whose time has passed.
    limit: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            single: [const { OnceLock::new() }; CHUNKS],
            keyed: std::array::from_fn(|_| Mutex::default()),
            hasher: std::hash::RandomState::new(),
        }
    }
}

impl Limits {
    /// Counts a call, or says how long it is until the next one may come, in nanoseconds.
    fn admit(&self, limit: &RateLimit, key: Option<KeyBuilder>, clock: &Clock) -> Result<(), i64> {
        let now = clock.steady().saturating_mul(1_000);
        let place = limit.place();
        match (self.single.get(place / CHUNK), key) {
            (Some(chunk), None) => {
                let chunk =
                    chunk.get_or_init(|| Box::new([const { AtomicI64::new(i64::MIN) }; CHUNK]));
                let time = &chunk[place % CHUNK];
                let mut before = time.load(Ordering::Relaxed);
                loop {
                    let next = limit.admit(before, now)?;
                    match time.compare_exchange_weak(
                        before,
                        next,
                        Ordering::Relaxed,
                        Ordering::Relaxed,
                    ) {
                        Ok(_) => return Ok(()),
                        Err(other) => before = other,
                    }
                }
            }
            (_, key) => self.admit_key(limit, (place, key.unwrap_or_default()), now),
        }
    }

    fn admit_key(&self, limit: &RateLimit, key: (usize, KeyBuilder), now: i64) -> Result<(), i64> {
        use std::hash::BuildHasher;
        let shard = usize::try_from(self.hasher.hash_one(&key) % CHUNKS as u64).unwrap_or(0);
        let mut keyed = self.keyed[shard]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let before = keyed.times.get(&key).copied().unwrap_or(i64::MIN);
        let next = limit.admit(before, now)?;
        keyed.times.insert(key, next);
        if keyed.times.len() > keyed.limit {
            // A time that has passed says as much as none.
            keyed.times.retain(|_, time| *time > now);
            keyed.limit = 2 * keyed.times.len() + CHUNK;
        }
        Ok(())
    }
}

/// Runs `next` if the limit has room for it.
///
/// # Errors
/// Of kind [`ErrorKind::TooMany`] without room; else the call's own.
pub async fn rate_limited<T, E: From<Error>>(
    limit: &RateLimit,
    key: Option<KeyBuilder>,
    call: &Call<'_>,
    next: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let Some(core) = call.core else {
        return Err(call.lacks_core().into());
    };
    match core.limits().admit(limit, key, core.clock()) {
        Ok(()) => next.await,
        Err(early) => Err(too_many(early).into()),
    }
}

fn too_many(early: i64) -> Error {
    let wait = Duration::from_nanos(early.unsigned_abs());
    let seconds = wait.as_millis().div_ceil(1_000).max(1);
    Error::new(
        ErrorKind::TooMany,
        format!("too many calls; the next one is possible in {seconds} s"),
    )
    .with_retry_after(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: i64) -> Option<KeyBuilder> {
        let mut key = KeyBuilder::new();
        key.integer(id);
        Some(key)
    }

    #[test]
    fn as_many_calls_as_were_said_and_then_one_an_interval() {
        static LIMIT: RateLimit = RateLimit::new(3, Duration::from_secs(3));
        for key in [|| None, || key(1)] {
            let (limits, clock) = (Limits::default(), Clock::manual());
            let call = || limits.admit(&LIMIT, key(), &clock);
            for _ in 0..3 {
                assert_eq!(call(), Ok(()));
            }
            assert_eq!(call(), Err(1_000_000_000));
            clock.advance(Duration::from_millis(400));
            assert_eq!(
                call(),
                Err(600_000_000),
                "a refused call counts for nothing"
            );
            clock.advance(Duration::from_millis(600));
            assert_eq!(call(), Ok(()));
            assert!(call().is_err());
            clock.advance(Duration::from_secs(60));
            let allowed = (0..9).filter(|_| call().is_ok()).count();
            assert_eq!(allowed, 3, "time that nobody used is not saved up");
        }
    }

    #[test]
    fn each_key_and_each_application_has_its_own() {
        static LIMIT: RateLimit = RateLimit::new(1, Duration::from_secs(1));
        let clock = Clock::manual();
        let (one, other) = (Limits::default(), Limits::default());
        for limits in [&one, &other] {
            for id in 0..200 {
                assert_eq!(limits.admit(&LIMIT, key(id), &clock), Ok(()), "{id}");
                assert!(limits.admit(&LIMIT, key(id), &clock).is_err(), "{id}");
            }
            assert_eq!(limits.admit(&LIMIT, None, &clock), Ok(()));
            assert!(limits.admit(&LIMIT, None, &clock).is_err());
        }
    }

    #[test]
    fn keys_whose_time_has_passed_are_forgotten() {
        static LIMIT: RateLimit = RateLimit::new(1, Duration::from_secs(1));
        let (limits, clock) = (Limits::default(), Clock::manual());
        for id in 0..100_000 {
            assert_eq!(limits.admit(&LIMIT, key(id), &clock), Ok(()));
            clock.advance(Duration::from_millis(100));
        }
        let kept: usize = limits
            .keyed
            .iter()
            .map(|keyed| keyed.lock().unwrap().times.len())
            .sum();
        assert!(kept <= 2 * CHUNKS * CHUNK, "{kept}");
    }

    #[test]
    fn threads_together_get_no_more_than_was_said() {
        static LIMIT: RateLimit = RateLimit::new(1_000, Duration::from_secs(3600));
        for key in [|| None, || key(1)] {
            let (limits, clock) = (Limits::default(), Clock::manual());
            let allowed = AtomicUsize::new(0);
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| {
                        for _ in 0..500 {
                            let admitted = limits.admit(&LIMIT, key(), &clock).is_ok();
                            allowed.fetch_add(usize::from(admitted), Ordering::Relaxed);
                        }
                    });
                }
            });
            assert_eq!(allowed.into_inner(), 1_000);
        }
    }

    #[test]
    fn rounding_and_extremes_never_allow_more() {
        let odd = RateLimit::new(7, Duration::from_secs(60));
        assert!(odd.interval * 7 >= 60_000_000_000);
        let longest = RateLimit::new(1, Duration::MAX);
        let next = longest.admit(i64::MIN, i64::MAX - 1).unwrap();
        assert_eq!(next, i64::MAX);
        assert!(RateLimit::new(u32::MAX, Duration::from_millis(1)).interval > 0);
    }
}
