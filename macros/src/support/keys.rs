//! The words in an attribute's parentheses: `#[model(unique, table = "people", length(min = 1))]`.
//!
//! They are read word by word: a word that can't be read is reported and the next one is read all the same.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Ident, Meta, ext::IdentExt, parse::Parser};

use super::{
    errors::Errors,
    key::{Given, Key},
    nearest,
};

/// Words that people look for where they are not, and where they are.
const ELSEWHERE: [(&str, &str); 6] = [
    ("guarded", "write `#[fillable(guarded)]`"),
    (
        "hidden",
        "a field that no answer shows has serde's `#[serde(skip_serializing)]`, one that no cache has either is an `Uncached<…>`",
    ),
    ("primary_key", "the field `id` is the key"),
    ("nullable", "write the field's type as `Option<…>`"),
    (
        "rename",
        "a column is called as its field; serde's `rename` is its name outside",
    ),
    ("uncached", "write the field's type as `Uncached<…>`"),
];

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
            let elsewhere = ELSEWHERE.iter().find(|(other, _)| *other == word);
            let help = elsewhere.filter(|_| place.name == "#[model]").map_or_else(
                || nearest::help(&word, place.legal),
                |(_, help)| format!("help: {help}"),
            );
            errors.at(
                &key.word,
                format!("unknown `{word}` in `{}`\n{help}", place.name),
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
