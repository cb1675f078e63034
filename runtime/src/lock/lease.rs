//! One lease: taken, renewed, given back.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::watch,
    time::{Instant, sleep, timeout_at},
};

use super::{rows, turns::Turn};
use crate::{Result, core::Core};

/// The pause before a database that failed is asked again.
const AFTER_ERROR: Duration = Duration::from_millis(250);

/// What one holder of a lock holds.
#[derive(Debug)]
pub(super) struct Lease {
    pub(super) core: Core,
    pub(super) name: String,
    pub(super) token: u64,
    /// Beside the token: a database that was put back to an older state gives tokens out again.
    pub(super) owner: String,
    pub(super) ttl: Duration,
}

impl Lease {
    /// Takes the lock, and says from when on the lease counts; none if another process holds it.
    pub(super) async fn take(
        core: Core,
        name: String,
        ttl: Duration,
    ) -> Result<Option<(Self, Instant)>> {
        let owner = format!("{}-{:016x}", std::process::id(), fastrand::u64(..));
        let taken = rows::take(&core, &name, &owner, ttl).await?;
        Ok(taken.map(|(token, since)| {
            let lease = Self {
                core,
                name,
                token,
                owner,
                ttl,
            };
            (lease, since)
        }))
    }

    /// Gives the lock back, and then the turn: the next one of this process finds it free.
    pub(super) async fn release(&self, turn: Turn) {
        if let Err(error) = rows::release(self).await {
            let (name, error) = (self.name.as_str(), error.chain());
            tracing::warn!(target: "scaffold::lock", name, error, "a lock could not be given back; it is free when its lease has run out");
        }
        drop(turn);
    }
}

/// Renews the lease until nobody holds the lock any more, or it is lost: another one has it, or nobody knows whether.
pub(super) async fn keep(lease: Arc<Lease>, since: Instant, tell: watch::Sender<bool>) {
    let (mut end, mut pause) = (since + lease.ttl, lease.ttl / 3);
    loop {
        tokio::select! {
            () = sleep(pause) => {}
            () = tell.closed() => return,
        }
        match timeout_at(end, rows::renew(&lease)).await {
            Ok(Ok(Some(since))) => (end, pause) = (since + lease.ttl, lease.ttl / 3),
            Ok(Err(error)) if Instant::now() < end => {
                let (name, error) = (lease.name.as_str(), error.chain());
                tracing::warn!(target: "scaffold::lock", name, error, "a lock could not be renewed; it is tried again");
                pause = AFTER_ERROR.min(lease.ttl / 3);
            }
            Ok(Ok(None) | Err(_)) | Err(_) => {
                let (name, token) = (lease.name.as_str(), lease.token);
                tracing::warn!(target: "scaffold::lock", name, token, "a lock was lost");
                tell.send_replace(true);
                return;
            }
        }
    }
}
