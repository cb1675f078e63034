//! What a body calls, as far as its tokens tell.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

/// A call: `tokio::spawn(…)`, `self.depth(…)`.
pub(crate) struct Call {
    /// The names before the parentheses, with what stands between them; `.depth` where they follow something else.
    pub(crate) path: String,
    /// Where the last name stands.
    pub(crate) span: Span,
}

/// The calls in a body. Words in strings are none.
pub(crate) fn of(body: TokenStream) -> Vec<Call> {
    let mut calls = Vec::new();
    find(body, &mut calls);
    calls
}

fn find(tokens: TokenStream, calls: &mut Vec<Call>) {
    let mut path = String::new();
    let mut last = None;
    for tree in tokens {
        match tree {
            TokenTree::Ident(name) => {
                if !path.ends_with([':', '.']) {
                    path.clear();
                }
                path.push_str(&name.to_string());
                last = Some(name.span());
            }
            TokenTree::Punct(mark) if [':', '.'].contains(&mark.as_char()) => {
                if !(path.is_empty() && mark.as_char() == ':') {
                    path.push(mark.as_char());
                }
                last = None;
            }
            TokenTree::Group(group) => {
                if let (Delimiter::Parenthesis, Some(span)) = (group.delimiter(), last) {
                    let path = path.clone();
                    calls.push(Call { path, span });
                }
                find(group.stream(), calls);
                path.clear();
                last = None;
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {
                path.clear();
                last = None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn calls_are_found_wherever_they_stand() {
        let body = syn::parse_str(
            r#"{ let x: u8 = ::tokio::spawn(async { self.depth(1).await }); "a::b(c)"; if x { y.z().depth(2) } }"#,
        );
        let calls: Vec<_> = of(body.unwrap()).into_iter().map(|it| it.path).collect();
        assert_eq!(calls, ["tokio::spawn", "self.depth", "y.z", ".depth"]);
    }
}
