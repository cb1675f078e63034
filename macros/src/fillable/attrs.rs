//! `#[fillable(…)]` on a field, as written.

use syn::Attribute;

use crate::support::{errors::Errors, key::Key, keys};

/// `#[fillable(guarded)]`, with the word.
pub(super) fn guarded(attributes: &[Attribute], errors: &mut Errors) -> Option<Key> {
    let guarded = keys::of(attributes, "fillable", &["guarded"], errors).pop()?;
    guarded.flag(errors);
    Some(guarded)
}
