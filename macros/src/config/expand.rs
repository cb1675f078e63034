//! Writes how a section is read, and that services can have it.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::{DeriveInput, spanned::Spanned};

use super::model::{Default, Key, Section};
use crate::support::{generated, naming};

/// The expansion of a section without mistakes.
pub(crate) fn expand(section: &Section) -> TokenStream {
    let site = Span::mixed_site();
    let keys = section.keys.iter().map(key);
    let locals: Vec<_> = section
        .keys
        .iter()
        .map(|key| naming::local(&key.field))
        .collect();
    let reads = section.keys.iter().zip(&locals).map(|(key, local)| {
        let read = read(key);
        quote_spanned!(site=> let #local = #read;)
    });
    let fields = section.keys.iter().map(|key| &key.field);
    let body = quote_spanned! {site=>
        #(#reads)*
        ::core::option::Option::Some(Self { #(#fields: #locals?),* })
    };
    let given = match section.keys.is_empty() {
        true => quote_spanned!(site=> _),
        false => quote_spanned!(site=> given),
    };
    implementation(section, &quote_spanned!(site=> #(#keys),*), &given, &body)
}

/// What stands in for a section with mistakes, so that code which uses it makes none of its own.
pub(crate) fn stub(section: &Section, input: &DeriveInput) -> TokenStream {
    if !input.generics.params.is_empty() {
        return TokenStream::new();
    }
    let site = Span::mixed_site();
    let body = quote_spanned!(site=> ::core::option::Option::None);
    implementation(
        section,
        &TokenStream::new(),
        &quote_spanned!(site=> _),
        &body,
    )
}

fn implementation(
    section: &Section,
    keys: &TokenStream,
    given: &TokenStream,
    body: &TokenStream,
) -> TokenStream {
    let Section {
        name,
        section: text,
        ..
    } = section;
    let (attributes, type_name) = (generated::attributes(), naming::text(name));
    quote_spanned! {Span::mixed_site()=>
        #attributes
        impl ::scaffold::__private::Section for #name {
            const NAME: &'static str = #text;
            const TYPE: &'static str = #type_name;
            const KEYS: &'static [::scaffold::__private::SectionKey] = &[#keys];

            fn read(#given: &mut ::scaffold::__private::Given<'_>) -> ::core::option::Option<Self> {
                #body
            }
        }

        #attributes
        impl ::scaffold::__private::Inject for #name {
            fn inject(parts: &::scaffold::__private::Parts<'_>) -> ::scaffold::__private::Result<Self> {
                parts.section()
            }
        }
    }
}

fn key(key: &Key) -> TokenStream {
    let site = Span::mixed_site();
    let name = &key.name;
    let variable = match &key.variable {
        Some(variable) => quote_spanned!(site=> ::core::option::Option::Some(#variable)),
        None => quote_spanned!(site=> ::core::option::Option::None),
    };
    quote_spanned!(site=> ::scaffold::__private::SectionKey { name: #name, variable: #variable })
}

/// On the field's type, so that one that can't be read is pointed at.
fn read(key: &Key) -> TokenStream {
    let Key {
        ty,
        name,
        default,
        serde,
        ..
    } = key;
    let site = Span::mixed_site().located_at(ty.span());
    let default = default.as_ref().map(|default| match default {
        Default::Text(text) => {
            let site = Span::mixed_site().located_at(text.span());
            quote_spanned!(site=> || ::core::convert::Into::into(#text))
        }
        Default::Value(value) => {
            let site = Span::mixed_site().located_at(value.span());
            quote_spanned!(site=> || #value)
        }
    });
    match (default, serde) {
        (None, false) => quote_spanned!(site=> given.key::<#ty>(#name)),
        (None, true) => quote_spanned!(site=> given.serde::<#ty>(#name)),
        (Some(default), false) => quote_spanned!(site=> given.key_or::<#ty>(#name, #default)),
        (Some(default), true) => quote_spanned!(site=> given.serde_or::<#ty>(#name, #default)),
    }
}
