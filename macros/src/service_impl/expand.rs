//! Writes the block back, and beside it what the application has to know of it.

use proc_macro2::{Group, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{FnArg, Pat, PatIdent};

use super::{
    decorator::{Decorator, Kind},
    facade,
    method::Method,
    model::{Member, ServiceImpl},
    weave,
};
use crate::support::naming;

/// The whole expansion.
pub(crate) fn expand(service: &ServiceImpl) -> TokenStream {
    let mut tokens = block(service);
    tokens.extend(described(service));
    tokens.extend(core_checks(service));
    tokens.extend(facade::expand(service));
    tokens
}

fn block(service: &ServiceImpl) -> TokenStream {
    let members = service.members.iter().map(|member| match member {
        Member::Method(method) => self::method(service, method),
        Member::Other(tokens) => tokens.clone(),
    });
    let mut braces = Group::new(service.braces.delimiter(), members.collect());
    braces.set_span(service.braces.span());
    let head = &service.head;
    let attributes = &head.attrs;
    let (impl_token, self_ty) = (&head.impl_token, &head.self_ty);
    let (impl_generics, _, where_clause) = head.generics.split_for_impl();
    let tokens = quote_spanned!(Span::mixed_site()=> #(#attributes)* #impl_token #impl_generics #self_ty #where_clause);
    tokens.into_iter().chain([braces.into()]).collect()
}

fn method(service: &ServiceImpl, method: &Method) -> TokenStream {
    let Method {
        attributes,
        visibility,
        signature,
        body,
        decorators,
    } = method;
    let faked = service.facade.is_some() && method.has_fake();
    let mut signature = signature.clone();
    if faked || !decorators.is_empty() {
        name_arguments(method, &mut signature);
    }
    let statements = if decorators.is_empty() {
        let patterns = if faked {
            weave::patterns(method)
        } else {
            TokenStream::new()
        };
        let body = body.stream();
        quote_spanned!(Span::mixed_site()=> #patterns #body)
    } else {
        weave::weave(service, method)
    };
    let fake = faked.then(|| facade::fake_in_method(service, method));
    let mut woven = Group::new(
        body.delimiter(),
        quote_spanned!(Span::mixed_site()=> #fake #statements),
    );
    woven.set_span(body.span());
    quote_spanned!(Span::mixed_site()=> #(#attributes)* #visibility #signature #woven)
}

/// Gives arguments that are patterns a name, and takes `mut` off those that each attempt gets a copy of.
fn name_arguments(method: &Method, signature: &mut syn::Signature) {
    let repeated = method
        .decorators
        .iter()
        .any(|decorator| matches!(decorator.kind, Kind::Retried(_)));
    let typed = signature.inputs.iter_mut().filter_map(|input| match input {
        FnArg::Typed(typed) => Some(typed),
        FnArg::Receiver(_) => None,
    });
    for (typed, argument) in typed.zip(method.arguments()) {
        if argument.pattern.is_some() || (repeated && argument.mutable) {
            *typed.pat = Pat::Ident(PatIdent {
                attrs: Vec::new(),
                by_ref: None,
                mutability: None,
                ident: argument.name,
                subpat: None,
            });
        }
    }
}

/// `impl Described`, for `service:list`.
fn described(service: &ServiceImpl) -> TokenStream {
    let facade = match &service.facade {
        Some(facade) => {
            let text = naming::text(facade);
            quote_spanned!(Span::mixed_site()=> ::core::option::Option::Some(#text))
        }
        None => quote_spanned!(Span::mixed_site()=> ::core::option::Option::None),
    };
    let methods = service
        .methods()
        .filter(|method| method.receiver().is_some())
        .map(|method| {
            let name = naming::text(&method.signature.ident);
            let decorators = method.decorators.iter().map(|decorator| &decorator.text);
            let conditions = method.attributes_named(&["cfg"]);
            quote_spanned! {Span::mixed_site()=>
                #(#conditions)*
                ::scaffold::__private::MethodInfo { name: #name, decorators: &[#(#decorators),*] }
            }
        });
    let ty = service.ty();
    let (impl_generics, _, where_clause) = service.generics().split_for_impl();
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl #impl_generics ::scaffold::__private::Described for #ty #where_clause {
            const FACADE: ::core::option::Option<&'static str> = #facade;
            const METHODS: &'static [::scaffold::__private::MethodInfo] = &[#(#methods),*];
        }
    }
}

/// Constants that refuse a decorator which needs the shared parts, where no field leads to them.
fn core_checks(service: &ServiceImpl) -> TokenStream {
    if !service.generics().params.is_empty() {
        return TokenStream::new(); // nothing can be said of all instances; a call of one says it
    }
    let mut tokens = TokenStream::new();
    for method in service.methods() {
        let needing = |it: &&Decorator| matches!(it.kind, Kind::Cached(_) | Kind::Transactional);
        if let Some(decorator) = method.decorators.iter().find(needing) {
            core_check(service, method, decorator).to_tokens(&mut tokens);
        }
    }
    tokens
}

fn core_check(service: &ServiceImpl, method: &Method, decorator: &Decorator) -> TokenStream {
    let message = format!(
        "`{}` on `{}` needs the database and the cache, and no field of `{}` leads to them\nhelp: add a field `core: scaffold::core::Core` or a `Repo<_>`",
        decorator.word,
        naming::text(&method.signature.ident),
        service.name(),
    );
    let ty = service.ty();
    let conditions = method.attributes_named(&["cfg"]);
    let site = Span::mixed_site().located_at(decorator.word.span());
    quote_spanned! {site=>
        #(#conditions)*
        const _: () = ::core::assert!(<#ty as ::scaffold::__private::Service>::HAS_CORE, #message);
    }
}
