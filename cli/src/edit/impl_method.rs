//! Methods of a type.

use syn::{ImplItem, Item, ItemImpl, Type};

use super::source::{Splice, indent, line_start, parse, range, reindent, splice, with_comment};

/// Inserts the methods of `text` that no inherent impl of `name` has yet, at the end of the first such impl.
pub(super) fn insert(source: &str, name: &str, text: &str) -> Option<String> {
    let wrapped = format!("impl Text {{\n{text}\n}}");
    let wanted: ItemImpl = syn::parse_str(&wrapped).ok()?;
    let mut edited = source.to_owned();
    for method in &wanted.items {
        let ImplItem::Fn(function) = method else {
            return None;
        };
        let file = parse(&edited)?;
        let impls: Vec<&ItemImpl> = file
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Impl(item) if item.trait_.is_none() && is_of(&item.self_ty, name) => {
                    Some(item)
                }
                _ => None,
            })
            .collect();
        let first = impls.first()?;
        let has = |item: &ImplItem| matches!(item, ImplItem::Fn(present) if present.sig.ident == function.sig.ident);
        if impls.iter().any(|item| item.items.iter().any(has)) {
            continue;
        }
        let close = first.brace_token.span.close().byte_range().start;
        let open = first.brace_token.span.open().byte_range().end;
        let outer = indent(&edited, range(*first).start).to_owned();
        // From the start of its first line, so that all lines lose the same indentation.
        let from = range(method);
        let method = &wrapped[line_start(&wrapped, from.start)..from.end];
        let method = reindent(method, &format!("{outer}    "));
        let last = first
            .items
            .last()
            .map(|item| with_comment(&edited, range(item).end));
        let splices = match last {
            Some(last) => {
                let mut splices = vec![Splice::insert(last, format!("\n\n{method}"))];
                if !edited[last..close].contains('\n') {
                    splices.push(Splice::insert(close, format!("\n{outer}")));
                }
                splices
            }
            None if edited[open..close].trim().is_empty() => {
                vec![Splice {
                    range: open..close,
                    text: format!("\n{method}\n{outer}"),
                }]
            }
            None => {
                let at = line_start(&edited, close).max(open);
                vec![Splice::insert(at, format!("\n{method}\n"))]
            }
        };
        edited = splice(&edited, splices);
    }
    Some(edited)
}

fn is_of(self_type: &Type, name: &str) -> bool {
    matches!(self_type, Type::Path(path) if path.path.segments.last().is_some_and(|segment| segment.ident == name))
}
