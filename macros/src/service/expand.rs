//! Writes the constructor and `impl Service`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{DeriveInput, spanned::Spanned};

use super::model::{Argument, Field, Service};
use crate::support::naming;

/// The expansion of a service without mistakes.
pub(crate) fn expand(service: &Service) -> TokenStream {
    let mut tokens = constructor(service);
    tokens.extend(implementation(service));
    tokens
}

/// What stands in for a service with mistakes, so that code which uses it makes no mistakes of its own.
pub(crate) fn stub(service: &Service, _: &DeriveInput) -> TokenStream {
    let Service { name, generics, .. } = service;
    if !generics.params.is_empty() {
        return TokenStream::new(); // the mistake may be in the parameters, and then no impl holds
    }
    let text = naming::text(name);
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl ::scaffold::__private::Service for #name {
            const NAME: ::scaffold::__private::Name = ::scaffold::__private::Name::new(::core::concat!(::core::module_path!(), "::", #text), #text);
            const NEEDS: &'static [::core::option::Option<::scaffold::__private::Name>] = &[];
            const HAS_CORE: bool = true;

            fn construct(_: &::scaffold::__private::Parts<'_>) -> ::scaffold::__private::Result<Self> {
                ::core::unreachable!()
            }

            fn core(&self) -> ::core::option::Option<&::scaffold::__private::Core> {
                ::core::option::Option::None
            }
        }
    }
}

fn constructor(service: &Service) -> TokenStream {
    let Service {
        visibility,
        name,
        generics,
        fields,
        ..
    } = service;
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let doc = format!("A `{}` made of these parts.", naming::text(name));
    let names: Vec<_> = fields.iter().map(|field| &field.name).collect();
    let types = fields.iter().map(|field| &field.ty);
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl #impl_generics #name #ty_generics #where_clause {
            #[doc = #doc]
            #[must_use]
            #visibility fn new(#(#names: #types),*) -> Self {
                Self { #(#names),* }
            }
        }
    }
}

fn implementation(service: &Service) -> TokenStream {
    let Service {
        name,
        generics,
        arguments,
        fields,
        ..
    } = service;
    let site = Span::mixed_site();
    let text = naming::text(name);
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let arguments = arguments.iter().map(argument);
    let types = fields.iter().map(|field| &field.ty);
    let has_core = fields.iter().map(|Field { ty, .. }| {
        let site = site.located_at(ty.span());
        quote_spanned!(site=> || <#ty as ::scaffold::__private::Inject>::HAS_CORE)
    });
    let injected = fields.iter().map(|Field { name, .. }| {
        quote_spanned!(site=> #name: ::scaffold::__private::Inject::inject(parts)?)
    });
    let cores = fields.iter().map(|Field { name, .. }| {
        quote_spanned! {site=>
            if let ::core::option::Option::Some(core) = ::scaffold::__private::Inject::core(&self.#name) {
                return ::core::option::Option::Some(core);
            }
        }
    });
    let parts = if fields.is_empty() {
        quote_spanned!(site=> _)
    } else {
        quote_spanned!(site=> parts)
    };
    quote_spanned! {site=>
        #[automatically_derived]
        impl #impl_generics ::scaffold::__private::Service for #name #ty_generics #where_clause {
            const NAME: ::scaffold::__private::Name =
                ::scaffold::__private::Name::new(::core::concat!(::core::module_path!(), "::", #text), #text) #(#arguments)*;
            const NEEDS: &'static [::core::option::Option<::scaffold::__private::Name>] = {
                use ::scaffold::__private::NoNeed as _;
                &[#(::scaffold::__private::Needs::<#types>::SERVICE),*]
            };
            const HAS_CORE: bool = false #(#has_core)*;

            fn construct(#parts: &::scaffold::__private::Parts<'_>) -> ::scaffold::__private::Result<Self> {
                ::core::result::Result::Ok(Self { #(#injected),* })
            }

            fn core(&self) -> ::core::option::Option<&::scaffold::__private::Core> {
                #(#cores)*
                ::core::option::Option::None
            }
        }
    }
}

fn argument(argument: &Argument) -> TokenStream {
    let site = Span::mixed_site();
    match argument {
        Argument::Model(name) => {
            quote_spanned!(site=> .of_text(<#name as ::scaffold::__private::Model>::TABLE))
        }
        Argument::Service(name) => {
            quote_spanned!(site=> .of_id(<#name as ::scaffold::__private::Service>::NAME.id))
        }
        Argument::Constant(name) => {
            let value = name.to_token_stream();
            quote_spanned!(site=> .of_id(#value as u64))
        }
    }
}
