//! A model of an application's list without its type; and the table that an `Id<T>` names.

use std::marker::PhantomData;

use super::{ColumnDef, Model, References};

/// One model of the list, without its type.
#[derive(Debug, Clone, Copy)]
pub struct ModelDef {
    /// The type's name: `User`.
    pub name: &'static str,
    /// The table's name: `users`.
    pub table: &'static str,
    /// The columns in the order of the struct's fields.
    pub columns: &'static [ColumnDef],
}

impl ModelDef {
    /// What this type says of its table; `app!` makes one for each listed model.
    #[must_use]
    pub const fn of<M: Model>() -> Self {
        Self {
            name: M::NAME,
            table: M::TABLE,
            columns: M::COLUMNS,
        }
    }
}

/// Asks `T` of an `Id<T>` for its table: the inherent constant, of a model, shadows the one of [`NoTarget`], which must be in scope.
#[derive(Debug)]
pub struct Target<T: ?Sized>(PhantomData<fn() -> T>);

impl<T: Model> Target<T> {
    /// The model's.
    pub const REFERENCES: References = References::Table(T::TABLE);
}

/// What [`Target`] falls back to.
pub trait NoTarget {
    /// `T` is no model.
    const REFERENCES: References = References::Somewhere;
}

impl<T: ?Sized> NoTarget for Target<T> {}
