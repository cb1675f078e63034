//! What a service does when the application starts and when it ends.

use std::{fmt, pin::Pin, sync::Arc};

use super::{Service, Services};
use crate::{Error, Result};

/// A service with methods that run at the start or at the end. Written by `#[service]`, for those with `#[on_start]` and `#[on_stop]`.
pub trait Hooked: Service {
    /// Runs before the application does anything else, after those of the services that this one is made of.
    fn on_start(&self) -> impl Future<Output = Result<()>> + Send;

    /// Runs when nothing else does any more, before those of the services that this one is made of.
    fn on_stop(&self) -> impl Future<Output = Result<()>> + Send;
}

type Hook = fn(Arc<Services>) -> Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// What a service does at the start and at the end, without its type.
#[derive(Clone, Copy)]
pub struct Hooks(Option<[Hook; 2]>);

impl Hooks {
    /// Nothing.
    pub const NONE: Self = Self(None);

    pub(super) const fn of<S: Hooked>() -> Self {
        Self(Some([
            |services| Box::pin(async move { found::<S>(&services)?.on_start().await }),
            |services| Box::pin(async move { found::<S>(&services)?.on_stop().await }),
        ]))
    }

    pub(crate) async fn start(self, services: &Arc<Services>) -> Result<()> {
        match self.0 {
            Some([start, _]) => start(services.clone()).await,
            None => Ok(()),
        }
    }

    pub(crate) async fn stop(self, services: &Arc<Services>) -> Result<()> {
        match self.0 {
            Some([_, stop]) => stop(services.clone()).await,
            None => Ok(()),
        }
    }
}

fn found<S: Service>(services: &Services) -> Result<Arc<S>> {
    let service = services.get::<S>();
    service.ok_or_else(|| Error::internal(format!("`{}` is not there any more", S::NAME.text)))
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Hooks").field(&self.0.is_some()).finish()
    }
}
