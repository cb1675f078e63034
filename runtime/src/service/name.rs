//! The name of a service, told from every other while the application compiles.

use std::marker::PhantomData;

use super::Service;
use crate::{fnv, model::Model};

/// A service's name: a 64-bit hash of its path, and a short text for messages.
#[derive(Debug, Clone, Copy)]
pub struct Name {
    /// FNV-1a of the full path.
    pub id: u64,
    /// The type's name as written.
    pub text: &'static str,
}

impl Name {
    /// Hashes a path such as `blog::services::user_service::UserService`.
    #[must_use]
    pub const fn new(path: &'static str, text: &'static str) -> Self {
        let id = fnv::bytes(fnv::START, path.as_bytes());
        Self { id, text }
    }

    /// The name with a number for a parameter: `Audit<User>` and `Audit<Post>` are two services.
    #[must_use]
    pub const fn of_id(self, argument: u64) -> Self {
        let id = (self.id.rotate_left(5) ^ argument).wrapping_mul(0x0100_0000_01b3);
        Self {
            id,
            text: self.text,
        }
    }
}

/// Asks a type parameter what tells its types apart. `Argument::<T>::ID` is the model's for a parameter that is bound by `Model`, under
/// whatever name, and else the service's: the inherent constant shadows the one of [`OfService`], which must be in scope.
#[derive(Debug)]
pub struct Argument<T>(PhantomData<fn() -> T>);

impl<M: Model> Argument<M> {
    /// The model's path, hashed.
    pub const ID: u64 = Name::new(M::PATH, M::NAME).id;
}

/// What [`Argument`] falls back to: a parameter that is bound by `Service`.
pub trait OfService {
    /// The service's id.
    const ID: u64;
}

impl<S: Service> OfService for Argument<S> {
    const ID: u64 = S::NAME.id;
}
