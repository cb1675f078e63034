//! Wraps a body in its decorators, in place.
//!
//! Observers are two calls around what is observed. Every other layer takes the future of the next one, pinned where it
//! stands: passed by value, each layer would double it.

mod audited;
mod authorized;
mod cached;
mod keyed;
mod layers;
mod observed;
mod retried;

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote_spanned};

use super::{
    check,
    decorator::{Decorator, Kind},
    method::Method,
    model::ServiceImpl,
};
use crate::support::{generated, naming};

/// The statements of a decorated method.
pub(crate) fn weave(service: &ServiceImpl, method: &Method) -> TokenStream {
    let call = call(service, method);
    let (observers, layers) = outermost_observers(method, &method.decorators);
    let noted = observed::noted(method, observers);
    let output = method.output();
    let in_place = layers.is_empty() && !method.body.may_leave();
    let (before, run) = if in_place {
        (TokenStream::new(), own(method).to_token_stream())
    } else if method.is_async() {
        layers::layered(service, method, layers).awaited()
    } else {
        let block = own(method);
        let run = quote_spanned!(Span::mixed_site()=> ::scaffold::__private::once(move || -> #output #block));
        (TokenStream::new(), run)
    };
    let ty = in_place.then_some(&output);
    let observed = observed::observed(observers, &run, ty);
    let woven = quote_spanned!(Span::mixed_site()=> #call #noted #before #observed);
    switched(method, woven)
}

/// Where every decorator has a switch, a call that finds all of them off runs the body as it would stand there without them: written twice, so that it
/// costs the question and nothing else. A body with a `static` of its own can't be.
fn switched(method: &Method, woven: TokenStream) -> TokenStream {
    let all = method.decorators.iter().all(|it| it.when.is_some());
    if !all || method.body.has_static() {
        return woven;
    }
    let site = Span::mixed_site();
    let switches = method.decorators.iter().map(|it| switch(method, it));
    let repeated = method.is_repeated().then(|| method.arguments());
    let mutable = repeated.into_iter().flatten().filter(|it| it.mutable);
    let mutable = mutable.map(|argument| {
        let name = argument.name;
        quote_spanned!(site=> let mut #name = #name;)
    });
    let (patterns, body) = (patterns(method), method.body.statements());
    let plain = block(method, quote_spanned!(site=> #(#mutable)* #patterns #body));
    quote_spanned! {site=>
        if #(Self::#switches.is_on())||* { #woven } else #plain
    }
}

/// Those that look on before the first one that does more. Where no `Around` could run, a person's own decorator can only look on.
fn outermost_observers<'a>(
    method: &Method,
    decorators: &'a [Decorator],
) -> (&'a [Decorator], &'a [Decorator]) {
    let looks_on = |decorator: &Decorator| {
        decorator.observes()
            || (matches!(decorator.kind, Kind::Decorate(_)) && !check::runs_around(method))
    };
    let count = decorators.iter().take_while(|it| looks_on(it)).count();
    decorators.split_at(count)
}

/// `SWITCH_2_0`: the constant of the decorator's switch, by the places of the method and of the decorator.
pub(crate) fn switch(method: &Method, decorator: &Decorator) -> Ident {
    format_ident!(
        "SWITCH_{}_{}",
        method.at,
        decorator.at,
        span = Span::mixed_site()
    )
}

/// `let on_0 = …;`, asked when the call begins.
fn asked(method: &Method, decorator: &Decorator) -> Option<TokenStream> {
    decorator.when.as_ref()?;
    let (on, switch) = (decorator.part("on"), switch(method, decorator));
    Some(quote_spanned!(Span::mixed_site()=> let #on = Self::#switch.is_on();))
}

/// `on_0`, as it was [asked]; `true` for a decorator without a switch.
fn is_on(decorator: &Decorator) -> TokenStream {
    match &decorator.when {
        Some(_) => decorator.part("on").to_token_stream(),
        None => quote_spanned!(Span::mixed_site()=> true),
    }
}

/// `let (a, b) = argument_0;` for each argument that is a pattern.
pub(crate) fn patterns(method: &Method) -> TokenStream {
    let patterns = method.arguments().into_iter().filter_map(|argument| {
        let (pattern, name) = (argument.pattern?, argument.name);
        Some(quote_spanned!(Span::mixed_site()=> let #pattern = #name;))
    });
    patterns.collect()
}

/// The body, with what takes its arguments apart.
fn own(method: &Method) -> Group {
    let (patterns, body) = (patterns(method), method.body.statements());
    block(method, quote_spanned!(Span::mixed_site()=> #patterns #body))
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

/// `Some(…)`, or `None`.
fn option(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => {
            quote_spanned!(Span::mixed_site()=> ::core::option::Option::Some(#value))
        }
        None => quote_spanned!(Span::mixed_site()=> ::core::option::Option::None),
    }
}

/// `call`: what the decorators are told; a constant unless one may need the shared parts.
fn call(service: &ServiceImpl, method: &Method) -> TokenStream {
    let site = Span::mixed_site();
    let untold = |it: &Decorator| matches!(it.kind, Kind::Cached(_) | Kind::Authorized(_));
    if method.decorators.iter().all(untold) {
        return TokenStream::new();
    }
    let (name, text) = (&service.name, naming::text(&method.signature.ident));
    let takes_core = method.takes_ref_self() && method.decorators.iter().any(Decorator::takes_core);
    match method.receiver().filter(|_| takes_core) {
        Some(receiver) => {
            let this = &receiver.self_token;
            quote_spanned! {site=>
                let call = &::scaffold::__private::Call {
                    service: #name,
                    method: #text,
                    core: ::scaffold::__private::Service::core(#this),
                };
            }
        }
        None => quote_spanned! {site=>
            let call = const {
                &::scaffold::__private::Call { service: #name, method: #text, core: ::core::option::Option::None }
            };
        },
    }
}
