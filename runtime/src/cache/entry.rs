//! One cached answer: the value, what it depends on, how long it lives, what it weighs.

use std::{any::Any, sync::Arc};

use super::{captures::Capture, versions::Versions};

/// What an entry takes beside its value: its key, counters, the places in the tables.
const OVERHEAD: u64 = 192;

/// A cached answer.
#[derive(Debug)]
pub(crate) struct Entry {
    /// `None`: it is known that there is nothing.
    value: Option<Arc<dyn Any + Send + Sync>>,
    captures: Box<[Capture]>,
    /// On the steady clock, in microseconds.
    expires: i64,
    weight: u64,
}

impl Entry {
    pub(super) fn new(
        value: Option<Arc<dyn Any + Send + Sync>>,
        captures: Box<[Capture]>,
        expires: i64,
        bytes: u64,
    ) -> Self {
        let weight = OVERHEAD + bytes + size_of_val(&*captures) as u64;
        Self {
            value,
            captures,
            expires,
            weight,
        }
    }

    /// The value, if it is of this type; `Some(None)` for a known absence.
    pub(crate) fn value<T: Send + Sync + 'static>(&self) -> Option<Option<Arc<T>>> {
        match &self.value {
            None => Some(None),
            Some(value) => Some(Some(Arc::clone(value).downcast().ok()?)),
        }
    }

    /// Borrows the value, if there is one of this type.
    pub(super) fn get<T: 'static>(&self) -> Option<&T> {
        self.value.as_deref()?.downcast_ref()
    }

    pub(super) fn captures(&self) -> &[Capture] {
        &self.captures
    }

    pub(super) fn expires(&self) -> i64 {
        self.expires
    }

    pub(super) fn weight(&self) -> u64 {
        self.weight
    }

    pub(super) fn holds(&self, versions: &Versions, now: impl FnOnce() -> i64) -> bool {
        self.captures.iter().all(|capture| capture.holds(versions)) && now() < self.expires
    }
}

/// Tells the store what an entry weighs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scales;

impl quick_cache::Weighter<super::Key, Arc<Entry>> for Scales {
    fn weight(&self, key: &super::Key, entry: &Arc<Entry>) -> u64 {
        key.weight() + entry.weight
    }
}
