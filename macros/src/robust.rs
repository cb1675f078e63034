//! Whatever stands in an attribute or a field, a derive answers with tokens: no panic escapes. Tests only.

use std::panic;

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::quote;

use crate::{cache_key, cacheable, column_value, fillable, model, request};

const CASES: u64 = 800;

type Derive = fn(TokenStream) -> TokenStream;

const DERIVES: [(&str, Derive); 6] = [
    ("Model", model::derive),
    ("Cacheable", cacheable::derive),
    ("Fillable", fillable::derive),
    ("ColumnValue", column_value::derive),
    ("CacheKey", cache_key::derive),
    ("Request", request::derive),
];

/// Words that the derives know, and some that they don't.
const WORDS: [&str; 30] = [
    "unique",
    "index",
    "default",
    "references",
    "table",
    "ttl",
    "guarded",
    "rename",
    "rename_all",
    "length",
    "range",
    "email",
    "url",
    "one_of",
    "min",
    "max",
    "skip",
    "flatten",
    "deserialize",
    "with",
    "self",
    "Self",
    "crate",
    "type",
    "fn",
    "_",
    "x",
    "id",
    "Id",
    "Option",
];

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % sides
    }

    fn pick<T: Copy>(&mut self, things: &[T]) -> T {
        things[self.roll(things.len())]
    }

    fn tokens(&mut self, depth: usize) -> TokenStream {
        (0..self.roll(6)).map(|_| self.token(depth)).collect()
    }

    fn token(&mut self, depth: usize) -> TokenTree {
        match self.roll(8) {
            0..=2 => self.word().into(),
            3 => Punct::new(
                self.pick(&[',', '=', ',', '=', '-', ':', '<', '>', '&', '#']),
                Spacing::Alone,
            )
            .into(),
            4 => self.literal().into(),
            _ if depth == 0 => self.word().into(),
            _ => {
                let delimiter = self.pick(&[
                    Delimiter::Parenthesis,
                    Delimiter::Parenthesis,
                    Delimiter::Brace,
                    Delimiter::Bracket,
                    Delimiter::None,
                ]);
                Group::new(delimiter, self.tokens(depth - 1)).into()
            }
        }
    }

    fn word(&mut self) -> Ident {
        let word = self.pick(&WORDS);
        match self.roll(10) {
            0 if !["self", "Self", "crate", "_"].contains(&word) => {
                Ident::new_raw(word, Span::call_site())
            }
            _ => Ident::new(word, Span::call_site()),
        }
    }

    fn literal(&mut self) -> Literal {
        match self.roll(8) {
            0 => Literal::u64_unsuffixed(u64::MAX),
            1 => Literal::f64_unsuffixed(1e300),
            2 => Literal::string(""),
            3 => Literal::string("30m"),
            4 => Literal::string("99999999999999999999d, ß\u{0}\""),
            5 => Literal::string("snake_case"),
            6 => Literal::byte_string(b"x"),
            _ => Literal::u8_suffixed(7),
        }
    }

    /// `#[model(…)]`, sometimes without sense.
    fn attribute(&mut self) -> TokenStream {
        let name = Ident::new(
            self.pick(&[
                "model",
                "cacheable",
                "fillable",
                "column",
                "rule",
                "serde",
                "doc",
            ]),
            Span::call_site(),
        );
        let tokens = self.tokens(2);
        match self.roll(6) {
            0 => quote!(#[#name]),
            1 => quote!(#[#name = "x"]),
            2 => quote!(#[#name[#tokens]]),
            _ => quote!(#[#name(#tokens)]),
        }
    }

    fn ty(&mut self) -> TokenStream {
        match self.roll(9) {
            0 => quote!(Id<Thing>),
            1 => quote!(Option<Option<Uncached<Self>>>),
            2 => quote!(Uncached<&'static str>),
            3 => quote!([u8; { 1 + 1 }]),
            4 => quote!(fn(Self) -> (i32, f64)),
            5 => quote!(<Self as Trait<Option<Self>>>::Out),
            6 => quote!(f64),
            7 => quote!(Option),
            _ => quote!(r#type::Secret<Vec<dyn Fn() + 'static>>),
        }
    }

    fn field(&mut self) -> TokenStream {
        let (attribute, other, ty) = (self.attribute(), self.attribute(), self.ty());
        let name = Ident::new(
            self.pick(&[
                "id",
                "name",
                "created_at",
                "updated_at",
                "Name",
                "größe",
                "_x",
                "__y",
            ]),
            Span::call_site(),
        );
        quote!(#attribute #other pub(crate) #name: #ty)
    }

    fn item(&mut self) -> TokenStream {
        let attribute = self.attribute();
        let fields: Vec<_> = (0..self.roll(4)).map(|_| self.field()).collect();
        let (first, second) = (self.attribute(), self.attribute());
        match self.roll(8) {
            0 => {
                quote!(#attribute enum Thing { #first Größe = 1, #second r#type { #(#fields),* } })
            }
            1 => quote!(#attribute enum Thing { #first A, #second B, HTTPError }),
            2 => quote!(#attribute struct Thing(#first u8);),
            3 => quote!(#attribute struct Thing;),
            4 => quote!(#attribute union Thing { #(#fields),* }),
            5 => {
                quote!(#attribute struct Thing<'a, T: ?Sized, const N: usize> where T: 'a { #(#fields),* })
            }
            6 => quote!(#attribute struct r#type { #(#fields),* }),
            _ => quote!(#attribute pub struct Thing { #(#fields),* }),
        }
    }
}

#[test]
fn no_derive_panics_and_each_writes_rust_whatever_it_reads() {
    for case in 0..CASES {
        let input = Dice(case).item();
        for (name, derive) in DERIVES {
            let output = panic::catch_unwind(panic::AssertUnwindSafe(|| derive(input.clone())));
            let Ok(output) = output else {
                panic!("`{name}` panics, case {case}:\n{input}")
            };
            let parsed = syn::parse2::<syn::File>(output.clone());
            assert!(
                parsed.is_ok(),
                "`{name}` writes no Rust, case {case}:\n{input}\n{output}"
            );
        }
    }
}
