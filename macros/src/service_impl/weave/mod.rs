//! Wraps a body in its decorators, in place.
//!
//! Observers are two calls around what is observed. Every other layer takes the future of the next one, pinned where it
//! stands: passed by value, each layer would double it.

mod cached;
mod retried;

use proc_macro2::{Delimiter, Group, Span, TokenStream};
use quote::{format_ident, quote_spanned};
use syn::spanned::Spanned;

use super::{
    decorator::{Decorator, Kind},
    method::Method,
    model::ServiceImpl,
};
use crate::support::{generated, naming};

/// A future: what has to stand before it, and the expression itself.
struct Future {
    before: TokenStream,
    expression: TokenStream,
    /// Where it is waited for, so that what is wrong with its type is told once.
    site: Span,
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
    let (before, run) = if method.is_async() {
        let Future {
            before,
            expression,
            site,
        } = layered(service, method, layers);
        (before, quote_spanned!(site=> #expression.await))
    } else {
        let (patterns, body) = (patterns(method), method.body.statements());
        let (output, block) = (
            method.output(),
            block(method, quote_spanned!(Span::mixed_site()=> #patterns #body)),
        );
        let run = quote_spanned!(Span::mixed_site()=> ::scaffold::__private::once(move || -> #output #block));
        (TokenStream::new(), run)
    };
    let observed = observed(observers, &run);
    quote_spanned!(Span::mixed_site()=> #call #before #observed)
}

/// `let (a, b) = argument_0;` for each argument that is a pattern.
pub(crate) fn patterns(method: &Method) -> TokenStream {
    let patterns = method.arguments().into_iter().filter_map(|argument| {
        let (pattern, name) = (argument.pattern?, argument.name);
        Some(quote_spanned!(Span::mixed_site()=> let #pattern = #name;))
    });
    patterns.collect()
}

/// Statements in braces that stand where the body's do, and are ours: in the person's own, an item of theirs would come after statements.
pub(crate) fn block(method: &Method, statements: TokenStream) -> Group {
    let mut block = Group::new(Delimiter::Brace, statements);
    block.set_span(Span::mixed_site().located_at(method.body.block.span()));
    block
}

/// Above statements that name the arguments: a name such as `_unused` says that the person's code doesn't use it, not that ours doesn't.
pub(crate) fn quiet(method: &Method) -> Option<TokenStream> {
    let mut arguments = method.arguments().into_iter();
    arguments
        .any(|argument| argument.name.to_string().starts_with('_'))
        .then(|| generated::allow(&["clippy::used_underscore_binding"]))
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
    let (name, text) = (&service.name, naming::text(&method.signature.ident));
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
fn observed(observers: &[Decorator], run: &TokenStream) -> TokenStream {
    let site = Span::mixed_site();
    if observers.is_empty() {
        return run.clone();
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
        let out = #run;
        {
            use ::scaffold::__private::NoError as _;
            let error = ::scaffold::__private::Probe(&out).shown_error();
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
            // What is observed is pinned outside: an async block keeps what it takes in as well as what it makes of it.
            let before = pinned(layered(service, method, inner));
            let observed = observed(observers, &quote_spanned!(site=> next.await));
            Future {
                before,
                expression: quote_spanned!(Span::mixed_site()=> async move { #observed }),
                site,
            }
        }
        Kind::Transactional => Future {
            before: pinned(layered(service, method, inner)),
            expression: quote_spanned! {site=>
                ::scaffold::__private::around(&::scaffold::__private::Transactional, call, next)
            },
            site,
        },
        Kind::Cached(cached) => {
            let load = layered(service, method, inner);
            cached::remembered(service, method, cached, site, load)
        }
        Kind::Retried(retried) => {
            retried::repeated(method, retried, site, layered(service, method, inner))
        }
    }
}

/// The body as it was written: `?` and `return` end it and nothing else, and what it gives becomes the output as a function's does.
fn body(method: &Method) -> Future {
    let site = Span::mixed_site();
    let (output, patterns, body) = (method.output(), patterns(method), method.body.statements());
    // On the output, where the compiler says from what it knows the type.
    let said = match method.output_type() {
        Some(ty) => site.located_at(ty.span()),
        None => site.located_at(method.signature.ident.span()),
    };
    let typed = quote_spanned! {said=>
        if false {
            return ::scaffold::__private::never::<#output>();
        }
    };
    let block = block(method, quote_spanned!(site=> #typed #patterns #body));
    Future {
        before: TokenStream::new(),
        expression: quote_spanned!(block.span()=> async move #block),
        site,
    }
}

/// `next`, pinned in place.
fn pinned(
    Future {
        before, expression, ..
    }: Future,
) -> TokenStream {
    quote_spanned! {Span::mixed_site()=>
        #before
        let next = ::core::pin::pin!(#expression);
    }
}
