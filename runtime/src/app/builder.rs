//! An application before its start.

use std::{
    path::{Path, PathBuf},
    pin::Pin,
    process::ExitCode,
    sync::Arc,
};

use super::{Application, Place, Running, Schema, assemble};
use crate::{
    Result,
    cache::Cache,
    clock::Clock,
    config::{Config, Environment},
    console,
    core::Core,
    database::Database,
    http::Routes,
    queue::Queue,
    service::Services,
};

/// The async function that fills an empty database.
pub(super) type Seeds<A> =
    Arc<dyn Fn(A) -> Pin<Box<dyn Future<Output = Result<()>>>> + Send + Sync>;

/// An application before its start.
#[must_use = "a builder does nothing until `run` or `start`"]
pub struct Builder<A> {
    pub(crate) routes: Option<fn() -> Routes<A>>,
    pub(crate) seeds: Option<Seeds<A>>,
    pub(crate) services: Services,
    pub(crate) config: Option<Config>,
}

/// Where an application's configuration came from, and what it says.
#[derive(Debug, Clone)]
pub(crate) struct Sources {
    pub(crate) environment: Environment,
    pub(crate) root: PathBuf,
    pub(crate) config: Config,
}

impl<A: Application> Builder<A> {
    /// An application without routes; `App::builder()` calls it.
    pub fn new() -> Self {
        Self {
            routes: None,
            seeds: None,
            services: Services::default(),
            config: None,
        }
    }

    /// The function that makes the routes.
    pub fn routes(mut self, routes: fn() -> Routes<A>) -> Self {
        self.routes = Some(routes);
        self
    }

    /// The async function that fills an empty database: `seeds(seeders::run)`, `async fn run(app: &App) -> Result<()>`.
    pub fn seeds<F>(mut self, seeds: F) -> Self
    where
        F: AsyncFn(&A) -> Result<()> + Send + Sync + 'static,
    {
        let seeds = Arc::new(seeds);
        self.seeds = Some(Arc::new(move |app| {
            let seeds = seeds.clone();
            Box::pin(async move { seeds(&app).await })
        }));
        self
    }

    /// A value of your own for fields `Arc<T>` and `Option<Arc<T>>` of services. A service of the list stands in the place of the one that would be made,
    /// for facades, handlers and the fields of others: in a test, `app().with(PriceService::new(…))`.
    pub fn with<T: Send + Sync + 'static>(self, value: T) -> Self {
        self.with_arc(Arc::new(value))
    }

    /// As [`with`](Self::with), for a value that is shared already, or that services know by a trait: `with_arc::<dyn Payments>(Arc::new(stripe))`. It stands
    /// in the place of a service that is listed `as dyn Payments`.
    pub fn with_arc<T: ?Sized + Send + Sync + 'static>(self, value: Arc<T>) -> Self {
        self.services.insert(None, value);
        self
    }

    /// One of several values of a type, for fields with `#[inject(named = "primary")]`.
    pub fn with_named<T: ?Sized + Send + Sync + 'static>(
        self,
        name: &'static str,
        value: Arc<T>,
    ) -> Self {
        self.services.insert(Some(name), value);
        self
    }

    /// A configuration instead of the files'.
    pub fn config(mut self, config: Config) -> Self {
        self.config = Some(config);
        self
    }

    /// Does what the words of the command line say; without a word, `serve`. Errors are printed; the exit code says whether all went well (0), not (1), or was not understood (2).
    pub async fn run(self) -> ExitCode {
        let words = std::env::args_os().skip(1);
        // A word that is no UTF-8 is none of ours; it is told as such.
        self.run_words(words.map(|word| word.to_string_lossy().into_owned()))
            .await
    }

    /// As [`run`](Self::run), with these words instead of the command line's.
    pub async fn run_words(self, words: impl IntoIterator<Item = String>) -> ExitCode {
        console::run(self, words.into_iter().collect()).await
    }

    /// Opens the database, makes the services and lets them begin; serves nothing yet.
    ///
    /// # Errors
    /// Wrong configuration, a database that can't be opened or has pending migrations, a value no one gave, a second start in one process.
    pub async fn start(self) -> Result<Running<A>> {
        let sources = self.sources()?;
        let (mut running, _) = self.assemble(sources).await?;
        running.begin().await?;
        Ok(running)
    }

    /// The application with this configuration, before its services begin; and the names of the migrations that were applied.
    pub(crate) async fn assemble(self, sources: Sources) -> Result<(Running<A>, Vec<String>)> {
        let config = &sources.config;
        let database = Database::open(&config.database).await?;
        let schema = Schema::of::<A>(&sources)?;
        let mut migrated = Vec::new();
        if config.database.migrate_on_start {
            migrated = schema.apply(&database).await?;
        } else {
            schema.require(&database).await?;
        }
        let clock = Clock::system();
        let cache = Cache::new(&config.cache, clock.clone());
        let core = Core::new(database, cache, clock);
        let queue = Queue::open(&config.queue, &core).await?;
        let running = assemble(self, sources, core, queue, Place::Process).await?;
        Ok((running, migrated))
    }

    /// Reads the configuration, unless it was given.
    pub(crate) fn sources(&self) -> Result<Sources> {
        let environment = Environment::current()?;
        let root = root::<A>();
        let mut config = match &self.config {
            Some(config) => config.clone(),
            None => Config::load_for(A::SECTIONS, &root, environment, &[])?,
        };
        if config.app.name.is_empty() {
            A::NAME.clone_into(&mut config.app.name);
        }
        Ok(Sources {
            environment,
            root,
            config,
        })
    }

    pub(crate) fn make_routes(&self) -> Routes<A> {
        self.routes.map_or_else(Routes::new, |routes| routes())
    }
}

impl<A: Application> Default for Builder<A> {
    fn default() -> Self {
        Self::new()
    }
}

/// The folder of `config/`: in debug builds the package's, else (and where that has gone) the current one.
pub(crate) fn root<A: Application>() -> PathBuf {
    let package = Path::new(A::ROOT);
    if cfg!(debug_assertions) && package.is_dir() {
        return package.to_owned();
    }
    std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."))
}
