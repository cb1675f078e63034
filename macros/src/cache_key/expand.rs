//! The impl of `CacheKey`, and the stub of one.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{DeriveInput, Member, Type, spanned::Spanned};

use super::model::{Key, Kind};
use crate::support::{generated, naming};

pub(super) fn expand(key: &Key) -> TokenStream {
    let (name, attributes) = (&key.name, generated::attributes());
    let (generics, types, where_clause) = key.generics.split_for_impl();
    let body = match &key.kind {
        Kind::Struct(fields) if fields.is_empty() => quote!(let _ = key;),
        Kind::Struct(fields) => {
            let (pattern, writes) = (pattern(fields), writes(fields));
            quote!(let Self #pattern = self; #writes)
        }
        Kind::Enum(variants) if variants.is_empty() => quote!(let _ = key; match *self {}),
        Kind::Enum(variants) => {
            let arms = variants.iter().map(|(variant, fields)| {
                let (word, pattern, writes) = (naming::text(variant), pattern(fields), writes(fields));
                quote!(Self::#variant #pattern => { ::scaffold::__private::CacheKey::write(#word, key); #writes })
            });
            quote!(match self { #(#arms)* })
        }
    };
    quote! {
        #attributes
        impl #generics ::scaffold::__private::CacheKey for #name #types #where_clause {
            fn write(&self, key: &mut ::scaffold::__private::KeyBuilder) { #body }
        }
    }
}

/// `{ author: __0, 1: __1 }`: the form that every kind of fields has.
fn pattern(fields: &[(Member, Type)]) -> TokenStream {
    let bindings = fields.iter().enumerate().map(|(at, (member, _))| {
        let local = format_ident!("__{at}");
        quote!(#member: #local)
    });
    quote!({ #(#bindings),* })
}

fn writes(fields: &[(Member, Type)]) -> TokenStream {
    let writes = fields.iter().enumerate().map(|(at, (_, ty))| {
        let local = format_ident!("__{at}");
        quote_spanned!(ty.span().resolved_at(Span::call_site())=> <#ty as ::scaffold::__private::CacheKey>::write(#local, key);)
    });
    writes.collect()
}

pub(super) fn stub(key: &Key, input: &DeriveInput) -> TokenStream {
    let name = &key.name;
    let (generics, types, _) = input.generics.split_for_impl();
    let attributes = generated::attributes();
    quote! {
        #attributes
        impl #generics ::scaffold::__private::CacheKey for #name #types {
            fn write(&self, _: &mut ::scaffold::__private::KeyBuilder) { ::core::unreachable!() }
        }
    }
}
