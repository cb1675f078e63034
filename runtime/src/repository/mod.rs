//! `Repo<T>`: rows of one model, read through the cache, written past it.

mod batch;
mod bulk;
mod cursor;
mod fresh;
mod kept;
mod page;
mod parts;
mod plain;
mod query;
mod read;
mod refusal;
mod relation;
mod select;
mod sql;
mod table;
#[cfg(all(test, feature = "mysql"))]
mod tests;
mod walk;
mod write;

use std::marker::PhantomData;

pub use cursor::{CursorPage, CursorQuery};
pub use fresh::FreshQuery;
pub use page::{Page, PageQuery};
pub use query::Query;
#[doc(hidden)]
pub use relation::Loading;
pub(crate) use relation::Related;
pub use relation::{
    Amount, BelongsTo, Count, HasMany, HasManyThrough, HasOne, Load, Loaded, Many, ManyToMany, One,
    Pivot, Pivoted, Refers, Relation, Then, With, WithPivot,
};
#[doc(hidden)]
pub use select::projected;
pub use select::{Projection, Select};
pub use walk::Rows;
pub(crate) use write::WRITES;

use crate::{core::Core, model::Model};

/// The rows of one model. Cheap to clone.
#[derive(Debug)]
pub struct Repo<T> {
    core: Core,
    model: PhantomData<fn() -> T>,
}

impl<T> Clone for Repo<T> {
    fn clone(&self) -> Self {
        Self {
            core: self.core.clone(),
            model: PhantomData,
        }
    }
}

impl<T: Model> Repo<T> {
    /// A repository over these parts.
    #[must_use]
    pub fn new(core: Core) -> Self {
        Self {
            core,
            model: PhantomData,
        }
    }

    /// The shared parts.
    #[must_use]
    pub fn core(&self) -> &Core {
        &self.core
    }

    /// A question about many rows.
    pub fn query(&self) -> Query<T> {
        Query::new(self.core.clone())
    }
}
