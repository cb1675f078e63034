//! Whatever a macro is given, it answers with tokens, and with Rust if it was given Rust: no panic escapes. Tests only.

use std::{
    env, panic,
    time::{Duration, Instant},
};

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::quote;

use crate::{
    app, cache_key, cacheable, column_value, config, fillable, job, model, projection, request,
    service, service_impl, support::reach,
};

const CASES: u64 = 800;

/// The cases of a test: the same in every run, and with `SCAFFOLD_FUZZ_SECONDS` as many as that time allows.
fn cases() -> impl Iterator<Item = u64> {
    let seconds = env::var("SCAFFOLD_FUZZ_SECONDS").ok();
    let end = seconds.map(|seconds| {
        let seconds = seconds
            .parse()
            .expect("`SCAFFOLD_FUZZ_SECONDS` is a number");
        Instant::now() + Duration::from_secs(seconds)
    });
    (0..).take_while(move |case| match end {
        Some(end) => *case < CASES || Instant::now() < end,
        None => *case < CASES,
    })
}

type Macro = fn(TokenStream) -> TokenStream;

const DERIVES: [(&str, Macro); 10] = [
    ("Model", model::derive),
    ("Cacheable", cacheable::derive),
    ("Fillable", fillable::derive),
    ("Projection", projection::derive),
    ("ColumnValue", column_value::derive),
    ("CacheKey", cache_key::derive),
    ("Request", request::derive),
    ("Service", service::derive),
    ("Config", config::derive),
    ("Job", job::derive),
];

/// Words that the derives know, and some that they don't.
const WORDS: [&str; 71] = [
    "unique",
    "version",
    "soft_delete",
    "model",
    "isolation",
    "read_only",
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
    "reads",
    "none",
    "times",
    "backoff",
    "facade",
    "more",
    "cfg",
    "queue",
    "retries",
    "timeout",
    "struct",
    "all",
    "off",
    "when",
    "after",
    "per",
    "by",
    "key",
    "wait",
    "on",
    "args",
    "idempotent",
    "logged",
    "Throttle",
    "section",
    "env",
    "serde",
    "named",
    "build",
    "value",
    "on_start",
    "on_stop",
    "config",
    "as",
    "dyn",
    "for",
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
                "projection",
                "column",
                "rule",
                "serde",
                "doc",
                "job",
                "cached",
                "logged",
                "retried",
                "transactional",
                "timed_out",
                "rate_limited",
                "exclusive",
                "audited",
                "authorized",
                "decorate",
                "facade",
                "on_start",
                "on_stop",
                "inject",
                "config",
                "cfg_attr",
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

    /// A method, sometimes of a shape that no decorator or facade can have.
    fn method(&mut self) -> TokenStream {
        let (first, second, on_argument) = (self.attribute(), self.attribute(), self.attribute());
        let (ty, output) = (self.ty(), self.ty());
        let visibility = self.pick(&["pub", "pub(crate)", ""]);
        let visibility: TokenStream = visibility.parse().unwrap_or_default();
        let name = Ident::new(self.pick(&["fake", "profile", "gen"]), Span::call_site());
        let (head, receiver) = match self.roll(7) {
            0 => (quote!(async fn), quote!(&'a self)),
            1 => (quote!(async fn), quote!(self: &Self)),
            2 => (quote!(const fn), quote!(&self)),
            3 => (quote!(fn), quote!(&mut self)),
            4 => (quote!(unsafe extern "C" fn), quote!(&self)),
            5 => (quote!(fn), quote!(mut self)),
            _ => (quote!(async fn), quote!(&self)),
        };
        let argument = match self.roll(6) {
            0 => quote!((left, _): #ty),
            1 => quote!(mut _value: &'a mut #ty),
            2 => quote!(impl_: impl Into<#ty>),
            3 => quote!(#on_argument value: #ty),
            _ => quote!(value: #ty),
        };
        let output = match self.roll(6) {
            0 => quote!(),
            1 => quote!(-> !),
            2 => quote!(-> impl Fn(&str) -> #output + '_),
            3 => quote!(-> Result<&'a #output>),
            _ => quote!(-> Result<#output>),
        };
        let tail = match self.roll(6) {
            0 => quote!(where Self: Sized, 'a: 'static { Ok(self.profile(value).await?) }),
            1 => quote!(
                {
                    #![expect(unused)]
                    use x::y;
                    y()
                }
            ),
            2 => quote!(;),
            _ => quote!({
                tokio::spawn(async {});
                todo!()
            }),
        };
        quote!(#first #second #visibility #head #name<'a, T: 'a, const N: usize>(#receiver, #argument) #output #tail)
    }

    /// An `impl` block, sometimes none of a service's.
    fn block(&mut self) -> TokenStream {
        let attribute = self.attribute();
        let methods: Vec<_> = (0..self.roll(4)).map(|_| self.method()).collect();
        let head = match self.roll(7) {
            0 => quote!(impl<T: Model> Thing<T>),
            1 => quote!(impl Trait for Thing),
            2 => quote!(unsafe impl Thing<User>),
            3 => quote!(impl (Thing, Self)),
            _ => quote!(impl things::Thing),
        };
        match self.roll(8) {
            0 => quote!(
                struct Thing {
                    x: u8,
                }
            ),
            1 => quote!(#head { const N: usize = { 1 }; #(#methods)* }),
            _ => quote!(#attribute #head { #(#methods)* }),
        }
    }

    /// What stands in `app!`, sometimes without sense.
    fn application(&mut self) -> TokenStream {
        let (attribute, list) = (self.attribute(), self.attribute());
        let (services, jobs) = (self.tokens(2), self.tokens(2));
        let (first, second) = (self.ty(), self.ty());
        match self.roll(6) {
            0 => services,
            1 => quote!(#attribute pub struct App { #services }),
            2 => quote!(pub struct App { services: [#services], #list jobs: [#jobs] } #services),
            3 => {
                quote!(pub struct App { services: [#first #second, #attribute #first,], jobs: #jobs })
            }
            _ => {
                quote!(#attribute pub struct r#type { services: [#first as #second, #second as dyn Trait], jobs: [#second], config: [#first] })
            }
        }
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

/// Runs a macro, and fails when it panics.
#[track_caller]
fn run(
    name: &str,
    case: u64,
    input: &TokenStream,
    run: impl FnOnce() -> TokenStream,
) -> TokenStream {
    match panic::catch_unwind(panic::AssertUnwindSafe(run)) {
        Ok(output) => output,
        Err(_) => panic!("`{name}` panics, case {case}:\n{input}"),
    }
}

#[track_caller]
fn is_rust(name: &str, case: u64, input: &TokenStream, output: &TokenStream) {
    let parsed = syn::parse2::<syn::File>(output.clone());
    assert!(
        parsed.is_ok(),
        "`{name}` writes no Rust, case {case}:\n{input}\n{output}"
    );
}

#[test]
fn no_derive_panics_and_each_writes_rust_whatever_it_reads() {
    for case in cases() {
        let input = Dice(case).item();
        for (name, derive) in DERIVES {
            let output = run(name, case, &input, || derive(input.clone()));
            is_rust(name, case, &input, &output);
        }
    }
}

#[test]
fn no_expansion_names_the_runtime_otherwise_than_it_is_told() {
    for case in 0..CASES {
        let item = Dice(case).item();
        let input = quote!(#[scaffold(crate = deps::rt)] #item);
        for (name, derive) in DERIVES {
            let output = run(name, case, &input, || {
                reach::reaching(input.clone(), derive, |item| item)
            });
            is_rust(name, case, &input, &output);
            let text = output.to_string();
            assert!(!text.contains("scaffold :: __private"), "{name}: {text}");
        }
    }
}

#[test]
fn a_block_of_rust_stays_rust_whatever_is_woven_into_it() {
    for case in cases() {
        let mut dice = Dice(case);
        let (arguments, input) = (dice.tokens(1), dice.block());
        let output = run("service", case, &input, || {
            service_impl::attribute(arguments, input.clone())
        });
        if syn::parse2::<syn::File>(input.clone()).is_ok() {
            is_rust("service", case, &input, &output);
        }
    }
}

#[test]
fn an_application_is_rust_whatever_is_listed() {
    for case in cases() {
        let input = Dice(case).application();
        let output = run("app", case, &input, || app::app(input.clone()));
        is_rust("app", case, &input, &output);
    }
}
