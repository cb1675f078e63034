//! `#[rule(…)]` on a field, as written, and what serde's attributes change about it.

use syn::{Attribute, Ident, Lit, Path};

use super::rules::{self, Rule};
use crate::support::{errors::Errors, key::Key, keys, serde::Names};

/// The words that `#[rule(…)]` knows.
const LEGAL: [&str; 6] = ["length", "range", "email", "url", "one_of", "default"];

/// What serde does with the whole struct that a request doesn't: each would be silently different from what the person wrote.
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
    pub(super) default: Option<Given>,
    pub(super) skipped: bool,
}

/// The value of a field that is missing.
pub(super) struct Given {
    /// The word `default`, if it is that of `#[rule(…)]`.
    pub(super) ours: Option<Ident>,
    /// `#[serde(default = "path")]`; without it, the type's own.
    pub(super) function: Option<Path>,
}

impl Attributes {
    pub(super) fn read(attributes: &[Attribute], names: &Names, errors: &mut Errors) -> Self {
        let mut rules = Vec::new();
        let mut default = names.find("default").map(|key| Given {
            ours: None,
            function: function(key, errors),
        });
        for key in keys::of(attributes, "rule", &LEGAL, errors) {
            if key.text() == "default" {
                key.flag(errors);
                default.get_or_insert(Given {
                    ours: Some(key.word),
                    function: None,
                });
            } else {
                rules.extend(rules::read(&key, errors));
            }
        }
        let skipped = names.is_skipped();
        if !skipped {
            names.refuse(
                "a request",
                "give the field a type with a `Deserialize` of its own",
                errors,
            );
        }
        Self {
            rules,
            default,
            skipped,
        }
    }
}

/// The path in `default = "path"`; the string's own mistakes are serde's to report.
fn function(key: &Key, errors: &mut Errors) -> Option<Path> {
    match key.literal() {
        Some((Lit::Str(path), _)) => errors.keep(path.parse()),
        _ => None,
    }
}
