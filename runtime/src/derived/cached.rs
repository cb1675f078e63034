//! What `#[derive(Cacheable)]` on a service says of its cached methods.

use std::{marker::PhantomData, time::Duration};

use crate::{model::Model, service::Service};

/// What the cached methods of a service have where their attribute says nothing.
#[derive(Debug, Clone, Copy)]
pub struct Defaults {
    /// How long an answer may live at most; `None` takes the configuration's `cache.ttl`.
    pub ttl: Option<Duration>,
    /// Sets the keys apart from those under another prefix.
    pub prefix: &'static str,
}

/// A service with `#[derive(Cacheable)]`.
pub trait CachedService {
    /// What its cached methods have.
    const DEFAULTS: Defaults;
}

/// Asks a type for its defaults. `DefaultsOf::<Self>::CACHED` is the service's for one with `#[derive(Cacheable)]`: the inherent constant
/// shadows the one of [`NoDefaults`], which must be in scope.
#[derive(Debug)]
pub struct DefaultsOf<S>(PhantomData<fn() -> S>);

impl<S: CachedService> DefaultsOf<S> {
    /// The service's.
    pub const CACHED: Defaults = S::DEFAULTS;
}

/// What [`DefaultsOf`] falls back to.
pub trait NoDefaults {
    /// The configuration's.
    const CACHED: Defaults = Defaults {
        ttl: None,
        prefix: "",
    };
}

impl<S> NoDefaults for DefaultsOf<S> {}

/// Asks a type whether it is a model, in the same way.
#[derive(Debug)]
pub struct IsModel<T>(PhantomData<fn() -> T>);

impl<T: Model> IsModel<T> {
    /// It is.
    pub const YES: bool = true;
}

/// Asks a type whether it is a service, in the same way.
#[derive(Debug)]
pub struct IsService<T>(PhantomData<fn() -> T>);

impl<T: Service> IsService<T> {
    /// It is.
    pub const YES: bool = true;
}

/// What [`IsModel`] and [`IsService`] fall back to.
pub trait IsNot {
    /// It is not.
    const YES: bool = false;
}

impl<T> IsNot for IsModel<T> {}
impl<T> IsNot for IsService<T> {}
