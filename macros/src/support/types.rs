//! What can be seen of a type by its spelling; a macro knows no more of it.

use proc_macro2::{Group, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{GenericArgument, Ident, PathArguments, PathSegment, Type, spanned::Spanned};

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

pub(crate) fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match ty {
        Type::Path(path) => path.path.segments.last(),
        Type::Group(group) => last_segment(&group.elem),
        Type::Paren(paren) => last_segment(&paren.elem),
        _ => None,
    }
}

/// A type before `::`, where one with arguments has to stand in brackets: `UserService`, `<Audit<User>>`.
pub(crate) fn in_path(ty: &Type) -> TokenStream {
    match ty {
        Type::Path(path)
            if path.qself.is_none()
                && last_segment(ty).is_some_and(|it| it.arguments.is_empty()) =>
        {
            quote!(#path)
        }
        ty => quote_spanned!(ty.span()=> <#ty>),
    }
}

/// The tokens with `Self` replaced by this type, for use in an item of another type: `Self::N` becomes `<Audit<User>>::N`.
pub(crate) fn without_self(tokens: impl ToTokens, ty: &Type) -> TokenStream {
    let mut trees = tokens.into_token_stream().into_iter().peekable();
    let mut replaced = TokenStream::new();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Ident(word) if word == "Self" => {
                // `Self:` in a `where` clause is no path.
                let before_path = matches!(trees.peek(), Some(TokenTree::Punct(next)) if next.as_char() == ':' && next.spacing() == Spacing::Joint);
                replaced.extend(if before_path {
                    in_path(ty)
                } else {
                    ty.to_token_stream()
                });
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), without_self(group.stream(), ty));
                inner.set_span(group.span());
                replaced.extend([TokenTree::Group(inner)]);
            }
            other => replaced.extend([other]),
        }
    }
    replaced
}
