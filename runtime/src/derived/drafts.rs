//! `Clone` and `Debug` of drafts and patches.
//!
//! Through the columns' trait: a type that lacks one of the two is told so once, where it says that it is a column's, and not at every use.

use std::fmt::{Debug, Formatter, Result};

use crate::model::ColumnValue;

/// A clone of a column's value.
pub fn copy<T: ColumnValue>(value: &T) -> T {
    value.clone()
}

/// A column's value, to be shown.
pub fn shown<T: ColumnValue>(value: &T) -> &dyn Debug {
    value
}

/// The struct and its fields, as `#[derive(Debug)]` shows them.
///
/// # Errors
/// What the formatter says.
pub fn debug(f: &mut Formatter<'_>, name: &str, fields: &[(&str, &dyn Debug)]) -> Result {
    let mut shown = f.debug_struct(name);
    for (name, value) in fields {
        shown.field(name, value);
    }
    shown.finish()
}
