//! Fields of a struct.

use syn::{Fields, Item, ItemStruct};

use super::{
    append::{Layout, List, append},
    source::{parse, range},
};

/// Inserts the fields of `text` that `struct name` does not have yet.
pub(super) fn insert(source: &str, name: &str, text: &str) -> Option<String> {
    let wrapped = format!("struct Text {{\n{text}\n}}");
    let wanted: ItemStruct = syn::parse_str(&wrapped).ok()?;
    let mut edited = source.to_owned();
    for field in &wanted.fields {
        let file = parse(&edited)?;
        let item = file.items.iter().find_map(|item| match item {
            Item::Struct(item) if item.ident == name => Some(item),
            _ => None,
        })?;
        let Fields::Named(fields) = &item.fields else {
            return None;
        };
        if fields
            .named
            .iter()
            .any(|present| present.ident == field.ident)
        {
            continue;
        }
        let list = List::of(fields.brace_token.span, &fields.named);
        edited = append(&edited, &list, &wrapped[range(field)], Layout::Vertical);
    }
    Some(edited)
}
