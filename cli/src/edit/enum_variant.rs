//! Variants of an enum.

use syn::{Item, ItemEnum};

use super::{
    append::{Layout, List, append},
    source::{parse, range},
};

/// Inserts the variants of `text` that `enum name` does not have yet.
pub(super) fn insert(source: &str, name: &str, text: &str) -> Option<String> {
    let wrapped = format!("enum Text {{\n{text}\n}}");
    let wanted: ItemEnum = syn::parse_str(&wrapped).ok()?;
    let mut edited = source.to_owned();
    for variant in &wanted.variants {
        let file = parse(&edited)?;
        let item = file.items.iter().find_map(|item| match item {
            Item::Enum(item) if item.ident == name => Some(item),
            _ => None,
        })?;
        if item
            .variants
            .iter()
            .any(|present| present.ident == variant.ident)
        {
            continue;
        }
        let list = List::of(item.brace_token.span, &item.variants);
        edited = append(&edited, &list, &wrapped[range(variant)], Layout::Vertical);
    }
    Some(edited)
}
