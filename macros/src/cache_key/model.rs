//! The fields that make up the key.

use quote::ToTokens;
use syn::{Data, DeriveInput, Field, Fields, Ident, Member, Type};

use crate::support::{derive, errors::Errors};

pub(super) struct Key {
    pub(super) name: Ident,
    pub(super) kind: Kind,
}

pub(super) enum Kind {
    Struct(Vec<(Member, Type)>),
    Enum(Vec<(Ident, Vec<(Member, Type)>)>),
}

pub(super) fn read(input: &DeriveInput, errors: &mut Errors) -> Key {
    derive::no_generics(input, "CacheKey", errors);
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
    Key {
        name: input.ident.clone(),
        kind,
    }
}

fn members(fields: &Fields) -> Vec<(Member, Type)> {
    fields
        .members()
        .zip(fields.iter().map(|Field { ty, .. }| ty.clone()))
        .collect()
}
