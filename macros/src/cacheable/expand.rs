//! The impl of `Cacheable`, or what a service says of its cached methods; and the stubs of them.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{DeriveInput, Expr, Ident, Type, spanned::Spanned};

use super::model::{Cacheable, Of};
use crate::support::{duration, generated, naming, types};

pub(super) fn expand(cacheable: &Cacheable) -> TokenStream {
    match &cacheable.of {
        Of::Rows(cached) => rows(cacheable, cached),
        Of::Methods => methods(cacheable),
    }
}

fn rows(cacheable: &Cacheable, cached: &[(Ident, Type)]) -> TokenStream {
    let (name, attributes) = (&cacheable.name, generated::attributes());
    let ttl = ttl(cacheable);
    let prefix = cacheable
        .attributes
        .prefix
        .as_ref()
        .map(|prefix| quote!(const PREFIX: &'static str = #prefix;));
    let when = cacheable
        .attributes
        .when
        .as_ref()
        .map(|(_, function)| may_be_kept(function));
    // On the type, so that one that serde does not know is pointed at. An id has nothing beside itself.
    let cached = cached
        .iter()
        .filter(|(_, ty)| types::inside(ty, "Id").is_none());
    let fields: Vec<_> = cached.map(|(ident, ty)| {
        quote_spanned!(ty.span().resolved_at(Span::call_site())=> ::scaffold::__private::heap(&self.#ident))
    }).collect();
    let heap = if fields.is_empty() {
        quote!(0)
    } else {
        quote!(#(#fields)+*)
    };
    quote! {
        #attributes
        impl ::scaffold::__private::Cacheable for #name {
            const TTL: ::core::option::Option<::core::time::Duration> = #ttl;
            #prefix

            fn heap(&self) -> u64 {
                #heap
            }

            #when
        }
    }
}

fn ttl(cacheable: &Cacheable) -> TokenStream {
    cacheable
        .attributes
        .ttl
        .map(duration::expression)
        .map_or_else(
            || quote!(::core::option::Option::None),
            |ttl| quote!(::core::option::Option::Some(#ttl)),
        )
}

/// The function has its type before it is called, so that another one is reported on what the person wrote.
fn may_be_kept(function: &Expr) -> TokenStream {
    quote_spanned! {Span::mixed_site()=>
        fn may_be_kept(&self) -> bool {
            let when: fn(&Self) -> bool = #function;
            when(self)
        }
    }
}

fn methods(cacheable: &Cacheable) -> TokenStream {
    let (name, attributes, ttl) = (&cacheable.name, generated::attributes(), ttl(cacheable));
    let (generics, types, where_clause) = cacheable.generics.split_for_impl();
    let prefix = cacheable
        .attributes
        .prefix
        .as_ref()
        .map_or_else(|| quote!(""), |prefix| quote!(#prefix));
    let message = format!(
        "`{0}` is neither a model nor a service, so nothing of it can be cached\nhelp: add `#[derive(Service)]`; or, for a model, `#[derive(Model)]` and the field `id: Id<{0}>`",
        naming::text(name)
    );
    let site = Span::mixed_site().located_at(name.span());
    // Of a generic type nothing can be said before it is used, and then `#[service]` says it.
    let known = cacheable.generics.params.is_empty().then(|| {
        quote_spanned! {site=>
            const _: () = {
                use ::scaffold::__private::IsNot as _;
                ::core::assert!(::scaffold::__private::IsService::<#name>::YES || ::scaffold::__private::IsModel::<#name>::YES, #message);
            };
        }
    });
    quote! {
        #attributes
        impl #generics ::scaffold::__private::CachedService for #name #types #where_clause {
            const DEFAULTS: ::scaffold::__private::Defaults = ::scaffold::__private::Defaults { ttl: #ttl, prefix: #prefix };
        }

        #known
    }
}

/// For a service nothing: its methods have defaults without one as well.
pub(super) fn stub(cacheable: &Cacheable, input: &DeriveInput) -> TokenStream {
    if matches!(cacheable.of, Of::Methods) {
        return TokenStream::new();
    }
    let name = &cacheable.name;
    let (generics, types, _) = input.generics.split_for_impl();
    let attributes = generated::attributes();
    quote! {
        #attributes
        impl #generics ::scaffold::__private::Cacheable for #name #types where Self: ::scaffold::__private::Model {
            const TTL: ::core::option::Option<::core::time::Duration> = ::core::option::Option::None;
            fn heap(&self) -> u64 { ::core::unreachable!() }
        }
    }
}
