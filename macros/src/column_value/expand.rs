//! The impls of `ColumnValue`, `Display` and `FromStr`, and the stubs of them.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{DeriveInput, Expr, spanned::Spanned};

use super::model::{Column, Value, Words};
use crate::support::{generated, naming, types};

pub(super) fn expand(column: &Column) -> TokenStream {
    match column {
        Column::Words(words) => self::words(words),
        Column::Value(value) => self::value(value),
        Column::Nothing(_) => TokenStream::new(),
    }
}

/// The value is read, checked and bound as its own type does.
fn value(value: &Value) -> TokenStream {
    let Value {
        name,
        ty,
        check,
        converted,
    } = value;
    let (attributes, title) = (generated::attributes(), naming::text(name));
    let site = Span::mixed_site();
    // On the type, so that one that no column can hold is underlined.
    let inner = quote_spanned!(ty.span().resolved_at(Span::call_site())=> <#ty as ::scaffold::__private::ColumnValue>);
    let checked = check.as_ref().map(|check| {
        let check = match check {
            Expr::Path(path) => quote!(#path),
            other => quote_spanned!(site=> (#other)),
        };
        quote_spanned! {site=>
            #attributes
            impl #name {
                fn __checked(value: #ty) -> ::core::result::Result<Self, ::scaffold::__private::Unfit> {
                    if #check(&value) { ::core::result::Result::Ok(Self(value)) } else { ::core::result::Result::Err(::scaffold::__private::Unfit::new(#title)) }
                }
            }
        }
    });
    let read = match check {
        Some(_) => {
            quote_spanned!(site=> ::scaffold::__private::fit(Self::__checked(#inner::read(row, at)?), row, at))
        }
        None => quote_spanned!(site=> ::core::result::Result::Ok(Self(#inner::read(row, at)?))),
    };
    let from = converted.then(|| match check {
        Some(_) => quote_spanned! {site=>
            #attributes
            impl ::core::convert::TryFrom<#ty> for #name {
                type Error = ::scaffold::__private::Unfit;

                fn try_from(value: #ty) -> ::core::result::Result<Self, ::scaffold::__private::Unfit> {
                    Self::__checked(value)
                }
            }
        },
        None => quote_spanned! {site=>
            #attributes
            impl ::core::convert::From<#ty> for #name {
                fn from(value: #ty) -> Self {
                    Self(value)
                }
            }
        },
    });
    let textual = types::is(ty, "String").then(|| {
        quote_spanned! {site=>
            #attributes
            impl ::scaffold::__private::Textual for #name {}
        }
    });
    quote_spanned! {site=>
        #attributes
        impl ::scaffold::__private::ColumnValue for #name {
            const KIND: ::scaffold::__private::ValueKind = #inner::KIND;
            const NULL: bool = #inner::NULL;
            const UNCACHED: bool = #inner::UNCACHED;
            const WORDS: &'static [&'static str] = #inner::WORDS;

            fn read(row: &::scaffold::__private::Row, at: usize) -> ::scaffold::__private::Result<Self> {
                #read
            }

            fn value(&self) -> ::scaffold::__private::Value {
                #inner::value(&self.0)
            }
        }

        #checked
        #from
        #textual
    }
}

fn words(words: &Words) -> TokenStream {
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
            const WORDS: &'static [&'static str] = &[#(#texts),*];

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

pub(super) fn stub(column: &Column, input: &DeriveInput) -> TokenStream {
    let (name, displayed) = match column {
        Column::Words(words) => (&words.name, words.displayed),
        Column::Value(value) => (&value.name, false),
        Column::Nothing(name) => (name, false),
    };
    let attributes = generated::attributes();
    let (generics, types, _) = input.generics.split_for_impl();
    let displayed = displayed.then(|| {
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
