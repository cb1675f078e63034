//! Wraps a body in its decorators, in place.
//!
//! Observers are two calls around what is observed. Every other layer takes the future of the next one, pinned where it
//! stands: passed by value, each layer would double it.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote_spanned};
use syn::{Type, spanned::Spanned};

use super::{
    decorator::{Cached, Decorator, Kind, Retried},
    method::{Argument, Method},
    model::ServiceImpl,
};
use crate::support::{duration, naming};

/// A future: what has to stand before it, and the expression itself.
struct Future {
    before: TokenStream,
    expression: TokenStream,
}

/// The statements of a decorated method.
pub(crate) fn weave(service: &ServiceImpl, method: &Method) -> TokenStream {
    let call = call(service, method);
    let observers = method
        .decorators
        .iter()
        .take_while(|it| it.observes())
        .count();
    let (observers, layers) = method.decorators.split_at(observers);
    let inner = if method.is_async() {
        let Future { before, expression } = layered(service, method, layers);
        (
            before,
            quote_spanned!(Span::mixed_site()=> #expression.await),
        )
    } else {
        let (patterns, body, output) = (patterns(method), method.body.stream(), method.output());
        let run = quote_spanned!(Span::mixed_site()=> (move || -> #output { #patterns #body })());
        (TokenStream::new(), run)
    };
    let observed = observed(observers, inner);
    quote_spanned!(Span::mixed_site()=> #call #observed)
}

/// `let (a, b) = argument_0;` for each argument that is a pattern.
pub(crate) fn patterns(method: &Method) -> TokenStream {
    let patterns = method.arguments().into_iter().filter_map(|argument| {
        let (pattern, name) = (argument.pattern?, argument.name);
        Some(quote_spanned!(Span::mixed_site()=> let #pattern = #name;))
    });
    patterns.collect()
}

/// `call`: what the decorators are told; a constant unless one needs the shared parts.
fn call(service: &ServiceImpl, method: &Method) -> TokenStream {
    let site = Span::mixed_site();
    let mut told = method
        .decorators
        .iter()
        .filter(|decorator| !matches!(decorator.kind, Kind::Cached(_)));
    if told.next().is_none() {
        return TokenStream::new();
    }
    let (name, text) = (service.name(), naming::text(&method.signature.ident));
    let receiver = method.receiver().filter(|_| {
        method
            .decorators
            .iter()
            .any(|decorator| matches!(decorator.kind, Kind::Transactional | Kind::Retried(_)))
    });
    match receiver.map(|receiver| &receiver.self_token) {
        Some(this) => quote_spanned! {site=>
            let call = &::scaffold::__private::Call {
                service: #name,
                method: #text,
                core: ::scaffold::__private::Service::core(#this),
            };
        },
        None => quote_spanned! {site=>
            let call = const {
                &::scaffold::__private::Call { service: #name, method: #text, core: ::core::option::Option::None }
            };
        },
    }
}

/// Enters the observers, outermost first, runs what they look at, and leaves them, innermost first.
fn observed(observers: &[Decorator], (before, run): (TokenStream, TokenStream)) -> TokenStream {
    let site = Span::mixed_site();
    if observers.is_empty() {
        return quote_spanned!(site=> #before #run);
    }
    let mut enter = TokenStream::new();
    let mut exit = Vec::new();
    for (at, decorator) in observers.iter().enumerate() {
        let (observer, span) = (
            format_ident!("observer_{at}", span = site),
            format_ident!("span_{at}", span = site),
        );
        let value = match decorator.kind {
            Kind::Measured => quote_spanned! {site=> {
                static MEASURED: ::scaffold::__private::Measured = ::scaffold::__private::Measured::new();
                &MEASURED
            }},
            _ => quote_spanned!(site=> &::scaffold::__private::Logged),
        };
        enter.extend(quote_spanned! {site=>
            let #observer = #value;
            let #span = ::scaffold::__private::Observe::enter(#observer, call);
        });
        exit.push(quote_spanned! {site=>
            ::scaffold::__private::Observe::exit(#observer, #span, call, error);
        });
    }
    exit.reverse();
    quote_spanned! {site=>
        #enter
        #before
        let out = #run;
        {
            use ::scaffold::__private::{AsError as _, NoError as _};
            let probe = &::scaffold::__private::Probe(&out);
            let error = probe.error();
            #(#exit)*
        }
        out
    }
}

/// The future of these layers, the first one outermost, around the body.
fn layered(service: &ServiceImpl, method: &Method, layers: &[Decorator]) -> Future {
    let Some((outermost, inner)) = layers.split_first() else {
        return body(method);
    };
    let site = Span::mixed_site().located_at(outermost.word.span());
    match &outermost.kind {
        Kind::Logged | Kind::Measured => {
            let count = layers.iter().take_while(|it| it.observes()).count();
            let (observers, inner) = layers.split_at(count);
            let Future { before, expression } = layered(service, method, inner);
            let run = quote_spanned!(site=> #expression.await);
            typed(method, &observed(observers, (before, run)))
        }
        Kind::Transactional => {
            let before = pinned(layered(service, method, inner));
            let expression = quote_spanned! {site=>
                ::scaffold::__private::Around::around(&::scaffold::__private::Transactional, call, next)
            };
            Future { before, expression }
        }
        Kind::Cached(cached) => remembered(
            service,
            method,
            cached,
            site,
            layered(service, method, inner),
        ),
        Kind::Retried(retried) => repeated(method, retried, site, layered(service, method, inner)),
    }
}

/// The body as it was written: `?` and `return` end it and nothing else.
fn body(method: &Method) -> Future {
    let (patterns, body) = (patterns(method), method.body.stream());
    typed(
        method,
        &quote_spanned!(Span::mixed_site()=> #patterns #body),
    )
}

fn typed(method: &Method, statements: &TokenStream) -> Future {
    let output = method.output();
    let expression = quote_spanned! {Span::mixed_site()=>
        ::scaffold::__private::typed::<#output, _>(async move { #statements })
    };
    Future {
        before: TokenStream::new(),
        expression,
    }
}

/// `next`, pinned in place.
fn pinned(Future { before, expression }: Future) -> TokenStream {
    quote_spanned! {Span::mixed_site()=>
        #before
        let next = ::core::pin::pin!(#expression);
    }
}

fn remembered(
    service: &ServiceImpl,
    method: &Method,
    cached: &Cached,
    site: Span,
    load: Future,
) -> Future {
    let this = method.receiver().map(|receiver| &receiver.self_token);
    let path = format!("::{}::{}", service.name(), method.signature.ident);
    let signature = &method.signature;
    let text = quote_spanned!(site=> #signature).to_string();
    let ttl = match cached.ttl {
        None => quote_spanned!(site=> ::core::option::Option::None),
        Some(ttl) => {
            let ttl = duration::expression(ttl);
            quote_spanned!(site=> ::core::option::Option::Some(#ttl))
        }
    };
    let reads = match &cached.reads {
        None => quote_spanned!(site=> ::core::option::Option::None),
        Some(models) => {
            quote_spanned!(site=> ::core::option::Option::Some(&[#(<#models as ::scaffold::__private::Model>::TABLE),*]))
        }
    };
    let key = method.arguments().into_iter().map(|Argument { name, ty, .. }| {
        // On the type, so that one that can't be a key is pointed at.
        let site = Span::mixed_site().located_at(ty.span());
        match references(&ty) {
            0 => quote_spanned!(site=> ::scaffold::__private::CacheKey::write(&#name, &mut key);),
            count => {
                let stars = std::iter::repeat_n(quote_spanned!(site=> *), count);
                quote_spanned!(site=> ::scaffold::__private::CacheKey::write(&#(#stars)*#name, &mut key);)
            }
        }
    });
    // The key before the load: that one takes the arguments.
    let key = quote_spanned! {Span::mixed_site()=>
        let key = {
            let mut key = ::scaffold::__private::KeyBuilder::new();
            #(#key)*
            key
        };
    };
    let load = pinned(load);
    let expression = quote_spanned! {site=>
        ::scaffold::__private::core_of(#this).cache().remember(
            // No static, which would not know `Self`; and the service's own path, for two may be called alike here.
            const {
                &::scaffold::__private::CachedMethod {
                    name: ::core::concat!(::core::module_path!(), #path),
                    layout: <Self as ::scaffold::__private::Service>::NAME.of_text(
                        ::core::concat!(::core::module_path!(), #path, " ", #text, " ", ::core::env!("CARGO_PKG_VERSION")),
                    ).id,
                    ttl: #ttl,
                    reads: #reads,
                }
            },
            key,
            next,
        )
    };
    Future {
        before: quote_spanned!(Span::mixed_site()=> #key #load),
        expression,
    }
}

/// How many `&` stand before a type.
fn references(ty: &Type) -> usize {
    match ty {
        Type::Reference(reference) => 1 + references(&reference.elem),
        _ => 0,
    }
}

fn repeated(
    method: &Method,
    Retried { times, backoff }: &Retried,
    site: Span,
    attempt: Future,
) -> Future {
    let backoff = duration::expression(*backoff);
    let clones = method.arguments().into_iter().map(
        |Argument {
             name, ty, mutable, ..
         }| {
            // On the type, so that one that can't be cloned is pointed at.
            let site = Span::mixed_site().located_at(ty.span());
            let mutable = mutable.then(|| quote_spanned!(site=> mut));
            quote_spanned!(site=> let #mutable #name = <#ty as ::core::clone::Clone>::clone(&#name);)
        },
    );
    let attempt = match attempt {
        Future { before, expression } if before.is_empty() => expression,
        Future { before, expression } => {
            let statements = quote_spanned!(Span::mixed_site()=> #before #expression.await);
            typed(method, &statements).expression
        }
    };
    let expression = quote_spanned! {site=>
        ::scaffold::__private::retry(
            ::scaffold::__private::Retry { times: #times, backoff: #backoff },
            call,
            || {
                #(#clones)*
                #attempt
            },
        )
    };
    Future {
        before: TokenStream::new(),
        expression,
    }
}
