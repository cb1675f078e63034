//! The layer of `#[authorized]`: asks the policy while the arguments are still there, and begins the next layer after it has agreed.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

use super::{
    super::{decorator::Policy, method::Method},
    layers::{Form, Layer},
    quiet,
};

/// The block of a method that is not open to everyone.
pub(super) fn authorized(method: &Method, policy: &Policy, site: Span, next: Layer) -> Layer {
    let Policy { path, arguments } = policy;
    let quiet = quiet(method);
    let this = method.receiver().map(|receiver| &receiver.self_token);
    let policy = match policy.method() {
        Some(name) => quote_spanned!(site=> #this.#name),
        None => quote_spanned!(site=> #path),
    };
    let answer =
        quote_spanned!(site=> ::scaffold::__private::allowed(#policy(&who, #(#arguments),*).await));
    let (before, output) = next.awaited();
    let block = quote_spanned! {Span::mixed_site()=> {
        #quiet
        let allowed = match ::scaffold::__private::caller() {
            ::core::result::Result::Ok(who) => #answer,
            ::core::result::Result::Err(error) => ::core::result::Result::Err(error),
        };
        match allowed {
            ::core::result::Result::Ok(()) => {
                #before
                #output
            }
            ::core::result::Result::Err(error) => {
                ::core::result::Result::Err(::core::convert::From::from(error))
            }
        }
    }};
    Layer {
        before: TokenStream::new(),
        form: Form::Block(block),
        site,
    }
}
