//! `#[exclusive]`: one call at a time, among all processes on one database.

use std::time::Duration;

use super::Call;
use crate::{
    Error, ErrorKind, Result,
    cache::KeyBuilder,
    core::Core,
    lock::{Lock, Locks, TTL},
};

/// When whoever was refused may try again. Nobody knows how long the call takes that runs.
const AGAIN: Duration = Duration::from_secs(1);

/// What the attribute says.
#[derive(Debug, Clone, Copy)]
pub struct Exclusive {
    path: &'static str,
    instance: Option<u64>,
    ttl: Duration,
    wait: Option<Duration>,
}

impl Exclusive {
    /// Of the method at this path; of a service with type parameters, each `instance` has locks of its own.
    #[must_use]
    pub const fn new(
        path: &'static str,
        instance: Option<u64>,
        ttl: Option<Duration>,
        wait: Option<Duration>,
    ) -> Self {
        let ttl = match ttl {
            Some(ttl) => ttl,
            None => TTL,
        };
        Self {
            path,
            instance,
            ttl,
            wait,
        }
    }

    /// `blog::services::Billing::send(7)`
    fn name(&self, key: Option<&KeyBuilder>) -> String {
        let Self { path, instance, .. } = self;
        let instance = instance.map_or_else(String::new, |id| format!("<{id:016x}>"));
        let key = key.map_or_else(String::new, |key| format!("({})", key.text()));
        format!("{path}{instance}{key}")
    }

    async fn take(&self, core: &Core, name: &str) -> Result<Option<Lock>> {
        let locks = Locks::new(core).with_ttl(self.ttl);
        match self.wait {
            None => locks.try_acquire(name).await,
            Some(wait) => match tokio::time::timeout(wait, locks.acquire(name)).await {
                Ok(lock) => lock.map(Some),
                Err(_) => Ok(None),
            },
        }
    }
}

/// Runs `next` while it holds the lock of the method and the key.
///
/// # Errors
/// Of kind [`ErrorKind::Locked`] when another call holds it, of kind [`ErrorKind::Unavailable`] when it was lost meanwhile; else the call's own.
pub async fn exclusive<T, E: From<Error>>(
    exclusive: &Exclusive,
    key: Option<KeyBuilder>,
    call: &Call<'_>,
    next: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let Some(core) = call.core else {
        return Err(call.lacks_core().into());
    };
    let name = exclusive.name(key.as_ref());
    let Some(lock) = exclusive.take(core, &name).await? else {
        let message = format!("`{}::{}` is running already", call.service, call.method);
        return Err(Error::new(ErrorKind::Locked, message)
            .with_retry_after(AGAIN)
            .into());
    };
    let output = lock.run(next).await;
    lock.release().await;
    output
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_named_by_method_instance_and_key() {
        let plain = Exclusive::new("blog::Billing::send", None, None, None);
        assert_eq!(plain.name(None), "blog::Billing::send");
        let mut key = KeyBuilder::new();
        key.integer(7);
        assert_eq!(plain.name(Some(&key)), "blog::Billing::send(7)");
        key.bytes(b"a");
        let name = Exclusive::new("blog::Audit::send", Some(255), None, None).name(Some(&key));
        assert_eq!(
            name,
            "blog::Audit::send<00000000000000ff>(x00070000000000000001010000000000000061)"
        );
    }
}
