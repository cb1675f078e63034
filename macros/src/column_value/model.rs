//! The enum's variants and the words that they are stored as.

use proc_macro2::Span;
use syn::{Data, DeriveInput, Ident, LitStr, Variant};

use super::attrs::{self, Attributes};
use crate::support::{derive, errors::Errors, naming, serde};

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

pub(super) fn read(input: &DeriveInput, errors: &mut Errors) -> Words {
    derive::no_generics(input, "ColumnValue", errors);
    let Attributes {
        rename_all,
        no_display,
    } = Attributes::read(&input.attrs, errors);
    let spelling = rename_all.or_else(|| serde::Names::of(&input.attrs).rename_all());
    let Data::Enum(data) = &input.data else {
        errors.at(&input.ident, "`ColumnValue` can only be derived for an enum without fields\nhelp: implement it by hand, or use one of the types of the field table");
        return Words {
            name: input.ident.clone(),
            words: Vec::new(),
            displayed: !no_display,
        };
    };
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
