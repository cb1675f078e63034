//! What makes an enum no column.

use syn::{Data, DeriveInput};

use super::model::Column;
use crate::support::errors::Errors;

/// Reports every reason why the enum can't be stored as words.
pub(super) fn check(column: &Column, input: &DeriveInput, errors: &mut Errors) {
    let (Column::Words(words), Data::Enum(data)) = (column, &input.data) else {
        return;
    };
    if data.variants.is_empty() {
        errors.at(
            &input.ident,
            "an enum without variants has no values to store\nhelp: add a variant",
        );
    }
    for variant in data
        .variants
        .iter()
        .filter(|variant| !variant.fields.is_empty())
    {
        errors.at(
            &variant.fields,
            format!("a column stores one word, and `{}` has fields\nhelp: delete them, or make the field a `scaffold::model::Json<…>` of this enum", variant.ident),
        );
    }
    for (at, word) in words.words.iter().enumerate() {
        if word.text.is_empty() {
            errors.at_span(
                word.span,
                "an empty word can't be told from an empty column\nhelp: give it a name",
            );
        }
        if let Some(earlier) = words.words[..at]
            .iter()
            .find(|earlier| earlier.text == word.text)
        {
            errors.at_span(
                word.span,
                format!("`{}` and `{}` are both stored as `{}`\nhelp: write `#[column(rename = \"…\")]` above one of them", earlier.variant, word.variant, word.text),
            );
        }
    }
}
