//! The impl of `Cacheable`, and the stub of one.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{DeriveInput, Ident, Type, spanned::Spanned};

use super::model::Cacheable;
use crate::support::{duration, generated, naming};

/// serde knows tuples of up to 16; more fields than this are tuples in a tuple, so up to 256.
const TUPLE: usize = 16;

pub(super) fn expand(cacheable: &Cacheable) -> TokenStream {
    let Cacheable {
        name,
        ttl,
        cached,
        uncached,
    } = cacheable;
    let attributes = generated::attributes();
    let ttl = ttl.map(duration::expression).map_or_else(
        || quote!(::core::option::Option::None),
        |ttl| quote!(::core::option::Option::Some(#ttl)),
    );
    let borrowed = tuple(
        cached,
        |ident, ty| quote_spanned!(ty.span().resolved_at(Span::call_site())=> &self.#ident),
    );
    let types = tuple(cached, |_, ty| quote!(#ty));
    let bindings = tuple(cached, |ident, _| naming::local(ident).into_token_stream());
    let fields = cached.iter().map(|(ident, _)| {
        let local = naming::local(ident);
        quote!(#ident: #local)
    });
    quote! {
        #attributes
        impl ::scaffold::__private::Cacheable for #name {
            const TTL: ::core::option::Option<::core::time::Duration> = #ttl;

            fn encode(&self) -> ::std::vec::Vec<u8> {
                ::scaffold::__private::encode(<Self as ::scaffold::__private::Model>::LAYOUT, &#borrowed)
            }

            fn decode(bytes: &[u8]) -> ::core::option::Option<Self> {
                let #bindings: #types = ::scaffold::__private::decode(<Self as ::scaffold::__private::Model>::LAYOUT, bytes)?;
                ::core::option::Option::Some(Self {
                    #(#fields,)*
                    #(#uncached: ::scaffold::__private::Uncached::absent(),)*
                })
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
            fn encode(&self) -> ::std::vec::Vec<u8> { ::core::unreachable!() }
            fn decode(_: &[u8]) -> ::core::option::Option<Self> { ::core::unreachable!() }
        }
    }
}

/// `(a, b, c,)`, or `((a, b,), (c,),)` of many.
fn tuple(fields: &[(Ident, Type)], element: impl Fn(&Ident, &Type) -> TokenStream) -> TokenStream {
    let elements: Vec<TokenStream> = fields
        .iter()
        .map(|(ident, ty)| element(ident, ty))
        .collect();
    if elements.len() <= TUPLE {
        return quote!((#(#elements,)*));
    }
    let chunks = elements.chunks(TUPLE).map(|chunk| quote!((#(#chunk,)*)));
    quote!((#(#chunks,)*))
}
