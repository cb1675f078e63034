//! What all derives share: the way from input to output, and the shapes that they refuse.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Data, DeriveInput, Field, Fields};

use super::errors::Errors;

/// Runs a derive. `expand` is asked whether mistakes were found, and then gives a stub: an impl without sense that keeps
/// one mistake from becoming ten.
pub(crate) fn run<M>(
    input: TokenStream,
    read: impl FnOnce(&DeriveInput, &mut Errors) -> M,
    expand: impl FnOnce(&M) -> TokenStream,
    stub: impl FnOnce(&M, &DeriveInput) -> TokenStream,
) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::default();
    let model = read(&input, &mut errors);
    if errors.is_empty() {
        return expand(&model);
    }
    let mut tokens = stub(&model, &input);
    errors.into_tokens().to_tokens(&mut tokens);
    tokens
}

/// The fields of a struct with named fields; reports any other shape, and none are given then.
pub(crate) fn named_fields<'a>(
    input: &'a DeriveInput,
    derive: &str,
    errors: &mut Errors,
) -> Vec<&'a Field> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => return fields.named.iter().collect(),
            Fields::Unnamed(fields) => errors.at(fields, shape(derive, "a tuple struct")),
            Fields::Unit => errors.at(&input.ident, shape(derive, "a struct without fields")),
        },
        Data::Enum(data) => errors.at(data.enum_token, shape(derive, "an enum")),
        Data::Union(data) => errors.at(data.union_token, shape(derive, "a union")),
    }
    Vec::new()
}

fn shape(derive: &str, found: &str) -> String {
    format!(
        "`{derive}` needs a struct with named fields, this is {found}\nhelp: write `struct Name {{ field: Type }}`"
    )
}

/// Reports type, lifetime and const parameters.
pub(crate) fn no_generics(input: &DeriveInput, derive: &str, errors: &mut Errors) {
    if !input.generics.params.is_empty() {
        errors.at(&input.generics, format!("`{derive}` can't be derived for a generic type\nhelp: write a type of its own for each use"));
    } else if let Some(clause) = &input.generics.where_clause {
        errors.at(
            clause,
            format!("`{derive}` can't be derived with a `where` clause\nhelp: delete it"),
        );
    }
}
