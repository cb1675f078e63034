//! What a service says of its fields: for the proof that the wiring holds, the order of the start, and the lists that people read.

use std::any::{TypeId, type_name};

use super::Name;

/// A field of a service.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Its type as written.
    pub ty: &'static str,
    /// The service behind it.
    pub service: Option<Need>,
    /// The section of the configuration that it is.
    pub section: Option<Name>,
    /// The value that it is given by type.
    pub value: Option<Wanted>,
    /// Which of several values of that type: `#[inject(named = "…")]`.
    pub qualifier: Option<&'static str>,
}

impl Field {
    /// A field that is nobody's business but the service's.
    #[must_use]
    pub const fn new(name: &'static str, ty: &'static str) -> Self {
        Self {
            name,
            ty,
            service: None,
            section: None,
            value: None,
            qualifier: None,
        }
    }
}

/// A service that another one is made of.
#[derive(Debug, Clone, Copy)]
pub struct Need {
    /// Its name.
    pub name: Name,
    /// When it has to be there.
    pub how: How,
}

/// When a service that is needed has to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Before the one that needs it: `Arc<S>`.
    First,
    /// Before it, if the application has it: `Option<Arc<S>>`.
    IfListed,
    /// When it is asked for: [`Lazy<S>`](super::Lazy).
    Later,
}

/// A value that is found by its type: a service, or what the builder was given.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    pub(crate) id: fn() -> TypeId,
    pub(crate) name: fn() -> &'static str,
    /// Whether the start goes on without it.
    pub(crate) is_optional: bool,
}

impl Wanted {
    pub(super) const fn of<T: ?Sized + 'static>(is_optional: bool) -> Self {
        Self {
            id: TypeId::of::<T>,
            name: type_name::<T>,
            is_optional,
        }
    }
}

impl Need {
    pub(super) const fn new(name: Name, how: How) -> Self {
        Self { name, how }
    }

    /// Whether it has to be in the application's list.
    pub(super) const fn is_required(self) -> bool {
        !matches!(self.how, How::IfListed)
    }

    /// Whether it is made before the service that needs it.
    pub(super) const fn is_first(self) -> bool {
        !matches!(self.how, How::Later)
    }
}
