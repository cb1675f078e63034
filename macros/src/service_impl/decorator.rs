//! Reads the decorators among a method's attributes.

use std::time::Duration;

use proc_macro2::TokenStream;
use syn::{Attribute, Ident, Meta, Path};

use super::carried::conditional;
use crate::support::{
    errors::Errors,
    key::{Given, Key},
    keys, naming, nearest,
};

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

/// The word of a decorator, the keys that it takes, and how they are read.
struct Form {
    word: &'static str,
    keys: &'static [&'static str],
    read: fn(&[Key], &mut Errors) -> Kind,
}

/// The decorators of this release.
const FORMS: [Form; 5] = [
    Form {
        word: "cached",
        keys: &["ttl", "reads"],
        read: cached,
    },
    Form {
        word: "logged",
        keys: &[],
        read: |_, _| Kind::Logged,
    },
    Form {
        word: "measured",
        keys: &[],
        read: |_, _| Kind::Measured,
    },
    Form {
        word: "transactional",
        keys: &[],
        read: |_, _| Kind::Transactional,
    },
    Form {
        word: "retried",
        keys: &["times", "backoff"],
        read: retried,
    },
];

/// Those of later ones.
const LATER: [&str; 6] = [
    "audited",
    "timed_out",
    "authorized",
    "rate_limited",
    "exclusive",
    "decorate",
];

/// Takes the decorators out of a method's attributes, in their order. A word that is none stays: another crate's attribute, or the
/// compiler says that there is none such and which one is near.
pub(crate) fn take(attributes: &mut Vec<Attribute>, errors: &mut Errors) -> Vec<Decorator> {
    let mut decorators = Vec::new();
    attributes.retain_mut(|attribute| {
        if let Some((_, given)) = conditional(&attribute.meta)
            && let Some(word) = given.iter().find_map(|meta| word(meta.path()).filter(|it| form(it).is_some()))
        {
            errors.at(
                word,
                format!("`{word}` can't be in a `cfg_attr`: nobody could say what the method is woven of\nhelp: write the method twice, once with `#[{word}]`, each with its `#[cfg(…)]`"),
            );
            return false;
        }
        let Some(word) = word(attribute.path()) else {
            return true;
        };
        if let Some(form) = form(word) {
            decorators.push(read(form, word, &attribute.meta, errors));
            return false;
        }
        let text = naming::text(word);
        if LATER.contains(&text.as_str()) {
            errors.at(
                attribute.path(),
                format!(
                    "`{text}` is not in this release\nhelp: remove it; decorators now: {}",
                    nearest::list(&FORMS.each_ref().map(|form| form.word))
                ),
            );
            return false;
        }
        true
    });
    decorators
}

/// Whether an attribute with this word is a decorator.
pub(crate) fn is_decorator(word: &Ident) -> bool {
    form(word).is_some()
}

fn form(word: &Ident) -> Option<&'static Form> {
    FORMS.iter().find(|form| word == form.word)
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

fn read(form: &Form, word: &Ident, meta: &Meta, errors: &mut Errors) -> Decorator {
    let place = format!("#[{word}]");
    let written = match meta {
        Meta::List(list) => list.tokens.clone(),
        _ => TokenStream::new(),
    };
    let keys = match meta {
        Meta::Path(_) => Vec::new(),
        Meta::List(_) if form.keys.is_empty() => {
            errors.at(
                word,
                format!("`{word}` takes nothing in this release\nhelp: write `{place}`"),
            );
            Vec::new()
        }
        Meta::List(_) => keys::parse(written.clone(), &place, form.keys, errors),
        Meta::NameValue(value) => {
            errors.at(
                value,
                format!("`{word}` takes no value\nhelp: write `{place}`"),
            );
            Vec::new()
        }
    };
    Decorator {
        word: word.clone(),
        text: if written.is_empty() {
            word.to_string()
        } else {
            format!("{word}({})", naming::line(written))
        },
        kind: (form.read)(&keys, errors),
    }
}

fn cached(keys: &[Key], errors: &mut Errors) -> Kind {
    let mut cached = Cached::default();
    for key in keys {
        match key.text().as_str() {
            "ttl" => cached.ttl = key.duration(errors),
            _ => cached.reads = reads(key, errors),
        }
    }
    Kind::Cached(cached)
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

fn retried(keys: &[Key], errors: &mut Errors) -> Kind {
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
    Kind::Retried(retried)
}
