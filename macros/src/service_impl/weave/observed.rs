//! Observers: two calls around what they look at.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::{Expr, spanned::Spanned};

use super::{
    super::{
        decorator::{Decorator, Kind},
        method::Method,
    },
    asked, is_on, quiet,
};
use crate::support::naming;

/// What has to be known before the call takes its arguments: which observers are on, and what they print.
pub(super) fn noted(method: &Method, observers: &[Decorator]) -> TokenStream {
    let mut noted = TokenStream::new();
    for decorator in observers {
        noted.extend(asked(method, decorator));
        if let Kind::Logged(named) = &decorator.kind
            && !named.is_empty()
        {
            noted.extend(arguments(method, decorator, named));
        }
    }
    noted
}

/// `let arguments_0 = LoggedWith::new(…);`
fn arguments(method: &Method, decorator: &Decorator, named: &[Expr]) -> TokenStream {
    let site = Span::mixed_site();
    let (arguments, quiet) = (decorator.part("arguments"), quiet(method));
    let on = is_on(decorator);
    let shown = named.iter().map(|named| {
        let text = naming::line(quote_spanned!(site=> #named));
        // On what was named, so that a type that can't be printed is pointed at.
        let value = quote_spanned!(Span::mixed_site().located_at(named.span())=> &#named);
        quote_spanned!(site=> shown.value(#text, #value);)
    });
    quote_spanned! {site=>
        #quiet
        let #arguments = ::scaffold::__private::LoggedWith::new(#on, |shown| { #(#shown)* });
    }
}

/// Enters the observers, outermost first, runs what they look at, and leaves them, innermost first. A block says nothing of its type, so it comes
/// with it.
pub(super) fn observed(
    observers: &[Decorator],
    run: &TokenStream,
    ty: Option<&TokenStream>,
) -> TokenStream {
    let site = Span::mixed_site();
    if observers.is_empty() {
        return run.clone();
    }
    // Where all have a switch, nobody may ask for the error.
    let may_be_off = observers.iter().all(|decorator| decorator.when.is_some());
    let mut enter = TokenStream::new();
    let mut exit = Vec::new();
    for decorator in observers {
        let (observer, span) = (decorator.part("observer"), decorator.part("span"));
        let value = value(decorator);
        let entered = quote_spanned!(site=> ::scaffold::__private::Observe::enter(#observer, call));
        let exited = quote_spanned!(site=> ::scaffold::__private::Observe::exit(#observer, #span, call, error););
        if decorator.when.is_some() {
            let on = decorator.part("on");
            enter.extend(quote_spanned! {site=>
                let #observer = #value;
                let #span = if #on { ::core::option::Option::Some(#entered) } else { ::core::option::Option::None };
            });
            let error = may_be_off.then(error);
            exit.push(quote_spanned! {site=>
                if let ::core::option::Option::Some(#span) = #span {
                    #error
                    #exited
                }
            });
        } else {
            enter.extend(quote_spanned! {site=>
                let #observer = #value;
                let #span = #entered;
            });
            exit.push(exited);
        }
    }
    exit.reverse();
    let ty = ty.map(|ty| quote_spanned!(site=> : #ty));
    let error = (!may_be_off).then(error);
    quote_spanned! {site=>
        #enter
        let out #ty = #run;
        {
            #error
            #(#exit)*
        }
        out
    }
}

/// The error of what came out, if that has one.
fn error() -> TokenStream {
    quote_spanned! {Span::mixed_site()=>
        use ::scaffold::__private::NoError as _;
        let error = ::scaffold::__private::Probe(&out).shown_error();
    }
}

fn value(decorator: &Decorator) -> TokenStream {
    let site = Span::mixed_site();
    match &decorator.kind {
        Kind::Measured => quote_spanned! {site=> {
            static MEASURED: ::scaffold::__private::Measured = ::scaffold::__private::Measured::new();
            &MEASURED
        }},
        Kind::Logged(named) if !named.is_empty() => {
            let arguments = decorator.part("arguments");
            quote_spanned!(site=> &#arguments)
        }
        Kind::Decorate(own) => {
            let (own, site) = (own.reference(), site.located_at(own.span()));
            quote_spanned!(site=> ::scaffold::__private::observer(#own))
        }
        _ => quote_spanned!(site=> &::scaffold::__private::Logged),
    }
}
