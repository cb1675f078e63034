//! One method: what can be seen of it without reading its body.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::{
    AttrStyle, Attribute, FnArg, GenericParam, Pat, PatType, Receiver, ReceiverKind, ReturnType,
    Signature, Token, Type, Visibility, WherePredicate,
    parse::{Parse, ParseStream, Parser},
    spanned::Spanned,
};

use crate::support::{
    lifetimes::{self, Spelled},
    types,
};

use super::{
    attrs::Hook,
    carried::carried,
    decorator::{Decorator, Kind},
};

/// A method of a service.
pub(crate) struct Method {
    /// All but ours, and the inner ones of the body.
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    pub(crate) body: Body,
    /// Outermost first.
    pub(crate) decorators: Vec<Decorator>,
    /// `#[facade(skip)]`
    pub(crate) skipped: bool,
    /// When it runs by itself.
    pub(crate) hooks: Vec<Hook>,
    /// Its place in the block.
    pub(crate) at: usize,
}

/// The person's block, braces and all.
pub(crate) struct Body {
    pub(crate) block: Group,
    /// A semicolon stands in its place.
    pub(crate) missing: bool,
}

/// One argument, with a name that can be handed on.
pub(crate) struct Argument {
    /// The person's name, or one of ours where they wrote a pattern.
    pub(crate) name: Ident,
    pub(crate) ty: Type,
    pub(crate) mutable: bool,
    /// What they wrote instead of a name.
    pub(crate) pattern: Option<Pat>,
}

impl Parse for Method {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let mut attributes = input.call(Attribute::parse_outer)?;
        let (visibility, signature) = (input.parse()?, input.parse()?);
        let body = body(input, &mut attributes)?;
        Ok(Self {
            attributes,
            visibility,
            signature,
            body,
            decorators: Vec::new(),
            skipped: false,
            hooks: Vec::new(),
            at: 0,
        })
    }
}

/// The block without its inner attributes: they would not stand first in it any more, and mean the same above the method.
fn body(input: ParseStream, attributes: &mut Vec<Attribute>) -> syn::Result<Body> {
    if input.peek(Token![;]) {
        let semicolon: Token![;] = input.parse()?;
        let unreachable = quote_spanned!(Span::mixed_site()=> ::core::unreachable!());
        let mut block = Group::new(Delimiter::Brace, unreachable);
        block.set_span(semicolon.span);
        return Ok(Body {
            block,
            missing: true,
        });
    }
    let mut block = match input.parse()? {
        // A `$body:block` of `macro_rules!` comes in invisible brackets.
        TokenTree::Group(invisible) if invisible.delimiter() == Delimiter::None => {
            syn::parse2::<Group>(invisible.stream())?
        }
        TokenTree::Group(block) if block.delimiter() == Delimiter::Brace => block,
        other => return Err(syn::Error::new_spanned(other, "expected the method's body")),
    };
    let split = |input: ParseStream| Ok((input.call(Attribute::parse_inner)?, input.parse()?));
    let (inner, statements): (Vec<Attribute>, TokenStream) = split.parse2(block.stream())?;
    if !inner.is_empty() {
        let span = block.span();
        block = Group::new(Delimiter::Brace, statements);
        block.set_span(span);
        attributes.extend(inner.into_iter().map(|attribute| Attribute {
            style: AttrStyle::Outer,
            ..attribute
        }));
    }
    Ok(Body {
        block,
        missing: false,
    })
}

impl Body {
    /// Whether it may be left before its end, as far as its tokens tell: by `return`, `?`, or in a macro. One that may not can stand in the place of its
    /// value.
    pub(crate) fn may_leave(&self) -> bool {
        may_leave(self.statements())
    }

    /// Whether an item of it is there once for all calls.
    pub(crate) fn has_static(&self) -> bool {
        has_word(self.statements(), "static")
    }

    /// What stands between the braces.
    pub(crate) fn statements(&self) -> TokenStream {
        self.block.stream()
    }
}

impl Method {
    pub(crate) fn is_async(&self) -> bool {
        self.signature.asyncness.is_some()
    }

    /// Whether its body may run several times for one call.
    pub(crate) fn is_repeated(&self) -> bool {
        let mut kinds = self.decorators.iter().map(|decorator| &decorator.kind);
        kinds.any(|kind| matches!(kind, Kind::Retried(_)))
    }

    pub(crate) fn receiver(&self) -> Option<&Receiver> {
        self.signature.receiver()
    }

    /// Whether it is called on `&self`.
    pub(crate) fn takes_ref_self(&self) -> bool {
        self.receiver().is_some_and(|receiver| match &receiver.kind {
            ReceiverKind::Reference(_, _, mutable) => mutable.is_none(),
            ReceiverKind::Typed(_, ty) => {
                matches!(&**ty, Type::Reference(reference) if reference.mutability.is_none() && types::is(&reference.elem, "Self"))
            }
            _ => false,
        })
    }

    /// What stands behind the receiver.
    pub(crate) fn typed(&self) -> impl Iterator<Item = &PatType> {
        self.signature
            .inputs
            .iter()
            .filter_map(|input| match input {
                FnArg::Typed(typed) => Some(typed),
                FnArg::Receiver(_) => None,
            })
    }

    pub(crate) fn arguments(&self) -> Vec<Argument> {
        let argument = |(at, typed): (usize, &PatType)| {
            let ty = (*typed.ty).clone();
            match &*typed.pat {
                Pat::Ident(name) if name.by_ref.is_none() && name.subpat.is_none() => Argument {
                    name: name.ident.clone(),
                    ty,
                    mutable: name.mutability.is_some(),
                    pattern: None,
                },
                pattern => Argument {
                    name: format_ident!(
                        "argument_{at}",
                        span = Span::mixed_site().located_at(pattern.span())
                    ),
                    ty,
                    mutable: false,
                    pattern: Some(pattern.clone()),
                },
            }
        };
        self.typed().enumerate().map(argument).collect()
    }

    /// The first condition of an argument.
    pub(crate) fn condition(&self) -> Option<Attribute> {
        self.typed()
            .find_map(|typed| carried(&typed.attrs, &["cfg"]).into_iter().next())
    }

    /// The type after the arrow.
    pub(crate) fn output(&self) -> TokenStream {
        match &self.signature.output {
            ReturnType::Default => quote::quote!(()),
            ReturnType::Type(_, ty) => ty.to_token_stream(),
        }
    }

    /// The type after the arrow, if there is one.
    pub(crate) fn output_type(&self) -> Option<&Type> {
        match &self.signature.output {
            ReturnType::Default => None,
            ReturnType::Type(_, ty) => Some(ty),
        }
    }

    /// Whether it never returns.
    pub(crate) fn never_returns(&self) -> bool {
        matches!(self.output_type(), Some(Type::Never(_)))
    }

    /// Whether the output has no name: `impl Iterator<Item = u64>`.
    pub(crate) fn gives_impl(&self) -> bool {
        has_word(self.output(), "impl")
    }

    /// Whether the output borrows from the service, as far as its spelling tells.
    fn gives_borrow_of_self(&self) -> bool {
        let own = match self.receiver().map(|receiver| &receiver.kind) {
            Some(ReceiverKind::Reference(_, lifetime, _)) => lifetime.as_ref(),
            Some(ReceiverKind::Typed(_, ty)) => match &**ty {
                Type::Reference(reference) => reference.lifetime.as_ref(),
                _ => None,
            },
            _ => None,
        };
        let spelled = self.output_type().map(lifetimes::of).unwrap_or_default();
        spelled.iter().any(|lifetime| match lifetime {
            Spelled::LeftOut => true,
            Spelled::Named(name) => own.is_some_and(|own| own.ident == name),
        })
    }

    /// Whether it has type or constant parameters, or `impl Trait` arguments.
    pub(crate) fn is_generic(&self) -> bool {
        let parameters = &self.signature.generics.params;
        parameters
            .iter()
            .any(|parameter| !matches!(parameter, GenericParam::Lifetime(_)))
            || self.takes_impl()
    }

    /// Whether an argument is `impl Trait`.
    fn takes_impl(&self) -> bool {
        self.typed()
            .any(|typed| has_word(typed.ty.to_token_stream(), "impl"))
    }

    /// Whether others can call it on the running service.
    pub(crate) fn is_public(&self) -> bool {
        let public = match &self.visibility {
            Visibility::Public(_) => true,
            Visibility::Restricted(restricted) => !restricted.path.is_ident("self"),
            Visibility::Inherited => false,
        };
        public
            && self.takes_ref_self()
            && self.signature.abi.is_none()
            && matches!(self.signature.safety, syn::Safety::Default)
    }

    /// Whether the facade has it.
    pub(crate) fn is_in_facade(&self) -> bool {
        let asked_for = !self.skipped && self.hooks.is_empty();
        self.is_public() && asked_for && !self.gives_impl() && !self.gives_borrow_of_self()
    }

    /// Whether a closure can stand in for it.
    pub(crate) fn has_fake(&self) -> bool {
        self.is_in_facade()
            && !self.is_generic()
            && !self.bounds_lifetimes()
            && !self.never_returns()
            && self.signature.constness.is_none()
    }

    /// Whether a lifetime must outlive another, which no closure can ask for.
    fn bounds_lifetimes(&self) -> bool {
        let generics = &self.signature.generics;
        let in_parameters = generics.params.iter().any(
            |parameter| matches!(parameter, GenericParam::Lifetime(it) if !it.bounds.is_empty()),
        );
        let mut predicates = generics
            .where_clause
            .iter()
            .flat_map(|clause| &clause.predicates);
        in_parameters || predicates.any(|it| matches!(it, WherePredicate::Lifetime(_)))
    }

    /// The attributes of these names, also those that a `cfg_attr` gives.
    pub(crate) fn carried(&self, names: &[&str]) -> Vec<Attribute> {
        carried(&self.attributes, names)
    }
}

fn may_leave(tokens: TokenStream) -> bool {
    let mut after_name = false;
    let mut after_bang = false;
    tokens.into_iter().any(|tree| {
        let is_macro = after_bang && matches!(tree, TokenTree::Group(_) | TokenTree::Ident(_));
        let mark = match &tree {
            TokenTree::Punct(mark) => Some(mark.as_char()),
            _ => None,
        };
        after_bang = after_name && mark == Some('!');
        after_name = matches!(tree, TokenTree::Ident(_));
        is_macro
            || mark == Some('?')
            || match tree {
                TokenTree::Ident(word) => word == "return",
                TokenTree::Group(group) => may_leave(group.stream()),
                _ => false,
            }
    })
}

/// Whether a word is among the tokens, also within brackets.
pub(crate) fn has_word(tokens: TokenStream, word: &str) -> bool {
    tokens.into_iter().any(|tree| match tree {
        TokenTree::Ident(ident) => ident == word,
        TokenTree::Group(group) => has_word(group.stream(), word),
        _ => false,
    })
}
