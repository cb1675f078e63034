//! The layer of `#[audited]`: what is recorded is read before the body takes it.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::{Expr, spanned::Spanned};

use super::{
    super::{decorator::Decorator, method::Method},
    is_on, quiet,
};
use crate::support::naming;

/// `let arguments_0 = Noted::new(…);`
pub(super) fn noted(method: &Method, decorator: &Decorator, named: &[Expr]) -> TokenStream {
    let site = Span::mixed_site();
    let (arguments, quiet) = (decorator.part("arguments"), quiet(method));
    let on = is_on(decorator);
    let values = named.iter().map(|named| {
        let text = naming::line(quote_spanned!(site=> #named));
        // On what was named, so that a type that can't be recorded is pointed at.
        let value = quote_spanned! {Span::mixed_site().located_at(named.span())=>
            ::scaffold::__private::Recorded(&#named).json()
        };
        quote_spanned!(site=> noted.value(#text, #value);)
    });
    let note = if named.is_empty() {
        quote_spanned!(site=> |_| {})
    } else {
        quote_spanned! {site=> |noted| {
            use ::scaffold::__private::{Printed as _, Serialized as _, Unknown as _};
            #(#values)*
        }}
    };
    quote_spanned!(site=> #quiet let #arguments = ::scaffold::__private::Noted::new(#on, #note);)
}

/// The future of an audited method.
pub(super) fn audited(decorator: &Decorator, site: Span) -> TokenStream {
    let arguments = decorator.part("arguments");
    quote_spanned!(site=> ::scaffold::__private::audited(#arguments, call, next))
}
