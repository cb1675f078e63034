//! The layer of `#[rate_limited]`: the key is made of what the attribute names, before the body takes it.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;

use super::{
    super::{
        decorator::{Decorator, RateLimited},
        method::Method,
    },
    quiet,
};
use crate::support::duration;

/// `let limit_key = …;`
pub(super) fn key(method: &Method, decorator: &Decorator, limit: &RateLimited) -> TokenStream {
    let site = Span::mixed_site();
    let Some(by) = &limit.by else {
        return quote_spanned!(site=> let limit_key = ::core::option::Option::None;);
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
    quote_spanned!(site=> #quiet let limit_key = #key;)
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
