//! Writes the constructor and `impl Service`.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::{DeriveInput, spanned::Spanned};

use super::model::{Argument, Field, Service};
use crate::support::{generated, naming};

/// The expansion of a service without mistakes.
pub(crate) fn expand(service: &Service) -> TokenStream {
    let mut tokens = constructor(service);
    tokens.extend(implementation(service));
    tokens
}

/// What stands in for a service with mistakes, so that code which uses it makes no mistakes of its own.
pub(crate) fn stub(service: &Service, _: &DeriveInput) -> TokenStream {
    let Service { name, generics, .. } = service;
    let (attributes, text) = (generated::attributes(), naming::text(name));
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let predicates = where_clause.map(|clause| &clause.predicates).into_iter();
    quote_spanned! {Span::mixed_site()=>
        #attributes
        impl #impl_generics ::scaffold::__private::Service for #name #ty_generics
        where
            Self: ::core::marker::Send + ::core::marker::Sync + 'static,
            #(#predicates)*
        {
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
    let attributes = generated::attributes();
    let doc = format!(" `{}` made of these parts.", naming::text(name));
    let names: Vec<_> = fields.iter().map(|field| &field.name).collect();
    let types = fields.iter().map(|field| &field.ty);
    quote_spanned! {Span::mixed_site()=>
        #attributes
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
        fields,
        ..
    } = service;
    let site = Span::mixed_site();
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let (attributes, own_name) = (generated::attributes(), own_name(service));
    let types = fields.iter().map(|field| &field.ty);
    let injected = fields.iter().map(|Field { name, .. }| {
        quote_spanned!(site=> #name: ::scaffold::__private::Inject::inject(parts)?)
    });
    let (parts, has_core, core) = if fields.is_empty() {
        (
            quote_spanned!(site=> _),
            quote_spanned!(site=> false),
            quote_spanned!(site=> ::core::option::Option::None),
        )
    } else {
        let leads = fields.iter().map(|Field { ty, .. }| {
            let site = site.located_at(ty.span());
            quote_spanned!(site=> <#ty as ::scaffold::__private::Inject>::HAS_CORE)
        });
        let mut cores = fields.iter().map(|Field { name, .. }| {
            quote_spanned!(site=> ::scaffold::__private::Inject::core(&self.#name))
        });
        let first = cores.next();
        (
            quote_spanned!(site=> parts),
            quote_spanned!(site=> #(#leads)||*),
            quote_spanned!(site=> #first #(.or_else(|| #cores))*),
        )
    };
    quote_spanned! {site=>
        #attributes
        impl #impl_generics ::scaffold::__private::Service for #name #ty_generics #where_clause {
            const NAME: ::scaffold::__private::Name = #own_name;
            const NEEDS: &'static [::core::option::Option<::scaffold::__private::Name>] = {
                use ::scaffold::__private::NoNeed as _;
                &[#(::scaffold::__private::Needs::<#types>::SERVICE),*]
            };
            const HAS_CORE: bool = #has_core;

            fn construct(#parts: &::scaffold::__private::Parts<'_>) -> ::scaffold::__private::Result<Self> {
                ::core::result::Result::Ok(Self { #(#injected),* })
            }

            fn core(&self) -> ::core::option::Option<&::scaffold::__private::Core> {
                #core
            }
        }
    }
}

/// The service's path, and what its parameters add to it.
fn own_name(service: &Service) -> TokenStream {
    let site = Span::mixed_site();
    let text = naming::text(&service.name);
    let path = format!("::{text}");
    let path = quote_spanned! {site=>
        ::scaffold::__private::Name::new(::core::concat!(::core::module_path!(), #path), #text)
    };
    if service.arguments.is_empty() {
        return path;
    }
    let arguments = service.arguments.iter().map(|argument| match argument {
        Argument::Type(name) => quote_spanned!(site=> ::scaffold::__private::Argument::<#name>::ID),
        Argument::Constant(name) => quote_spanned!(site=> #name as u64),
    });
    quote_spanned! {site=> {
        use ::scaffold::__private::OfService as _;
        #path #(.of_id(#arguments))*
    }}
}
