//! The words in an attribute's parentheses: `#[model(unique, table = "people", length(min = 1))]`.
//!
//! They are read word by word: a word that can't be read is reported and the next one is read all the same.

use std::{fmt::Display, str::FromStr, time::Duration};

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Expr, Ident, Lit, LitStr, Meta, ext::IdentExt, parse::Parser};

use super::{duration, errors::Errors, naming, nearest};

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

/// What the words are read from.
struct Place<'a> {
    /// As messages name it: `#[cached]`.
    name: &'a str,
    legal: &'a [&'a str],
}

/// Reads all attributes of this name; words that are not legal, and words given twice, are reported and left out.
pub(crate) fn of(
    attributes: &[Attribute],
    name: &str,
    legal: &[&str],
    errors: &mut Errors,
) -> Vec<Key> {
    let place = Place {
        name: &format!("#[{name}]"),
        legal,
    };
    let mut keys = Vec::new();
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident(name))
    {
        match &attribute.meta {
            Meta::List(list) if !list.tokens.is_empty() => {
                keys.extend(read(list.tokens.clone(), &place, errors));
            }
            meta => errors.at(
                meta,
                format!(
                    "`{name}` says nothing here\nhelp: write `#[{name}(…)]` with some of {}",
                    nearest::list(legal)
                ),
            ),
        }
    }
    known(keys, &place, errors)
}

/// Reads the tokens in an attribute macro's parentheses; `place` is named in messages: `#[cached]`.
pub(crate) fn parse(
    tokens: TokenStream,
    place: &str,
    legal: &[&str],
    errors: &mut Errors,
) -> Vec<Key> {
    let place = Place { name: place, legal };
    let keys = read(tokens, &place, errors);
    known(keys, &place, errors)
}

/// The words of an attribute of somebody else's, who reports what is wrong in it.
pub(crate) fn foreign(tokens: TokenStream) -> Vec<Key> {
    let place = Place {
        name: "",
        legal: &[],
    };
    read(tokens, &place, &mut Errors::default())
}

/// Leaves out, and reports, words that are not legal or were given before.
fn known(keys: Vec<Key>, place: &Place<'_>, errors: &mut Errors) -> Vec<Key> {
    let mut kept: Vec<Key> = Vec::new();
    for key in keys {
        let word = key.text();
        if !place.legal.contains(&word.as_str()) {
            errors.at(
                &key.word,
                format!(
                    "unknown `{word}` in `{}`\n{}",
                    place.name,
                    nearest::help(&word, place.legal)
                ),
            );
        } else if kept.iter().any(|earlier| earlier.word == key.word) {
            errors.at(
                &key.word,
                format!("`{word}` is given twice\nhelp: keep one of them"),
            );
        } else {
            kept.push(key);
        }
    }
    kept
}

/// Reads the words between the commas.
fn read(tokens: TokenStream, place: &Place<'_>, errors: &mut Errors) -> Vec<Key> {
    pieces(tokens)
        .into_iter()
        .filter_map(|piece| one(piece, place, errors))
        .collect()
}

fn one(piece: Vec<TokenTree>, place: &Place<'_>, errors: &mut Errors) -> Option<Key> {
    let mut trees = piece.into_iter();
    let first = trees.next()?;
    let Some(word) = word(&first) else {
        let legal = nearest::list(place.legal);
        let help = match (&first, place.legal.first()) {
            (TokenTree::Literal(value), Some(word)) => {
                format!("did you mean `{word} = {value}`? legal: {legal}")
            }
            _ => format!("legal: {legal}"),
        };
        errors.at(
            &first,
            format!(
                "expected a word in `{}`, found `{first}`\nhelp: {help}",
                place.name
            ),
        );
        return None;
    };
    let mut rest = trees.clone();
    let given = match rest.next() {
        None => Given::Nothing,
        Some(TokenTree::Punct(equals)) if equals.as_char() == '=' => {
            let value: TokenStream = rest.collect();
            if value.is_empty() {
                errors.at(
                    &equals,
                    format!("`{word} =` lacks its value\nhelp: write it after `=`, or delete `=`"),
                );
                return None;
            }
            Given::Value(Box::new(errors.keep(syn::parse2(value))?))
        }
        Some(TokenTree::Group(group))
            if group.delimiter() == Delimiter::Parenthesis && rest.next().is_none() =>
        {
            Given::List(group.stream())
        }
        Some(other) => {
            errors.at(&other, format!("can't read what follows `{word}`\nhelp: put a comma between words, `=` before a value"));
            return None;
        }
    };
    Some(Key { word, given })
}

/// The word that a token is; keywords are words too.
fn word(tree: &TokenTree) -> Option<Ident> {
    Ident::parse_any.parse2(tree.to_token_stream()).ok()
}

/// What stands between the commas; commas in parentheses don't count, and empty pieces are left out.
pub(crate) fn pieces(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut pieces = vec![Vec::new()];
    for tree in tokens {
        match (tree, pieces.last_mut()) {
            (TokenTree::Punct(comma), _) if comma.as_char() == ',' => pieces.push(Vec::new()),
            (tree, Some(piece)) => piece.push(tree),
            (_, None) => {}
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
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

    /// The words in `word(…)`.
    pub(crate) fn keys(&self, legal: &[&str], errors: &mut Errors) -> Vec<Key> {
        match &self.given {
            Given::List(tokens) => parse(tokens.clone(), &self.text(), legal, errors),
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
            Given::List(tokens) if !tokens.is_empty() => pieces(tokens.clone())
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

    /// The literal in `word = literal`, and whether a minus stands before it.
    pub(crate) fn literal(&self) -> Option<(&Lit, bool)> {
        match &self.given {
            Given::Value(value) => literal(value),
            _ => None,
        }
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
