//! The layer of `#[cached]`: the key is made of the arguments, the value of the next layer.

use proc_macro2::Span;
use quote::quote_spanned;
use syn::{Type, spanned::Spanned};

use super::{
    super::{
        decorator::{Cached, Decorator},
        method::{Argument, Method},
        model::ServiceImpl,
    },
    asked,
    layers::{Form, Layer},
    option, quiet,
};
use crate::support::{duration, naming};

/// The future of a cached method; `load` is what a miss runs.
pub(super) fn remembered(
    service: &ServiceImpl,
    method: &Method,
    decorator: &Decorator,
    cached: &Cached,
    site: Span,
    load: Layer,
) -> Layer {
    let this = method.receiver().map(|receiver| &receiver.self_token);
    let path = format!("::{}::{}", service.name, method.signature.ident);
    let signature = &method.signature;
    let text = naming::line(quote_spanned!(site=> #signature));
    let ttl = option(cached.ttl.map(duration::expression));
    let tables = cached.reads.as_ref().map(
        |models| quote_spanned!(site=> &[#(<#models as ::scaffold::__private::Model>::TABLE),*]),
    );
    let reads = option(tables);
    let quiet = quiet(method);
    let parts = method
        .arguments()
        .into_iter()
        .map(|Argument { name, ty, .. }| {
            // On the type, so that one that can't be a key is pointed at.
            let site = Span::mixed_site().located_at(ty.span());
            let value = match references(&ty) {
                0 => quote_spanned!(site=> &#name),
                count => {
                    let stars = std::iter::repeat_n(quote_spanned!(site=> *), count - 1);
                    quote_spanned!(site=> #(#stars)* #name)
                }
            };
            quote_spanned!(site=> ::scaffold::__private::CacheKey::write(#value, &mut key);)
        });
    let key = quote_spanned! {Span::mixed_site()=> {
        let mut key = ::scaffold::__private::KeyBuilder::new();
        #(#parts)*
        key
    }};
    let asked = asked(method, decorator);
    let key = match &asked {
        Some(_) => {
            let on = decorator.part("on");
            quote_spanned!(Span::mixed_site()=> #on.then(|| #key))
        }
        None => key,
    };
    let load = load.pinned();
    // The key before the load: that one takes the arguments.
    let before = quote_spanned!(Span::mixed_site()=> #asked #quiet let key = #key; #load);
    let expression = quote_spanned! {site=>
        ::scaffold::__private::cached(
            #this,
            const {
                &::scaffold::__private::cached_method(
                    <Self as ::scaffold::__private::Service>::NAME,
                    ::core::concat!(::core::module_path!(), #path),
                    ::core::concat!(#text, " ", ::core::env!("CARGO_PKG_VERSION")),
                    #ttl,
                    #reads,
                    {
                        use ::scaffold::__private::NoDefaults as _;
                        ::scaffold::__private::DefaultsOf::<Self>::CACHED
                    },
                )
            },
            key,
            next,
        )
    };
    let future = match &decorator.when {
        Some(_) => quote_spanned! {site=>
            async move {
                match key {
                    ::core::option::Option::Some(key) => #expression.await,
                    ::core::option::Option::None => next.await,
                }
            }
        },
        None => expression,
    };
    Layer {
        before,
        form: Form::Future(future),
        site,
    }
}

/// How many `&` stand before a type.
fn references(ty: &Type) -> usize {
    match ty {
        Type::Reference(reference) => 1 + references(&reference.elem),
        _ => 0,
    }
}
