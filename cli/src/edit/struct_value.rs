//! Fields of every expression of a struct.

use syn::{ExprStruct, Member, visit::Visit};

use super::{
    append::{Layout, List, append},
    source::{parse, range},
};

/// rustfmt's `struct_lit_width`.
const WIDTH: usize = 18;

/// Inserts the values of `text` into each `name { … }` that does not have them yet; none when there is no such expression.
pub(super) fn insert(source: &str, name: &str, text: &str) -> Option<String> {
    let wrapped = format!("Text {{\n{text}\n}}");
    let wanted: ExprStruct = syn::parse_str(&wrapped).ok()?;
    let mut edited = source.to_owned();
    for value in &wanted.fields {
        loop {
            let file = parse(&edited)?;
            let mut search = Search {
                name,
                member: &value.member,
                any: false,
                found: None,
            };
            search.visit_file(&file);
            match search.found {
                Some(list) => {
                    let text = &wrapped[range(value)];
                    edited = append(&edited, &list, text, Layout::Content(WIDTH));
                }
                None if search.any => break,
                None => return None,
            }
        }
    }
    Some(edited)
}

/// Looks for the first expression that lacks the member.
struct Search<'a> {
    name: &'a str,
    member: &'a Member,
    any: bool,
    found: Option<List>,
}

impl<'ast> Visit<'ast> for Search<'_> {
    fn visit_expr_struct(&mut self, item: &'ast ExprStruct) {
        if item
            .path
            .segments
            .last()
            .is_some_and(|segment| segment.ident == self.name)
        {
            self.any = true;
            let has = item.fields.iter().any(|field| field.member == *self.member);
            if !has && self.found.is_none() {
                let rest = item.dot2_token.as_ref().map(|dots| {
                    let end = item
                        .rest
                        .as_ref()
                        .map_or(range(dots).end, |rest| range(rest).end);
                    range(dots).start..end
                });
                self.found = Some(List {
                    rest,
                    ..List::of(item.brace_token.span, &item.fields)
                });
            }
        }
        syn::visit::visit_expr_struct(self, item);
    }
}
