//! `#[rule(…)]` on a field, as written, and what serde's attributes change about it.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Ident, Lit, Path};

use super::rules::{self, Rule};
use crate::support::{
    errors::Errors,
    keys::{self, Given, Key},
    serde::Names,
};

/// The words that `#[rule(…)]` knows.
const LEGAL: [&str; 6] = ["length", "range", "email", "url", "one_of", "default"];

/// What serde does that the fields of a request don't: each would be silently different from what the person wrote.
const REFUSED: [&str; 7] = [
    "alias",
    "bound",
    "borrow",
    "deserialize_with",
    "flatten",
    "getter",
    "with",
];

/// The same above the struct.
const REFUSED_ON_STRUCT: [&str; 5] = ["default", "from", "remote", "transparent", "try_from"];

/// Reports what serde would do with the whole struct, and a request does not.
pub(super) fn refuse_on_struct(names: &Names, errors: &mut Errors) {
    for word in REFUSED_ON_STRUCT {
        if let Some(key) = names.find(word) {
            let help = match word {
                "default" => "write `#[rule(default)]` above the fields that may be missing",
                _ => "write the fields as they are sent",
            };
            errors.at(
                &key.word,
                format!("a request does not know serde's `{word}`\nhelp: {help}"),
            );
        }
    }
}

/// What stands above a field.
pub(super) struct Attributes {
    pub(super) rules: Vec<Rule>,
    /// The word `default` of `#[rule(default)]` or `#[serde(default)]`, and the function that gives the value.
    pub(super) default: Option<(Ident, TokenStream)>,
    pub(super) skipped: bool,
}

impl Attributes {
    pub(super) fn read(attributes: &[Attribute], names: &Names, errors: &mut Errors) -> Self {
        let mut rules = Vec::new();
        let mut default = names
            .find("default")
            .map(|key| (key.word.clone(), function(key, errors)));
        for key in keys::of(attributes, "rule", &LEGAL, errors) {
            match key.text().as_str() {
                "default" => {
                    key.flag(errors);
                    default.get_or_insert_with(|| {
                        (key.word.clone(), quote!(::core::default::Default::default))
                    });
                }
                _ => rules.extend(rules::read(&key, errors)),
            }
        }
        for word in REFUSED {
            if let Some(key) = names.find(word) {
                errors.at(
                    &key.word,
                    format!("a request does not know serde's `{word}`\nhelp: give the field a type with a `Deserialize` of its own"),
                );
            }
        }
        Self {
            rules,
            default,
            skipped: names.is_skipped(),
        }
    }
}

/// `default = "path"` or `default`; the string's own mistakes are serde's to report.
fn function(key: &Key, errors: &mut Errors) -> TokenStream {
    match (&key.given, key.literal()) {
        (Given::Value(_), Some((Lit::Str(path), _))) => match errors.keep(path.parse::<Path>()) {
            Some(path) => quote!(#path),
            None => quote!(::core::default::Default::default),
        },
        _ => quote!(::core::default::Default::default),
    }
}
