//! What a transaction owes the world once it has committed: invalidations, and actions.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::cache::{Slot, Versions};

/// The debts of one transaction or savepoint. A savepoint's go to the transaction around it when it is kept.
#[derive(Default)]
pub(super) struct Ledger {
    pub(super) slots: Vec<Slot>,
    /// What is done once it has committed.
    pub(super) committed: Vec<Hook>,
    /// What is done once it is taken back, or cut off: whatever ends the ledger but [`Ledger::absorb`] and a commit.
    pub(super) rolled_back: Vec<Hook>,
    /// Statements that changed the schema.
    pub(super) schema: bool,
}

/// An action that waits for the end of a transaction.
pub(super) type Hook = Box<dyn FnOnce() + Send>;

impl Ledger {
    pub(super) fn absorb(&mut self, mut inner: Self) {
        self.slots.append(&mut inner.slots);
        self.committed.append(&mut inner.committed);
        self.rolled_back.append(&mut inner.rolled_back);
        self.schema |= inner.schema;
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        for hook in self.rolled_back.drain(..) {
            hook();
        }
    }
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ledger")
            .field("slots", &self.slots.len())
            .field("committed", &self.committed.len())
            .field("rolled_back", &self.rolled_back.len())
            .finish_non_exhaustive()
    }
}

/// The caches over one database.
#[derive(Debug, Default)]
pub(super) struct Caches(Mutex<Vec<Weak<Versions>>>);

impl Caches {
    pub(super) fn add(&self, versions: &Arc<Versions>) {
        let mut caches = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        caches.retain(|cache| cache.strong_count() > 0);
        if !caches
            .iter()
            .any(|cache| std::ptr::eq(cache.as_ptr(), Arc::as_ptr(versions)))
        {
            caches.push(Arc::downgrade(versions));
        }
    }

    pub(super) fn bump(&self, slots: &[Slot]) {
        self.each(|versions| slots.iter().for_each(|&slot| versions.bump(slot)));
    }

    pub(super) fn bump_all(&self) {
        self.each(Versions::bump_all);
    }

    fn each(&self, act: impl Fn(&Versions)) {
        let caches = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        caches
            .iter()
            .filter_map(Weak::upgrade)
            .for_each(|versions| act(&versions));
    }
}
