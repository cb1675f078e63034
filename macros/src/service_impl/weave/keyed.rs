//! The layers of `#[rate_limited]` and `#[exclusive]`: the key is made of what the attribute names, before the body takes it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::{Expr, spanned::Spanned};

use super::{
    super::{
        decorator::{Decorator, Exclusive, RateLimited},
        method::Method,
        model::ServiceImpl,
    },
    option, quiet,
};
use crate::support::{duration, naming};

/// `let limit_key = …;`
pub(super) fn key(
    method: &Method,
    decorator: &Decorator,
    name: &str,
    by: Option<&Expr>,
) -> TokenStream {
    let site = Span::mixed_site();
    let name = Ident::new(name, site);
    let Some(by) = by else {
        return quote_spanned!(site=> let #name = ::core::option::Option::None;);
    };
    // On what was named, so that a type that can't be a key is pointed at.
    let written = quote_spanned! {site.located_at(by.span())=>
        ::scaffold::__private::CacheKey::write(&#by, &mut key);
    };
    let key = quote_spanned! {site=> {
        let mut key = ::scaffold::__private::KeyBuilder::new();
        #written
        key
    }};
    let quiet = quiet(method);
    let key = match &decorator.when {
        Some(_) => {
            let on = decorator.part("on");
            quote_spanned!(site=> #on.then(|| #key))
        }
        None => quote_spanned!(site=> ::core::option::Option::Some(#key)),
    };
    quote_spanned!(site=> #quiet let #name = #key;)
}

/// The future of a limited method.
pub(super) fn limited(RateLimited { times, per, .. }: &RateLimited, site: Span) -> TokenStream {
    let per = duration::expression(*per);
    let limit = quote_spanned! {Span::mixed_site()=> {
        static LIMIT: ::scaffold::__private::RateLimit = ::scaffold::__private::RateLimit::new(#times, #per);
        &LIMIT
    }};
    quote_spanned!(site=> ::scaffold::__private::rate_limited(#limit, limit_key, call, next))
}

/// The future of a method that runs once at a time.
pub(super) fn exclusive(
    service: &ServiceImpl,
    method: &Method,
    Exclusive { ttl, wait, .. }: &Exclusive,
    site: Span,
) -> TokenStream {
    let name = naming::text(&method.signature.ident);
    let path = format!("::{}::{name}", service.name);
    let instance = (!service.generics.params.is_empty())
        .then(|| quote_spanned!(site=> <Self as ::scaffold::__private::Service>::NAME.id));
    let instance = option(instance);
    let (ttl, wait) = (
        option(ttl.map(duration::expression)),
        option(wait.map(duration::expression)),
    );
    let exclusive = quote_spanned! {Span::mixed_site()=>
        const {
            &::scaffold::__private::Exclusive::new(
                ::core::concat!(::core::module_path!(), #path),
                #instance,
                #ttl,
                #wait,
            )
        }
    };
    quote_spanned!(site=> ::scaffold::__private::exclusive(#exclusive, lock_key, call, next))
}
