//! `#[inject(…)]` of a field, as written.

use syn::Attribute;

use super::model::Source;
use crate::support::{errors::Errors, key::Key, keys, naming};

const WORDS: [&str; 3] = ["named", "build", "value"];

/// Where the field gets its value.
pub(super) fn read(attributes: &[Attribute], errors: &mut Errors) -> Source {
    let keys = keys::of(attributes, "inject", &WORDS, errors);
    if let [first, second, ..] = &keys[..] {
        let (first, second) = (naming::text(&first.word), naming::text(&second.word));
        errors.at(
            &keys[1].word,
            format!(
                "a field gets its value in one way: `{first}` or `{second}`\nhelp: keep one of them"
            ),
        );
    }
    let source = keys.first().and_then(|key| source(key, errors));
    source.unwrap_or(Source::Injected)
}

fn source(key: &Key, errors: &mut Errors) -> Option<Source> {
    let word = key.text();
    if word == "named" {
        let name = key.string(errors)?;
        if name.value().is_empty() {
            errors.at(
                &name,
                "a name can't be empty\nhelp: write the one that `with_named` is given",
            );
        }
        return Some(Source::Named(name));
    }
    let Some(value) = key.value() else {
        let example = match word.as_str() {
            "build" => "build = connect(&settings)",
            _ => "value = AtomicU64::new(0)",
        };
        errors.at(
            key,
            format!("`{word}` takes an expression\nhelp: write `{example}`; it may name the fields above this one"),
        );
        return None;
    };
    let value = Box::new(value.clone());
    Some(match word.as_str() {
        "build" => Source::Built(value),
        _ => Source::Made(value),
    })
}
