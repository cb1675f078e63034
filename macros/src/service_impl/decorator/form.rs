//! The words of decorators, and what each takes in its parentheses.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{
    Expr, Ident, Meta, Path, Token,
    parse::{ParseStream, Parser},
};

use super::{Decorator, Kind, Switch, read};
use crate::support::{errors::Errors, key::Key, keys, naming};

/// The word of a decorator, what it takes, and how that is read.
pub(super) struct Form {
    pub(super) word: &'static str,
    keys: &'static [&'static str],
    read: Read,
}

enum Read {
    /// Words with values.
    Keys(fn(&Ident, &[Key], &mut Errors) -> Option<Kind>),
    /// An expression before them: what is wrong without it, and what to write.
    Leading {
        example: &'static str,
        read: fn(&Expr, &mut Errors) -> Option<Kind>,
    },
}

/// The decorators.
const FORMS: [Form; 11] = [
    Form {
        word: "cached",
        keys: &["ttl", "reads"],
        read: Read::Keys(read::cached),
    },
    Form {
        word: "logged",
        keys: &["args"],
        read: Read::Keys(read::logged),
    },
    Form {
        word: "measured",
        keys: &[],
        read: Read::Keys(|_, _, _| Some(Kind::Measured)),
    },
    Form {
        word: "transactional",
        keys: &["isolation", "read_only"],
        read: Read::Keys(read::transactional),
    },
    Form {
        word: "audited",
        keys: &["args"],
        read: Read::Keys(read::audited),
    },
    Form {
        word: "retried",
        keys: &["times", "backoff", "idempotent", "on"],
        read: Read::Keys(read::retried),
    },
    Form {
        word: "timed_out",
        keys: &["after"],
        read: Read::Keys(read::timed_out),
    },
    Form {
        word: "rate_limited",
        keys: &["times", "per", "by"],
        read: Read::Keys(read::rate_limited),
    },
    Form {
        word: "exclusive",
        keys: &["key", "ttl", "wait"],
        read: Read::Keys(read::exclusive),
    },
    Form {
        word: "authorized",
        keys: &[],
        read: Read::Leading {
            example: "may_edit(id)",
            read: read::authorized,
        },
    },
    Form {
        word: "decorate",
        keys: &[],
        read: Read::Leading {
            example: "Throttle::per_second(5)",
            read: read::decorate,
        },
    },
];

/// Their words.
pub(super) fn words() -> [&'static str; FORMS.len()] {
    FORMS.each_ref().map(|form| form.word)
}

/// Whether an attribute with this word is a decorator.
pub(crate) fn is_decorator(word: &Ident) -> bool {
    form(word).is_some()
}

pub(super) fn form(word: &Ident) -> Option<&'static Form> {
    FORMS.iter().find(|form| word == form.word)
}

/// The last word of `cached` or `scaffold::cached`; none of another crate's path.
pub(super) fn word(path: &Path) -> Option<&Ident> {
    let mut segments = path.segments.iter();
    match (segments.next(), segments.next(), segments.next()) {
        (Some(only), None, None) => Some(&only.ident),
        (Some(first), Some(last), None) if first.ident == "scaffold" => Some(&last.ident),
        _ => None,
    }
}

impl Form {
    /// Reads one that was written so; reports what is wrong.
    pub(super) fn decorator(
        &self,
        word: &Ident,
        meta: &Meta,
        errors: &mut Errors,
    ) -> Option<Decorator> {
        let place = format!("#[{word}]");
        let written = match meta {
            Meta::Path(_) => TokenStream::new(),
            Meta::List(list) => {
                if list.tokens.is_empty() {
                    errors.at(
                        word,
                        format!(
                            "`{word}` says nothing in its parentheses\nhelp: write `{}`",
                            self.example(word)
                        ),
                    );
                    return None;
                }
                list.tokens.clone()
            }
            Meta::NameValue(value) => {
                errors.at(
                    value,
                    format!(
                        "`{word}` takes no value\nhelp: write `{}`",
                        self.example(word)
                    ),
                );
                return None;
            }
        };
        let legal: Vec<&str> = self.keys.iter().copied().chain(["when", "off"]).collect();
        let (leading, rest) = match &self.read {
            Read::Keys(_) => (None, written.clone()),
            Read::Leading { .. } => match leading.parse2(written.clone()) {
                Ok((leading, rest)) => (leading, rest),
                Err(error) => {
                    errors.push(error);
                    return None;
                }
            },
        };
        let mut keys = keys::parse(rest, &place, &legal, errors);
        keys.retain(|key| {
            let is_off = key.word == "off";
            if is_off {
                errors.at(
                    &key.word,
                    format!("`off` stands alone\nhelp: write `#[{word}(off)]`"),
                );
            }
            !is_off
        });
        let when = keys.iter().position(|key| key.word == "when");
        let when = when.map(|at| keys.remove(at));
        let when = when.and_then(|key| switch(&key, errors));
        let kind = match (&self.read, leading) {
            (Read::Keys(read), _) => read(word, &keys, errors)?,
            (Read::Leading { read, .. }, Some(leading)) => read(&leading, errors)?,
            (Read::Leading { .. }, None) => {
                errors.at(
                    word,
                    format!(
                        "`{word}` lacks what it asks\nhelp: write `{}`",
                        self.example(word)
                    ),
                );
                return None;
            }
        };
        Some(Decorator {
            word: word.clone(),
            text: if written.is_empty() {
                word.to_string()
            } else {
                format!("{word}({})", naming::line(written))
            },
            kind,
            when,
            is_default: false,
            at: 0,
        })
    }

    /// The attribute as it may be written.
    fn example(&self, word: &Ident) -> String {
        match &self.read {
            Read::Keys(_) => format!("#[{word}]"),
            Read::Leading { example, .. } => format!("#[{word}({example})]"),
        }
    }
}

/// An expression, and what stands behind the comma after it; none where the words begin at once.
fn leading(input: ParseStream) -> syn::Result<(Option<Expr>, TokenStream)> {
    if input.is_empty() || (input.peek(Ident) && input.peek2(Token![=]) && !input.peek2(Token![==]))
    {
        return Ok((None, input.parse()?));
    }
    let leading = input.parse()?;
    if !input.is_empty() {
        input.parse::<Token![,]>()?;
    }
    Ok((Some(leading), input.parse()?))
}

/// The key of `when = "audit_logins"`, or of `when = "cache.enabled"`.
fn switch(key: &Key, errors: &mut Errors) -> Option<Switch> {
    let written = key.string(errors)?;
    let text = written.value();
    let is_word = |word: &str| {
        let legal = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        !word.is_empty() && word.bytes().all(legal)
    };
    let key = match text.split_once('.') {
        None if is_word(&text) => format!("switches.{text}"),
        Some((section, word)) if is_word(section) && is_word(word) => text,
        _ => {
            errors.at(
                written.to_token_stream(),
                format!("`{text}` is no switch\nhelp: write the name of one below `[switches]` in config/default.toml, as in `when = \"audit_logins\"`"),
            );
            return None;
        }
    };
    Some(Switch { written, key })
}
