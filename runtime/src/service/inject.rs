//! What the fields of a service can be, and where each gets its value.

use std::sync::Arc;

use super::{Services, field::Wanted};
use crate::{
    Error, Result,
    cache::Cache,
    clock::Clock,
    config::{Config, Section},
    core::Core,
    database::Database,
    lock::Locks,
    model::Model,
    queue::Queue,
    repository::Repo,
};

/// What a service can be made of.
pub struct Parts<'a> {
    pub(crate) core: &'a Core,
    pub(crate) queue: &'a Queue,
    pub(crate) config: &'a Config,
    /// Services that are already made, and what `App::builder().with(…)` was given.
    pub(crate) services: &'a Arc<Services>,
}

impl Parts<'_> {
    /// A section of the configuration of the application's own.
    ///
    /// # Errors
    /// When a key without a default has no value.
    pub fn section<C: Section>(&self) -> Result<C> {
        let section = self.config.own::<C>()?;
        Ok(Arc::unwrap_or_clone(section))
    }
}

/// A type that can be a field of a service.
#[diagnostic::on_unimplemented(
    message = "a service can't be given a `{Self}`",
    note = "a field is a `Repo<Model>`, `Queue`, `Cache`, `Clock`, `Database`, `Locks`, an `Arc<OtherService>`, or an `Arc<Client>` given by `App::builder().with(client)`",
    note = "a section of the configuration derives `Config`; any other value is made in place: `#[inject(value = …)]`, or `#[inject(build = …)]` if that is awaited"
)]
pub trait Inject: Sized {
    /// Whether this leads to the shared parts.
    const HAS_CORE: bool = false;
    /// What this is found by, where that may be missing.
    const VALUE: Option<Wanted> = None;

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

/// A field that can be one of several values of its type, `#[inject(named = "…")]`.
#[diagnostic::on_unimplemented(
    message = "values with names are an `Arc<_>` or an `Option<Arc<_>>`, and this is a `{Self}`",
    note = "`App::builder().with_named(\"primary\", Arc::new(client))` gives one"
)]
pub trait InjectNamed: Inject {
    /// Finds the value with this name.
    ///
    /// # Errors
    /// When there is none.
    fn inject_named(parts: &Parts<'_>, name: &'static str) -> Result<Self>;
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

impl<T: ?Sized + Send + Sync + 'static> Inject for Arc<T> {
    const VALUE: Option<Wanted> = Some(Wanted::of::<T>(false));

    fn inject(parts: &Parts<'_>) -> Result<Self> {
        found(parts, None)
    }
}

impl<T: ?Sized + Send + Sync + 'static> InjectNamed for Arc<T> {
    fn inject_named(parts: &Parts<'_>, name: &'static str) -> Result<Self> {
        found(parts, Some(name))
    }
}

impl<T: ?Sized + Send + Sync + 'static> Inject for Option<Arc<T>> {
    const VALUE: Option<Wanted> = Some(Wanted::of::<T>(true));

    fn inject(parts: &Parts<'_>) -> Result<Self> {
        Ok(parts.services.get())
    }
}

impl<T: ?Sized + Send + Sync + 'static> InjectNamed for Option<Arc<T>> {
    fn inject_named(parts: &Parts<'_>, name: &'static str) -> Result<Self> {
        Ok(parts.services.named(Some(name)))
    }
}

/// The start has told of what is missing before; this is for an [`Inject`] that asks for more.
fn found<T: ?Sized + Send + Sync + 'static>(
    parts: &Parts<'_>,
    name: Option<&'static str>,
) -> Result<Arc<T>> {
    let value = parts.services.named(name);
    value.ok_or_else(|| {
        let ty = std::any::type_name::<T>();
        Error::internal(format!(
            "no `{ty}` was given to the application; help: `App::builder().with(…)` in src/app.rs"
        ))
    })
}
