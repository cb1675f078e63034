//! One service of the application's list, without its type.

use std::{
    any::{Any, TypeId},
    sync::Arc,
};

use crate::{
    Result,
    service::{MethodInfo, Node, Parts, Registered, Service},
};

/// One service of the list, without its type.
#[derive(Debug, Clone, Copy)]
pub struct ServiceEntry {
    /// Its name and what it needs.
    pub node: Node,
    /// The facade's name.
    pub facade: Option<&'static str>,
    /// Its methods, where `#[service]` describes them.
    pub methods: &'static [MethodInfo],
    /// Its type.
    pub type_id: fn() -> TypeId,
    /// Makes one.
    pub construct: fn(&Parts<'_>) -> Result<Arc<dyn Any + Send + Sync>>,
    /// Puts it into the process's slot; says whether that was empty.
    pub fill: fn(Arc<dyn Any + Send + Sync>) -> bool,
}

impl ServiceEntry {
    /// The entry of this type; `app!` makes one for each listed service.
    #[must_use]
    pub const fn of<S: Service + Registered<A>, A>(
        facade: Option<&'static str>,
        methods: &'static [MethodInfo],
    ) -> Self {
        Self {
            node: S::NODE,
            facade,
            methods,
            type_id: TypeId::of::<S>,
            construct: |parts| Ok(Arc::new(S::construct(parts)?)),
            fill: |service| {
                service
                    .downcast()
                    .is_ok_and(|service| S::slot().fill(service))
            },
        }
    }
}
