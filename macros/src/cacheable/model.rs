//! What of the struct is cached, and for how long.

use std::time::Duration;

use syn::{DeriveInput, Field, Ident, Type};

use super::attrs;
use crate::support::{derive, errors::Errors, types};

pub(super) struct Cacheable {
    pub(super) name: Ident,
    pub(super) ttl: Option<Duration>,
    pub(super) cached: Vec<(Ident, Type)>,
    /// Spelled `Uncached<…>`.
    pub(super) uncached: Vec<Ident>,
}

pub(super) fn read(input: &DeriveInput, errors: &mut Errors) -> Cacheable {
    derive::no_generics(input, "Cacheable", errors);
    let mut cacheable = Cacheable {
        name: input.ident.clone(),
        ttl: attrs::ttl(&input.attrs, errors),
        cached: Vec::new(),
        uncached: Vec::new(),
    };
    for Field { ident, ty, .. } in derive::named_fields(input, "Cacheable", errors) {
        match ident.clone() {
            Some(ident) if types::inside(ty, "Uncached").is_some() => {
                cacheable.uncached.push(ident);
            }
            Some(ident) => cacheable.cached.push((ident, ty.clone())),
            None => {}
        }
    }
    cacheable
}
