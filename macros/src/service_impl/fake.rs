//! Writes the fake of a facade: a closure for each of its methods.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote_spanned};
use syn::{GenericParam, Lifetime};

use super::{
    facade::{full_name, visibility},
    method::Method,
    model::ServiceImpl,
    weave,
};
use crate::support::{generated, naming, types};

/// `UsersFake`
pub(crate) fn name(facade: &Ident) -> Ident {
    format_ident!(
        "{facade}Fake",
        span = Span::mixed_site().located_at(facade.span())
    )
}

/// Answers a call of the method itself from the fake, so that a service that was injected is faked as well.
pub(crate) fn in_method(facade: &Ident, method: &Method) -> TokenStream {
    let (name, quiet) = (name(facade), weave::quiet(method));
    let arguments: Vec<_> = method.arguments().into_iter().map(|it| it.name).collect();
    let instead = instead(facade, method, &arguments);
    quote_spanned! {Span::mixed_site()=>
        #quiet
        if ::scaffold::__private::FAKES
            && let ::core::option::Option::Some(fake) = ::scaffold::__private::faked::<#name>()
        {
            return #instead;
        }
    }
}

/// The answer of the variable `fake`.
pub(crate) fn instead(facade: &Ident, method: &Method, arguments: &[Ident]) -> TokenStream {
    let field = naming::ours(&method.signature.ident, Span::mixed_site());
    let text = full_name(facade, method);
    quote_spanned!(Span::mixed_site()=> ::scaffold::__private::Script::get(&fake.#field, #text)(#(#arguments),*))
}

/// The fake of a block with a facade.
pub(crate) fn fake(service: &ServiceImpl, facade: &Ident) -> TokenStream {
    let site = Span::mixed_site();
    let (visibility, name) = (visibility(service), name(facade));
    let doc = format!(" What [`{facade}::fake`] gives: sets what each method answers.");
    let (attributes, repeated) = (generated::attributes(), generated::repeated());
    let methods: Vec<_> = service.methods().filter(|it| it.has_fake()).collect();
    let fields = methods.iter().map(|method| {
        let name = naming::ours(&method.signature.ident, site);
        let (closure, conditions) = (closure(service, method), method.carried(&["cfg"]));
        quote_spanned! {site=>
            #(#conditions)*
            #name: ::scaffold::__private::Script<dyn #closure + ::core::marker::Send + ::core::marker::Sync>
        }
    });
    let setters = methods.iter().map(|method| {
        let name = naming::ours(&method.signature.ident, site);
        let (closure, conditions) = (closure(service, method), method.carried(&["cfg"]));
        let (visibility, doc) = (&method.visibility, format!(" Answers `{}`.", full_name(facade, method)));
        quote_spanned! {site=>
            #(#conditions)*
            #[doc = #doc]
            #visibility fn #name(&self, script: impl #closure + ::core::marker::Send + ::core::marker::Sync + 'static) -> &Self {
                ::scaffold::__private::Script::set(&self.#name, ::std::sync::Arc::new(script));
                self
            }
        }
    });
    quote_spanned! {site=>
        #[doc = #doc]
        #[derive(::core::fmt::Debug, ::core::default::Default)]
        #repeated
        #visibility struct #name {
            #(#fields),*
        }

        #attributes
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
    let types = method.typed().map(|typed| &typed.ty);
    let output = &method.signature.output;
    types::without_self(
        quote_spanned!(site=> #binder ::core::ops::Fn(#(#types),*) #output),
        &service.ty,
    )
}
