//! `#[column(…)]` on the type and on its variants, as written.

use syn::{Attribute, Expr, LitStr};

use crate::support::{errors::Errors, key::Key, keys, nearest, spelling::Spelling};

/// `#[column(…)]` on an enum.
#[derive(Default)]
pub(super) struct OfEnum {
    /// `rename_all = "…"`
    pub(super) rename_all: Option<Spelling>,
    /// The person writes `Display` and `FromStr` themselves.
    pub(super) no_display: bool,
}

impl OfEnum {
    pub(super) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut read = Self::default();
        for key in keys::of(attributes, "column", &["rename_all", "no_display"], errors) {
            if key.word == "no_display" {
                read.no_display = key.flag(errors);
            } else {
                read.rename_all = spelling(&key, errors);
            }
        }
        read
    }
}

/// `#[column(…)]` on a struct around one value.
#[derive(Default)]
pub(super) struct OfStruct {
    /// `check = Self::is_valid`
    pub(super) check: Option<Expr>,
    /// The person writes `From` or `TryFrom` themselves.
    pub(super) no_from: bool,
}

impl OfStruct {
    pub(super) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut read = Self::default();
        for key in keys::of(attributes, "column", &["check", "no_from"], errors) {
            if key.word == "no_from" {
                read.no_from = key.flag(errors);
            } else {
                let help = "write `check = is_valid`, with `fn is_valid(value: &str) -> bool`";
                read.check = key.function("of the value", help, errors);
            }
        }
        read
    }
}

fn spelling(key: &Key, errors: &mut Errors) -> Option<Spelling> {
    let text = key.string(errors)?;
    let spelling = Spelling::of(&text.value());
    if spelling.is_none() {
        let name = text.value();
        errors.at(
            &text,
            format!(
                "unknown spelling `{name}`\n{}",
                nearest::help(&name, &Spelling::NAMES)
            ),
        );
    }
    spelling
}

/// `#[column(rename = "…")]` on a variant.
pub(super) fn rename(attributes: &[Attribute], errors: &mut Errors) -> Option<LitStr> {
    keys::of(attributes, "column", &["rename"], errors)
        .first()?
        .string(errors)
}
