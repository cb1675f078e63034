//! One service of the application's list, without its type.

use std::{any::TypeId, pin::Pin, sync::Arc};

use super::Place;
use crate::{
    Result,
    service::{Hooks, MethodInfo, Node, Parts, Registered, Service, Services},
};

type Constructed<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// One service of the list, without its type.
#[derive(Debug, Clone, Copy)]
pub struct ServiceEntry {
    /// Its name and what it is made of.
    pub node: Node,
    /// The facade's name.
    pub facade: Option<&'static str>,
    /// Its methods, where `#[service]` describes them.
    pub methods: &'static [MethodInfo],
    /// What it does when the application starts and ends.
    pub hooks: Hooks,
    /// The traits that it is listed as.
    pub traits: &'static [TraitEntry],
    /// Its type.
    pub type_id: fn() -> TypeId,
    /// Makes one and keeps it among the services.
    pub(crate) construct: for<'a> fn(&'a Parts<'_>) -> Constructed<'a>,
    /// Puts the running one where facades find it; says whether that place was empty.
    pub(crate) publish: fn(&Services, Place) -> bool,
}

impl ServiceEntry {
    /// The entry of this type; `app!` makes one for each listed service.
    #[must_use]
    pub const fn of<S: Service + Registered<A>, A>(
        facade: Option<&'static str>,
        methods: &'static [MethodInfo],
        hooks: Hooks,
        traits: &'static [TraitEntry],
    ) -> Self {
        Self {
            node: S::NODE,
            facade,
            methods,
            hooks,
            traits,
            type_id: TypeId::of::<S>,
            construct: |parts| {
                Box::pin(async move {
                    let service = Arc::new(S::construct(parts).await?);
                    parts.services.insert(None, service);
                    Ok(())
                })
            },
            publish: |services, place| {
                services.get::<S>().is_none_or(|service| match place {
                    Place::Process => S::slot().fill(service),
                    Place::Test(scope) => scope.insert(TypeId::of::<S>(), service),
                })
            },
        }
    }
}

/// A trait that a service of the list is found by as well: `services: [Stripe as dyn Payments]`.
#[derive(Debug, Clone, Copy)]
pub struct TraitEntry {
    /// The trait's type.
    pub(crate) type_id: fn() -> TypeId,
    /// The trait as written.
    pub(crate) name: &'static str,
    /// Keeps the service, which is there, by the trait as well, unless the builder was given another one.
    pub(crate) keep: fn(&Services),
}

impl TraitEntry {
    /// The entry of a service and a trait.
    #[must_use]
    pub const fn of<S: SeenAs<T, A>, T: ?Sized + Send + Sync + 'static, A>(
        name: &'static str,
    ) -> Self {
        Self {
            type_id: TypeId::of::<T>,
            name,
            keep: |services| {
                if !services.has(TypeId::of::<T>(), None)
                    && let Some(service) = services.get::<S>()
                {
                    services.insert(None, S::seen(service));
                }
            },
        }
    }
}

/// A service that is found by a trait in application `A`. Written by `app!` for `Stripe as dyn Payments`.
pub trait SeenAs<T: ?Sized, A>: Send + Sync + 'static {
    /// The same service, as the trait.
    fn seen(service: Arc<Self>) -> Arc<T>;
}
