//! The running parts of an application.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    Result,
    config::{Config, Environment},
    core::Core,
    queue::Queue,
    service::Services,
};

/// The running parts of an application. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Handle(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    environment: Environment,
    root: PathBuf,
    config: Config,
    core: Core,
    queue: Queue,
    services: Arc<Services>,
}

impl Handle {
    pub(super) fn new(
        environment: Environment,
        root: PathBuf,
        config: Config,
        core: Core,
        queue: Queue,
        services: Arc<Services>,
    ) -> Self {
        Self(Arc::new(Inner {
            environment,
            root,
            config,
            core,
            queue,
            services,
        }))
    }

    /// What `APP_ENV` says, or [`Environment::Test`] in a test application.
    #[must_use]
    pub fn environment(&self) -> Environment {
        self.0.environment
    }

    /// The folder with `config/`, where relative paths start.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.0.root
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// Database, cache and clock.
    #[must_use]
    pub fn core(&self) -> &Core {
        &self.0.core
    }

    /// The queue.
    #[must_use]
    pub fn queue(&self) -> &Queue {
        &self.0.queue
    }

    /// The running service of this type; `app!` asks for those of the list only.
    ///
    /// # Panics
    /// When it is not in the application's list, or the application has ended.
    #[must_use]
    #[track_caller]
    pub fn service<S: Send + Sync + 'static>(&self) -> Arc<S> {
        match self.0.services.get() {
            Some(service) => service,
            None => panic!(
                "no `{}` is running\nhelp: add it to `services: […]` in src/app.rs",
                std::any::type_name::<S>()
            ),
        }
    }

    /// The services, by type.
    #[must_use]
    pub fn services(&self) -> &Arc<Services> {
        &self.0.services
    }
}

impl Handle {
    /// Before the process ends: where its queue ends with it, waits for the dispatches that run their jobs themselves, until it is `overdue`, and
    /// tells how many jobs are lost.
    pub(crate) async fn leave(&self, overdue: impl Future<Output = ()>) -> Result<()> {
        if self.config().queue.is_shared() {
            return Ok(());
        }
        tokio::select! {
            () = self.queue().at_rest() => {}
            () = overdue => {}
        }
        let sizes = self.queue().sizes().await?;
        let each = sizes
            .iter()
            .map(|size| size.ready + size.delayed + size.running);
        let jobs: u64 = each.sum();
        if jobs > 0 {
            tracing::warn!(target: "scaffold::app", jobs, "jobs that are kept in this process end with it; help: `QUEUE_URL=database` keeps them");
        }
        Ok(())
    }
}
