//! A value that the check of its column's type refuses.

use std::fmt;

use crate::{Error, Result, database::Row};

/// A value that a type's check refuses; it is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unfit {
    name: &'static str,
}

impl Unfit {
    /// A value that is none of the type called `name`.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name }
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this is no valid `{}`", self.name)
    }
}

impl std::error::Error for Unfit {}

/// A value as it was read from this place of a row.
///
/// # Errors
/// When the check refuses it.
pub fn fit<T>(value: Result<T, Unfit>, row: &Row, at: usize) -> Result<T> {
    value.map_err(|unfit| {
        let column = row.column(at);
        Error::internal(format!("column `{column}` holds no valid `{}`", unfit.name))
    })
}
