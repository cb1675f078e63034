//! A section as its struct describes it.

use syn::{DeriveInput, Expr, Ident, LitStr, Type};

use super::attrs::{self, OfField};
use crate::support::{derive, errors::Errors, naming};

/// The section of a struct.
pub(crate) struct Section {
    pub(super) name: Ident,
    /// `mail` of `[mail]`
    pub(super) section: String,
    pub(super) keys: Vec<Key>,
}

/// One field.
pub(super) struct Key {
    pub(super) field: Ident,
    pub(super) ty: Type,
    /// The field's name in files.
    pub(super) name: String,
    pub(super) variable: Option<LitStr>,
    pub(super) default: Option<Default>,
    /// Read by serde.
    pub(super) serde: bool,
}

pub(super) enum Default {
    /// A literal, which becomes what the field is.
    Text(Expr),
    Value(Expr),
}

/// What a struct's name ends with that its section's does not.
const ENDINGS: [&str; 3] = ["_config", "_settings", "_section"];

/// Reads the struct.
pub(crate) fn read(input: &DeriveInput, errors: &mut Errors) -> Section {
    derive::no_generics(input, "Config", errors);
    let section = attrs::section(&input.attrs, errors);
    let fields = derive::named_fields(input, "Config", errors);
    let keys = fields.into_iter().filter_map(|field| {
        let ident = field.ident.clone()?;
        let OfField {
            default,
            is_text,
            variable,
            serde,
        } = OfField::read(&field.attrs, errors);
        let name = naming::text(&ident);
        if !attrs::is_key(&name) {
            errors.at(
                &ident,
                format!("`{name}` can't be a key: small letters, digits and single `_` between them\nhelp: call the field so"),
            );
        }
        Some(Key {
            ty: field.ty.clone(),
            name,
            variable,
            default: default.map(if is_text { Default::Text } else { Default::Value }),
            serde,
            field: ident,
        })
    });
    let keys = keys.collect();
    Section {
        section: match section {
            Some(section) => section.value(),
            None => from_name(&naming::text(&input.ident)),
        },
        name: input.ident.clone(),
        keys,
    }
}

/// `MailConfig` is `[mail]`.
fn from_name(name: &str) -> String {
    let snake = naming::snake(name);
    let stem = ENDINGS.iter().find_map(|ending| snake.strip_suffix(ending));
    stem.filter(|stem| !stem.is_empty())
        .unwrap_or(&snake)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::from_name;

    #[test]
    fn a_section_is_called_as_its_struct_without_the_ending() {
        for (name, section) in [
            ("Mail", "mail"),
            ("MailConfig", "mail"),
            ("OrderMailSettings", "order_mail"),
            ("Config", "config"),
        ] {
            assert_eq!(from_name(name), section);
        }
    }
}
