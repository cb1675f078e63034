//! A service that is looked up when it is asked for.

use std::{
    any::type_name,
    fmt,
    sync::{Arc, OnceLock, Weak},
};

use super::{Inject, Parts, Services};
use crate::Result;

/// Another service, found when it is first asked for: two services that need each other have one field of this type.
///
/// ```
/// use scaffold::{prelude::*, service::Lazy};
///
/// #[derive(Service)]
/// pub struct PostService {
///     users: Arc<UserService>,
/// }
///
/// #[derive(Service)]
/// pub struct UserService {
///     posts: Lazy<PostService>,
/// }
///
/// impl UserService {
///     pub fn posts(&self) -> Arc<PostService> {
///         self.posts.get()
///     }
/// }
///
/// scaffold::app! {
///     pub struct App { services: [PostService, UserService] }
/// }
/// ```
pub struct Lazy<S: ?Sized>(Place<S>);

enum Place<S: ?Sized> {
    Here(Arc<S>),
    /// Weak on both ways: services that need each other would keep each other for ever.
    There {
        services: Weak<Services>,
        found: OnceLock<Weak<S>>,
    },
}

impl<S: ?Sized + Send + Sync + 'static> Lazy<S> {
    /// The service.
    ///
    /// # Panics
    /// Before the application has started, which is within the construction of a service, and after a test application has ended.
    #[must_use]
    #[track_caller]
    pub fn get(&self) -> Arc<S> {
        match self.find() {
            Some(service) => service,
            None => panic!(
                "`{}` is not there yet\nhelp: ask a `Lazy` for its service in the methods of yours, or in one with `#[on_start]`",
                type_name::<S>()
            ),
        }
    }

    fn find(&self) -> Option<Arc<S>> {
        match &self.0 {
            Place::Here(service) => Some(service.clone()),
            Place::There { services, found } => {
                if let Some(service) = found.get() {
                    return service.upgrade();
                }
                let service = services.upgrade()?.get::<S>()?;
                found.get_or_init(|| Arc::downgrade(&service));
                Some(service)
            }
        }
    }
}

impl<S: ?Sized> From<Arc<S>> for Lazy<S> {
    /// One that has found its service: for `UserService::new(…)`.
    fn from(service: Arc<S>) -> Self {
        Self(Place::Here(service))
    }
}

impl<S: ?Sized> fmt::Debug for Lazy<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Lazy").field(&type_name::<S>()).finish()
    }
}

impl<S: ?Sized + Send + Sync + 'static> Inject for Lazy<S> {
    fn inject(parts: &Parts<'_>) -> Result<Self> {
        Ok(Self(Place::There {
            services: Arc::downgrade(parts.services),
            found: OnceLock::new(),
        }))
    }
}
