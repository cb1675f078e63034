//! Writes the block back, and beside it what the application has to know of it.

use proc_macro2::{Group, Span, TokenStream};
use quote::quote_spanned;
use syn::{FnArg, Pat, PatIdent};

use super::{
    decorator::Decorator,
    described, facade, fake,
    method::Method,
    model::{Member, ServiceImpl},
    weave,
};
use crate::support::{generated, naming};

/// The whole expansion.
pub(crate) fn expand(service: &ServiceImpl) -> TokenStream {
    let mut tokens = block(service);
    if !service.more {
        tokens.extend(described::main_block(service));
        tokens.extend(described::hooked(service));
    }
    tokens.extend(core_checks(service));
    if let Some(name) = &service.facade {
        tokens.extend(facade::facade(service, name));
        tokens.extend(fake::fake(service, name));
    }
    tokens
}

fn block(service: &ServiceImpl) -> TokenStream {
    let members = service.members.iter().map(|member| match member {
        Member::Method(method) => {
            let mut tokens = switches(method);
            tokens.extend(self::method(service, method));
            tokens
        }
        Member::Other(tokens) => tokens.clone(),
    });
    let mut braces = Group::new(service.braces.delimiter(), members.collect());
    braces.set_span(service.braces.span());
    let head = &service.head;
    quote_spanned!(Span::mixed_site()=> #head #braces)
}

/// `const SWITCH_2_0: &Switch`, for each decorator with `when = "…"`: where the method, the start and the list find it.
fn switches(method: &Method) -> TokenStream {
    let conditions = method.carried(&["cfg"]);
    let switches = method.decorators.iter().filter_map(|decorator| {
        let (when, name) = (decorator.when.as_ref()?, weave::switch(method, decorator));
        let (key, site) = (&when.key, Span::mixed_site());
        Some(quote_spanned! {site=>
            #(#conditions)*
            #[doc(hidden)]
            const #name: &'static ::scaffold::__private::Switch = {
                static SWITCH: ::scaffold::__private::Switch = ::scaffold::__private::Switch::new(#key);
                &SWITCH
            };
        })
    });
    switches.collect()
}

fn method(service: &ServiceImpl, method: &Method) -> TokenStream {
    let Method {
        attributes,
        visibility,
        signature,
        body,
        decorators,
        ..
    } = method;
    let site = Span::mixed_site();
    let facade = service.facade.as_ref().filter(|_| method.has_fake());
    if facade.is_none() && decorators.is_empty() {
        let body = &body.block;
        return quote_spanned!(site=> #(#attributes)* #visibility #signature #body);
    }
    let mut signature = signature.clone();
    name_arguments(method, &mut signature);
    let statements = if decorators.is_empty() {
        let (patterns, body) = (weave::patterns(method), body.statements());
        quote_spanned!(site=> #patterns #body)
    } else {
        weave::weave(service, method)
    };
    let faked = facade.map(|facade| fake::in_method(facade, method));
    let woven = weave::block(method, quote_spanned!(site=> #faked #statements));
    quote_spanned!(site=> #(#attributes)* #visibility #signature #woven)
}

/// Gives arguments that are patterns a name, and takes `mut` off those that each attempt gets a copy of.
fn name_arguments(method: &Method, signature: &mut syn::Signature) {
    let repeated = method.is_repeated();
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

/// A constant that refuses a decorator which needs the shared parts, where no field leads to them: on the first such method, and on those
/// that may not be there.
fn core_checks(service: &ServiceImpl) -> TokenStream {
    if !service.generics.params.is_empty() {
        return TokenStream::new(); // nothing can be said of all instances; a call of one says it
    }
    let needing = |it: &&Decorator| it.needs_core();
    let mut checks = TokenStream::new();
    for method in service.methods() {
        if let Some(decorator) = method.decorators.iter().find(needing) {
            checks.extend(core_check(service, method, decorator));
            if method.carried(&["cfg"]).is_empty() {
                break;
            }
        }
    }
    checks
}

fn core_check(service: &ServiceImpl, method: &Method, decorator: &Decorator) -> TokenStream {
    let message = format!(
        "`{}` on `{}` needs the database and the cache, and no field of `{}` leads to them\nhelp: add a field `core: scaffold::core::Core` or a `Repo<_>`",
        decorator.word,
        naming::text(&method.signature.ident),
        service.name,
    );
    let ty = &service.ty;
    let (conditions, repeated) = (method.carried(&["cfg"]), generated::repeated());
    let site = Span::mixed_site().located_at(decorator.word.span());
    quote_spanned! {site=>
        #(#conditions)*
        #repeated
        const _: () = ::core::assert!(<#ty as ::scaffold::__private::Service>::HAS_CORE, #message);
    }
}
