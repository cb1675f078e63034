//! `#[column(…)]` on the enum and on its variants, as written.

use syn::{Attribute, LitStr};

use crate::support::{errors::Errors, key::Key, keys, nearest, spelling::Spelling};

/// `#[column(…)]` on the enum.
#[derive(Default)]
pub(super) struct Attributes {
    /// `rename_all = "…"`
    pub(super) rename_all: Option<Spelling>,
    /// The person writes `Display` and `FromStr` themselves.
    pub(super) no_display: bool,
}

impl Attributes {
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
