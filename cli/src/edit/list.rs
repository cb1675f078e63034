//! Entries of the lists of `scaffold::app! { pub struct App { services: […] } }`.
//!
//! The macro's body is its own language, which rustfmt leaves alone; so is the person's layout here.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::Item;

use super::{
    append::{Layout, List, append},
    names::Names,
    source::parse,
};

/// Inserts the type `text` into the list `key`, which is added when it is missing.
pub(super) fn insert(path: &str, source: &str, key: &str, text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches(',');
    let file = parse(source)?;
    let body = file.items.iter().find_map(|item| match item {
        Item::Macro(item) if item.mac.path.segments.last()?.ident == "app" => {
            Some(item.mac.tokens.clone())
        }
        _ => None,
    })?;
    let fields = body.into_iter().find_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group),
        _ => None,
    })?;
    let Some(entries) = named(&fields, key) else {
        return Some(append(
            source,
            &list(&fields),
            &format!("{key}: [{text}]"),
            Layout::Line(100),
        ));
    };
    let names = Names::of(path, &file);
    let meant = |entry: TokenStream| names.resolve(&type_path(entry));
    let wanted = meant(text.parse().ok()?);
    if split(entries.stream())
        .entries
        .into_iter()
        .any(|entry| meant(entry) == wanted)
    {
        return Some(source.to_owned());
    }
    Some(append(source, &list(&entries), text, Layout::Line(100)))
}

/// The brackets after `key:`.
fn named(fields: &Group, key: &str) -> Option<Group> {
    let tokens: Vec<TokenTree> = fields.stream().into_iter().collect();
    tokens.windows(3).find_map(|window| match window {
        [
            TokenTree::Ident(name),
            TokenTree::Punct(colon),
            TokenTree::Group(group),
        ] if name == key && colon.as_char() == ':' && group.delimiter() == Delimiter::Bracket => {
            Some(group.clone())
        }
        _ => None,
    })
}

/// A list's tokens, cut at its commas.
struct Cut {
    entries: Vec<TokenStream>,
    comma: Option<usize>,
}

fn split(tokens: TokenStream) -> Cut {
    let mut cut = Cut {
        entries: Vec::new(),
        comma: None,
    };
    let mut entry = Vec::new();
    let mut angles = 0_usize;
    for token in tokens {
        if let TokenTree::Punct(punct) = &token {
            match punct.as_char() {
                '<' => angles += 1,
                '>' => angles = angles.saturating_sub(1),
                ',' if angles == 0 => {
                    cut.comma = Some(punct.span().byte_range().end);
                    cut.entries.push(entry.drain(..).collect());
                    continue;
                }
                _ => {}
            }
        }
        entry.push(token);
    }
    if !entry.is_empty() {
        cut.comma = None;
        cut.entries.push(entry.into_iter().collect());
    }
    cut
}

fn list(group: &Group) -> List {
    let cut = split(group.stream());
    let entries = cut.entries.into_iter().filter_map(|entry| {
        let mut tokens = entry.into_iter();
        let first = tokens.next()?.span().byte_range();
        let last = tokens
            .last()
            .map_or(first.end, |token| token.span().byte_range().end);
        Some(first.start..last)
    });
    List {
        inside: group.span_open().byte_range().end..group.span_close().byte_range().start,
        entries: entries.collect(),
        comma: cut.comma,
        rest: None,
    }
}

/// The path of a type, its attributes and parameters left out: `crate::Audit` of `#[cfg(x)] crate::Audit<String>`.
fn type_path(entry: TokenStream) -> Vec<String> {
    let mut path = Vec::new();
    let mut goes_on = false;
    for token in entry {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '<' => break,
            TokenTree::Punct(punct) => goes_on = punct.as_char() == ':',
            TokenTree::Ident(name) => {
                if !goes_on {
                    path.clear();
                }
                path.push(name.to_string());
            }
            _ => {}
        }
    }
    path
}
