//! The enum's variants and the words that they are stored as; or the struct and the value that it is around.

use proc_macro2::Span;
use syn::{Data, DataEnum, DeriveInput, Expr, Fields, Ident, LitStr, Type, Variant};

use super::attrs::{self, OfEnum, OfStruct};
use crate::support::{derive, errors::Errors, naming, serde};

pub(super) enum Column {
    Words(Words),
    Value(Box<Value>),
    /// Neither; reported.
    Nothing(Ident),
}

/// An enum without fields.
pub(super) struct Words {
    pub(super) name: Ident,
    pub(super) words: Vec<Word>,
    /// Whether `Display` and `FromStr` are written as well.
    pub(super) displayed: bool,
}

pub(super) struct Word {
    pub(super) variant: Ident,
    pub(super) text: String,
    /// Where the word comes from: the attribute, or the variant.
    pub(super) span: Span,
}

/// A struct around one value.
pub(super) struct Value {
    pub(super) name: Ident,
    pub(super) ty: Type,
    pub(super) check: Option<Expr>,
    /// Whether `From`, or `TryFrom` where there is a check, is written as well.
    pub(super) converted: bool,
}

pub(super) fn read(input: &DeriveInput, errors: &mut Errors) -> Column {
    derive::no_generics(input, "ColumnValue", errors);
    match &input.data {
        Data::Enum(data) => Column::Words(words(input, data, errors)),
        Data::Struct(data) => match &data.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                let OfStruct { check, no_from } = OfStruct::read(&input.attrs, errors);
                Column::Value(Box::new(Value {
                    name: input.ident.clone(),
                    ty: fields.unnamed[0].ty.clone(),
                    check,
                    converted: !no_from,
                }))
            }
            _ => nothing(input, errors),
        },
        Data::Union(_) => nothing(input, errors),
    }
}

fn nothing(input: &DeriveInput, errors: &mut Errors) -> Column {
    errors.at(&input.ident, "`ColumnValue` can be derived for an enum without fields and for a struct around one value\nhelp: write `struct Name(String);`, use `scaffold::model::Json<…>` for a struct, or implement it by hand");
    Column::Nothing(input.ident.clone())
}

fn words(input: &DeriveInput, data: &DataEnum, errors: &mut Errors) -> Words {
    let OfEnum {
        rename_all,
        no_display,
    } = OfEnum::read(&input.attrs, errors);
    let spelling = rename_all.or_else(|| serde::Names::of(&input.attrs).rename_all());
    let mut word = |variant: &Variant| {
        let name = naming::text(&variant.ident);
        let renamed = attrs::rename(&variant.attrs, errors);
        Word {
            span: renamed
                .as_ref()
                .map_or_else(|| variant.ident.span(), LitStr::span),
            text: renamed
                .map(|text| text.value())
                .or_else(|| serde::Names::of(&variant.attrs).rename())
                .unwrap_or_else(|| {
                    spelling
                        .map_or_else(|| naming::snake(&name), |spelling| spelling.variant(&name))
                }),
            variant: variant.ident.clone(),
        }
    };
    Words {
        name: input.ident.clone(),
        words: data.variants.iter().map(&mut word).collect(),
        displayed: !no_display,
    }
}
