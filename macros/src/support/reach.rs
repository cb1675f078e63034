//! Where the runtime is found: `::scaffold`, or where `#[scaffold(crate = path)]` says. Expansions know the first only; they pass through here.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::{Attribute, Path, parse::Parser};

use super::{errors::Errors, keys};

/// Takes `#[scaffold(…)]` off the item, expands it, and lets what was written name the runtime where the person has it. When that can't be
/// read, `unexpanded` is written: the expansion would be wrong in every line. A path in quotes is told, and read all the same.
pub(crate) fn reaching(
    item: TokenStream,
    expand: impl FnOnce(TokenStream) -> TokenStream,
    unexpanded: impl FnOnce(TokenStream) -> TokenStream,
) -> TokenStream {
    let mut errors = Errors::default();
    let (item, attributes) = take(item);
    let keys = keys::of(&attributes, "scaffold", &["crate"], &mut errors);
    let path = (keys.first()).and_then(|key| key.path(&mut errors).or_else(|| key.quoted_path()));
    within(item.clone(), &mut errors);
    if !errors.is_empty() {
        let mut tokens = match path {
            Some(path) => renamed(expand(item), &path),
            None => unexpanded(item),
        };
        errors.into_tokens().to_tokens(&mut tokens);
        return tokens;
    }
    match path {
        Some(path) => renamed(expand(item), &path),
        None => expand(item),
    }
}

/// The item without those attributes above it that are ours, and these.
fn take(item: TokenStream) -> (TokenStream, Vec<Attribute>) {
    let (mut kept, mut ours) = (TokenStream::new(), Vec::new());
    let mut trees = item.into_iter().peekable();
    while let Some(tree) = trees.next() {
        let TokenTree::Punct(hash) = &tree else {
            kept.extend([tree]);
            break;
        };
        let attribute = trees.next_if(|next| hash.as_char() == '#' && is_ours(next));
        match attribute.map(|brackets| [tree.clone(), brackets].into_iter().collect()) {
            Some(tokens) => ours.extend(Attribute::parse_outer.parse2(tokens).unwrap_or_default()),
            None => kept.extend([tree].into_iter().chain(trees.next())),
        }
    }
    kept.extend(trees);
    (kept, ours)
}

/// Whether these are the brackets of `#[scaffold(…)]`.
fn is_ours(tree: &TokenTree) -> bool {
    match tree {
        TokenTree::Group(brackets) if brackets.delimiter() == Delimiter::Bracket => {
            let mut trees = brackets.stream().into_iter();
            let is_word =
                matches!(trees.next(), Some(TokenTree::Ident(word)) if word == "scaffold");
            // `#[scaffold::prelude::cached]` is another attribute.
            is_word && !matches!(trees.next(), Some(TokenTree::Punct(_)))
        }
        _ => false,
    }
}

/// Reports `#[scaffold(…)]` on a part of the item, where nothing would read it.
fn within(item: TokenStream, errors: &mut Errors) {
    let mut after_hash = false;
    for tree in item {
        if after_hash && is_ours(&tree) {
            errors.at(
                &tree,
                "`#[scaffold(…)]` says something of the whole item\nhelp: write it above the item",
            );
        } else if let TokenTree::Group(group) = &tree {
            within(group.stream(), errors);
        }
        after_hash = matches!(&tree, TokenTree::Punct(hash) if hash.as_char() == '#');
    }
}

/// The tokens with `path::__private` for `::scaffold::__private`; the path stands where the word `scaffold` stood.
fn renamed(tokens: TokenStream, path: &Path) -> TokenStream {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let (mut output, mut at) = (TokenStream::new(), 0);
    while let Some(tree) = trees.get(at) {
        if let Some(word) = scaffold(&trees[at..]) {
            output.extend(located(path.to_token_stream(), word.span()));
            at += 3;
            continue;
        }
        output.extend([match tree {
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), renamed(group.stream(), path));
                inner.set_span(group.span());
                inner.into()
            }
            other => other.clone(),
        }]);
        at += 1;
    }
    output
}

/// The word in `::scaffold::__private`, if these trees begin so.
fn scaffold(trees: &[TokenTree]) -> Option<&Ident> {
    let [
        a,
        b,
        TokenTree::Ident(scaffold),
        c,
        d,
        TokenTree::Ident(private),
        ..,
    ] = trees
    else {
        return None;
    };
    let colons = [a, b, c, d]
        .iter()
        .all(|tree| matches!(tree, TokenTree::Punct(colon) if colon.as_char() == ':'));
    (colons && scaffold == "scaffold" && private == "__private").then_some(scaffold)
}

/// The tokens at another place, where they mean what they meant.
fn located(tokens: TokenStream, place: Span) -> TokenStream {
    let trees = tokens.into_iter().map(|mut tree| {
        tree.set_span(tree.span().located_at(place));
        tree
    });
    let trees: Vec<_> = trees.collect();
    quote_spanned!(place=> #(#trees)*)
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;
    use quote::quote;

    use super::reaching;

    fn reached(item: TokenStream) -> String {
        let expand = |item: TokenStream| quote!(#item impl ::scaffold::__private::Model for X { fn a() -> Vec<::scaffold::__private::Row> {} });
        reaching(item, expand, |_| TokenStream::new()).to_string()
    }

    #[test]
    fn expansions_name_the_runtime_where_the_person_has_it() {
        let tokens = reached(quote!(
            #[doc = "a"]
            #[scaffold(crate = crate::deps::rt)]
            #[model(x)]
            struct X;
        ));
        let expected = quote! {
            #[doc = "a"] #[model(x)] struct X;
            impl crate::deps::rt::__private::Model for X { fn a() -> Vec<crate::deps::rt::__private::Row> {} }
        };
        assert_eq!(tokens, expected.to_string());
    }

    #[test]
    fn a_persons_own_paths_stay() {
        let tokens = reached(quote!(
            #[scaffold(crate = rt)]
            struct X(::scaffold::prelude::Id<X>);
        ));
        assert!(tokens.contains(":: scaffold :: prelude"), "{tokens}");
    }

    #[test]
    fn a_mistake_is_told_and_nothing_is_expanded() {
        for item in [
            quote!(
                #[scaffold]
                struct X;
            ),
            quote!(
                #[scaffold(crate = rt<u8>)]
                struct X;
            ),
            quote!(
                #[scaffold(krate = rt)]
                struct X;
            ),
            quote!(
                struct X {
                    #[scaffold(crate = rt)]
                    x: u8,
                }
            ),
        ] {
            let tokens = reached(item);
            assert_eq!(tokens.matches("compile_error").count(), 1, "{tokens}");
            assert!(!tokens.contains("impl"), "{tokens}");
        }
    }

    #[test]
    fn a_path_in_quotes_is_told_and_understood() {
        let tokens = reached(quote!(
            #[scaffold(crate = "rt")]
            struct X;
        ));
        assert_eq!(tokens.matches("compile_error").count(), 1, "{tokens}");
        assert!(tokens.contains("impl rt :: __private :: Model"), "{tokens}");
    }
}
