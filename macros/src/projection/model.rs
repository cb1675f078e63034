//! The struct, and the model whose columns it has.

use syn::{DeriveInput, Field, Ident, Path};

use crate::support::{derive, errors::Errors, keys};

/// A struct as some columns of a model.
pub(super) struct Projection {
    pub(super) name: Ident,
    /// None when the attribute can't be read.
    pub(super) model: Option<Path>,
    pub(super) fields: Vec<Field>,
}

pub(super) fn read(input: &DeriveInput, errors: &mut Errors) -> Projection {
    derive::no_generics(input, "Projection", errors);
    let keys = keys::of(&input.attrs, "projection", &["model"], errors);
    let model = match keys.first() {
        Some(model) => model.path(errors),
        None => {
            if errors.is_empty() {
                errors.at(
                    &input.ident,
                    "`Projection` lacks the model whose columns these are\nhelp: write `#[projection(model = User)]` above the struct",
                );
            }
            None
        }
    };
    let fields = derive::named_fields(input, "Projection", errors);
    Projection {
        name: input.ident.clone(),
        model,
        fields: fields.into_iter().cloned().collect(),
    }
}
