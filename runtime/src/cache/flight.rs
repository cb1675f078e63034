//! One load for all who miss at the same time.
//!
//! The first who misses leads: it loads, and its flight tells the others. Nobody joins a flight that has read what was
//! written since. A load within a load waits for a row or a list, which is one statement, and never for a method, which may
//! be waiting for it; and from then on it depends on what that statement reads, lest somebody joins it later who must not.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{OwnedSemaphorePermit, SetOnce},
    time::timeout,
};

use super::{Cache, Slot, entry::Entry, key::Key, recorder::Recorder};
use crate::ambient::Ambient;

/// How long one waits for another's load before taking it over: a leader may be a future that nobody polls.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// How many load side by side what has failed for others before them.
pub(super) const CROWD: usize = 16;

/// What is loaded.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Load<'a> {
    /// One statement, which reads these tags and waits for no other load.
    Statement(&'a [Slot]),
    /// The body of a method, which may do anything.
    Method,
}

/// A load that others may wait for.
#[derive(Debug)]
pub(super) struct Flight {
    is_statement: bool,
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

/// What a miss becomes for those who have more to do before they wait.
pub(crate) enum Claim {
    Found(Arc<Entry>),
    Lead(Lead),
    /// Somebody loads it.
    Wait,
}

/// The right and the duty to load an entry. Dropped before it is filled, it lets the others try.
pub(crate) struct Lead {
    cache: Cache,
    key: Key,
    flight: Option<Arc<Flight>>,
    recorder: Arc<Recorder>,
    turn: Option<OwnedSemaphorePermit>,
}

impl Cache {
    /// After a miss: joins a load that is under way, or leads one.
    pub(crate) async fn seek(&self, key: Key, load: Load<'_>, ambient: &Ambient) -> Seek {
        let (mut late, mut failures) = (None::<Arc<Flight>>, 0);
        loop {
            let flight = match self.join(&key, load, ambient, late.as_ref()) {
                Ok(flight) => flight,
                Err(seek) => return seek,
            };
            let outcome = timeout(self.0.patience, flight.outcome.wait()).await;
            match outcome.cloned() {
                Ok(Outcome::Ready(entry)) => return self.found(entry, ambient),
                Ok(Outcome::Failed) => failures += 1,
                Ok(Outcome::Refused) => return Seek::Lead(self.lead_alone(key, load, ambient)),
                Err(_) => late = Some(flight),
            }
            if failures > 1 {
                return self.take_turns(key, load, ambient).await;
            }
        }
    }

    /// After a miss, without waiting: for those who lead several loads.
    pub(crate) fn claim(&self, key: &Key, load: Load<'_>, ambient: &Ambient) -> Claim {
        match self.join(key, load, ambient, None) {
            Ok(_) => Claim::Wait,
            Err(Seek::Found(entry)) => Claim::Found(entry),
            Err(Seek::Lead(lead)) => Claim::Lead(lead),
        }
    }

    /// The flight to wait for, or what to do instead. The one that came late is replaced.
    fn join(
        &self,
        key: &Key,
        load: Load<'_>,
        ambient: &Ambient,
        late: Option<&Arc<Flight>>,
    ) -> Result<Arc<Flight>, Seek> {
        let mut flights = self.flights();
        // Between the miss and this lock another may have filled it.
        if let Some(entry) = self.entry(key) {
            return Err(self.found(entry, ambient));
        }
        let under_way = flights.get(key).filter(|flight| {
            let late = late.is_some_and(|late| Arc::ptr_eq(late, flight));
            !late && flight.recorder.holds()
        });
        if let Some(flight) = under_way {
            if ambient.loads > 0 && !flight.is_statement {
                return Err(Seek::Lead(self.lead_alone(key.clone(), load, ambient)));
            }
            if let Some(recorder) = &ambient.recorder {
                flight.recorder.tell(recorder);
            }
            return Ok(Arc::clone(flight));
        }
        let mut lead = self.lead_alone(key.clone(), load, ambient);
        let flight = Arc::new(Flight {
            is_statement: matches!(load, Load::Statement(_)),
            recorder: Arc::clone(&lead.recorder),
            outcome: SetOnce::new(),
        });
        flights.insert(key.clone(), Arc::clone(&flight));
        lead.flight = Some(flight);
        Err(Seek::Lead(lead))
    }

    /// Two loads have failed for those who waited, and the error is not theirs to share: each loads alone, some at a time.
    async fn take_turns(&self, key: Key, load: Load<'_>, ambient: &Ambient) -> Seek {
        // A load within a load takes no turn: the one around it may have it.
        let turn = match ambient.loads {
            0 => timeout(self.0.patience, Arc::clone(&self.0.crowd).acquire_owned()).await,
            _ => return Seek::Lead(self.lead_alone(key, load, ambient)),
        };
        if let Some(entry) = self.entry(&key) {
            return self.found(entry, ambient);
        }
        let mut lead = self.lead_alone(key, load, ambient);
        lead.turn = turn.ok().and_then(Result::ok);
        Seek::Lead(lead)
    }

    fn found(&self, entry: Arc<Entry>, ambient: &Ambient) -> Seek {
        if let Some(recorder) = &ambient.recorder {
            recorder.used(&self.0.versions, entry.captures(), entry.expires());
        }
        Seek::Found(entry)
    }

    /// Leads a load that nobody else joins. The tags of a statement are captured here, before anything is read.
    pub(super) fn lead_alone(&self, key: Key, load: Load<'_>, ambient: &Ambient) -> Lead {
        self.0.counts.load();
        let versions = &self.0.versions;
        let recorder = Recorder::new(Arc::clone(versions), ambient.recorder.clone());
        if let Load::Statement(slots) = load {
            recorder.read(versions, slots);
        }
        Lead {
            cache: self.clone(),
            key,
            flight: None,
            recorder: Arc::new(recorder),
            turn: None,
        }
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
        self.recorder.expires_outwards(entry.expires());
        if self.recorder.holds() {
            self.cache.store(self.key.clone(), Arc::clone(&entry));
        }
        self.land(Outcome::Ready(entry));
    }

    /// Gives what was loaded to those who wait, and to nobody who asks later.
    pub(super) fn hand(mut self, entry: Entry) {
        self.recorder.expires_outwards(entry.expires());
        self.land(Outcome::Ready(Arc::new(entry)));
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
}

impl Drop for Lead {
    fn drop(&mut self) {
        self.land(Outcome::Failed);
        self.recorder.close();
        drop(self.turn.take());
    }
}

#[cfg(test)]
mod tests {
    use std::{
        future::poll_fn,
        pin::{Pin, pin},
        task::Poll,
    };

    use super::*;
    use crate::{
        cache::{KeyBuilder, TableTags},
        clock::Clock,
        config,
    };

    const ROW: Slot = TableTags::of("users").row(1);

    fn cache(patience: Duration) -> Cache {
        Cache::with_patience(&config::Cache::default(), Clock::manual(), patience)
    }

    fn key(cache: &Cache, space: u64) -> Key {
        cache.built_key(space, KeyBuilder::new())
    }

    fn entry(lead: &Lead) -> Entry {
        Entry::new(None, lead.recorder.recorded().captures, i64::MAX, 0)
    }

    /// What a future gives without waiting.
    async fn at_once<F: Future>(mut future: Pin<&mut F>) -> Option<F::Output> {
        poll_fn(|cx| match future.as_mut().poll(cx) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending => Poll::Ready(None),
        })
        .await
    }

    async fn lead(cache: &Cache, key: Key, load: Load<'_>) -> Lead {
        match cache.seek(key, load, &Ambient::default()).await {
            Seek::Lead(lead) => lead,
            Seek::Found(_) => panic!("it was to be loaded"),
        }
    }

    #[tokio::test]
    async fn c1_nobody_joins_a_method_that_waits_for_a_row_that_was_written_since() {
        let cache = cache(PATIENCE);
        let [row, method] = [1, 2].map(|space| key(&cache, space));
        let statement = lead(&cache, row.clone(), Load::Statement(&[ROW])).await;
        let around = lead(&cache, method.clone(), Load::Method).await;
        let ambient = Ambient {
            recorder: Some(Arc::clone(around.recorder())),
            loads: 1,
            ..Ambient::default()
        };
        let mut inner = pin!(cache.seek(row, Load::Statement(&[ROW]), &ambient));
        assert!(at_once(inner.as_mut()).await.is_none());
        cache.versions().bump(ROW);
        let outside = Ambient::default();
        let late = pin!(cache.seek(method, Load::Method, &outside));
        let Some(Seek::Lead(late)) = at_once(late).await else {
            panic!("it waits for what is older than the write");
        };
        // Those who wait for the row get it all the same: they asked before the write.
        let read = entry(&statement);
        statement.fill(read);
        assert!(matches!(inner.await, Seek::Found(_)));
        assert!(!around.recorder().holds() && late.recorder().holds());
    }

    #[tokio::test]
    async fn c5_a_leader_that_nobody_polls_is_replaced_by_one_of_those_who_wait() {
        let cache = cache(Duration::from_millis(20));
        let key = key(&cache, 1);
        let forgotten = lead(&cache, key.clone(), Load::Method).await;
        let waiting: Vec<_> = (0..50)
            .map(|_| {
                let (cache, key) = (cache.clone(), key.clone());
                tokio::spawn(async move {
                    match cache.seek(key, Load::Method, &Ambient::default()).await {
                        Seek::Found(_) => 0,
                        Seek::Lead(lead) => {
                            tokio::task::yield_now().await;
                            let entry = entry(&lead);
                            lead.fill(entry);
                            1
                        }
                    }
                })
            })
            .collect();
        let mut leaders = 0;
        for one in waiting {
            leaders += one.await.unwrap();
        }
        assert_eq!(leaders, 1);
        drop(forgotten);
    }
}
