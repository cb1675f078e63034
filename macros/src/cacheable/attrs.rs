//! `#[cacheable(…)]`, as written.

use std::time::Duration;

use syn::{Attribute, Expr, LitStr};

use crate::support::{errors::Errors, key::Key, keys};

/// What the attribute says; `None` where it says nothing.
#[derive(Default)]
pub(super) struct Attributes {
    /// `ttl = "30m"`: the longest life of an entry.
    pub(super) ttl: Option<Duration>,
    /// `prefix = "v2"`
    pub(super) prefix: Option<LitStr>,
    /// `when = Self::is_public`, with the word.
    pub(super) when: Option<(Key, Expr)>,
}

impl Attributes {
    pub(super) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut read = Self::default();
        for key in keys::of(attributes, "cacheable", &["ttl", "prefix", "when"], errors) {
            match key.text().as_str() {
                "ttl" => read.ttl = key.duration(errors),
                "prefix" => read.prefix = prefix(&key, errors),
                _ => {
                    let help = "write `when = Self::is_public`, with `fn is_public(&self) -> bool`";
                    let function = key.function("of a row", help, errors);
                    read.when = function.map(|function| (key, function));
                }
            }
        }
        read
    }
}

fn prefix(key: &Key, errors: &mut Errors) -> Option<LitStr> {
    let prefix = key.string(errors)?;
    if prefix.value().is_empty() {
        errors.at(
            &prefix,
            "an empty `prefix` sets nothing apart\nhelp: delete it, or write `prefix = \"v2\"`",
        );
    }
    Some(prefix)
}
