//! The fields of the request: what each is called outside, whether it may be missing, which rules it keeps.

use syn::{DeriveInput, Field, Ident, Path, Type};

use super::{
    attrs::{self, Attributes, Given},
    rules::Rule,
};
use crate::support::{derive, errors::Errors, naming, serde, spelling::Spelling, types};

pub(super) struct Request {
    pub(super) name: Ident,
    pub(super) fields: Vec<RequestField>,
}

pub(super) struct RequestField {
    pub(super) ident: Ident,
    /// As it is spelled outside: serde's `rename`, `rename_all`, or the field's name.
    pub(super) name: String,
    pub(super) ty: Type,
    pub(super) presence: Presence,
    pub(super) rules: Vec<Rule>,
}

/// Whether a field may be missing.
pub(super) enum Presence {
    /// `T`
    Required,
    /// `Option<T>`, with `T`: missing and null are the same.
    Optional(Type),
    /// `Option<Option<T>>`, with `T`: missing is told from null.
    Nullable(Type),
    /// `#[rule(default)]` or `#[serde(default)]`, with the function that gives the value, if it is not the type's own.
    Default(Option<Path>),
    /// `#[serde(skip)]`: never read; with the same function.
    Skipped(Option<Path>),
}

pub(super) fn read(input: &DeriveInput, errors: &mut Errors) -> Request {
    derive::no_generics(input, "Request", errors);
    let names = serde::Names::of(&input.attrs);
    attrs::refuse_on_struct(&names, errors);
    let spelling = names.rename_all();
    let fields = derive::named_fields(input, "Request", errors);
    Request {
        name: input.ident.clone(),
        fields: fields
            .into_iter()
            .filter_map(|field| one(field, spelling, errors))
            .collect(),
    }
}

fn one(field: &Field, spelling: Option<Spelling>, errors: &mut Errors) -> Option<RequestField> {
    let ident = field.ident.clone()?;
    let names = serde::Names::of(&field.attrs);
    let Attributes {
        rules,
        default,
        skipped,
    } = Attributes::read(&field.attrs, &names, errors);
    let optional = types::inside(&field.ty, "Option");
    let nullable = optional.and_then(|inner| types::inside(inner, "Option"));
    if let (
        Some(_),
        Some(Given {
            ours: Some(word), ..
        }),
    ) = (optional, &default)
    {
        errors.at(
            word,
            format!("`{ident}` may be missing as it is: it is an `Option`\nhelp: delete `default`"),
        );
    }
    let function = default.as_ref().map(|given| given.function.clone());
    let presence = match (function, optional, nullable) {
        (function, ..) if skipped => Presence::Skipped(function.flatten()),
        (Some(Some(function)), ..) => Presence::Default(Some(function)),
        // What is missing is `None`, also where serde is told so.
        (_, _, Some(innermost)) => Presence::Nullable(innermost.clone()),
        (_, Some(inner), None) => Presence::Optional(inner.clone()),
        (Some(None), None, None) => Presence::Default(None),
        (None, None, None) => Presence::Required,
    };
    Some(RequestField {
        name: names.field(&naming::text(&ident), spelling),
        ty: field.ty.clone(),
        presence,
        rules,
        ident,
    })
}

impl Request {
    /// The fields that are read from outside.
    pub(super) fn read_fields(&self) -> impl Iterator<Item = &RequestField> {
        self.fields
            .iter()
            .filter(|field| !matches!(field.presence, Presence::Skipped(_)))
    }
}

impl RequestField {
    /// The type that rules are about: without the `Option`s and `Secret`s around it.
    pub(super) fn innermost(&self) -> &Type {
        let mut ty = &self.ty;
        while let Some(inner) = ["Option", "Secret", "Box", "Arc"]
            .iter()
            .find_map(|wrapper| types::inside(ty, wrapper))
        {
            ty = inner;
        }
        ty
    }
}
