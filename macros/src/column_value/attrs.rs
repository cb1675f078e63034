//! `#[column(…)]` on the enum and on its variants, as written.

use syn::{Attribute, LitStr};

use crate::support::{errors::Errors, keys, naming::Spelling, nearest};

/// `#[column(rename_all = "…")]` on the enum.
pub(super) fn rename_all(attributes: &[Attribute], errors: &mut Errors) -> Option<Spelling> {
    let keys = keys::of(attributes, "column", &["rename_all"], errors);
    let text = keys.first()?.string(errors)?;
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
