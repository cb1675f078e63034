//! The layer of `#[retried]`: a function that makes the next layer anew for each attempt.

use proc_macro2::Span;
use quote::quote_spanned;
use syn::spanned::Spanned;

use super::{
    super::{
        decorator::{Decorator, Retried},
        method::{Argument, Method},
    },
    asked,
    layers::{Form, Layer},
    quiet,
};
use crate::support::duration;

/// The future of a method that is tried again.
pub(super) fn repeated(
    method: &Method,
    decorator: &Decorator,
    retried: &Retried,
    site: Span,
    attempt: Layer,
) -> Layer {
    let Retried {
        times, backoff, on, ..
    } = retried;
    let asked = asked(method, decorator);
    let times = match &asked {
        Some(_) => {
            let on = decorator.part("on");
            quote_spanned!(Span::mixed_site()=> if #on { #times } else { 1 })
        }
        None => quote_spanned!(Span::mixed_site()=> #times),
    };
    let is_tried_again = match on {
        Some(path) => quote_spanned!(Span::mixed_site().located_at(path.span())=> #path),
        None => quote_spanned!(site=> ::scaffold::__private::may_pass),
    };
    let backoff = duration::expression(*backoff);
    let arguments = method.arguments();
    let quiet = quiet(method);
    // Each attempt borrows the arguments and clones them within itself: as a part of its future they would be in it twice.
    let borrows = arguments.iter().map(
        |Argument { name, .. }| quote_spanned!(Span::mixed_site()=> #quiet let #name = &#name;),
    );
    let clones = arguments.iter().map(
        |Argument {
             name, ty, mutable, ..
         }| {
            // On the type, so that one that can't be cloned is pointed at.
            let site = Span::mixed_site().located_at(ty.span());
            let mutable = mutable.then(|| quote_spanned!(site=> mut));
            quote_spanned!(site=> #quiet let #mutable #name = <#ty as ::core::clone::Clone>::clone(#name);)
        },
    );
    let (before, waited) = attempt.awaited();
    let expression = quote_spanned! {site=>
        ::scaffold::__private::retry(
            ::scaffold::__private::Retry { times: #times, backoff: #backoff },
            #is_tried_again,
            call,
            || {
                #(#borrows)*
                async move {
                    #(#clones)*
                    #before
                    #waited
                }
            },
        )
    };
    Layer {
        before: asked.unwrap_or_default(),
        form: Form::Future(expression),
        site,
    }
}
