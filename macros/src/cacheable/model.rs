//! What of the struct is cached, when, and for how long.

use syn::{Data, DeriveInput, Field, Fields, Generics, Ident, Type};

use super::attrs::Attributes;
use crate::support::{derive, errors::Errors, naming, types};

pub(super) struct Cacheable {
    pub(super) name: Ident,
    pub(super) generics: Generics,
    pub(super) attributes: Attributes,
    pub(super) of: Of,
}

/// What the struct is. A derive sees no other derive: a struct with an `id` is a model.
pub(super) enum Of {
    /// All fields but those spelled `Uncached<…>`.
    Rows(Vec<(Ident, Type)>),
    /// A service: its methods are cached.
    Methods,
}

pub(super) fn read(input: &DeriveInput, errors: &mut Errors) -> Cacheable {
    let attributes = Attributes::read(&input.attrs, errors);
    Cacheable {
        name: input.ident.clone(),
        generics: input.generics.clone(),
        of: if is_service(input) {
            no_rows(&attributes, errors);
            Of::Methods
        } else {
            derive::no_generics(input, "Cacheable", errors);
            Of::Rows(cached(derive::named_fields(input, "Cacheable", errors)))
        },
        attributes,
    }
}

fn is_service(input: &DeriveInput) -> bool {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => !fields.named.iter().any(is_id),
            Fields::Unit => true,
            Fields::Unnamed(_) => false,
        },
        _ => false,
    }
}

fn is_id(field: &Field) -> bool {
    let name = field.ident.as_ref().map(naming::text);
    name.is_some_and(|name| name == "id")
}

fn no_rows(attributes: &Attributes, errors: &mut Errors) {
    if let Some((key, _)) = &attributes.when {
        errors.at(
            &key.word,
            "`when` is asked of a row, and a service has none\nhelp: delete it; a method that is not to be cached has no `#[cached]`",
        );
    }
}

fn cached(fields: Vec<&Field>) -> Vec<(Ident, Type)> {
    let cached = fields
        .into_iter()
        .filter(|field| types::inside(&field.ty, "Uncached").is_none());
    cached
        .filter_map(|Field { ident, ty, .. }| Some((ident.clone()?, ty.clone())))
        .collect()
}
