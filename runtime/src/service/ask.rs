//! What macros ask of a type that they only see spelled: whether a field is a service, whether `#[service]` describes one.

use std::{marker::PhantomData, sync::Arc};

use super::{MainBlock, MethodInfo, Name, Service};

/// Asks a field's type for the service behind it. `Needs::<FieldType>::SERVICE` is a name for `Arc<OtherService>` and `None`
/// for anything else: the inherent constant shadows the one of [`NoNeed`], which must be in scope. Works on types without parameters only.
#[derive(Debug)]
pub struct Needs<T>(PhantomData<fn() -> T>);

impl<S: Service> Needs<Arc<S>> {
    /// The service's name.
    pub const SERVICE: Option<Name> = Some(S::NAME);
}

/// What [`Needs`] falls back to.
pub trait NoNeed {
    /// No service.
    const SERVICE: Option<Name> = None;
}

impl<T> NoNeed for Needs<T> {}

/// Asks a service for what `#[service]` says of it, by the same trick as [`Needs`]; falls back to [`Undescribed`].
#[derive(Debug)]
pub struct Describe<S>(PhantomData<fn() -> S>);

impl<S: MainBlock> Describe<S> {
    /// The facade's name.
    pub const FACADE: Option<&'static str> = S::FACADE;
    /// The methods in the order of the source.
    pub const METHODS: &'static [MethodInfo] = S::METHODS;
}

/// What [`Describe`] falls back to: a service without `#[service]`.
pub trait Undescribed {
    /// No facade.
    const FACADE: Option<&'static str> = None;
    /// No method.
    const METHODS: &'static [MethodInfo] = &[];
}

impl<S> Undescribed for Describe<S> {}
