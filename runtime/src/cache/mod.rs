//! The coherent cache: entries that remember what they read, and die when it is written.
//!
//! An entry is valid while every tag it depends on has the version that was captured *before* the data was read.
//! Reads never lock out writes and writes never look for entries: they bump versions, and entries notice.

mod entry;
mod flight;
mod key;
mod recorder;
mod remember;
mod stats;
mod versions;

use std::{
    any::Any,
    collections::{HashMap, HashSet},
    hash::BuildHasherDefault,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

pub use key::{CacheKey, KeyBuilder};
pub use remember::CachedMethod;
pub use stats::Stats;

pub(crate) use entry::Entry;
pub(crate) use flight::{Lead, Seek};
pub(crate) use key::Key;
pub(crate) use recorder::{Recorder, Refusal};
pub(crate) use versions::{Slot, TableTags, Versions};

use crate::{
    ambient::{self, Ambient},
    clock::Clock,
    config,
};
use entry::Scales;
use flight::Flight;
use key::{Hashed, Keys};
use stats::Counts;

/// The in-process cache of one application. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Cache(Arc<Inner>);

struct Inner {
    enabled: bool,
    ttl: Duration,
    absent_ttl: Duration,
    clock: Clock,
    versions: Arc<Versions>,
    keys: Keys,
    store: Store,
    flights: Mutex<HashMap<Key, Arc<Flight>, BuildHasherDefault<Hashed>>>,
    counts: Counts,
    /// Methods whose answers can't be stored, each told once.
    refused: Mutex<HashSet<&'static str>>,
}

type Store = quick_cache::sync::Cache<Key, Arc<Entry>, Scales, BuildHasherDefault<Hashed>>;

/// A guess for the first allocation: what a small row takes.
const TYPICAL_ENTRY: u64 = 512;

impl Cache {
    /// An empty cache with these limits.
    #[must_use]
    pub fn new(config: &config::Cache, clock: Clock) -> Self {
        let estimate = usize::try_from(config.memory / TYPICAL_ENTRY).unwrap_or(usize::MAX);
        let store = Store::with(
            // Room grows with use; the estimate only decides how many shards there are.
            estimate.clamp(64, 64 * 1024),
            config.memory,
            Scales,
            BuildHasherDefault::default(),
            quick_cache::sync::DefaultLifecycle::default(),
        );
        Self(Arc::new(Inner {
            enabled: config.enabled,
            ttl: config.ttl,
            absent_ttl: config.absent_ttl,
            clock,
            versions: Arc::new(Versions::new()),
            keys: Keys::new(),
            store,
            flights: Mutex::default(),
            counts: Counts::default(),
            refused: Mutex::default(),
        }))
    }

    /// Hits, misses, loads, entries, bytes.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let (entries, bytes) = (self.0.store.len() as u64, self.0.store.weight());
        self.0.counts.stats(entries, bytes)
    }

    /// Drops every entry of this application; loads that are under way are not stored.
    pub fn flush(&self) {
        self.0.versions.bump_all();
        self.0.store.clear();
    }

    /// The versions that writes bump.
    pub(crate) fn versions(&self) -> &Arc<Versions> {
        &self.0.versions
    }

    /// Whether entries are kept at all.
    pub(crate) fn is_enabled(&self) -> bool {
        self.0.enabled
    }

    /// The key of a row.
    pub(crate) fn row_key(&self, space: u64, id: i64) -> Key {
        self.0.keys.integer(space, id)
    }

    /// Any other key.
    pub(crate) fn built_key(&self, space: u64, key: KeyBuilder) -> Key {
        self.0.keys.built(space, key)
    }

    /// The key of an answer to a question with secrets in it.
    pub(crate) fn veiled_key(&self, space: u64, key: KeyBuilder) -> Key {
        self.0.keys.veiled(space, key)
    }

    /// The entry of this key if it is valid, noted as used by the load that this task is in.
    pub(crate) fn hit(&self, key: &Key, recorder: Option<&Arc<Recorder>>) -> Option<Arc<Entry>> {
        match self.entry(key) {
            Some(entry) => {
                self.0.counts.hit();
                if let Some(recorder) = recorder {
                    recorder.used(&self.0.versions, entry.captures());
                }
                Some(entry)
            }
            None => {
                self.0.counts.miss();
                None
            }
        }
    }

    fn entry(&self, key: &Key) -> Option<Arc<Entry>> {
        let entry = self.0.store.get(key)?;
        entry
            .holds(&self.0.versions, || self.0.clock.steady())
            .then_some(entry)
    }

    /// Fills an entry that was loaded by a repository; `ttl` is the type's own.
    pub(crate) fn fill(
        &self,
        lead: Lead,
        value: Option<Arc<dyn Any + Send + Sync>>,
        bytes: u64,
        ttl: Option<Duration>,
    ) {
        let recorded = lead.recorder().recorded();
        if recorded.refusal.is_some() {
            lead.refuse();
            return;
        }
        let ttl = match value {
            Some(_) => ttl.unwrap_or(self.0.ttl),
            None => self.0.absent_ttl,
        };
        let expires = self.expires(ttl);
        lead.fill(Entry::new(value, recorded.captures, expires, bytes));
    }

    fn expires(&self, ttl: Duration) -> i64 {
        let ttl = i64::try_from(ttl.as_micros()).unwrap_or(i64::MAX);
        self.0.clock.steady().saturating_add(ttl)
    }

    fn store(&self, key: Key, entry: Arc<Entry>) {
        self.0.store.insert(key, entry);
    }

    fn flights(&self) -> MutexGuard<'_, HashMap<Key, Arc<Flight>, BuildHasherDefault<Hashed>>> {
        self.0
            .flights
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cache")
            .field("enabled", &self.enabled)
            .field("entries", &self.store.len())
            .finish_non_exhaustive()
    }
}

/// The ambient of a load that this recorder records.
fn loading(recorder: Arc<Recorder>) -> Ambient {
    let outer = ambient::current();
    Ambient {
        recorder: Some(recorder),
        loads: outer.loads + 1,
        ..outer
    }
}
