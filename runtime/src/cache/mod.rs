//! The coherent cache: entries that remember what they read, and die when it is written.
//!
//! An entry is valid while every tag it depends on has the version that was captured *before* the data was read.
//! Reads never lock out writes and writes never look for entries: they bump versions, and entries notice.

mod captures;
mod entry;
mod flight;
mod key;
mod recorder;
mod remember;
mod stats;
mod versions;
mod weight;

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
pub(crate) use flight::{Claim, Lead, Load, Seek};
pub(crate) use key::Key;
pub(crate) use recorder::{Recorder, Refusal};
pub(crate) use versions::{Slot, TableTags, Versions};
#[doc(hidden)]
pub use weight::heap;

use tokio::sync::Semaphore;

use crate::{
    ambient::{self, Ambient},
    clock::Clock,
    config,
};
use entry::Scales;
use flight::{CROWD, Flight, PATIENCE};
use key::{Hashed, Keys};
use recorder::Recorded;
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
    patience: Duration,
    /// The turns of those who load alone what has failed for others.
    crowd: Arc<Semaphore>,
    counts: Counts,
    /// The heaviest entry that is kept.
    heaviest: u64,
    /// What was told of a method or a model, each once.
    told: Mutex<HashSet<(&'static str, &'static str)>>,
    /// Methods of which the last answer was not kept.
    refused: Mutex<HashSet<&'static str>>,
}

type Store = quick_cache::sync::Cache<Key, Arc<Entry>, Scales, BuildHasherDefault<Hashed>>;

/// A guess for the first allocation: what a small row takes.
const TYPICAL_ENTRY: u64 = 512;

/// The least that a shard has, if there is so much: an entry must fit into one.
const SHARD: u64 = 1 << 20;

/// What was loaded, and how long it may live at most.
pub(crate) struct Loaded {
    /// `None`: there is nothing.
    pub(crate) value: Option<Arc<dyn Any + Send + Sync>>,
    /// Whether later reads may have it, and not only those who wait for it.
    pub(crate) kept: bool,
    pub(crate) bytes: u64,
    pub(crate) ttl: Option<Duration>,
    /// Of whom to tell what is told.
    pub(crate) owner: &'static str,
}

impl Cache {
    /// An empty cache with these limits.
    #[must_use]
    pub fn new(config: &config::Cache, clock: Clock) -> Self {
        Self::with_patience(config, clock, PATIENCE)
    }

    fn with_patience(config: &config::Cache, clock: Clock, patience: Duration) -> Self {
        let store = store(config.memory);
        Self(Arc::new(Inner {
            enabled: config.enabled,
            ttl: config.ttl,
            absent_ttl: config.absent_ttl,
            clock,
            versions: Arc::new(Versions::new()),
            keys: Keys::new(),
            // What fills a shard would leave it with the next entry.
            heaviest: store.shard_capacity() / 10 * 9,
            store,
            flights: Mutex::default(),
            patience,
            crowd: Arc::new(Semaphore::new(CROWD)),
            counts: Counts::default(),
            told: Mutex::default(),
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
                    recorder.used(&self.0.versions, entry.captures(), entry.expires());
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

    /// Fills the entry of a statement, unless what it read is not to be kept.
    pub(crate) fn fill(&self, lead: Lead, loaded: Loaded) {
        let recorded = lead.recorder().recorded();
        match recorded.refusal {
            Some(_) => lead.refuse(),
            None => self.keep(lead, recorded, loaded),
        }
    }

    fn keep(&self, lead: Lead, recorded: Recorded, loaded: Loaded) {
        let ttl = match (&loaded.value, loaded.ttl) {
            (Some(_), ttl) => ttl.unwrap_or(self.0.ttl),
            (None, ttl) => ttl.map_or(self.0.absent_ttl, |ttl| ttl.min(self.0.absent_ttl)),
        };
        let expires = self.expires(ttl).min(recorded.expires);
        let entry = Entry::new(loaded.value, recorded.captures, expires, loaded.bytes);
        if !loaded.kept {
            return lead.hand(entry);
        }
        if entry.weight() > self.0.heaviest {
            self.tell(
                loaded.owner,
                "an answer is too large for the share of the memory that one may take; help: raise `cache.memory`, or ask for less",
            );
        }
        lead.fill(entry);
    }

    /// The end of a life of 90 % to 100 % of `ttl`: what was loaded together is not loaded again together.
    fn expires(&self, ttl: Duration) -> i64 {
        let ttl = ttl.mul_f64(1.0 - fastrand::f64() / 10.0);
        let ttl = i64::try_from(ttl.as_micros()).unwrap_or(i64::MAX);
        self.0.clock.steady().saturating_add(ttl)
    }

    fn store(&self, key: Key, entry: Arc<Entry>) {
        if entry.weight() <= self.0.heaviest {
            self.0.store.insert(key, entry);
        }
    }

    /// Warns, once for each method or model.
    fn tell(&self, owner: &'static str, problem: &'static str) {
        let mut told = self.0.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.insert((owner, problem)) {
            tracing::warn!(target: "scaffold::cache", of = owner, "not cached: {problem}");
        }
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

/// The memory for entries.
fn store(memory: u64) -> Store {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let shards = usize::try_from(memory / SHARD).unwrap_or(usize::MAX);
    let entries = usize::try_from(memory / TYPICAL_ENTRY).unwrap_or(usize::MAX);
    let options = quick_cache::OptionsBuilder::new()
        .shards(shards.clamp(1, 4 * cores))
        // Room grows with use; the estimate is for what is remembered of entries that had to leave.
        .estimated_items_capacity(entries.clamp(64, 64 * 1024))
        .weight_capacity(memory)
        .build();
    match options {
        Ok(options) => Store::with_options(
            options,
            Scales,
            BuildHasherDefault::default(),
            quick_cache::sync::DefaultLifecycle::default(),
        ),
        Err(_) => unreachable!("both capacities are given"),
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
