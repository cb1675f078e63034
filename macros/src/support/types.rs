//! What can be seen of a type by its spelling; a macro knows no more of it.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{GenericArgument, Ident, PathArguments, PathSegment, Type};

/// The last word of a type's path: `DateTime` of `jiff::civil::DateTime`.
pub(crate) fn name(ty: &Type) -> Option<&Ident> {
    last_segment(ty).map(|segment| &segment.ident)
}

/// Whether the last word of a type's path is this one.
pub(crate) fn is(ty: &Type, word: &str) -> bool {
    name(ty).is_some_and(|name| name == word)
}

/// `T` of `Wrapper<T>`, when the type is spelled so.
pub(crate) fn inside<'a>(ty: &'a Type, wrapper: &str) -> Option<&'a Type> {
    let segment = last_segment(ty)?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner))
            if segment.ident == wrapper && arguments.args.len() == 1 =>
        {
            Some(inner)
        }
        _ => None,
    }
}

fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match ty {
        Type::Path(path) => path.path.segments.last(),
        Type::Group(group) => last_segment(&group.elem),
        Type::Paren(paren) => last_segment(&paren.elem),
        _ => None,
    }
}

/// The tokens with `Self` replaced, for use in an item of another type.
pub(crate) fn without_self(tokens: impl ToTokens, name: &Ident) -> TokenStream {
    replace(tokens.into_token_stream(), name)
}

fn replace(tokens: TokenStream, name: &Ident) -> TokenStream {
    tokens
        .into_iter()
        .map(|tree| match tree {
            TokenTree::Ident(ident) if ident == "Self" => {
                let mut name = name.clone();
                name.set_span(ident.span());
                TokenTree::Ident(name)
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), replace(group.stream(), name));
                inner.set_span(group.span());
                TokenTree::Group(inner)
            }
            other => other,
        })
        .collect()
}
