//! The layer of `#[retried]`: a function that makes the next layer anew for each attempt.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;

use super::{
    super::{
        decorator::Retried,
        method::{Argument, Method},
    },
    Future, quiet,
};
use crate::support::duration;

/// The future of a method that is tried again.
pub(super) fn repeated(
    method: &Method,
    Retried { times, backoff }: &Retried,
    site: Span,
    attempt: Future,
) -> Future {
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
    let Future {
        before,
        expression,
        site: inner,
    } = attempt;
    let waited = quote_spanned!(inner=> #expression.await);
    let expression = quote_spanned! {site=>
        ::scaffold::__private::retry(
            ::scaffold::__private::Retry { times: #times, backoff: #backoff },
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
    Future {
        before: TokenStream::new(),
        expression,
        site,
    }
}
