//! Writes the constructor and `impl Service`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{DeriveInput, spanned::Spanned};

use super::model::{Argument, Field, Service, Source};
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
            const FIELDS: &'static [::scaffold::__private::Field] = &[];
            const HAS_CORE: bool = true;

            async fn construct(_: &::scaffold::__private::Parts<'_>) -> ::scaffold::__private::Result<Self> {
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
    let is_made = |field: &&Field| matches!(field.source, Source::Made(_));
    let arguments = fields
        .iter()
        .filter(|field| !is_made(field))
        .map(|Field { name, ty, .. }| quote_spanned!(Span::mixed_site()=> #name: #ty));
    let made = fields.iter().filter(is_made).map(local);
    let names = fields.iter().map(|field| &field.name);
    quote_spanned! {Span::mixed_site()=>
        #attributes
        impl #impl_generics #name #ty_generics #where_clause {
            #[doc = #doc]
            #[must_use]
            #visibility fn new(#(#arguments),*) -> Self {
                #(#made)*
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
    let injected: Vec<&Field> = fields.iter().filter(|field| field.is_injected()).collect();
    let described = fields.iter().map(described);
    let made = made(fields);
    let parts = match injected.is_empty() {
        true => quote_spanned!(site=> _),
        false => quote_spanned!(site=> parts),
    };
    let leads = injected.iter().map(|Field { ty, .. }| {
        let site = site.located_at(ty.span());
        quote_spanned!(site=> <#ty as ::scaffold::__private::Inject>::HAS_CORE)
    });
    let has_core = match injected.is_empty() {
        true => quote_spanned!(site=> false),
        false => quote_spanned!(site=> #(#leads)||*),
    };
    let mut cores = injected.iter().map(|Field { name, ty, .. }| {
        let site = site.located_at(ty.span());
        quote_spanned!(site=> ::scaffold::__private::Inject::core(&self.#name))
    });
    let core = match cores.next() {
        Some(first) => quote_spanned!(site=> #first #(.or_else(|| #cores))*),
        None => quote_spanned!(site=> ::core::option::Option::None),
    };
    quote_spanned! {site=>
        #attributes
        impl #impl_generics ::scaffold::__private::Service for #name #ty_generics #where_clause {
            const NAME: ::scaffold::__private::Name = #own_name;
            const FIELDS: &'static [::scaffold::__private::Field] = {
                use ::scaffold::__private::NoNeed as _;
                &[#(#described),*]
            };
            const HAS_CORE: bool = #has_core;

            async fn construct(#parts: &::scaffold::__private::Parts<'_>) -> ::scaffold::__private::Result<Self> {
                #made
            }

            fn core(&self) -> ::core::option::Option<&::scaffold::__private::Core> {
                #core
            }
        }
    }
}

/// What the application has to know of a field.
fn described(field: &Field) -> TokenStream {
    let Field { name, ty, source } = field;
    // Everywhere on the type: what can't be a field is told once.
    let site = Span::mixed_site().located_at(ty.span());
    let (name, text) = (naming::text(name), naming::line(ty.to_token_stream()));
    match source {
        Source::Injected => quote_spanned! {site=>
            ::scaffold::__private::Field {
                service: ::scaffold::__private::Needs::<#ty>::SERVICE,
                section: ::scaffold::__private::Needs::<#ty>::SECTION,
                value: <#ty as ::scaffold::__private::Inject>::VALUE,
                ..::scaffold::__private::Field::new(#name, #text)
            }
        },
        Source::Named(qualifier) => quote_spanned! {site=>
            ::scaffold::__private::Field {
                value: <#ty as ::scaffold::__private::Inject>::VALUE,
                qualifier: ::core::option::Option::Some(#qualifier),
                ..::scaffold::__private::Field::new(#name, #text)
            }
        },
        Source::Built(_) | Source::Made(_) => {
            quote_spanned!(site=> ::scaffold::__private::Field::new(#name, #text))
        }
    }
}

/// The value made of its fields: all at once, or one after the other where one may name those above it.
fn made(fields: &[Field]) -> TokenStream {
    let site = Span::mixed_site();
    if fields.iter().all(Field::is_injected) {
        let fields = fields.iter().map(|field| {
            let (name, value) = (&field.name, value(field));
            quote_spanned!(site=> #name: #value)
        });
        return quote_spanned!(site=> ::core::result::Result::Ok(Self { #(#fields),* }));
    }
    let (locals, names) = (
        fields.iter().map(local),
        fields.iter().map(|field| &field.name),
    );
    quote_spanned! {site=>
        #(#locals)*
        ::core::result::Result::Ok(Self { #(#names),* })
    }
}

/// `let client: Client = …;`: under the person's own name, which their expressions name it by.
fn local(field: &Field) -> TokenStream {
    let (Field { name, ty, .. }, value) = (field, value(field));
    quote_spanned!(Span::mixed_site().located_at(ty.span())=> let #name: #ty = #value;)
}

fn value(field: &Field) -> TokenStream {
    let site = Span::mixed_site().located_at(field.ty.span());
    match &field.source {
        Source::Injected => quote_spanned!(site=> ::scaffold::__private::Inject::inject(parts)?),
        Source::Named(name) => {
            quote_spanned!(site=> ::scaffold::__private::InjectNamed::inject_named(parts, #name)?)
        }
        Source::Built(future) => {
            let site = Span::mixed_site().located_at(future.span());
            quote_spanned!(site=> (#future).await?)
        }
        Source::Made(value) => value.to_token_stream(),
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
