//! One word of an attribute, `ttl = "30m"`, and what was given with it as the value that is wanted.

use std::{fmt::Display, str::FromStr, time::Duration};

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::{Expr, Ident, Lit, LitStr, Path};

use super::{duration, errors::Errors, keys, naming, nearest};

/// One word of an attribute and what was given with it.
#[derive(Clone)]
pub(crate) struct Key {
    /// The word, with the user's span.
    pub(crate) word: Ident,
    /// What was given with it.
    pub(crate) given: Given,
}

/// What was given with a word.
#[derive(Clone)]
pub(crate) enum Given {
    /// `unique`
    Nothing,
    /// `ttl = "30m"`
    Value(Box<Expr>),
    /// `length(min = 1)`: what is in the parentheses.
    List(TokenStream),
}

impl Key {
    /// The word as text.
    pub(crate) fn text(&self) -> String {
        naming::text(&self.word)
    }

    /// Where the word stands.
    pub(crate) fn span(&self) -> Span {
        self.word.span()
    }

    /// True; reports a value that a flag does not take.
    pub(crate) fn flag(&self, errors: &mut Errors) -> bool {
        if !matches!(self.given, Given::Nothing) {
            errors.at(
                self,
                format!("`{0}` takes no value\nhelp: write `{0}` alone", self.word),
            );
        }
        true
    }

    /// The string in `word = "…"`.
    pub(crate) fn string(&self, errors: &mut Errors) -> Option<LitStr> {
        match self.literal() {
            Some((Lit::Str(text), _)) => Some(text.clone()),
            _ => {
                errors.at(
                    self,
                    format!("`{0}` takes a string\nhelp: write `{0} = \"…\"`", self.word),
                );
                None
            }
        }
    }

    /// The duration in `word = "30m"`; none is zero long.
    pub(crate) fn duration(&self, errors: &mut Errors) -> Option<Duration> {
        let Some((Lit::Str(text), _)) = self.literal() else {
            errors.at(self, format!("`{0}` takes a duration\nhelp: write `{0} = \"30m\"`; units: `ms`, `s`, `m`, `h`, `d`", self.word));
            return None;
        };
        match duration::parse(&text.value()) {
            Ok(duration) if duration.is_zero() => {
                errors.at(
                    text,
                    format!(
                        "`{0}` must be longer than nothing\nhelp: write `{0} = \"30m\"`",
                        self.word
                    ),
                );
                None
            }
            Ok(duration) => Some(duration),
            Err(message) => {
                errors.at(text, message);
                None
            }
        }
    }

    /// The whole number in `word = 3`.
    pub(crate) fn integer<N: FromStr<Err: Display>>(&self, errors: &mut Errors) -> Option<N> {
        let Some((Lit::Int(number), negative)) = self.literal() else {
            errors.at(
                self,
                format!(
                    "`{0}` takes a whole number\nhelp: write `{0} = 3`",
                    self.word
                ),
            );
            return None;
        };
        let sign = if negative { "-" } else { "" };
        format!("{sign}{}", number.base10_digits())
            .parse()
            .map_err(|problem| {
                errors.at(
                    self,
                    format!(
                        "`{0}` does not fit: {problem}\nhelp: write `{0} = 3`",
                        self.word
                    ),
                );
            })
            .ok()
    }

    /// The function in `word = Self::is_public`: anything but a literal, since its type is the compiler's to check.
    pub(crate) fn function(&self, of: &str, help: &str, errors: &mut Errors) -> Option<Expr> {
        let value = self.value().filter(|_| self.literal().is_none());
        if value.is_none() {
            errors.at(
                self,
                format!("`{}` takes a function {of}\nhelp: {help}", self.word),
            );
        }
        value.cloned()
    }

    /// The path in `word = path::to`.
    pub(crate) fn path(&self, errors: &mut Errors) -> Option<Path> {
        let path = self.value().and_then(path);
        if path.is_none() {
            errors.at(
                self,
                format!(
                    "`{0}` takes a path without quotes\nhelp: write `{0} = path::to`",
                    self.word
                ),
            );
        }
        path
    }

    /// The path in `word = "path::to"`, where it should stand without quotes.
    pub(crate) fn quoted_path(&self) -> Option<Path> {
        match self.literal() {
            Some((Lit::Str(text), _)) => text.parse().ok(),
            _ => None,
        }
    }

    /// The words in `word(…)`.
    pub(crate) fn keys(&self, legal: &[&str], errors: &mut Errors) -> Vec<Key> {
        match &self.given {
            Given::List(tokens) => keys::parse(tokens.clone(), &self.text(), legal, errors),
            _ => {
                errors.at(
                    self,
                    format!(
                        "`{0}` takes words in parentheses\nhelp: write `{0}(…)` with some of {1}",
                        self.word,
                        nearest::list(legal)
                    ),
                );
                Vec::new()
            }
        }
    }

    /// The values in `word(…)`, each parsed on its own.
    pub(crate) fn values<T: syn::parse::Parse>(&self, errors: &mut Errors) -> Vec<T> {
        match &self.given {
            Given::List(tokens) if !tokens.is_empty() => keys::pieces(tokens.clone())
                .into_iter()
                .filter_map(|piece| errors.keep(syn::parse2(piece.into_iter().collect())))
                .collect(),
            _ => {
                errors.at(
                    self,
                    format!(
                        "`{0}` takes values in parentheses\nhelp: write `{0}(…)`",
                        self.word
                    ),
                );
                Vec::new()
            }
        }
    }

    /// The expression in `word = expression`.
    pub(crate) fn value(&self) -> Option<&Expr> {
        match &self.given {
            Given::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The literal in `word = literal`, and whether a minus stands before it.
    pub(crate) fn literal(&self) -> Option<(&Lit, bool)> {
        self.value().and_then(literal)
    }
}

/// A path of words only, also in the invisible groups of `macro_rules!`.
fn path(value: &Expr) -> Option<Path> {
    match value {
        Expr::Path(path) if path.qself.is_none() => {
            let plain = path.path.segments.iter().all(|it| it.arguments.is_none());
            plain.then(|| path.path.clone())
        }
        Expr::Group(group) => path(&group.expr),
        _ => None,
    }
}

/// Looks through the invisible groups that `macro_rules!` puts around a value.
fn literal(value: &Expr) -> Option<(&Lit, bool)> {
    match value {
        Expr::Lit(literal) => Some((&literal.lit, false)),
        Expr::Group(group) => literal(&group.expr),
        Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Neg(_)) => {
            literal(&unary.expr).map(|(literal, negative)| (literal, !negative))
        }
        _ => None,
    }
}

impl ToTokens for Key {
    /// What the user wrote, for spans.
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.word.to_tokens(tokens);
        match &self.given {
            Given::Nothing => {}
            Given::Value(value) => value.to_tokens(tokens),
            Given::List(list) => list.to_tokens(tokens),
        }
    }
}
