//! What macros ask of a type that they only see spelled: whether a field is a service, whether `#[service]` describes one.

use std::{marker::PhantomData, sync::Arc};

use super::{Hooked, Hooks, How, Lazy, MainBlock, MethodInfo, Name, Need, Service};
use crate::config::Section;

/// Asks a field's type for what the application's list must have for it. `Needs::<FieldType>::SERVICE` is there for an `Arc<OtherService>`, an
/// `Option` of it and a [`Lazy`], and `Needs::<FieldType>::SECTION` for a section of the configuration; each is `None` for anything else: the
/// inherent constant shadows the one of [`NoNeed`], which must be in scope. Works on types without parameters only.
#[derive(Debug)]
pub struct Needs<T>(PhantomData<fn() -> T>);

impl<S: Service> Needs<Arc<S>> {
    /// The service.
    pub const SERVICE: Option<Need> = Some(Need::new(S::NAME, How::First));
}

impl<S: Service> Needs<Option<Arc<S>>> {
    /// The service.
    pub const SERVICE: Option<Need> = Some(Need::new(S::NAME, How::IfListed));
}

impl<S: Service> Needs<Lazy<S>> {
    /// The service.
    pub const SERVICE: Option<Need> = Some(Need::new(S::NAME, How::Later));
}

impl<C: Section> Needs<C> {
    /// The section.
    pub const SECTION: Option<Name> = Some(Name::new(C::NAME, C::TYPE));
}

/// What [`Needs`] falls back to.
pub trait NoNeed {
    /// No service.
    const SERVICE: Option<Need> = None;
    /// No section.
    const SECTION: Option<Name> = None;
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

impl<S: Hooked> Describe<S> {
    /// What runs at the start and at the end.
    pub const HOOKS: Hooks = Hooks::of::<S>();
}

/// What [`Describe`] falls back to: a service without `#[service]`.
pub trait Undescribed {
    /// No facade.
    const FACADE: Option<&'static str> = None;
    /// No method.
    const METHODS: &'static [MethodInfo] = &[];
    /// Nothing.
    const HOOKS: Hooks = Hooks::NONE;
}

impl<S> Undescribed for Describe<S> {}
