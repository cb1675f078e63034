//! The `impl` block as a list of methods, bodies unread.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Attribute, Generics, Ident, ImplItem, ItemImpl, Token, Type, Visibility,
    parse::{ParseStream, Parser},
};

use super::{attrs::Attributes, method::Method};
use crate::support::errors::Errors;

/// An `impl` block with `#[service]`.
pub(crate) struct ServiceImpl {
    /// Attributes, `impl`, parameters and type, as written.
    pub(crate) head: ItemImpl,
    pub(crate) braces: Group,
    pub(crate) facade: Option<Ident>,
    pub(crate) members: Vec<Member>,
}

/// One item of the block.
pub(crate) enum Member {
    Method(Box<Method>),
    /// Constants, macros, inner attributes: as written.
    Other(TokenStream),
}

impl ServiceImpl {
    pub(crate) fn ty(&self) -> &Type {
        &self.head.self_ty
    }

    pub(crate) fn generics(&self) -> &Generics {
        &self.head.generics
    }

    pub(crate) fn methods(&self) -> impl Iterator<Item = &Method> {
        self.members.iter().filter_map(|member| match member {
            Member::Method(method) => Some(&**method),
            Member::Other(_) => None,
        })
    }

    /// The type's name without a path before it: `UserService`.
    pub(crate) fn name(&self) -> String {
        match self.ty() {
            Type::Path(path) => path.path.segments.last().to_token_stream().to_string(),
            ty => ty.to_token_stream().to_string(),
        }
    }

    /// Forgets the decorators.
    pub(crate) fn undecorate(&mut self) {
        for member in &mut self.members {
            if let Member::Method(method) = member {
                method.decorators.clear();
            }
        }
    }
}

/// Reads the block.
pub(crate) fn read(
    attributes: Attributes,
    item: &TokenStream,
    errors: &mut Errors,
) -> syn::Result<ServiceImpl> {
    let (head, braces) = split(item)?;
    if let Some((path, _)) = &head.trait_ {
        return Err(syn::Error::new_spanned(
            path,
            "`#[service]` belongs on the `impl` block of the service itself, this is a trait's\nhelp: write `#[service] impl UserService { … }`",
        ));
    }
    let members = Parser::parse2(members, braces.stream())?;
    let members = members.into_iter().map(|member| match member {
        Member::Method(mut method) => {
            method.take_decorators(errors);
            Member::Method(method)
        }
        other => other,
    });
    Ok(ServiceImpl {
        head,
        facade: attributes.facade,
        members: members.collect(),
        braces,
    })
}

/// The head is parsed with empty braces, so that no body has to be understood.
fn split(item: &TokenStream) -> syn::Result<(ItemImpl, Group)> {
    let mut trees: Vec<TokenTree> = item.clone().into_iter().collect();
    let Some(TokenTree::Group(braces)) = trees.pop() else {
        return Err(no_impl(item));
    };
    let empty = Group::new(braces.delimiter(), TokenStream::new());
    trees.push(TokenTree::Group(empty));
    match syn::parse2(trees.into_iter().collect()) {
        Ok(head) => Ok((head, braces)),
        Err(_) => Err(no_impl(item)),
    }
}

fn no_impl(item: &TokenStream) -> syn::Error {
    syn::Error::new_spanned(
        item,
        "`#[service]` belongs on the `impl` block of a service\nhelp: a struct takes `#[derive(Service)]`",
    )
}

fn members(input: ParseStream) -> syn::Result<Vec<Member>> {
    let mut members = Vec::new();
    let inner = Attribute::parse_inner(input)?;
    if !inner.is_empty() {
        let inner = inner.iter().map(ToTokens::to_token_stream).collect();
        members.push(Member::Other(inner));
    }
    while !input.is_empty() {
        members.push(member(input)?);
    }
    Ok(members)
}

fn member(input: ParseStream) -> syn::Result<Member> {
    let ahead = input.fork();
    ahead.call(Attribute::parse_outer)?;
    ahead.parse::<Visibility>()?;
    if !is_function(&ahead) {
        return Ok(Member::Other(
            input.parse::<ImplItem>()?.into_token_stream(),
        ));
    }
    Ok(Member::Method(Box::new(input.parse()?)))
}

fn is_function(ahead: ParseStream) -> bool {
    let words = ahead.fork();
    while !words.is_empty() && !words.peek(Token![fn]) {
        let before = words.peek(Token![const])
            || words.peek(Token![async])
            || words.peek(Token![unsafe])
            || words.peek(Token![extern])
            || words.peek(syn::LitStr);
        if !before || words.parse::<TokenTree>().is_err() {
            return false;
        }
    }
    words.peek(Token![fn])
}
