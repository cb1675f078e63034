//! The fields that may be filled, and those that may not.

use syn::{DeriveInput, Field, Ident, Type};

use super::attrs;
use crate::support::{derive, errors::Errors, naming, serde, spelling::Spelling, types};

pub(super) struct Fillable {
    pub(super) name: Ident,
    pub(super) fields: Vec<FillableField>,
}

pub(super) struct FillableField {
    pub(super) ident: Ident,
    /// As it is spelled outside: serde's `rename`, `rename_all`, or the field's name.
    pub(super) name: String,
    /// The type that is read.
    pub(super) ty: Type,
    /// Never set from outside: by `#[fillable(guarded)]`, as id, timestamp, `Uncached` or computed, or because serde skips it.
    pub(super) guarded: bool,
}

pub(super) fn read(input: &DeriveInput, errors: &mut Errors) -> Fillable {
    derive::no_generics(input, "Fillable", errors);
    let spelling = serde::Names::of(&input.attrs).rename_all();
    let fields = derive::named_fields(input, "Fillable", errors);
    Fillable {
        name: input.ident.clone(),
        fields: fields
            .into_iter()
            .filter_map(|field| one(field, spelling, errors))
            .collect(),
    }
}

fn one(field: &Field, spelling: Option<Spelling>, errors: &mut Errors) -> Option<FillableField> {
    let ident = field.ident.clone()?;
    let own = naming::text(&ident);
    let names = serde::Names::of(&field.attrs);
    let said = attrs::guarded(&field.attrs, errors);
    let always = matches!(own.as_str(), "id" | "created_at" | "updated_at")
        || types::is(&field.ty, "Uncached")
        || attrs::is_computed(&field.attrs)
        || names.is_skipped();
    if let Some(key) = said.as_ref().filter(|_| always) {
        errors.at(
            &key.word,
            format!("`{own}` is always guarded\nhelp: delete `#[fillable(guarded)]`"),
        );
    }
    let guarded = always || said.is_some();
    if !guarded {
        names.refuse(
            "`fill`",
            "write `#[fillable(guarded)]` above the field, or give it a type with a `Deserialize` of its own",
            errors,
        );
    }
    Some(FillableField {
        name: names.field(&own, spelling),
        ty: field.ty.clone(),
        guarded,
        ident,
    })
}
