//! One load for all who miss at the same time.
//!
//! The first who misses leads: it loads, and its flight tells the others. A load within a load never waits for another
//! leader (two would wait for each other); and nobody joins a flight that has read what was written since.

use std::{sync::Arc, time::Duration};

use tokio::sync::SetOnce;

use super::{Cache, entry::Entry, key::Key, recorder::Recorder};
use crate::ambient::Ambient;

/// How long one waits for another's load before loading by itself: a leader may be a future that nobody polls.
const PATIENCE: Duration = Duration::from_secs(10);

/// A load that others may wait for.
#[derive(Debug)]
pub(super) struct Flight {
    recorder: Arc<Recorder>,
    outcome: SetOnce<Outcome>,
}

/// How a flight ended.
#[derive(Debug, Clone)]
enum Outcome {
    Ready(Arc<Entry>),
    /// It failed, was cancelled or panicked: somebody else leads.
    Failed,
    /// What it gave is for its caller only: everybody loads alone.
    Refused,
}

/// What a miss becomes.
pub(crate) enum Seek {
    /// Somebody has loaded it.
    Found(Arc<Entry>),
    /// The caller loads it.
    Lead(Lead),
}

/// The right and the duty to load an entry. Dropped before [`Lead::fill`], it lets the others try.
pub(crate) struct Lead {
    cache: Cache,
    key: Key,
    flight: Option<Arc<Flight>>,
    recorder: Arc<Recorder>,
}

impl Cache {
    /// After a miss: joins a load that is under way, or leads one.
    pub(crate) async fn seek(&self, key: Key, ambient: &Ambient) -> Seek {
        loop {
            let flight = match self.join(&key, ambient) {
                Ok(flight) => flight,
                Err(seek) => return seek,
            };
            let outcome = tokio::time::timeout(PATIENCE, flight.outcome.wait()).await;
            match outcome.cloned() {
                Ok(Outcome::Ready(entry)) => {
                    if let Some(recorder) = &ambient.recorder {
                        recorder.used(&self.0.versions, entry.captures());
                    }
                    return Seek::Found(entry);
                }
                Ok(Outcome::Failed) => {}
                Ok(Outcome::Refused) | Err(_) => return Seek::Lead(self.lead(key, None, ambient)),
            }
        }
    }

    /// The flight to wait for, or what to do instead.
    fn join(&self, key: &Key, ambient: &Ambient) -> Result<Arc<Flight>, Seek> {
        let mut flights = self.flights();
        // Between the miss and this lock another may have filled it.
        if let Some(entry) = self.entry(key) {
            if let Some(recorder) = &ambient.recorder {
                recorder.used(&self.0.versions, entry.captures());
            }
            return Err(Seek::Found(entry));
        }
        match flights.get(key) {
            Some(flight) if flight.recorder.holds() => {
                if ambient.loads > 0 {
                    return Err(Seek::Lead(self.lead(key.clone(), None, ambient)));
                }
                Ok(Arc::clone(flight))
            }
            _ => {
                let recorder = self.recorder(ambient);
                let flight = Arc::new(Flight {
                    recorder,
                    outcome: SetOnce::new(),
                });
                flights.insert(key.clone(), Arc::clone(&flight));
                Err(Seek::Lead(self.lead(key.clone(), Some(flight), ambient)))
            }
        }
    }

    /// Leads a load that nobody else joins.
    pub(crate) fn lead_alone(&self, key: Key, ambient: &Ambient) -> Lead {
        self.lead(key, None, ambient)
    }

    fn lead(&self, key: Key, flight: Option<Arc<Flight>>, ambient: &Ambient) -> Lead {
        self.0.counts.load();
        let recorder = match &flight {
            Some(flight) => Arc::clone(&flight.recorder),
            None => self.recorder(ambient),
        };
        Lead {
            cache: self.clone(),
            key,
            flight,
            recorder,
        }
    }

    fn recorder(&self, ambient: &Ambient) -> Arc<Recorder> {
        let versions = Arc::clone(&self.0.versions);
        Arc::new(Recorder::new(versions, ambient.recorder.clone()))
    }
}

impl Lead {
    /// Who records what the load reads.
    pub(crate) fn recorder(&self) -> &Arc<Recorder> {
        &self.recorder
    }

    /// Stores what was loaded, if all that it depends on still holds, and gives it to those who wait.
    pub(super) fn fill(mut self, entry: Entry) {
        let entry = Arc::new(entry);
        if self.recorder.holds() {
            self.cache.store(self.key.clone(), Arc::clone(&entry));
        }
        self.land(Outcome::Ready(entry));
    }

    /// What was loaded is for the caller only.
    pub(super) fn refuse(mut self) {
        self.land(Outcome::Refused);
    }

    fn land(&mut self, outcome: Outcome) {
        let Some(flight) = self.flight.take() else {
            return;
        };
        let mut flights = self.cache.flights();
        if flights
            .get(&self.key)
            .is_some_and(|current| Arc::ptr_eq(current, &flight))
        {
            flights.remove(&self.key);
        }
        drop(flights);
        // Only the leader sets it, and only here.
        let _ = flight.outcome.set(outcome);
    }

    pub(super) fn key_weight(&self) -> u64 {
        self.key.weight()
    }
}

impl Drop for Lead {
    fn drop(&mut self) {
        self.land(Outcome::Failed);
    }
}
