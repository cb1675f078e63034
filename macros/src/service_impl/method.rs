//! One method: what can be seen of it without reading its body.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident};
use syn::{
    Attribute, FnArg, GenericParam, Pat, Receiver, ReceiverKind, ReturnType, Signature, Type,
    Visibility,
    parse::{Parse, ParseStream},
    spanned::Spanned,
};

use super::decorator::{self, Decorator};
use crate::support::errors::Errors;

/// A method of a service.
pub(crate) struct Method {
    /// All but the decorators.
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    pub(crate) body: Group,
    /// Outermost first.
    pub(crate) decorators: Vec<Decorator>,
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
        Ok(Self {
            attributes: input.call(Attribute::parse_outer)?,
            visibility: input.parse()?,
            signature: input.parse()?,
            body: body(input)?,
            decorators: Vec::new(),
        })
    }
}

fn body(input: ParseStream) -> syn::Result<Group> {
    match input.parse()? {
        TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => Ok(body),
        other => Err(syn::Error::new_spanned(other, "expected the method's body")),
    }
}

impl Method {
    pub(crate) fn take_decorators(&mut self, errors: &mut Errors) {
        self.decorators = decorator::take(&mut self.attributes, errors);
    }

    pub(crate) fn is_async(&self) -> bool {
        self.signature.asyncness.is_some()
    }

    pub(crate) fn receiver(&self) -> Option<&Receiver> {
        self.signature.receiver()
    }

    /// Whether it is called on `&self`.
    pub(crate) fn takes_ref_self(&self) -> bool {
        self.receiver().is_some_and(|receiver| match &receiver.kind {
            ReceiverKind::Reference(_, _, mutable) => mutable.is_none(),
            ReceiverKind::Typed(_, ty) => {
                matches!(&**ty, Type::Reference(reference) if reference.mutability.is_none() && reference.elem.to_token_stream().to_string() == "Self")
            }
            _ => false,
        })
    }

    pub(crate) fn arguments(&self) -> Vec<Argument> {
        let typed = self
            .signature
            .inputs
            .iter()
            .filter_map(|input| match input {
                FnArg::Typed(typed) => Some(typed),
                FnArg::Receiver(_) => None,
            });
        let argument = |(at, typed): (usize, &syn::PatType)| {
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
        typed.enumerate().map(argument).collect()
    }

    /// The type after the arrow.
    pub(crate) fn output(&self) -> TokenStream {
        match &self.signature.output {
            ReturnType::Default => quote::quote!(()),
            ReturnType::Type(_, ty) => ty.to_token_stream(),
        }
    }

    /// Whether the output is spelled as a result: `Result<T>`, `io::Result<T>`, `ApiResult<T>`.
    pub(crate) fn gives_result(&self) -> bool {
        match &self.signature.output {
            ReturnType::Type(_, ty) => crate::support::types::name(ty)
                .is_some_and(|name| name.to_string().ends_with("Result")),
            ReturnType::Default => false,
        }
    }

    /// Whether the output has no name: `impl Iterator<Item = u64>`.
    pub(crate) fn gives_impl(&self) -> bool {
        contains(self.output(), &|tree, _| is_word(tree, "impl"))
    }

    /// Whether the output borrows from the service, as far as its spelling tells.
    pub(crate) fn gives_borrow_of_self(&self) -> bool {
        let own = match self.receiver().map(|receiver| &receiver.kind) {
            Some(ReceiverKind::Reference(_, Some(lifetime), _)) => Some(lifetime.ident.to_string()),
            _ => None,
        };
        let borrows = |tree: &TokenTree, next: Option<&TokenTree>| match tree {
            TokenTree::Punct(punct) if punct.as_char() == '&' => !is_punct(next, '\''),
            TokenTree::Punct(punct) if punct.as_char() == '\'' => next.is_some_and(|next| {
                is_word(next, "_") || own.as_ref().is_some_and(|own| is_word(next, own))
            }),
            _ => false,
        };
        contains(self.output(), &borrows)
    }

    /// Whether the output has a lifetime other than `'static`.
    pub(crate) fn gives_borrow(&self) -> bool {
        contains(self.output(), &|tree, next| match tree {
            TokenTree::Punct(punct) if punct.as_char() == '&' => !is_punct(next, '\''),
            TokenTree::Punct(punct) if punct.as_char() == '\'' => {
                !next.is_some_and(|next| is_word(next, "static"))
            }
            _ => false,
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
    pub(crate) fn takes_impl(&self) -> bool {
        self.arguments().iter().any(|argument| {
            contains(argument.ty.to_token_stream(), &|tree, _| {
                is_word(tree, "impl")
            })
        })
    }

    /// Whether the facade has it.
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

    /// Whether the facade can hand it on.
    pub(crate) fn is_in_facade(&self) -> bool {
        self.is_public() && !self.gives_impl() && !self.gives_borrow_of_self()
    }

    /// Whether a closure can stand in for it.
    pub(crate) fn has_fake(&self) -> bool {
        let generics = &self.signature.generics;
        let bounded = generics.params.iter().any(
            |parameter| matches!(parameter, GenericParam::Lifetime(it) if !it.bounds.is_empty()),
        );
        self.is_in_facade()
            && !self.is_generic()
            && !bounded
            && generics.where_clause.is_none()
            && self.signature.constness.is_none()
    }

    /// The attributes of these names.
    pub(crate) fn attributes_named<'a>(
        &'a self,
        names: &'a [&str],
    ) -> impl Iterator<Item = &'a Attribute> {
        self.attributes
            .iter()
            .filter(|attribute| names.iter().any(|name| attribute.path().is_ident(name)))
    }
}

/// Whether a token, given with the one after it, is what is asked for; looks into groups.
pub(crate) fn contains(
    tokens: TokenStream,
    wanted: &impl Fn(&TokenTree, Option<&TokenTree>) -> bool,
) -> bool {
    let mut trees = tokens.into_iter().peekable();
    while let Some(tree) = trees.next() {
        if wanted(&tree, trees.peek()) {
            return true;
        }
        if let TokenTree::Group(group) = tree
            && contains(group.stream(), wanted)
        {
            return true;
        }
    }
    false
}

pub(crate) fn is_word(tree: &TokenTree, word: &str) -> bool {
    matches!(tree, TokenTree::Ident(ident) if ident == word)
}

pub(crate) fn is_punct(tree: Option<&TokenTree>, letter: char) -> bool {
    matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == letter)
}
