//! What a struct says of a service: its fields, and what tells its instances apart when it has parameters.

use quote::ToTokens;
use syn::{
    DeriveInput, Fields, GenericParam, Generics, Ident, Type, TypeParamBound, Visibility,
    WherePredicate, punctuated::Punctuated, token::Plus,
};

use crate::support::{derive, errors::Errors};

/// A service as its struct describes it.
pub(crate) struct Service {
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    pub(crate) generics: Generics,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) fields: Vec<Field>,
}

/// One thing that the service is made of.
pub(crate) struct Field {
    pub(crate) name: Ident,
    pub(crate) ty: Type,
}

/// What a parameter adds to the service's name, so that `Audit<User>` and `Audit<Post>` are two services.
pub(crate) enum Argument {
    /// The model's table.
    Model(Ident),
    /// The service's name.
    Service(Ident),
    /// The constant's value.
    Constant(Ident),
}

/// Reads the struct.
pub(crate) fn read(input: &DeriveInput, errors: &mut Errors) -> Service {
    let fields = match &input.data {
        syn::Data::Struct(data) if matches!(data.fields, Fields::Unit) => Vec::new(),
        _ => derive::named_fields(input, "Service", errors),
    };
    let fields = fields.into_iter().filter_map(|field| {
        Some(Field {
            name: field.ident.clone()?,
            ty: field.ty.clone(),
        })
    });
    Service {
        visibility: input.vis.clone(),
        name: input.ident.clone(),
        arguments: arguments(&input.generics, errors),
        generics: input.generics.clone(),
        fields: fields.collect(),
    }
}

fn arguments(generics: &Generics, errors: &mut Errors) -> Vec<Argument> {
    let mut arguments = Vec::new();
    for parameter in &generics.params {
        match parameter {
            GenericParam::Lifetime(lifetime) => errors.at(
                lifetime,
                "a service borrows nothing: it lives as long as the application\nhelp: delete the lifetime, and keep an `Arc<_>` or an owned value",
            ),
            GenericParam::Const(constant) => {
                arguments.push(Argument::Constant(constant.ident.clone()));
            }
            GenericParam::Type(parameter) => {
                let bounded = |bound| {
                    has_bound(&parameter.bounds, bound)
                        || where_bound(generics, &parameter.ident, bound)
                };
                let name = parameter.ident.clone();
                if bounded("Model") || bounded("Cacheable") {
                    arguments.push(Argument::Model(name));
                } else if bounded("Service") {
                    arguments.push(Argument::Service(name));
                } else {
                    errors.at(
                        parameter,
                        format!("nothing tells the services apart that `{name}` makes\nhelp: bind it: `{name}: Model` or `{name}: Service`"),
                    );
                }
            }
        }
    }
    arguments
}

fn has_bound(bounds: &Punctuated<TypeParamBound, Plus>, word: &str) -> bool {
    bounds.iter().any(|bound| match bound {
        TypeParamBound::Trait(bound) => bound
            .path
            .segments
            .last()
            .is_some_and(|segment| segment.ident == word),
        _ => false,
    })
}

fn where_bound(generics: &Generics, parameter: &Ident, word: &str) -> bool {
    let predicates = generics.where_clause.iter().flat_map(|it| &it.predicates);
    predicates.into_iter().any(|predicate| match predicate {
        WherePredicate::Type(predicate) => {
            predicate.bounded_ty.to_token_stream().to_string() == *parameter.to_string()
                && has_bound(&predicate.bounds, word)
        }
        _ => false,
    })
}
