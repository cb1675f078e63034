//! `#[cacheable(…)]`, as written.

use std::time::Duration;

use syn::Attribute;

use crate::support::{errors::Errors, keys};

/// The longest life of an entry, if it is said.
pub(super) fn ttl(attributes: &[Attribute], errors: &mut Errors) -> Option<Duration> {
    let keys = keys::of(attributes, "cacheable", &["ttl"], errors);
    keys.first().and_then(|key| key.duration(errors))
}
