//! The fields that make up the key.

use quote::ToTokens;
use syn::{Data, DeriveInput, Field, Fields, Generics, Ident, Member, Type, parse_quote};

use crate::support::errors::Errors;

pub(super) struct Key {
    pub(super) name: Ident,
    /// The type's own, each type parameter being a key as well.
    pub(super) generics: Generics,
    pub(super) kind: Kind,
}

pub(super) enum Kind {
    Struct(Vec<(Member, Type)>),
    Enum(Vec<(Ident, Vec<(Member, Type)>)>),
}

pub(super) fn read(input: &DeriveInput, errors: &mut Errors) -> Key {
    let kind = match &input.data {
        Data::Struct(data) => Kind::Struct(members(&data.fields)),
        Data::Enum(data) => Kind::Enum(
            data.variants
                .iter()
                .map(|variant| (variant.ident.clone(), members(&variant.fields)))
                .collect(),
        ),
        Data::Union(data) => {
            errors.at(
                data.union_token.to_token_stream(),
                "`CacheKey` can't be derived for a union\nhelp: use a struct or an enum",
            );
            Kind::Struct(Vec::new())
        }
    };
    let mut generics = input.generics.clone();
    for parameter in generics.type_params_mut() {
        parameter
            .bounds
            .push(parse_quote!(::scaffold::__private::CacheKey));
    }
    Key {
        name: input.ident.clone(),
        generics,
        kind,
    }
}

fn members(fields: &Fields) -> Vec<(Member, Type)> {
    fields
        .members()
        .zip(fields.iter().map(|Field { ty, .. }| ty.clone()))
        .collect()
}
