//! The impls of `ColumnValue`, `Display` and `FromStr`, and the stubs of them.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use super::model::Words;
use crate::support::{generated, naming};

pub(super) fn expand(words: &Words) -> TokenStream {
    let (name, attributes) = (&words.name, generated::attributes());
    let title = naming::text(name);
    let variants: Vec<_> = words.words.iter().map(|word| &word.variant).collect();
    let texts: Vec<_> = words.words.iter().map(|word| &word.text).collect();
    let displayed = words.displayed.then(|| displayed(words));
    quote! {
        #attributes
        impl ::scaffold::__private::Words for #name {
            fn word(&self) -> &'static str {
                match self { #(Self::#variants => #texts,)* }
            }

            fn of_word(word: &str) -> ::core::result::Result<Self, ::scaffold::__private::UnknownWord> {
                match word {
                    #(#texts => ::core::result::Result::Ok(Self::#variants),)*
                    _ => ::core::result::Result::Err(::scaffold::__private::UnknownWord::new(#title, word, &[#(#texts),*])),
                }
            }
        }

        #attributes
        impl ::scaffold::__private::ColumnValue for #name {
            const KIND: ::scaffold::__private::ValueKind = ::scaffold::__private::ValueKind::Text;

            fn read(row: &::scaffold::__private::Row, at: usize) -> ::scaffold::__private::Result<Self> {
                ::scaffold::__private::read_word(row, at)
            }

            fn value(&self) -> ::scaffold::__private::Value {
                ::scaffold::__private::word_value(self)
            }
        }

        #displayed
    }
}

/// The word for people, and back.
fn displayed(words: &Words) -> TokenStream {
    let (name, attributes) = (&words.name, generated::attributes());
    quote! {
        #attributes
        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(::scaffold::__private::Words::word(self))
            }
        }

        #attributes
        impl ::core::str::FromStr for #name {
            type Err = ::scaffold::__private::UnknownWord;

            fn from_str(word: &str) -> ::core::result::Result<Self, ::scaffold::__private::UnknownWord> {
                ::scaffold::__private::Words::of_word(word)
            }
        }
    }
}

pub(super) fn stub(words: &Words, input: &DeriveInput) -> TokenStream {
    let (name, attributes) = (&words.name, generated::attributes());
    let (generics, types, _) = input.generics.split_for_impl();
    let displayed = words.displayed.then(|| {
        quote! {
            #attributes
            impl #generics ::core::fmt::Display for #name #types {
                fn fmt(&self, _: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result { ::core::unreachable!() }
            }

            #attributes
            impl #generics ::core::str::FromStr for #name #types {
                type Err = ::scaffold::__private::UnknownWord;
                fn from_str(_: &str) -> ::core::result::Result<Self, ::scaffold::__private::UnknownWord> { ::core::unreachable!() }
            }
        }
    });
    quote! {
        #attributes
        impl #generics ::scaffold::__private::ColumnValue for #name #types {
            const KIND: ::scaffold::__private::ValueKind = ::scaffold::__private::ValueKind::Text;
            fn read(_: &::scaffold::__private::Row, _: usize) -> ::scaffold::__private::Result<Self> { ::core::unreachable!() }
            fn value(&self) -> ::scaffold::__private::Value { ::core::unreachable!() }
        }

        #displayed
    }
}
