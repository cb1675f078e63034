//! Services: what they are made of, where the running one is found, and proof that the wiring holds.

mod ask;
mod facade;
mod field;
mod graph;
mod hooks;
mod inject;
mod lazy;
mod name;
mod scope;
mod values;

pub use ask::{Describe, Needs, NoNeed, Undescribed};
pub use facade::{Current, Fake, Registered, Script, Slot, current, faked, instead, running};
pub use field::{Field, How, Need, Wanted};
pub use graph::{Node, Text, mistake};
pub use hooks::{Hooked, Hooks};
pub use inject::{Inject, InjectNamed, Parts};
pub use lazy::Lazy;
pub use name::{Argument, Name, OfService};
pub use scope::FAKES;
pub(crate) use scope::Scope;
pub use values::Services;

use std::time::Duration;

use crate::{Result, core::Core, decorate::Switch};

/// A struct whose fields are injected. Derived: `#[derive(Service)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a service",
    note = "add `#[derive(Service)]` to `{Self}`"
)]
pub trait Service: Sized + Send + Sync + 'static {
    /// Its name. Apart from what it needs, or services that need each other would be an error of the compiler's own and not ours.
    const NAME: Name;
    /// Its fields in their order.
    const FIELDS: &'static [Field];
    /// Its name, and what it is made of.
    const NODE: Node = Node {
        name: Self::NAME,
        fields: Self::FIELDS,
    };
    /// Whether a field leads to the database, the cache and the clock.
    const HAS_CORE: bool;

    /// Makes one from what is there.
    ///
    /// # Errors
    /// When a value that is no service was not given to the builder, and those of what is made at the start.
    fn construct(parts: &Parts<'_>) -> impl Future<Output = Result<Self>> + Send;

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

/// What a method of a service is wrapped in, for `service:list` and the start.
#[derive(Debug, Clone, Copy)]
pub struct MethodInfo {
    /// Its name.
    pub name: &'static str,
    /// The decorators as written, outermost first: `cached(ttl = "10m")`.
    pub decorators: &'static [&'static str],
    /// The switches of those that have `when = "…"`.
    pub switches: &'static [&'static Switch],
    /// What it calls on the service, as far as its body shows: `users.find` of the field `users`, `store` of its own.
    pub calls: &'static [&'static str],
    /// What is remembered of it.
    pub cached: Option<CachedInfo>,
    /// Whether its calls are recorded, so that the table of records has to be there.
    pub audited: bool,
}

/// What a cached method remembers.
#[derive(Debug, Clone, Copy)]
pub struct CachedInfo {
    /// The method and the arguments that make a key.
    pub key: &'static str,
    /// How long an answer may live at most; `None` takes the configuration's `cache.ttl`.
    pub ttl: Option<Duration>,
    /// The models that it says it reads: `reads(Post)`.
    pub reads: Option<&'static [&'static str]>,
}

/// What `#[service]` says of an impl block, for `service:list`. A service has one such block; others are `#[service(more)]`.
pub trait MainBlock {
    /// The facade's name.
    const FACADE: Option<&'static str>;
    /// The methods in the order of the source.
    const METHODS: &'static [MethodInfo];
}
