//! `#[cached]`: answers from the cache of the service's application.

use std::time::Duration;

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    cache::{CachedMethod, KeyBuilder},
    derived::Defaults,
    service::{Name, Service, core_of},
};

/// A value that a cache can keep and give to many: `Clone`, `Serialize` and `Deserialize`, without references.
#[diagnostic::on_unimplemented(
    message = "a cache can't keep a `{Self}`",
    label = "each hit gives a clone of it, and other tiers keep it as bytes",
    note = "add `#[derive(Clone, Serialize, Deserialize)]` to `{Self}`"
)]
pub trait CachedValue: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {}

#[diagnostic::do_not_recommend]
impl<T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static> CachedValue for T {}

/// What the attribute of a cached method says. `name` is the path of the block and the service's last word; two services may
/// have the same, so `service` tells them apart. `signature` ends with the crate's version: entries of another one are nothing. What the
/// attribute leaves out is the service's.
#[must_use]
pub const fn cached_method(
    service: Name,
    name: &'static str,
    signature: &'static str,
    ttl: Option<Duration>,
    reads: Option<&'static [&'static str]>,
    defaults: Defaults,
) -> CachedMethod {
    let ttl = match ttl {
        Some(ttl) => Some(ttl),
        None => defaults.ttl,
    };
    CachedMethod {
        name,
        layout: service
            .of_id(Name::new(name, "").id)
            .of_id(Name::new(signature, "").id)
            .of_id(Name::new(defaults.prefix, "").id)
            .id,
        ttl,
        reads,
    }
}

/// Answers a call of a cached method, or runs `load`: see [`Cache::remember`](crate::cache::Cache::remember).
pub fn cached<S: Service, T: CachedValue, E: Send>(
    service: &S,
    method: &'static CachedMethod,
    key: KeyBuilder,
    load: impl Future<Output = Result<T, E>> + Send,
) -> impl Future<Output = Result<T, E>> + Send {
    core_of(service).cache().remember(method, key, load)
}
