//! `#[fillable(…)]` on a field, as written.

use syn::{Attribute, Meta};

use crate::support::{errors::Errors, key::Key, keys};

/// Whether the database or the repository writes the column: `#[model(computed)]`, `version`, `soft_delete`, whose mistakes
/// `derive(Model)` reports.
pub(super) fn is_computed(attributes: &[Attribute]) -> bool {
    let models = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("model"));
    let mut keys = models.flat_map(|attribute| match &attribute.meta {
        Meta::List(list) => keys::foreign(list.tokens.clone()),
        _ => Vec::new(),
    });
    keys.any(|key| ["computed", "version", "soft_delete"].contains(&key.text().as_str()))
}

/// `#[fillable(guarded)]`, with the word.
pub(super) fn guarded(attributes: &[Attribute], errors: &mut Errors) -> Option<Key> {
    let guarded = keys::of(attributes, "fillable", &["guarded"], errors).pop()?;
    guarded.flag(errors);
    Some(guarded)
}
