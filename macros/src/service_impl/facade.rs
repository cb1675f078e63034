//! Writes the facade: a type whose functions call the running service.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::{GenericParam, Visibility, parse_quote_spanned};

use super::{fake, method::Method, model::ServiceImpl};
use crate::support::{generated, naming, types};

/// The facade of a block that asked for one.
pub(crate) fn facade(service: &ServiceImpl, facade: &Ident) -> TokenStream {
    let site = Span::mixed_site();
    let ty = &service.ty;
    let visibility = visibility(service);
    let name = naming::ours(facade, site);
    let fake = fake::name(facade);
    let docs = docs(service);
    // A lifetime of `&self` has nothing left to be about.
    let (attributes, unused) = (
        generated::attributes(),
        generated::allow(&["unused_lifetimes"]),
    );
    let functions = service
        .facade_methods()
        .map(|method| function(service, facade, method));
    quote_spanned! {site=>
        #(#[doc = #docs])*
        #visibility struct #name<InApp>(::core::marker::PhantomData<fn() -> InApp>);

        #attributes
        #unused
        impl<InApp> #name<InApp> {
            #(#functions)*

            /// Answers every call from this test with closures, until what is returned is dropped.
            ///
            /// # Panics
            /// When the facade is faked already in this test, and in release builds without feature `testing`.
            #[track_caller]
            #visibility fn fake() -> ::scaffold::__private::Fake<#fake>
            where
                #ty: ::scaffold::__private::Registered<InApp>,
            {
                ::scaffold::__private::Fake::start(<#fake as ::core::default::Default>::default())
            }
        }
    }
}

fn docs(service: &ServiceImpl) -> Vec<String> {
    let mut docs = vec![format!(
        " The facade of [`{}`]: calls the one of the running application.",
        service.name
    )];
    let left_out: Vec<_> = service
        .methods()
        .filter(|method| method.is_public() && !method.is_in_facade())
        .map(|method| format!("`{}`", naming::text(&method.signature.ident)))
        .collect();
    if !left_out.is_empty() {
        docs.push(String::new());
        docs.push(format!(" Not in it: {}.", left_out.join(", ")));
    }
    docs
}

fn function(service: &ServiceImpl, facade: &Ident, method: &Method) -> TokenStream {
    let site = Span::mixed_site();
    let (ty, visibility, signature) = (&service.ty, &method.visibility, &method.signature);
    let attributes = method.carried(&["doc", "cfg", "must_use", "deprecated"]);
    let (is_async, name) = (&signature.asyncness, naming::ours(&signature.ident, site));
    let arguments = method.arguments();
    // The person's own names: one of them may be `service`.
    let names: Vec<Ident> = arguments.iter().map(|it| it.name.clone()).collect();
    let types = arguments.iter().map(|argument| &argument.ty);
    let parameters = &signature.generics.params;
    let generics = (!parameters.is_empty()).then(|| quote_spanned!(site=> <#parameters>));
    let output = &signature.output;
    let where_clause = signature.generics.where_clause.iter();
    let predicates = where_clause.flat_map(|it| &it.predicates);
    let head = quote_spanned! {site=>
        fn #name #generics (#(#names: #types),*) #output
        where
            #ty: ::scaffold::__private::Registered<InApp>,
            #(#predicates),*
    };
    let head = types::without_self(head, ty);
    let service = if method.has_fake() {
        let (name, instead) = (fake::name(facade), fake::instead(facade, method, &names));
        quote_spanned! {site=>
            match ::scaffold::__private::current::<#ty, InApp>() {
                ::core::option::Option::Some(service) => service,
                ::core::option::Option::None => {
                    let fake = ::scaffold::__private::instead::<#name, #ty>();
                    return #instead;
                }
            }
        }
    } else {
        quote_spanned!(site=> ::scaffold::__private::running::<#ty, InApp>())
    };
    let (turbofish, own) = (turbofish(method), types::in_path(ty));
    let waited = is_async.map(|_| quote_spanned!(site=> .await));
    quote_spanned! {site=>
        #(#attributes)*
        #[inline]
        #visibility #is_async #head {
            let service = #service;
            #own::#name #turbofish (&*service, #(#names),*) #waited
        }
    }
}

/// Type parameters are handed on by name: one that only the body uses can't be inferred.
fn turbofish(method: &Method) -> Option<TokenStream> {
    let parameters = method.signature.generics.params.iter();
    let names: Vec<&Ident> = parameters
        .filter_map(|parameter| match parameter {
            GenericParam::Type(parameter) => Some(&parameter.ident),
            GenericParam::Const(parameter) => Some(&parameter.ident),
            GenericParam::Lifetime(_) => None,
        })
        .collect();
    (!names.is_empty()).then(|| quote_spanned!(Span::mixed_site()=> ::<#(#names),*>))
}

/// As visible as the most visible of its functions; the struct's own visibility can't be seen from here.
pub(crate) fn visibility(service: &ServiceImpl) -> Visibility {
    let widest = service
        .facade_methods()
        .map(|method| &method.visibility)
        .max_by_key(|visibility| reach(visibility));
    match widest {
        Some(visibility) => visibility.clone(),
        None => parse_quote_spanned!(Span::mixed_site()=> pub(crate)),
    }
}

fn reach(visibility: &Visibility) -> u8 {
    match visibility {
        Visibility::Public(_) => 4,
        Visibility::Restricted(restricted) if restricted.path.is_ident("crate") => 3,
        Visibility::Restricted(restricted) if restricted.path.is_ident("super") => 1,
        Visibility::Restricted(_) => 2,
        Visibility::Inherited => 0,
    }
}

/// `Users::profile`
pub(crate) fn full_name(facade: &Ident, method: &Method) -> String {
    format!("{facade}::{}", naming::text(&method.signature.ident))
}
