//! Reads `#[job(queue = "mail", retries = 5, backoff = "10s", timeout = "1m", name = "…")]`.

use std::time::Duration;

use syn::{Attribute, LitStr};

use crate::support::{errors::Errors, key::Key, keys};

const LEGAL: &[&str] = &["queue", "retries", "backoff", "timeout", "name"];

/// What the attribute says; `None` where it says nothing.
#[derive(Default)]
pub(crate) struct Attributes {
    pub(crate) name: Option<LitStr>,
    pub(crate) queue: Option<LitStr>,
    pub(crate) retries: Option<u32>,
    pub(crate) backoff: Option<Duration>,
    pub(crate) timeout: Option<Timeout>,
}

/// How long one attempt may take.
pub(crate) enum Timeout {
    Never,
    After(Duration),
}

/// Reads all `#[job(…)]` of a struct.
pub(crate) fn read(attributes: &[Attribute], errors: &mut Errors) -> Attributes {
    let mut read = Attributes::default();
    for key in keys::of(attributes, "job", LEGAL, errors) {
        match key.text().as_str() {
            "name" => read.name = word(&key, errors),
            "queue" => read.queue = word(&key, errors),
            "retries" => read.retries = key.integer(errors),
            "backoff" => read.backoff = key.duration(errors),
            _ => read.timeout = timeout(&key, errors),
        }
    }
    read
}

/// A string that is not empty.
fn word(key: &Key, errors: &mut Errors) -> Option<LitStr> {
    let text = key.string(errors)?;
    if text.value().trim().is_empty() {
        errors.at(&text, format!("`{}` must not be empty", key.word));
        return None;
    }
    Some(text)
}

fn timeout(key: &Key, errors: &mut Errors) -> Option<Timeout> {
    match key.literal() {
        Some((syn::Lit::Str(text), _)) if text.value() == "none" => Some(Timeout::Never),
        _ => key.duration(errors).map(Timeout::After),
    }
}
