//! Services: what they are made of, where the running one is found, and proof that the wiring holds.

mod ask;
mod facade;
mod graph;
mod name;
mod scope;

use std::{any::Any, sync::Arc};

pub use ask::{Describe, Needs, NoNeed, Undescribed};
pub use facade::{Current, Fake, Registered, Script, Slot, current, faked, instead, running};
pub use graph::{Node, Text, mistake};
pub use name::{Argument, Name, OfService};
pub use scope::FAKES;
pub(crate) use scope::Scope;

use crate::{
    Result, cache::Cache, clock::Clock, core::Core, database::Database, decorate::Switch,
    lock::Locks, model::Model, queue::Queue, repository::Repo,
};

/// A struct whose fields are injected. Derived: `#[derive(Service)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a service",
    note = "add `#[derive(Service)]` to `{Self}`"
)]
pub trait Service: Sized + Send + Sync + 'static {
    /// Its name. Apart from what it needs, or services that need each other would be an error of the compiler's own and not ours.
    const NAME: Name;
    /// The services behind its fields, in their order; `None` for a field that is no service.
    const NEEDS: &'static [Option<Name>];
    /// Its name, and the services it is made of.
    const NODE: Node = Node {
        name: Self::NAME,
        needs: Self::NEEDS,
    };
    /// Whether a field leads to the database, the cache and the clock.
    const HAS_CORE: bool;

    /// Makes one from what is there.
    ///
    /// # Errors
    /// When a value that is no service was not given to the builder.
    fn construct(parts: &Parts<'_>) -> Result<Self>;

    /// The shared parts, found through the first field that leads to them.
    fn core(&self) -> Option<&Core>;
}

/// The shared parts of a service whose `HAS_CORE` is true; `#[service]` refuses others before it calls this.
///
/// # Panics
/// When no field leads to them: an [`Inject`] of one's own said so and gives none.
#[inline]
#[must_use]
pub fn core_of<S: Service>(service: &S) -> &Core {
    match service.core() {
        Some(core) => core,
        None => panic!(
            "no field of `{}` leads to the database and the cache\nhelp: add a field `core: scaffold::core::Core`",
            S::NAME.text
        ),
    }
}

/// What a service can be made of.
pub struct Parts<'a> {
    pub(crate) core: &'a Core,
    pub(crate) queue: &'a Queue,
    /// Values by type: services that are already made, and what `App::builder().with(…)` was given; each an `Arc<T>`.
    pub(crate) values: &'a std::collections::HashMap<std::any::TypeId, Arc<dyn Any + Send + Sync>>,
}

/// A type that can be a field of a service.
#[diagnostic::on_unimplemented(
    message = "a service can't be given a `{Self}`",
    note = "a field is a `Repo<Model>`, `Queue`, `Cache`, `Clock`, `Database`, `Locks`, an `Arc<OtherService>`, or an `Arc<Client>` given by `App::builder().with(client)`"
)]
pub trait Inject: Sized {
    /// Whether this leads to the shared parts.
    const HAS_CORE: bool = false;

    /// Finds or makes the value.
    ///
    /// # Errors
    /// When there is none.
    fn inject(parts: &Parts<'_>) -> Result<Self>;

    /// The shared parts, if this leads to them.
    fn core(&self) -> Option<&Core> {
        None
    }
}

impl<T: Model> Inject for Repo<T> {
    const HAS_CORE: bool = true;

    fn inject(parts: &Parts<'_>) -> Result<Self> {
        Ok(Self::new(parts.core.clone()))
    }

    fn core(&self) -> Option<&Core> {
        Some(Self::core(self))
    }
}

impl Inject for Core {
    const HAS_CORE: bool = true;

    fn inject(parts: &Parts<'_>) -> Result<Self> {
        Ok(parts.core.clone())
    }

    fn core(&self) -> Option<&Core> {
        Some(self)
    }
}

impl Inject for Locks {
    const HAS_CORE: bool = true;

    fn inject(parts: &Parts<'_>) -> Result<Self> {
        Ok(Self::new(parts.core))
    }

    fn core(&self) -> Option<&Core> {
        Some(Self::core(self))
    }
}

impl Inject for Queue {
    fn inject(parts: &Parts<'_>) -> Result<Self> {
        Ok(parts.queue.clone())
    }
}

impl Inject for Cache {
    fn inject(parts: &Parts<'_>) -> Result<Self> {
        Ok(parts.core.cache().clone())
    }
}

impl Inject for Clock {
    fn inject(parts: &Parts<'_>) -> Result<Self> {
        Ok(parts.core.clock().clone())
    }
}

impl Inject for Database {
    fn inject(parts: &Parts<'_>) -> Result<Self> {
        Ok(parts.core.database().clone())
    }
}

impl<T: Send + Sync + 'static> Inject for Arc<T> {
    fn inject(parts: &Parts<'_>) -> Result<Self> {
        let value = parts
            .values
            .get(&std::any::TypeId::of::<T>())
            .and_then(|value| value.clone().downcast().ok());
        value.ok_or_else(|| {
            let name = std::any::type_name::<T>();
            crate::Error::internal(format!("no `{name}` was given to the application; help: `App::builder().with(…)` in src/app.rs"))
        })
    }
}

/// What a method of a service is wrapped in, for `service:list` and the start.
#[derive(Debug, Clone, Copy)]
pub struct MethodInfo {
    /// Its name.
    pub name: &'static str,
    /// The decorators as written, outermost first: `cached(ttl = "10m")`.
    pub decorators: &'static [&'static str],
    /// The switches of those that have `when = "…"`.
    pub switches: &'static [&'static Switch],
    /// Whether its calls are recorded, so that the table of records has to be there.
    pub audited: bool,
}

/// What `#[service]` says of an impl block, for `service:list`. A service has one such block; others are `#[service(more)]`.
pub trait MainBlock {
    /// The facade's name.
    const FACADE: Option<&'static str>;
    /// The methods in the order of the source.
    const METHODS: &'static [MethodInfo];
}
