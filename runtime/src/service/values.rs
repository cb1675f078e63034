//! What an application has by type: its services, and what the builder was given.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

/// An `Arc<T>` of any `T`, also of a trait's.
type Shared = Box<dyn Any + Send + Sync>;

/// A type, and the name of one value among several of that type.
type Key = (TypeId, Option<&'static str>);

/// The running services by type, and the values given to the builder.
#[derive(Default)]
pub struct Services(RwLock<HashMap<Key, Shared>>);

impl Services {
    /// The running service, or the value, of this type.
    #[must_use]
    pub fn get<T: ?Sized + Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        self.named(None)
    }

    /// The value of this type with this name.
    #[must_use]
    pub fn named<T: ?Sized + Send + Sync + 'static>(
        &self,
        name: Option<&'static str>,
    ) -> Option<Arc<T>> {
        let values = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let value = values.get(&(TypeId::of::<T>(), name))?;
        value.downcast_ref().cloned()
    }

    /// Keeps a value in the place of an earlier one.
    pub(crate) fn insert<T: ?Sized + Send + Sync + 'static>(
        &self,
        name: Option<&'static str>,
        value: Arc<T>,
    ) {
        let mut values = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let earlier = values.insert((TypeId::of::<T>(), name), Box::new(value));
        drop(values);
        drop(earlier);
    }

    /// Whether there is a value of this type with this name.
    pub(crate) fn has(&self, id: TypeId, name: Option<&'static str>) -> bool {
        let values = self.0.read().unwrap_or_else(PoisonError::into_inner);
        values.contains_key(&(id, name))
    }

    /// The names of the values of this type.
    pub(crate) fn names(&self, id: TypeId) -> Vec<&'static str> {
        let values = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let of_type = values.keys().filter(|(other, _)| *other == id);
        let mut names: Vec<_> = of_type.filter_map(|(_, name)| *name).collect();
        names.sort_unstable();
        names
    }

    /// Lets go of everything. Services hold the queue and the queue holds the services, so a test application would never end.
    pub(crate) fn clear(&self) {
        let values = std::mem::take(&mut *self.0.write().unwrap_or_else(PoisonError::into_inner));
        drop(values);
    }
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Services").finish_non_exhaustive()
    }
}
