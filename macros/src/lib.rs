//! The service layer compiler. Use it through `scaffold`, the runtime, whose re-exports carry the documentation.

mod app;
mod cache_key;
mod cacheable;
mod column_value;
mod config;
mod fillable;
mod job;
mod model;
mod projection;
mod request;
#[cfg(test)]
mod robust;
mod service;
mod service_impl;
mod support;

use proc_macro::TokenStream;

use support::reach;

/// What every derive does on its way out and in.
fn derive(
    input: TokenStream,
    derive: fn(proc_macro2::TokenStream) -> proc_macro2::TokenStream,
) -> TokenStream {
    reach::reaching(input.into(), derive, |_| proc_macro2::TokenStream::new()).into()
}

/// The table that a struct describes, with its draft, its patch and its typed columns.
#[proc_macro_derive(Model, attributes(model, scaffold))]
pub fn model(input: TokenStream) -> TokenStream {
    derive(input, model::derive)
}

/// A model whose reads may be served from the cache.
#[proc_macro_derive(Cacheable, attributes(cacheable, scaffold))]
pub fn cacheable(input: TokenStream) -> TokenStream {
    derive(input, cacheable::derive)
}

/// A model that is filled from outside by the names of its fields.
#[proc_macro_derive(Fillable, attributes(fillable, scaffold))]
pub fn fillable(input: TokenStream) -> TokenStream {
    derive(input, fillable::derive)
}

/// A struct of some columns of a model.
#[proc_macro_derive(Projection, attributes(projection, scaffold))]
pub fn projection(input: TokenStream) -> TokenStream {
    derive(input, projection::derive)
}

/// An enum without fields, stored as words.
#[proc_macro_derive(ColumnValue, attributes(column, scaffold))]
pub fn column_value(input: TokenStream) -> TokenStream {
    derive(input, column_value::derive)
}

/// A type that can be part of a cache key.
#[proc_macro_derive(CacheKey, attributes(scaffold))]
pub fn cache_key(input: TokenStream) -> TokenStream {
    derive(input, cache_key::derive)
}

/// The allow-list of what HTTP may set, with the rules of each field.
#[proc_macro_derive(Request, attributes(rule, scaffold))]
pub fn request(input: TokenStream) -> TokenStream {
    derive(input, request::derive)
}

/// A struct whose fields are injected.
#[proc_macro_derive(Service, attributes(inject, scaffold))]
pub fn derive_service(input: TokenStream) -> TokenStream {
    derive(input, service::derive)
}

/// A section of the configuration.
#[proc_macro_derive(Config, attributes(config, scaffold))]
pub fn derive_config(input: TokenStream) -> TokenStream {
    derive(input, config::derive)
}

/// A struct that can wait in a queue.
#[proc_macro_derive(Job, attributes(job, scaffold))]
pub fn derive_job(input: TokenStream) -> TokenStream {
    derive(input, job::derive)
}

/// The methods of a service, woven into their decorators (those of `all(…)` around each one's own), with a facade if one is asked for.
#[proc_macro_attribute]
pub fn service(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let expand = |item| service_impl::attribute(arguments.into(), item);
    reach::reaching(item.into(), expand, service_impl::without_decorators).into()
}

/// The list of what an application is made of.
#[proc_macro]
pub fn app(input: TokenStream) -> TokenStream {
    reach::reaching(input.into(), app::app, |_| proc_macro2::TokenStream::new()).into()
}

/// A decorator, for methods within `#[service]`.
#[proc_macro_attribute]
pub fn audited(_: TokenStream, item: TokenStream) -> TokenStream {
    service_impl::misplaced("audited", item.into()).into()
}

/// A decorator, for methods within `#[service]`.
#[proc_macro_attribute]
pub fn cached(_: TokenStream, item: TokenStream) -> TokenStream {
    service_impl::misplaced("cached", item.into()).into()
}

/// A decorator, for methods within `#[service]`.
#[proc_macro_attribute]
pub fn logged(_: TokenStream, item: TokenStream) -> TokenStream {
    service_impl::misplaced("logged", item.into()).into()
}

/// A decorator, for methods within `#[service]`.
#[proc_macro_attribute]
pub fn measured(_: TokenStream, item: TokenStream) -> TokenStream {
    service_impl::misplaced("measured", item.into()).into()
}

/// A decorator, for methods within `#[service]`.
#[proc_macro_attribute]
pub fn transactional(_: TokenStream, item: TokenStream) -> TokenStream {
    service_impl::misplaced("transactional", item.into()).into()
}

/// A decorator, for methods within `#[service]`.
#[proc_macro_attribute]
pub fn retried(_: TokenStream, item: TokenStream) -> TokenStream {
    service_impl::misplaced("retried", item.into()).into()
}

/// A decorator, for methods within `#[service]`.
#[proc_macro_attribute]
pub fn timed_out(_: TokenStream, item: TokenStream) -> TokenStream {
    service_impl::misplaced("timed_out", item.into()).into()
}

/// A decorator, for methods within `#[service]`.
#[proc_macro_attribute]
pub fn rate_limited(_: TokenStream, item: TokenStream) -> TokenStream {
    service_impl::misplaced("rate_limited", item.into()).into()
}

/// A decorator, for methods within `#[service]`.
#[proc_macro_attribute]
pub fn exclusive(_: TokenStream, item: TokenStream) -> TokenStream {
    service_impl::misplaced("exclusive", item.into()).into()
}

/// A decorator, for methods within `#[service]`.
#[proc_macro_attribute]
pub fn authorized(_: TokenStream, item: TokenStream) -> TokenStream {
    service_impl::misplaced("authorized", item.into()).into()
}

/// What a service does when the application starts; for a method within `#[service]`.
#[proc_macro_attribute]
pub fn on_start(_: TokenStream, item: TokenStream) -> TokenStream {
    service_impl::misplaced("on_start", item.into()).into()
}

/// What a service does when the application ends; for a method within `#[service]`.
#[proc_macro_attribute]
pub fn on_stop(_: TokenStream, item: TokenStream) -> TokenStream {
    service_impl::misplaced("on_stop", item.into()).into()
}

/// A decorator, for methods within `#[service]`.
#[proc_macro_attribute]
pub fn decorate(_: TokenStream, item: TokenStream) -> TokenStream {
    service_impl::misplaced("decorate", item.into()).into()
}
