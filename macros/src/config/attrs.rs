//! `#[config(…)]` on the struct and on its fields, as written.

use syn::{Attribute, Expr, Lit, LitStr};

use crate::support::{errors::Errors, keys};

/// `#[config(section = "mail")]` on the struct.
pub(super) fn section(attributes: &[Attribute], errors: &mut Errors) -> Option<LitStr> {
    let keys = keys::of(attributes, "config", &["section"], errors);
    let section = keys.first()?.string(errors)?;
    if !is_key(&section.value()) {
        errors.at(
            &section,
            "a section is called in small letters, digits and `_`\nhelp: write `section = \"mail\"` for `[mail]`",
        );
        return None;
    }
    Some(section)
}

/// `#[config(…)]` on a field.
#[derive(Default)]
pub(super) struct OfField {
    /// `default = 25`
    pub(super) default: Option<Expr>,
    /// Whether the default is text, which is made into what the field is.
    pub(super) is_text: bool,
    /// `env = "SMTP_HOST"`
    pub(super) variable: Option<LitStr>,
    /// Read by serde.
    pub(super) serde: bool,
}

impl OfField {
    pub(super) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut read = Self::default();
        for key in keys::of(attributes, "config", &["default", "env", "serde"], errors) {
            match key.text().as_str() {
                "default" => {
                    read.is_text = matches!(key.literal(), Some((Lit::Str(_), _)));
                    read.default = key.value().cloned();
                    if read.default.is_none() {
                        errors.at(
                            &key,
                            "`default` takes the value of a key that is not there\nhelp: write `default = 25`, `default = \"localhost\"` or `default = Duration::from_secs(5)`",
                        );
                    }
                }
                "env" => read.variable = key.string(errors),
                _ => read.serde = key.flag(errors),
            }
        }
        if let Some(variable) = &read.variable
            && !is_variable(&variable.value())
        {
            errors.at(
                variable,
                "a variable is called in capital letters, digits and `_`, and `APP__…` is taken\nhelp: write `env = \"SMTP_HOST\"`",
            );
        }
        read
    }
}

/// Whether a name can stand in a file of the configuration and, in capitals, in a variable.
pub(super) fn is_key(name: &str) -> bool {
    let small = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    let doubled = name.contains("__") || name.starts_with('_') || name.ends_with('_');
    !name.is_empty() && !doubled && name.chars().all(|letter| small(letter) || letter == '_')
}

fn is_variable(name: &str) -> bool {
    let capital = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit();
    !name.is_empty()
        && !name.starts_with("APP__")
        && name.chars().all(|letter| capital(letter) || letter == '_')
}
