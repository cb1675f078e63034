//! The impl of `Cacheable`, and the stub of one.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{DeriveInput, spanned::Spanned};

use super::model::Cacheable;
use crate::support::{duration, generated};

pub(super) fn expand(cacheable: &Cacheable) -> TokenStream {
    let Cacheable { name, ttl, cached } = cacheable;
    let attributes = generated::attributes();
    let ttl = ttl.map(duration::expression).map_or_else(
        || quote!(::core::option::Option::None),
        |ttl| quote!(::core::option::Option::Some(#ttl)),
    );
    // On the type, so that one that serde does not know is pointed at.
    let fields = cached.iter().map(|(ident, ty)| {
        quote_spanned!(ty.span().resolved_at(Span::call_site())=> ::scaffold::__private::heap(&self.#ident))
    });
    let heap = if cached.is_empty() {
        quote!(0)
    } else {
        quote!(#(#fields)+*)
    };
    quote! {
        #attributes
        impl ::scaffold::__private::Cacheable for #name {
            const TTL: ::core::option::Option<::core::time::Duration> = #ttl;

            fn heap(&self) -> u64 {
                #heap
            }
        }
    }
}

pub(super) fn stub(cacheable: &Cacheable, input: &DeriveInput) -> TokenStream {
    let name = &cacheable.name;
    let (generics, types, _) = input.generics.split_for_impl();
    let attributes = generated::attributes();
    quote! {
        #attributes
        impl #generics ::scaffold::__private::Cacheable for #name #types where Self: ::scaffold::__private::Model {
            const TTL: ::core::option::Option<::core::time::Duration> = ::core::option::Option::None;
            fn heap(&self) -> u64 { ::core::unreachable!() }
        }
    }
}
