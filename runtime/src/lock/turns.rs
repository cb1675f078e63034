//! Whose turn it is among those of one process that want the same lock: the next one is woken at once, in the order of coming, and only one of
//! them asks the database.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{Error, Result, core::Core};

/// The locks that this application wants or holds, by name.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    names: Mutex<HashMap<String, Arc<Semaphore>>>,
    /// Whether the table of locks is there.
    table: AtomicBool,
}

impl Turns {
    pub(super) fn is_table_made(&self) -> bool {
        self.table.load(Ordering::Acquire)
    }

    pub(super) fn table_made(&self, made: bool) {
        self.table.store(made, Ordering::Release);
    }

    fn names(&self) -> MutexGuard<'_, HashMap<String, Arc<Semaphore>>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place among those who want a lock; with the permit, the first.
#[derive(Debug)]
pub(super) struct Turn {
    core: Core,
    name: String,
    permit: Option<OwnedSemaphorePermit>,
}

impl Turn {
    fn queue(core: &Core, name: &str) -> (Self, Arc<Semaphore>) {
        let mut names = core.turns().names();
        let one = || Arc::new(Semaphore::new(1));
        let semaphore = names.entry(name.to_owned()).or_insert_with(one).clone();
        let turn = Self {
            core: core.clone(),
            name: name.to_owned(),
            permit: None,
        };
        (turn, semaphore)
    }

    /// The turn, if nobody else of this process holds or waits for the lock.
    pub(super) fn now(core: &Core, name: &str) -> Option<Self> {
        let (mut turn, semaphore) = Self::queue(core, name);
        turn.permit = Some(semaphore.try_acquire_owned().ok()?);
        Some(turn)
    }

    /// The turn, after those who came before.
    pub(super) async fn wait(core: &Core, name: &str) -> Result<Self> {
        let (mut turn, semaphore) = Self::queue(core, name);
        let permit = semaphore.acquire_owned().await;
        turn.permit =
            Some(permit.map_err(|_| Error::internal("nobody closes the queue of a lock"))?);
        Ok(turn)
    }
}

impl Drop for Turn {
    /// Lets the next one have it; the last one takes the name away.
    fn drop(&mut self) {
        drop(self.permit.take());
        let mut names = self.core.turns().names();
        if names
            .get(&self.name)
            .is_some_and(|it| Arc::strong_count(it) == 1)
        {
            names.remove(&self.name);
        }
    }
}
