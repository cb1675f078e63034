//! The impls of `ColumnValue`, `Display` and `FromStr`, and the stubs of them.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use super::model::Words;
use crate::support::naming;

pub(super) fn expand(words: &Words) -> TokenStream {
    let name = &words.name;
    let title = naming::text(name);
    let variants: Vec<_> = words.words.iter().map(|word| &word.variant).collect();
    let texts: Vec<_> = words.words.iter().map(|word| &word.text).collect();
    quote! {
        #[automatically_derived]
        impl ::scaffold::__private::ColumnValue for #name {
            const KIND: ::scaffold::__private::ValueKind = ::scaffold::__private::ValueKind::Text;

            fn read(row: &::scaffold::__private::Row, at: usize) -> ::scaffold::__private::Result<Self> {
                let word = <::std::string::String as ::scaffold::__private::ColumnValue>::read(row, at)?;
                <Self as ::core::str::FromStr>::from_str(&word).map_err(::core::convert::From::from)
            }

            fn value(&self) -> ::scaffold::__private::Value {
                ::scaffold::__private::Value::Text(::std::string::ToString::to_string(self))
            }
        }

        #[automatically_derived]
        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(match self { #(Self::#variants => #texts,)* })
            }
        }

        #[automatically_derived]
        impl ::core::str::FromStr for #name {
            type Err = ::scaffold::__private::UnknownWord;

            fn from_str(word: &str) -> ::core::result::Result<Self, Self::Err> {
                match word {
                    #(#texts => ::core::result::Result::Ok(Self::#variants),)*
                    _ => ::core::result::Result::Err(::scaffold::__private::UnknownWord::new(#title, word, &[#(#texts),*])),
                }
            }
        }
    }
}

pub(super) fn stub(words: &Words, input: &DeriveInput) -> TokenStream {
    let name = &words.name;
    let (generics, types, _) = input.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #generics ::scaffold::__private::ColumnValue for #name #types {
            const KIND: ::scaffold::__private::ValueKind = ::scaffold::__private::ValueKind::Text;
            fn read(_: &::scaffold::__private::Row, _: usize) -> ::scaffold::__private::Result<Self> { ::core::unreachable!() }
            fn value(&self) -> ::scaffold::__private::Value { ::core::unreachable!() }
        }

        #[automatically_derived]
        impl #generics ::core::fmt::Display for #name #types {
            fn fmt(&self, _: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result { ::core::unreachable!() }
        }

        #[automatically_derived]
        impl #generics ::core::str::FromStr for #name #types {
            type Err = ::scaffold::__private::UnknownWord;
            fn from_str(_: &str) -> ::core::result::Result<Self, Self::Err> { ::core::unreachable!() }
        }
    }
}
