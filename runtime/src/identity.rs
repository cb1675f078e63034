//! Who calls: known for the duration of a future, read by `#[authorized(…)]` and by whoever asks.
//!
//! A handler, a middleware or a job says it once, around what it does; services below don't pass it on.
//!
//! ```
//! use scaffold::{identity::{self, Identity}, prelude::*};
//!
//! /// What the application keeps of whoever is logged in.
//! struct Member {
//!     is_editor: bool,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<()> {
//! let ada = Identity::new("7").with(Member { is_editor: true });
//! let may_edit = identity::scope(ada, async {
//!     let who = identity::current()?;
//!     assert_eq!(who.id(), "7");
//!     Ok::<_, Error>(who.get::<Member>().is_some_and(|member| member.is_editor))
//! });
//! assert!(may_edit.await?);
//! assert!(identity::current().is_err(), "it ended with the future");
//! # Ok(())
//! # }
//! ```
//!
//! [`spawn`](crate::spawn) and [`spawn_blocking`](crate::spawn_blocking) hand it on; `tokio::spawn` and a job don't: a job carries the id, and says
//! again who it works for. A cached method that reads it is not kept, and says so: pass what the answer depends on as an argument.

use std::{any::Any, fmt, sync::Arc};

use crate::{
    Error, ErrorKind, Result,
    ambient::{self, Ambient},
    cache::Refusal,
};

/// Who calls. Cheap to clone.
#[derive(Clone)]
pub struct Identity {
    id: Arc<str>,
    kept: Option<Arc<dyn Any + Send + Sync>>,
}

impl Identity {
    /// Whoever has this id: a row's, a token's subject, the name of a service.
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        Self {
            id: id.into(),
            kept: None,
        }
    }

    /// The same identity with what the application keeps of it: one value, of any type; the last one counts.
    #[must_use]
    pub fn with<T: Send + Sync + 'static>(self, value: T) -> Self {
        Self {
            kept: Some(Arc::new(value)),
            ..self
        }
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What the application keeps of it, if that is a `T`.
    #[must_use]
    pub fn get<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.kept.as_deref()?.downcast_ref()
    }
}

impl fmt::Debug for Identity {
    /// The id alone: what is kept may be anything.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Identity").field(&self.id).finish()
    }
}

/// Runs `future` as this identity; an identity around it is hidden meanwhile.
pub async fn scope<F: Future>(who: Identity, future: F) -> F::Output {
    // Asked when it runs: what else is ambient belongs to whoever awaits it.
    let ambient = Ambient {
        identity: Some(who),
        ..ambient::current()
    };
    ambient::scope(ambient, future).await
}

/// Who calls.
///
/// # Errors
/// Of kind [`ErrorKind::Unauthorized`], when nobody has said it.
pub fn current() -> Result<Identity> {
    let found = ambient::look(|ambient| {
        // Another caller's answer would be another one.
        if let Some(recorder) = &ambient.recorder {
            recorder.refuse(Refusal::Identity);
        }
        ambient.identity.clone()
    });
    found
        .flatten()
        .ok_or_else(|| Error::new(ErrorKind::Unauthorized, "nobody is logged in"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id() -> Option<String> {
        current().ok().map(|who| who.id().to_owned())
    }

    #[tokio::test]
    async fn an_inner_identity_hides_the_outer_one_and_tasks_of_ours_take_it_along() {
        let seen = scope(Identity::new("ada"), async {
            let inner = scope(Identity::new("grace"), async { id() }).await;
            let spawned = crate::spawn(async { id() }).await.unwrap();
            let blocking = crate::spawn_blocking(id).await.unwrap();
            let foreign = tokio::spawn(async { id() }).await.unwrap();
            [id(), inner, spawned, blocking, foreign]
        });
        let [own, inner, spawned, blocking, foreign] = seen.await;
        assert_eq!(own.as_deref(), Some("ada"));
        assert_eq!(inner.as_deref(), Some("grace"));
        assert_eq!((&spawned, &blocking), (&own, &own));
        assert_eq!((foreign, id()), (None, None));
    }

    #[test]
    fn what_is_kept_has_a_type_and_is_not_printed() {
        let who = Identity::new("ada").with(String::from("secret"));
        assert_eq!(who.get::<String>().map(String::as_str), Some("secret"));
        assert_eq!(who.get::<u8>(), None);
        assert_eq!(format!("{who:?}"), "Identity(\"ada\")");
    }
}
