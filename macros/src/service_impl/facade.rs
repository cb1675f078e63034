//! Writes the facade, a type whose functions call the running service, and its fake, a closure for each of them.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::{GenericParam, Lifetime, Visibility, parse_quote_spanned};

use super::{method::Method, model::ServiceImpl};
use crate::support::naming;

/// The facade and the fake of a block that asked for them.
pub(crate) fn expand(service: &ServiceImpl) -> TokenStream {
    let Some(facade) = &service.facade else {
        return TokenStream::new();
    };
    if !service.generics().params.is_empty() || service.name() == *facade.to_string() {
        return TokenStream::new(); // reported already
    }
    let mut tokens = facade_type(service, facade);
    tokens.extend(fake_type(service, facade));
    tokens
}

/// Answers a call of the method itself from the fake, so that a service that was injected is faked as well.
pub(crate) fn fake_in_method(service: &ServiceImpl, method: &Method) -> TokenStream {
    let Some(facade) = &service.facade else {
        return TokenStream::new();
    };
    let (name, fake) = (&method.signature.ident, fake_name(facade));
    let text = full_name(facade, method);
    let arguments = arguments(method);
    quote_spanned! {Span::mixed_site()=>
        if ::scaffold::__private::FAKES
            && let ::core::option::Option::Some(fake) = ::scaffold::__private::faked::<#fake>()
        {
            return (fake.#name.get(#text))(#(#arguments),*);
        }
    }
}

fn facade_type(service: &ServiceImpl, facade: &Ident) -> TokenStream {
    let site = Span::mixed_site();
    let ty = service.ty();
    let visibility = visibility(service);
    let name = at(facade);
    let fake = fake_name(facade);
    let docs = facade_docs(service);
    let functions = service
        .methods()
        .filter(|method| method.is_in_facade())
        .map(|method| function(service, facade, method));
    quote_spanned! {site=>
        #(#[doc = #docs])*
        #visibility struct #name<InApp>(::core::marker::PhantomData<fn() -> InApp>);

        #[automatically_derived]
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

fn facade_docs(service: &ServiceImpl) -> Vec<String> {
    let mut docs = vec![format!(
        "The facade of [`{}`]: calls the one of the running application.",
        service.name()
    )];
    let left_out: Vec<_> = service
        .methods()
        .filter(|method| method.is_public() && !method.is_in_facade())
        .map(|method| format!("`{}`", naming::text(&method.signature.ident)))
        .collect();
    if !left_out.is_empty() {
        docs.push(String::new());
        docs.push(format!(
            "Not in it, because they lend what is the service's: {}.",
            left_out.join(", ")
        ));
    }
    docs
}

fn function(service: &ServiceImpl, facade: &Ident, method: &Method) -> TokenStream {
    let site = Span::mixed_site();
    let ty = service.ty();
    let attributes = method.attributes_named(&["doc", "cfg", "must_use", "deprecated"]);
    let visibility = &method.visibility;
    let signature = &method.signature;
    let (is_async, name) = (&signature.asyncness, at(&signature.ident));
    let parameters = &signature.generics.params;
    let generics = (!parameters.is_empty()).then(|| quote_spanned!(site=> <#parameters>));
    let typed = method.arguments().into_iter().map(|argument| {
        let (name, ty) = (argument.name, argument.ty);
        quote_spanned!(site=> #name: #ty)
    });
    let output = &signature.output;
    let predicates = signature
        .generics
        .where_clause
        .iter()
        .flat_map(|it| &it.predicates);
    let head = quote_spanned! {site=>
        fn #name #generics (#(#typed),*) #output
        where
            #ty: ::scaffold::__private::Registered<InApp>,
            #(#predicates),*
    };
    let head = without_self(head, &ty.to_token_stream());
    let arguments = arguments(method);
    let turbofish = turbofish(method);
    let waited = is_async.map(|_| quote_spanned!(site=> .await));
    let service = if method.has_fake() {
        let (fake, text) = (fake_name(facade), full_name(facade, method));
        quote_spanned! {site=>
            match ::scaffold::__private::current::<#ty, InApp>() {
                ::core::option::Option::Some(service) => service,
                ::core::option::Option::None => {
                    return (::scaffold::__private::instead::<#fake, #ty>().#name.get(#text))(#(#arguments),*);
                }
            }
        }
    } else {
        quote_spanned!(site=> ::scaffold::__private::running::<#ty, InApp>())
    };
    quote_spanned! {site=>
        #(#attributes)*
        #[inline]
        #visibility #is_async #head {
            let service = #service;
            service.#name #turbofish (#(#arguments),*) #waited
        }
    }
}

fn fake_type(service: &ServiceImpl, facade: &Ident) -> TokenStream {
    let site = Span::mixed_site();
    let visibility = visibility(service);
    let name = fake_name(facade);
    let doc = format!("What [`{facade}::fake`] gives: sets what each method answers.");
    let methods: Vec<_> = service.methods().filter(|it| it.has_fake()).collect();
    let fields = methods.iter().map(|method| {
        let (name, closure) = (at(&method.signature.ident), closure(service, method));
        let conditions = method.attributes_named(&["cfg"]);
        quote_spanned! {site=>
            #(#conditions)*
            #name: ::scaffold::__private::Script<dyn #closure + ::core::marker::Send + ::core::marker::Sync>
        }
    });
    let setters = methods.iter().map(|method| {
        let (name, closure) = (at(&method.signature.ident), closure(service, method));
        let conditions = method.attributes_named(&["cfg"]);
        let (visibility, doc) = (&method.visibility, format!("Answers `{}`.", full_name(facade, method)));
        quote_spanned! {site=>
            #(#conditions)*
            #[doc = #doc]
            #visibility fn #name(&self, script: impl #closure + ::core::marker::Send + ::core::marker::Sync + 'static) -> &Self {
                self.#name.set(::std::sync::Arc::new(script));
                self
            }
        }
    });
    quote_spanned! {site=>
        #[doc = #doc]
        #[derive(::core::fmt::Debug, ::core::default::Default)]
        #visibility struct #name {
            #(#fields),*
        }

        #[automatically_derived]
        impl #name {
            #(#setters)*
        }
    }
}

/// `for<'a> Fn(&'a str) -> Result<u64>`
fn closure(service: &ServiceImpl, method: &Method) -> TokenStream {
    let site = Span::mixed_site();
    let lifetimes: Vec<&Lifetime> = method
        .signature
        .generics
        .params
        .iter()
        .filter_map(|parameter| match parameter {
            GenericParam::Lifetime(parameter) => Some(&parameter.lifetime),
            _ => None,
        })
        .collect();
    let binder = (!lifetimes.is_empty()).then(|| quote_spanned!(site=> for<#(#lifetimes),*>));
    let types = method.arguments().into_iter().map(|argument| argument.ty);
    let output = method.output();
    without_self(
        quote_spanned!(site=> #binder ::core::ops::Fn(#(#types),*) -> #output),
        &service.ty().to_token_stream(),
    )
}

fn arguments(method: &Method) -> Vec<Ident> {
    let arguments = method.arguments().into_iter();
    arguments.map(|argument| argument.name).collect()
}

/// Type parameters are handed on by name: one that only the body uses can't be inferred.
fn turbofish(method: &Method) -> Option<TokenStream> {
    if method.takes_impl() {
        return None;
    }
    let names: Vec<&Ident> = method
        .signature
        .generics
        .params
        .iter()
        .filter_map(|parameter| match parameter {
            GenericParam::Type(parameter) => Some(&parameter.ident),
            GenericParam::Const(parameter) => Some(&parameter.ident),
            GenericParam::Lifetime(_) => None,
        })
        .collect();
    (!names.is_empty()).then(|| quote_spanned!(Span::mixed_site()=> ::<#(#names),*>))
}

/// As visible as the most visible of its functions; the struct's own visibility can't be seen from here.
fn visibility(service: &ServiceImpl) -> Visibility {
    let widest = service
        .methods()
        .filter(|method| method.is_in_facade())
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

/// The name where the person wrote it, and still ours: what we make of it is no business of their lints.
fn at(name: &Ident) -> Ident {
    let mut name = name.clone();
    name.set_span(Span::mixed_site().located_at(name.span()));
    name
}

fn fake_name(facade: &Ident) -> Ident {
    format_ident!(
        "{facade}Fake",
        span = Span::mixed_site().located_at(facade.span())
    )
}

/// `Users::profile`
fn full_name(facade: &Ident, method: &Method) -> String {
    format!("{facade}::{}", naming::text(&method.signature.ident))
}

/// `Self` means the service, also in the facade.
fn without_self(tokens: TokenStream, ty: &TokenStream) -> TokenStream {
    let replaced = tokens.into_iter().map(|tree| match tree {
        TokenTree::Ident(word) if word == "Self" => ty.clone(),
        TokenTree::Group(group) => {
            let mut inner =
                proc_macro2::Group::new(group.delimiter(), without_self(group.stream(), ty));
            inner.set_span(group.span());
            TokenTree::Group(inner).into()
        }
        other => other.into(),
    });
    replaced.collect()
}
