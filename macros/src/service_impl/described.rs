//! Writes what the application has to know of a block: its facade, its methods, and what runs when it starts and ends.

use std::collections::BTreeSet;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::Ident;

use super::{
    attrs::Hook,
    calls,
    decorator::{Cached, Kind},
    method::Method,
    model::ServiceImpl,
    weave,
};
use crate::support::{duration, generated, naming};

/// `impl MainBlock`, for `service:list`.
pub(super) fn main_block(service: &ServiceImpl) -> TokenStream {
    let facade = match &service.facade {
        Some(facade) => {
            let text = naming::text(facade);
            quote_spanned!(Span::mixed_site()=> ::core::option::Option::Some(#text))
        }
        None => none(),
    };
    let methods = service
        .methods()
        .filter(|method| method.receiver().is_some() || !method.decorators.is_empty())
        .map(|method| described(service, method));
    let ServiceImpl { generics, ty, .. } = service;
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let attributes = generated::attributes();
    quote_spanned! {Span::mixed_site()=>
        #attributes
        impl #impl_generics ::scaffold::__private::MainBlock for #ty #where_clause {
            const FACADE: ::core::option::Option<&'static str> = #facade;
            const METHODS: &'static [::scaffold::__private::MethodInfo] = &[#(#methods),*];
        }
    }
}

fn described(service: &ServiceImpl, method: &Method) -> TokenStream {
    let name = naming::text(&method.signature.ident);
    let decorators = method.decorators.iter().map(|decorator| &decorator.text);
    let switched = method.decorators.iter().filter(|it| it.when.is_some());
    let switches = switched.map(|decorator| weave::switch(method, decorator));
    let conditions = method.carried(&["cfg"]);
    let audited = method.decorators.iter();
    let audited = audited
        .map(|decorator| &decorator.kind)
        .any(|kind| matches!(kind, Kind::Audited(_)));
    let calls = calls_of_parts(method).into_iter();
    let mut kinds = method.decorators.iter().map(|decorator| &decorator.kind);
    let cached = kinds.find_map(|kind| match kind {
        Kind::Cached(cached) => Some(remembered(service, method, cached)),
        _ => None,
    });
    let cached = cached.unwrap_or_else(none);
    quote_spanned! {Span::mixed_site()=>
        #(#conditions)*
        ::scaffold::__private::MethodInfo {
            name: #name,
            decorators: &[#(#decorators),*],
            switches: &[#(Self::#switches),*],
            calls: &[#(#calls),*],
            cached: #cached,
            audited: #audited,
        }
    }
}

/// What the body calls on the service: `users.find`, `store` for a method of its own, and `users.delete` for `self.users.query().….delete()`.
fn calls_of_parts(method: &Method) -> BTreeSet<String> {
    let mut parts = BTreeSet::new();
    let mut queried = None;
    for call in calls::of(method.body.statements()) {
        let (part, word) = match call.path.strip_prefix("self.") {
            Some(path) => path.split_once('.').unwrap_or((path, "")),
            None => match (&queried, call.path.strip_prefix('.')) {
                (Some(part), Some(word @ ("update" | "delete"))) => {
                    parts.insert(format!("{part}.{word}"));
                    continue;
                }
                _ => continue,
            },
        };
        if word == "query" {
            queried = Some(part.to_owned());
        }
        let word = word.split('.').next().filter(|word| !word.is_empty());
        parts.insert(word.map_or_else(|| part.to_owned(), |word| format!("{part}.{word}")));
    }
    parts
}

/// The key and the time of a cached method.
fn remembered(service: &ServiceImpl, method: &Method, cached: &Cached) -> TokenStream {
    let site = Span::mixed_site();
    let names: Vec<_> = method
        .typed()
        .map(|typed| naming::line(typed.pat.to_token_stream()))
        .collect();
    let key = format!(
        "{}::{}({})",
        service.name,
        naming::text(&method.signature.ident),
        names.join(", ")
    );
    let ttl = match cached.ttl {
        Some(ttl) => {
            let ttl = duration::expression(ttl);
            quote_spanned!(site=> ::core::option::Option::Some(#ttl))
        }
        None => quote_spanned! {site=> {
            use ::scaffold::__private::NoDefaults as _;
            ::scaffold::__private::DefaultsOf::<Self>::CACHED.ttl
        }},
    };
    let reads = match &cached.reads {
        Some(models) => {
            quote_spanned! {site=>
                ::core::option::Option::Some(&[#(<#models as ::scaffold::__private::Model>::NAME),*])
            }
        }
        None => none(),
    };
    quote_spanned! {site=>
        ::core::option::Option::Some(::scaffold::__private::CachedInfo {
            key: #key,
            ttl: #ttl,
            reads: #reads,
        })
    }
}

/// `impl Hooked`, for a block with `#[on_start]` or `#[on_stop]`.
pub(super) fn hooked(service: &ServiceImpl) -> TokenStream {
    if service.methods().all(|method| method.hooks.is_empty()) {
        return TokenStream::new();
    }
    let hooks = [Hook::Start, Hook::Stop].map(|hook| {
        let name = Ident::new(hook.word(), Span::mixed_site());
        let calls = service
            .methods()
            .filter(|method| method.hooks.contains(&hook));
        let calls = calls.map(call);
        quote_spanned! {Span::mixed_site()=>
            async fn #name(&self) -> ::scaffold::__private::Result<()> {
                #(#calls)*
                ::core::result::Result::Ok(())
            }
        }
    });
    let ServiceImpl { generics, ty, .. } = service;
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let attributes = generated::attributes();
    quote_spanned! {Span::mixed_site()=>
        #attributes
        impl #impl_generics ::scaffold::__private::Hooked for #ty #where_clause {
            #(#hooks)*
        }
    }
}

/// On the method's name, where the compiler says of its result what does not fit.
fn call(method: &Method) -> TokenStream {
    let site = Span::mixed_site().located_at(method.signature.ident.span());
    let name = naming::ours(&method.signature.ident, site);
    let conditions = method.carried(&["cfg"]);
    let waited = method.is_async().then(|| quote_spanned!(site=> .await));
    let tried = method.output_type().map(|_| quote_spanned!(site=> ?));
    quote_spanned!(site=> #(#conditions)* Self::#name(self) #waited #tried;)
}

fn none() -> TokenStream {
    quote_spanned!(Span::mixed_site()=> ::core::option::Option::None)
}
