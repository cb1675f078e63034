//! Cached methods: any async function's answer, invalidated by what it read.

use std::{
    collections::HashSet,
    pin::pin,
    sync::{Arc, MutexGuard, PoisonError},
    time::Duration,
};

use serde::{Serialize, de::DeserializeOwned};

use super::{
    Cache, KeyBuilder, Lead, Load, Loaded, Seek, TableTags, loading,
    recorder::{Recorded, Refusal},
    versions::mix,
    weight,
};
use crate::{Result, ambient};

/// What the attribute of a cached method says; a constant of the method.
#[derive(Debug, Clone, Copy)]
pub struct CachedMethod {
    /// `UserService::profile`, with the module path, for messages.
    pub name: &'static str,
    /// The space of its keys: a hash of `name`, the service's own path, the signature's text and the crate's version.
    /// All instances of a service share it.
    pub layout: u64,
    /// `ttl = "10m"`.
    pub ttl: Option<Duration>,
    /// What the body reads that the runtime can't see: `reads(Post)` gives the tables, `reads(none)` an empty list; `None`: nothing declared.
    pub reads: Option<&'static [&'static str]>,
}

impl Cache {
    /// Answers from the cache, or runs `load` once for all who ask for this key at the same time, recording what it reads.
    /// A load that recorded and declared no read is not stored, nor one that wrote, and a warning says so once.
    /// Within a transaction it only runs `load`.
    ///
    /// The answer is always what comes back from serde: an [`Uncached`](crate::Uncached) value in it is absent, whoever loaded it.
    ///
    /// # Errors
    /// What `load` returns; errors are never stored.
    pub async fn remember<T, E>(
        &self,
        method: &'static CachedMethod,
        key: KeyBuilder,
        load: impl Future<Output = Result<T, E>> + Send,
    ) -> Result<T, E>
    where
        T: Clone + serde::Serialize + serde::de::DeserializeOwned + Send + Sync + 'static,
        E: Send,
    {
        let load = pin!(load);
        let ambient = ambient::look(|ambient| {
            let outside = ambient.transaction.is_none();
            outside.then(|| ambient.clone())
        });
        let ambient = match ambient {
            Some(None) => return load.await.map(lasting_or_not),
            Some(Some(ambient)) => ambient,
            None => ambient::Ambient::default(),
        };
        if !self.0.enabled {
            return load.await.map(lasting_or_not);
        }
        let key = self.built_key(mix(method.layout), key);
        if let Some(entry) = self.hit(&key, ambient.recorder.as_ref())
            && let Some(value) = entry.get::<T>()
        {
            return Ok(value.clone());
        }
        let seek = async {
            if self.refused().contains(method.name) {
                // Nobody would wait for an answer.
                return Seek::Lead(self.lead_alone(key, Load::Method, &ambient));
            }
            self.seek(key, Load::Method, &ambient).await
        };
        let lead = match Box::pin(seek).await {
            Seek::Found(entry) => match entry.get::<T>() {
                Some(value) => return Ok(value.clone()),
                None => return load.await.map(lasting_or_not),
            },
            Seek::Lead(lead) => lead,
        };
        self.declare(&lead, method);
        let value = ambient::scope(loading(Arc::clone(lead.recorder())), load).await?;
        let value = match lasting(&value) {
            Some(lasting) => lasting,
            None => {
                self.refuse(lead, method, "its answer does not come back from serde as it was; help: every field must be serialized and deserialized, or skipped with a default");
                return Ok(value);
            }
        };
        let recorded = lead.recorder().recorded();
        match problem(&recorded) {
            Some(problem) => self.refuse(lead, method, problem),
            None => {
                let loaded = Loaded {
                    kept: true,
                    bytes: size_of::<T>() as u64 + weight::heap(&value),
                    value: Some(Arc::new(value.clone())),
                    ttl: method.ttl,
                    owner: method.name,
                };
                self.refused().remove(method.name);
                self.keep(lead, recorded, loaded);
            }
        }
        Ok(value)
    }

    /// Records the reads that the attribute declares, before the load begins.
    fn declare(&self, lead: &Lead, method: &CachedMethod) {
        let Some(tables) = method.reads else {
            return;
        };
        lead.recorder().declare();
        for table in tables {
            let slots = TableTags::of(table).all();
            lead.recorder().read(&self.0.versions, &slots);
        }
    }

    /// The answer is for its caller only.
    fn refuse(&self, lead: Lead, method: &'static CachedMethod, problem: &'static str) {
        self.tell(method.name, problem);
        self.refused().insert(method.name);
        lead.refuse();
    }

    fn refused(&self) -> MutexGuard<'_, HashSet<&'static str>> {
        self.0
            .refused
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why what a load gave is not stored.
fn problem(recorded: &Recorded) -> Option<&'static str> {
    if recorded.tasks {
        return Some(
            "a task that it started still runs; help: await every task before the method ends",
        );
    }
    match recorded.refusal {
        Some(Refusal::Wrote) => {
            return Some(
                "it writes, and a hit would not; help: write in a method that is not cached",
            );
        }
        Some(Refusal::Foreign) => {
            return Some("it reads from a database that does not belong to this cache");
        }
        Some(Refusal::Identity) => {
            return Some(
                "it asks who calls, and a hit would be anybody's; help: pass what the answer depends on as an argument",
            );
        }
        None => {}
    }
    if recorded.raw {
        return Some(
            "it reads past the repositories; help: `#[cached(reads(Model))]` names the models",
        );
    }
    (recorded.captures.is_empty() && !recorded.declared).then_some(
        "it read nothing that a write could invalidate; help: `#[cached(reads(Model))]` names what it reads, `#[cached(reads(none))]` says that nothing is",
    )
}

/// What comes back of a value once it is bytes: what an entry holds, and so what the load that filled it gives.
fn lasting<T: Serialize + DeserializeOwned>(value: &T) -> Option<T> {
    let mut bytes = Vec::new();
    // With the names of fields, since some may be skipped; and readable, as types are that serde keeps in between.
    let mut writer = rmp_serde::Serializer::new(&mut bytes)
        .with_struct_map()
        .with_human_readable();
    value.serialize(&mut writer).ok()?;
    let mut reader = rmp_serde::Deserializer::from_read_ref(&bytes).with_human_readable();
    T::deserialize(&mut reader).ok()
}

fn lasting_or_not<T: Serialize + DeserializeOwned>(value: T) -> T {
    lasting(&value).unwrap_or(value)
}
