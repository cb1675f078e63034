//! Cached methods: any async function's answer, invalidated by what it read.

use std::{
    pin::pin,
    sync::{Arc, PoisonError},
    time::Duration,
};

use super::{
    Cache, KeyBuilder, Lead, Seek, TableTags,
    entry::{self, Entry},
    loading,
    recorder::Refusal,
    versions::mix,
};
use crate::{Result, ambient};

/// What the attribute of a cached method says; a constant of the method.
#[derive(Debug, Clone, Copy)]
pub struct CachedMethod {
    /// `UserService::profile`, with the module path: the space of its keys.
    pub name: &'static str,
    /// A hash of `name`, the signature's text and the crate's version.
    pub layout: u64,
    /// `ttl = "10m"`.
    pub ttl: Option<Duration>,
    /// What the body reads that the runtime can't see: `reads(Post)` gives the tables, `reads(none)` an empty list; `None`: nothing declared.
    pub reads: Option<&'static [&'static str]>,
}

impl Cache {
    /// Answers from the cache, or runs `load` once for all who ask for this key at the same time, recording what it reads.
    /// A load that recorded and declared no read is not stored, and a warning says so once.
    /// Within a transaction it only runs `load`.
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
            Some(None) => return load.await,
            Some(Some(ambient)) => ambient,
            None => ambient::Ambient::default(),
        };
        if !self.0.enabled {
            return load.await;
        }
        let key = self.built_key(mix(method.layout), key);
        if let Some(entry) = self.hit(&key, ambient.recorder.as_ref())
            && let Some(value) = entry.get::<T>()
        {
            return Ok(value.clone());
        }
        let lead = match Box::pin(self.seek(key, &ambient)).await {
            Seek::Found(entry) => match entry.get::<T>() {
                Some(value) => return Ok(value.clone()),
                None => return load.await,
            },
            Seek::Lead(lead) => lead,
        };
        self.declare(&lead, method);
        let value = ambient::scope(loading(Arc::clone(lead.recorder())), load).await?;
        if let Some(lead) = self.accepts(lead, method) {
            let bytes = entry::bytes_of(&value) + lead.key_weight();
            let expires = self.expires(method.ttl.unwrap_or(self.0.ttl));
            let captures = lead.recorder().recorded().captures;
            let stored = Arc::new(value.clone());
            lead.fill(Entry::new(Some(stored), captures, expires, bytes));
        }
        Ok(value)
    }

    /// Records the reads that the attribute declares, before the load begins.
    fn declare(&self, lead: &Lead, method: &CachedMethod) {
        for table in method.reads.unwrap_or_default() {
            let table = TableTags::of(table);
            let slots = [table.any(), table.bulk()];
            lead.recorder().read(&self.0.versions, &slots);
        }
    }

    /// The lead again, if what it loaded may be stored; else a warning, once for each method.
    fn accepts(&self, lead: Lead, method: &'static CachedMethod) -> Option<Lead> {
        let recorded = lead.recorder().recorded();
        let problem = if recorded.tasks {
            Some("a task that it started still runs; help: await every task before the method ends")
        } else if recorded.refusal == Some(Refusal::Foreign) {
            Some("it reads from a database that does not belong to this cache")
        } else if recorded.raw && method.reads.is_none() {
            Some("it reads past the repositories; help: `#[cached(reads(Model))]` names the models")
        } else if recorded.captures.is_empty() && method.reads.is_none() {
            Some(
                "it read nothing that a write could invalidate; help: `#[cached(reads(Model))]` names what it reads, `#[cached(reads(none))]` says that nothing is",
            )
        } else {
            None
        };
        if recorded.raw && method.reads.is_none() {
            lead.recorder().lent_outwards();
        }
        if let Some(problem) = problem {
            self.refuse(method, problem);
        }
        if problem.is_some() || recorded.refusal.is_some() {
            lead.refuse();
            return None;
        }
        Some(lead)
    }

    fn refuse(&self, method: &'static CachedMethod, problem: &str) {
        let mut refused = self
            .0
            .refused
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if refused.insert(method.name) {
            tracing::warn!(target: "scaffold::cache", method = method.name, "not cached: {problem}");
        }
    }
}
