//! Reads the decorators among a method's attributes.

use std::time::Duration;

use quote::ToTokens;
use syn::{Attribute, Ident, Meta, Path};

use crate::support::{
    errors::Errors,
    keys::{self, Given, Key},
    naming, nearest,
};

/// The decorators of this release.
const LEGAL: &[&str] = &["cached", "logged", "measured", "transactional", "retried"];
/// Those of later ones.
const LATER: &[&str] = &[
    "audited",
    "timed_out",
    "authorized",
    "rate_limited",
    "exclusive",
    "decorate",
];
/// Attributes that look like a mistyped decorator and are none.
const FOREIGN: &[&str] = &[
    "allow", "cfg", "cold", "deny", "doc", "expect", "inline", "test", "warn",
];

/// One decorator of a method.
pub(crate) struct Decorator {
    pub(crate) word: Ident,
    /// As written, for `service:list`.
    pub(crate) text: String,
    pub(crate) kind: Kind,
}

/// Which one, and what it was told.
pub(crate) enum Kind {
    Cached(Cached),
    Logged,
    Measured,
    Transactional,
    Retried(Retried),
}

/// `#[cached(ttl = "10m", reads(Post))]`
#[derive(Default)]
pub(crate) struct Cached {
    pub(crate) ttl: Option<Duration>,
    /// `reads(none)` is an empty list.
    pub(crate) reads: Option<Vec<Path>>,
}

/// `#[retried(times = 3, backoff = "100ms")]`
pub(crate) struct Retried {
    pub(crate) times: u32,
    pub(crate) backoff: Duration,
}

impl Decorator {
    /// Whether it only looks on, and so works on any method.
    pub(crate) fn observes(&self) -> bool {
        matches!(self.kind, Kind::Logged | Kind::Measured)
    }
}

/// Takes the decorators out of a method's attributes, in their order.
pub(crate) fn take(attributes: &mut Vec<Attribute>, errors: &mut Errors) -> Vec<Decorator> {
    let mut decorators = Vec::new();
    attributes.retain(|attribute| {
        let Some(word) = word(attribute.path()) else {
            return true;
        };
        let text = naming::text(word);
        if LEGAL.contains(&text.as_str()) {
            decorators.push(read(word, &text, &attribute.meta, errors));
            return false;
        }
        if LATER.contains(&text.as_str()) {
            errors.at(
                attribute.path(),
                format!(
                    "`{text}` is not in this release\nhelp: remove it; decorators now: {}",
                    nearest::list(LEGAL)
                ),
            );
            return false;
        }
        let foreign = attribute.path().segments.len() > 1 || FOREIGN.contains(&text.as_str());
        if !foreign && nearest::nearest(&text, LEGAL).is_some() {
            errors.at(
                attribute.path(),
                format!(
                    "unknown decorator `{text}`\n{}",
                    nearest::help(&text, LEGAL)
                ),
            );
            return false;
        }
        true
    });
    decorators
}

/// The last word of `cached` or `scaffold::cached`; none of another crate's path.
fn word(path: &Path) -> Option<&Ident> {
    let mut segments = path.segments.iter();
    match (segments.next(), segments.next(), segments.next()) {
        (Some(only), None, None) => Some(&only.ident),
        (Some(first), Some(last), None) if first.ident == "scaffold" => Some(&last.ident),
        _ => None,
    }
}

fn read(word: &Ident, text: &str, meta: &Meta, errors: &mut Errors) -> Decorator {
    let place = format!("#[{text}]");
    let legal: &[&str] = match text {
        "cached" => &["ttl", "reads"],
        "retried" => &["times", "backoff"],
        _ => &[],
    };
    let keys = match meta {
        Meta::Path(_) => Vec::new(),
        Meta::List(list) if legal.is_empty() => {
            errors.at(
                &list.tokens,
                format!("`{text}` takes nothing in this release\nhelp: write `{place}`"),
            );
            Vec::new()
        }
        Meta::List(list) => keys::parse(list.tokens.clone(), &place, legal, errors),
        Meta::NameValue(value) => {
            errors.at(
                value,
                format!("`{text}` takes no value\nhelp: write `{place}`"),
            );
            Vec::new()
        }
    };
    let kind = match text {
        "cached" => Kind::Cached(cached(&keys, errors)),
        "logged" => Kind::Logged,
        "measured" => Kind::Measured,
        "transactional" => Kind::Transactional,
        _ => Kind::Retried(retried(&keys, errors)),
    };
    Decorator {
        word: word.clone(),
        text: written(text, meta),
        kind,
    }
}

/// The attribute on one line, without a path before its name.
fn written(text: &str, meta: &Meta) -> String {
    match meta {
        Meta::List(list) if !list.tokens.is_empty() => {
            let words = list.tokens.to_token_stream().to_string();
            let words: Vec<_> = words.split_whitespace().collect();
            format!(
                "{text}({})",
                words.join(" ").replace(" (", "(").replace(" ,", ",")
            )
        }
        _ => text.to_owned(),
    }
}

fn cached(keys: &[Key], errors: &mut Errors) -> Cached {
    let mut cached = Cached::default();
    for key in keys {
        match key.text().as_str() {
            "ttl" => cached.ttl = key.duration(errors),
            _ => cached.reads = reads(key, errors),
        }
    }
    cached
}

fn reads(key: &Key, errors: &mut Errors) -> Option<Vec<Path>> {
    match &key.given {
        Given::List(tokens) if !tokens.is_empty() => {
            let paths: Vec<Path> = key.values(errors);
            let (none, models): (Vec<_>, Vec<_>) =
                paths.into_iter().partition(|path| path.is_ident("none"));
            if let (Some(none), false) = (none.first(), models.is_empty()) {
                errors.at(
                    none,
                    "`none` beside models contradicts itself\nhelp: write `reads(none)` or the models",
                );
            }
            Some(models)
        }
        _ => {
            errors.at(
                key,
                "`reads` takes the models that the method reads past the repositories\nhelp: write `reads(Post)`, or `reads(none)` if it reads none",
            );
            None
        }
    }
}

fn retried(keys: &[Key], errors: &mut Errors) -> Retried {
    let mut retried = Retried {
        times: 3,
        backoff: Duration::from_millis(100),
    };
    for key in keys {
        match key.text().as_str() {
            "times" => match key.integer(errors) {
                Some(times) if times < 2 => errors.at(
                    key,
                    format!("`times = {times}` never tries again: the first attempt counts\nhelp: write `times = 3`"),
                ),
                times => retried.times = times.unwrap_or(retried.times),
            },
            _ => retried.backoff = key.duration(errors).unwrap_or(retried.backoff),
        }
    }
    retried
}
