//! What of the struct is cached, and for how long.

use std::time::Duration;

use syn::{DeriveInput, Field, Ident, Type};

use super::attrs;
use crate::support::{derive, errors::Errors, types};

pub(super) struct Cacheable {
    pub(super) name: Ident,
    pub(super) ttl: Option<Duration>,
    /// All fields but those spelled `Uncached<…>`.
    pub(super) cached: Vec<(Ident, Type)>,
}

pub(super) fn read(input: &DeriveInput, errors: &mut Errors) -> Cacheable {
    derive::no_generics(input, "Cacheable", errors);
    let mut cacheable = Cacheable {
        name: input.ident.clone(),
        ttl: attrs::ttl(&input.attrs, errors),
        cached: Vec::new(),
    };
    for Field { ident, ty, .. } in derive::named_fields(input, "Cacheable", errors) {
        if let Some(ident) = ident
            && types::inside(ty, "Uncached").is_none()
        {
            cacheable.cached.push((ident.clone(), ty.clone()));
        }
    }
    cacheable
}
