//! Writes the application's type, its lists as constants, and the constant that checks them.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;

use super::{attrs::Entry, migrations::Migration, model::App};
use crate::support::{generated, naming};

/// The whole expansion.
pub(crate) fn expand(app: &App, migrations: &[Migration]) -> TokenStream {
    let mut tokens = application(app, migrations);
    tokens.extend(app.services.iter().map(|entry| service(app, entry)));
    tokens.extend(app.services.iter().flat_map(|entry| seen(app, entry)));
    tokens.extend(state(app));
    tokens.extend(app.jobs.iter().map(|entry| job(app, entry)));
    tokens.extend(app.jobs.iter().map(|entry| name_check(app, entry)));
    tokens.extend((!app.config.is_empty()).then(|| section_check(app)));
    tokens.extend(graph_check(app));
    tokens
}

fn application(app: &App, migrations: &[Migration]) -> TokenStream {
    let site = Span::mixed_site();
    let App {
        attributes,
        visibility,
        name,
        models,
        services,
        jobs,
        config,
        ..
    } = app;
    let (text, quiet) = (naming::text(name), generated::attributes());
    let services = services.iter().map(|entry| {
        let Entry {
            attributes,
            ty,
            traits,
        } = entry;
        let site = site.located_at(ty.span());
        let names = traits
            .iter()
            .map(|seen| naming::line(seen.to_token_stream()));
        quote_spanned! {site=>
            #(#attributes)*
            ::scaffold::__private::ServiceEntry::of::<#ty, #name>(
                ::scaffold::__private::Describe::<#ty>::FACADE,
                ::scaffold::__private::Describe::<#ty>::METHODS,
                ::scaffold::__private::Describe::<#ty>::HOOKS,
                &[#(::scaffold::__private::TraitEntry::of::<#ty, #traits, #name>(#names)),*],
            )
        }
    });
    let models = models.as_ref().map(|models| {
        let models = models.iter().map(|Entry { attributes, ty, .. }| {
            let site = site.located_at(ty.span());
            quote_spanned!(site=> #(#attributes)* ::scaffold::__private::ModelDef::of::<#ty>())
        });
        quote_spanned! {site=>
            const MODELS: ::core::option::Option<&'static [::scaffold::__private::ModelDef]> =
                ::core::option::Option::Some(&[#(#models),*]);
        }
    });
    let sections = config.iter().map(|Entry { attributes, ty, .. }| {
        let site = site.located_at(ty.span());
        quote_spanned!(site=> #(#attributes)* ::scaffold::__private::SectionEntry::of::<#ty>())
    });
    let jobs = jobs.iter().map(|Entry { attributes, ty, .. }| {
        let site = site.located_at(ty.span());
        quote_spanned!(site=> #(#attributes)* ::scaffold::__private::JobEntry::of::<#ty>())
    });
    let migrations = migrations.iter().map(migration);
    quote_spanned! {site=>
        #(#attributes)*
        #[derive(::core::clone::Clone)]
        #visibility struct #name {
            handle: ::scaffold::__private::Handle,
        }

        impl #name {
            /// The application before its start.
            #visibility fn builder() -> ::scaffold::__private::Builder<Self> {
                ::scaffold::__private::Builder::new()
            }
        }

        #quiet
        impl ::core::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(#text).finish_non_exhaustive()
            }
        }

        #quiet
        impl ::scaffold::__private::Application for #name {
            const NAME: &'static str = ::core::env!("CARGO_PKG_NAME");
            const VERSION: &'static str = ::core::env!("CARGO_PKG_VERSION");
            const ROOT: &'static str = ::core::env!("CARGO_MANIFEST_DIR");
            #models
            const SERVICES: &'static [::scaffold::__private::ServiceEntry] = {
                use ::scaffold::__private::Undescribed as _;
                &[#(#services),*]
            };
            const SECTIONS: &'static [::scaffold::__private::SectionEntry] = &[#(#sections),*];
            const JOBS: &'static [::scaffold::__private::JobEntry] = &[#(#jobs),*];
            const MIGRATIONS: &'static [::scaffold::__private::Migration] = &[#(#migrations),*];

            fn from_handle(handle: ::scaffold::__private::Handle) -> Self {
                Self { handle }
            }

            fn handle(&self) -> &::scaffold::__private::Handle {
                &self.handle
            }
        }
    }
}

fn migration(migration: &Migration) -> TokenStream {
    let Migration {
        version,
        name,
        up,
        down,
        only,
    } = migration;
    let down = match down {
        Some(down) => {
            quote_spanned!(Span::mixed_site()=> ::core::option::Option::Some(::core::include_str!(#down)))
        }
        None => quote_spanned!(Span::mixed_site()=> ::core::option::Option::None),
    };
    match only {
        None => quote_spanned! {Span::mixed_site()=>
            ::scaffold::__private::Migration::embedded(#version, #name, ::core::include_str!(#up), #down)
        },
        Some(database) => quote_spanned! {Span::mixed_site()=>
            ::scaffold::__private::Migration::only(#version, #name, ::core::include_str!(#up), #down, #database)
        },
    }
}

fn service(app: &App, Entry { attributes, ty, .. }: &Entry) -> TokenStream {
    let (name, quiet) = (&app.name, generated::attributes());
    // On the entry: a second one of the same type is pointed at.
    let site = Span::mixed_site().located_at(ty.span());
    quote_spanned! {site=>
        #(#attributes)*
        #quiet
        impl ::scaffold::__private::Registered<#name> for #ty {
            fn slot() -> &'static ::scaffold::__private::Slot<Self> {
                static SLOT: ::scaffold::__private::Slot<#ty> = ::scaffold::__private::Slot::new();
                &SLOT
            }
        }
    }
}

/// The service as each trait that it is listed as.
fn seen(app: &App, entry: &Entry) -> impl Iterator<Item = TokenStream> {
    let name = &app.name;
    let Entry {
        attributes,
        ty,
        traits,
    } = entry;
    let quiet = generated::attributes();
    traits.iter().map(move |seen| {
        let site = Span::mixed_site().located_at(seen.span());
        quote_spanned! {site=>
            #(#attributes)*
            #quiet
            impl ::scaffold::__private::SeenAs<#seen, #name> for #ty {
                fn seen(service: ::std::sync::Arc<Self>) -> ::std::sync::Arc<#seen> {
                    service
                }
            }
        }
    })
}

/// `State<Arc<S>>` in handlers, for each service of the list.
fn state(app: &App) -> TokenStream {
    let (name, quiet) = (&app.name, generated::attributes());
    quote_spanned! {Span::mixed_site()=>
        #quiet
        impl<S> ::scaffold::__private::axum::extract::FromRef<#name> for ::std::sync::Arc<S>
        where
            S: ::scaffold::__private::Service + ::scaffold::__private::Registered<#name>,
        {
            fn from_ref(app: &#name) -> Self {
                app.handle.service()
            }
        }
    }
}

fn job(app: &App, Entry { attributes, ty, .. }: &Entry) -> TokenStream {
    let (name, quiet) = (&app.name, generated::attributes());
    let site = Span::mixed_site().located_at(ty.span());
    quote_spanned! {site=>
        #(#attributes)*
        #quiet
        impl ::scaffold::__private::RegisteredJob<#name> for #ty {}
    }
}

/// Jobs of one name stop the compiler, each on its own place in the list: only the types know their names.
fn name_check(app: &App, Entry { attributes, ty, .. }: &Entry) -> TokenStream {
    let name = &app.name;
    let job: String = ty.to_token_stream().to_string();
    let job: String = job.split_whitespace().collect();
    let text = format!(
        "`{job}` has the name of another job in `jobs: […]`\nhelp: give one of them a name of its own: `#[job(name = \"…\")]`"
    );
    quote_spanned! {Span::mixed_site().located_at(ty.span())=>
        #(#attributes)*
        const _: () = ::core::assert!(
            ::scaffold::__private::has_own_name::<#ty, #name>(),
            #text
        );
    }
}

/// A section that is called as another one, or as one of ours, stops the compiler with a sentence.
fn section_check(app: &App) -> TokenStream {
    let site = Span::mixed_site().located_at(app.config_at);
    let name = &app.name;
    quote_spanned! {site=>
        const _: () = {
            if let ::core::option::Option::Some(text) = ::scaffold::__private::section_mistake(
                <#name as ::scaffold::__private::Application>::SECTIONS,
            ) {
                ::core::panic!("{}", text.as_str());
            }
        };
    }
}

/// A service that is missing, listed twice or in a circle stops the compiler with a sentence.
fn graph_check(app: &App) -> TokenStream {
    let site = Span::mixed_site().located_at(app.services_at);
    let name = &app.name;
    quote_spanned! {site=>
        const _: () = {
            const SERVICES: &[::scaffold::__private::ServiceEntry] = <#name as ::scaffold::__private::Application>::SERVICES;
            if let ::core::option::Option::Some(text) = ::scaffold::__private::mistake::<{ SERVICES.len() }>(
                SERVICES,
                <#name as ::scaffold::__private::Application>::SECTIONS,
            ) {
                ::core::panic!("{}", text.as_str());
            }
        };
    }
}
