//! What repositories, caches and decorators of one application share.

use std::sync::Arc;

use crate::{cache::Cache, clock::Clock, database::Database, decorate::Limits, lock::Turns};

/// The shared parts of one application. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Core(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    database: Database,
    cache: Cache,
    clock: Clock,
    limits: Limits,
    turns: Turns,
}

impl Core {
    /// Puts the parts together; from now on writes to this database invalidate this cache.
    #[must_use]
    pub fn new(database: Database, cache: Cache, clock: Clock) -> Self {
        database.invalidates(cache.versions());
        Self(Arc::new(Parts {
            database,
            cache,
            clock,
            limits: Limits::default(),
            turns: Turns::default(),
        }))
    }

    /// The database.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.0.database
    }

    /// The cache.
    #[must_use]
    pub fn cache(&self) -> &Cache {
        &self.0.cache
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// What limited methods have used up.
    pub(crate) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// Who waits for which lock.
    pub(crate) fn turns(&self) -> &Turns {
        &self.0.turns
    }
}
