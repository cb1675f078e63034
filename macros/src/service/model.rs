//! What a struct says of a service: its fields, and what tells its instances apart when it has parameters.

use syn::{
    DeriveInput, Expr, Fields, GenericParam, Generics, Ident, LitStr, Type, TypeParam,
    TypeParamBound, Visibility, WherePredicate,
};

use super::attrs;
use crate::support::{derive, errors::Errors, types};

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
    pub(crate) source: Source,
}

/// Where a field gets its value.
pub(crate) enum Source {
    /// By its type.
    Injected,
    /// By its type and a name: `#[inject(named = "primary")]`.
    Named(LitStr),
    /// `#[inject(build = connect(&settings))]`: awaited at the start, with the fields above it.
    Built(Box<Expr>),
    /// `#[inject(value = AtomicU64::new(0))]`: made in place, by `new` too.
    Made(Box<Expr>),
}

impl Field {
    /// Whether the value comes from the application.
    pub(crate) fn is_injected(&self) -> bool {
        matches!(self.source, Source::Injected | Source::Named(_))
    }
}

/// What a parameter adds to the service's name, so that `Audit<User>` and `Audit<Post>` are two services.
pub(crate) enum Argument {
    /// The model's path or the service's name: which of the two its bounds say, and the compiler reads them.
    Type(Ident),
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
            source: attrs::read(&field.attrs, errors),
        })
    });
    let fields: Vec<_> = fields.collect();
    Service {
        visibility: input.vis.clone(),
        name: input.ident.clone(),
        arguments: arguments(&input.generics, errors),
        generics: input.generics.clone(),
        fields,
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
                if !is_bound(parameter, generics) {
                    errors.at(
                        parameter,
                        format!("nothing tells the services apart that `{0}` makes\nhelp: bind it: `{0}: Model` or `{0}: Service`", parameter.ident),
                    );
                }
                arguments.push(Argument::Type(parameter.ident.clone()));
            }
        }
    }
    arguments
}

/// Whether a parameter has a bound that could tell its types apart. Which trait it is, the spelling doesn't say: it may have been
/// imported under another name, or have `Model` above it.
fn is_bound(parameter: &TypeParam, generics: &Generics) -> bool {
    let is_trait = |bound: &TypeParamBound| match bound {
        TypeParamBound::Trait(bound) => {
            let name = bound.path.segments.last();
            name.is_some_and(|name| !MARKERS.iter().any(|marker| name.ident == marker))
        }
        _ => false,
    };
    let predicates = generics.where_clause.iter().flat_map(|it| &it.predicates);
    let elsewhere = predicates.filter_map(|predicate| match predicate {
        WherePredicate::Type(it) if types::is(&it.bounded_ty, &parameter.ident.to_string()) => {
            Some(&it.bounds)
        }
        _ => None,
    });
    let mut bounds = elsewhere.chain([&parameter.bounds]).flatten();
    bounds.any(is_trait)
}

/// Bounds that every other type has as well.
const MARKERS: [&str; 4] = ["Send", "Sync", "Sized", "Unpin"];
