//! The impl of `Request`, and the stub of one.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{DeriveInput, Expr, Ident, Lit, Path, spanned::Spanned};

use super::{
    model::{Presence, Request, RequestField},
    rules::{Kind, Rule},
};
use crate::support::{generated, naming, types};

pub(super) fn expand(request: &Request) -> TokenStream {
    let site = Span::mixed_site();
    let (name, attributes) = (&request.name, generated::attributes());
    let read: Vec<_> = request.read_fields().collect();
    let steps = read.iter().map(|field| step(field));
    let names = read.iter().map(|field| &field.name);
    let locals: Vec<_> = read
        .iter()
        .map(|field| naming::local(&field.ident))
        .collect();
    let all_there = (!read.is_empty()).then(|| {
        quote_spanned! {site=>
            let (#(::core::option::Option::Some(#locals),)*) = (#(#locals,)*) else {
                return ::core::result::Result::Err(fields.mistakes(&names));
            };
        }
    });
    let mutability = (!read.is_empty()).then(|| quote_spanned!(site=> mut));
    let count = read.len();
    let values = request.fields.iter().map(|field| {
        let (ident, local) = (&field.ident, naming::local(&field.ident));
        match &field.presence {
            Presence::Skipped(function) => {
                let default = default(function.as_ref());
                quote_spanned!(site=> #ident: #default())
            }
            _ => quote_spanned!(site=> #ident: #local),
        }
    });
    // The variables are ours: an expression of the person's, such as a limit, means no field of theirs by them.
    quote_spanned! {site=>
        #attributes
        impl ::scaffold::__private::Request for #name {
            fn from_fields(
                fields: ::scaffold::__private::serde_json::Map<::std::string::String, ::scaffold::__private::serde_json::Value>,
            ) -> ::core::result::Result<Self, ::std::vec::Vec<::scaffold::__private::FieldError>> {
                let names: [&str; #count] = [#(#names),*];
                let #mutability fields = ::scaffold::__private::Fields::new(fields);
                #(#steps)*
                #all_there
                fields.finish(&names)?;
                ::core::result::Result::Ok(Self { #(#values),* })
            }
        }
    }
}

/// The function that gives the value of a field that was not read.
fn default(function: Option<&Path>) -> TokenStream {
    match function {
        Some(path) => quote!(#path),
        None => quote!(::core::default::Default::default),
    }
}

/// Reads a field, then checks its rules: `Some` when it is there and well typed.
fn step(field: &RequestField) -> TokenStream {
    let RequestField {
        name, ty, presence, ..
    } = field;
    let local = naming::local(&field.ident);
    let site = Span::mixed_site().located_at(ty.span());
    let read = match presence {
        Presence::Required => quote_spanned!(site=> fields.required::<#ty>(#name)),
        Presence::Optional(inner) => quote_spanned!(site=> fields.optional::<#inner>(#name)),
        Presence::Nullable(inner) => quote_spanned!(site=> fields.nullable::<#inner>(#name)),
        Presence::Default(function) => {
            let default = default(function.as_ref());
            quote_spanned!(site=> fields.or_else::<#ty>(#name, #default))
        }
        Presence::Skipped(_) => return TokenStream::new(),
    };
    let rules = field.rules.iter().map(|rule| check(field, rule));
    let checks = (!field.rules.is_empty()).then(|| {
        quote_spanned!(site=> if let ::core::option::Option::Some(value) = &#local { #(#rules)* })
    });
    quote_spanned!(site=> let #local = #read; #checks)
}

fn check(field: &RequestField, rule: &Rule) -> TokenStream {
    let (outside, name) = (&field.name, rule.kind.name());
    // The argument stands where the type does: a type without a length, say, is underlined itself.
    let site = Span::mixed_site().located_at(field.ty.span());
    let function = Ident::new(name, Span::call_site());
    let arguments = match &rule.kind {
        Kind::Length { min, max } => {
            let (min, max) = (
                limit(min.as_ref(), ToTokens::to_token_stream),
                limit(max.as_ref(), ToTokens::to_token_stream),
            );
            quote!(, #min, #max)
        }
        Kind::Range { min, max } => {
            let number = |value: &Expr| number(field, value);
            let (min, max) = (limit(min.as_ref(), number), limit(max.as_ref(), number));
            quote!(, #min, #max)
        }
        Kind::OneOf(words) => quote!(, &[#(#words),*]),
        Kind::Email | Kind::Url => TokenStream::new(),
    };
    let value = quote_spanned!(site=> value);
    quote_spanned!(Span::mixed_site()=> fields.rule(#outside, #name, ::scaffold::__private::rules::#function(#value #arguments));)
}

fn limit(value: Option<&Expr>, tokens: impl Fn(&Expr) -> TokenStream) -> TokenStream {
    value.map(tokens).map_or_else(
        || quote!(::core::option::Option::None),
        |value| quote!(::core::option::Option::Some(#value)),
    )
}

/// A limit as the field's type spells it: `max = 1` is `1.0` for a float, and a conversion for a decimal.
fn number(field: &RequestField, value: &Expr) -> TokenStream {
    let ty = field.innermost();
    let floats = types::is(ty, "f64") || types::is(ty, "f32");
    match value {
        Expr::Unary(unary) if floats => {
            let (minus, inner) = (unary.op, number(field, &unary.expr));
            quote!(#minus #inner)
        }
        Expr::Lit(literal) if floats => match &literal.lit {
            Lit::Int(whole) if whole.suffix().is_empty() => match whole.base10_parse::<f64>() {
                Ok(whole) if whole.is_finite() => {
                    Literal::f64_unsuffixed(whole).into_token_stream()
                }
                _ => quote!(#whole),
            },
            other => quote!(#other),
        },
        value if types::is(ty, "Decimal") && is_whole(value) => {
            quote_spanned!(value.span()=> <#ty as ::core::convert::From<i64>>::from(#value))
        }
        value => quote!(#value),
    }
}

fn is_whole(value: &Expr) -> bool {
    match value {
        Expr::Lit(literal) => matches!(literal.lit, Lit::Int(_)),
        Expr::Unary(unary) => is_whole(&unary.expr),
        _ => false,
    }
}

pub(super) fn stub(request: &Request, input: &DeriveInput) -> TokenStream {
    let name = &request.name;
    let (generics, types, _) = input.generics.split_for_impl();
    let attributes = generated::attributes();
    quote! {
        #attributes
        impl #generics ::scaffold::__private::Request for #name #types {
            fn from_fields(
                _: ::scaffold::__private::serde_json::Map<::std::string::String, ::scaffold::__private::serde_json::Value>,
            ) -> ::core::result::Result<Self, ::std::vec::Vec<::scaffold::__private::FieldError>> { ::core::unreachable!() }
        }
    }
}
