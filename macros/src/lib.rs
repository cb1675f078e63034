//! The service layer compiler. Use it through `scaffold`, the runtime, whose re-exports carry the documentation.

mod app;
mod cache_key;
mod cacheable;
mod column_value;
mod fillable;
mod job;
mod model;
mod request;
#[cfg(test)]
mod robust;
mod service;
mod service_impl;
mod support;

use proc_macro::TokenStream;

/// The table that a struct describes, with its draft, its patch and its typed columns.
#[proc_macro_derive(Model, attributes(model))]
pub fn model(input: TokenStream) -> TokenStream {
    model::derive(input.into()).into()
}

/// A model whose reads may be served from the cache.
#[proc_macro_derive(Cacheable, attributes(cacheable))]
pub fn cacheable(input: TokenStream) -> TokenStream {
    cacheable::derive(input.into()).into()
}

/// A model that is filled from outside by the names of its fields.
#[proc_macro_derive(Fillable, attributes(fillable))]
pub fn fillable(input: TokenStream) -> TokenStream {
    fillable::derive(input.into()).into()
}

/// An enum without fields, stored as words.
#[proc_macro_derive(ColumnValue, attributes(column))]
pub fn column_value(input: TokenStream) -> TokenStream {
    column_value::derive(input.into()).into()
}

/// A type that can be part of a cache key.
#[proc_macro_derive(CacheKey)]
pub fn cache_key(input: TokenStream) -> TokenStream {
    cache_key::derive(input.into()).into()
}

/// The allow-list of what HTTP may set, with the rules of each field.
#[proc_macro_derive(Request, attributes(rule))]
pub fn request(input: TokenStream) -> TokenStream {
    request::derive(input.into()).into()
}

/// A struct whose fields are injected.
#[proc_macro_derive(Service)]
pub fn derive_service(input: TokenStream) -> TokenStream {
    service::derive(input.into()).into()
}

/// A struct that can wait in a queue.
#[proc_macro_derive(Job, attributes(job))]
pub fn derive_job(input: TokenStream) -> TokenStream {
    job::derive(input.into()).into()
}

/// The methods of a service, woven into their decorators (those of `all(…)` around each one's own), with a facade if one is asked for.
#[proc_macro_attribute]
pub fn service(arguments: TokenStream, item: TokenStream) -> TokenStream {
    service_impl::attribute(arguments.into(), item.into()).into()
}

/// The list of what an application is made of.
#[proc_macro]
pub fn app(input: TokenStream) -> TokenStream {
    app::app(input.into()).into()
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
pub fn authorized(_: TokenStream, item: TokenStream) -> TokenStream {
    service_impl::misplaced("authorized", item.into()).into()
}

/// A decorator, for methods within `#[service]`.
#[proc_macro_attribute]
pub fn decorate(_: TokenStream, item: TokenStream) -> TokenStream {
    service_impl::misplaced("decorate", item.into()).into()
}
