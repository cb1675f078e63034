//! The `impl` block as a list of methods, bodies unread.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Attribute, Generics, Ident, ImplItem, ItemImpl, Token, Type, Visibility,
    parse::{ParseStream, Parser},
};

use super::{
    attrs::{self, Attributes},
    decorator,
    method::Method,
};
use crate::support::{errors::Errors, naming, types};

/// An `impl` block with `#[service]`.
pub(crate) struct ServiceImpl {
    /// What stands before the braces, as written.
    pub(crate) head: TokenStream,
    pub(crate) generics: Generics,
    pub(crate) ty: Type,
    /// Without a path before it: `UserService`, `Audit<User>`, `<Stripe as Payments>`. Parameters of the block are not part of it.
    pub(crate) name: String,
    pub(crate) braces: Group,
    pub(crate) members: Vec<Member>,
    /// The name of the facade, where there can be one.
    pub(crate) facade: Option<Ident>,
    /// Whether another block says what the service is.
    pub(crate) more: bool,
}

/// One item of the block.
pub(crate) enum Member {
    Method(Box<Method>),
    /// Constants, macros, inner attributes: as written.
    Other(TokenStream),
}

impl ServiceImpl {
    pub(crate) fn methods(&self) -> impl Iterator<Item = &Method> {
        self.members.iter().filter_map(|member| match member {
            Member::Method(method) => Some(&**method),
            Member::Other(_) => None,
        })
    }

    /// The methods of the facade.
    pub(crate) fn facade_methods(&self) -> impl Iterator<Item = &Method> {
        self.methods().filter(|method| method.is_in_facade())
    }

    /// Forgets the decorators, and keeps from the facade what can't be handed on.
    pub(crate) fn simplify(&mut self) {
        for member in &mut self.members {
            if let Member::Method(method) = member {
                method.decorators.clear();
                method.hooks.clear();
                method.skipped |= method.condition().is_some() || method.signature.ident == "fake";
            }
        }
    }
}

/// Reads the block.
pub(crate) fn read(
    Attributes { facade, more, all }: Attributes,
    item: &TokenStream,
    errors: &mut Errors,
) -> syn::Result<ServiceImpl> {
    let (head, parsed, braces) = split(item)?;
    let of_trait = parsed.trait_.as_ref().map(|(path, _)| path);
    if let (Some(path), false) = (of_trait, more) {
        return Err(syn::Error::new_spanned(
            path,
            "a trait's block has no facade, and is not the one that describes the service\nhelp: write `#[service(more)]` above it",
        ));
    }
    let mut members = Parser::parse2(members, braces.stream())?;
    for (at, member) in members.iter_mut().enumerate() {
        if let Member::Method(method) = member {
            method.at = at;
            method.skipped = attrs::take_skip(&mut method.attributes, errors);
            method.hooks = attrs::take_hooks(&mut method.attributes, errors);
            let taken = decorator::take(&mut method.attributes, errors);
            decorator::complete(method, taken, &all, errors);
        }
    }
    let name_of_trait = of_trait.map(|path| naming::line(path.to_token_stream()));
    let ItemImpl {
        generics, self_ty, ..
    } = parsed;
    let name = name(&self_ty, &generics);
    Ok(ServiceImpl {
        head,
        facade: facade.filter(|facade| is_possible(facade, &self_ty, &generics, errors)),
        name: match &name_of_trait {
            Some(of_trait) => format!("<{name} as {of_trait}>"),
            None => name,
        },
        generics,
        ty: *self_ty,
        braces,
        members,
        more,
    })
}

fn name(ty: &Type, generics: &Generics) -> String {
    let segment = types::last_segment(ty);
    match segment {
        Some(segment) if !generics.params.is_empty() => naming::text(&segment.ident),
        Some(segment) => naming::line(segment.to_token_stream()),
        None => naming::line(ty.to_token_stream()),
    }
}

/// Reports why there can be no facade of this name.
fn is_possible(facade: &Ident, ty: &Type, generics: &Generics, errors: &mut Errors) -> bool {
    let own_name = types::is(ty, &facade.to_string());
    if own_name {
        errors.at(
            facade,
            format!("`{facade}` is the service itself\nhelp: give the facade a name of its own, such as `{facade}Facade`"),
        );
    }
    if !generics.params.is_empty() {
        errors.at(
            facade,
            "a service with parameters has no facade\nhelp: remove `facade = …` and inject the service where it is needed: `Arc<_>`",
        );
    }
    !own_name && generics.params.is_empty()
}

/// The head is parsed with empty braces, so that no body has to be understood.
fn split(item: &TokenStream) -> syn::Result<(TokenStream, ItemImpl, Group)> {
    let mut trees: Vec<TokenTree> = item.clone().into_iter().collect();
    let Some(TokenTree::Group(braces)) = trees.pop() else {
        return Err(no_impl(item));
    };
    let head: TokenStream = trees.into_iter().collect();
    let empty = Group::new(braces.delimiter(), TokenStream::new());
    let whole = head.clone().into_iter().chain([TokenTree::Group(empty)]);
    match syn::parse2(whole.collect()) {
        Ok(parsed) => Ok((head, parsed, braces)),
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
