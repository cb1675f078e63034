//! An application of one test.

use std::any::TypeId;

use axum::http::Method;

use super::{FakeQueue, TestRequest};
use crate::{
    Result,
    app::{Application, Builder, Place, Running, Schema, Sources, assemble, root},
    cache::Cache,
    clock::Clock,
    config::{Config, Environment},
    core::Core,
    database::Database,
    http::Edge,
    model::Model,
    queue::Queue,
    repository::Repo,
    service::{FAKES, Scope},
};

/// A running application of one test. Ends when it is dropped.
pub struct TestApp<A: Application> {
    running: Running<A>,
    queue: FakeQueue,
    edge: Edge,
    _registration: Registration<A>,
}

impl<A: Application> TestApp<A> {
    /// Starts the application on a migrated database in memory, with its own cache, a recording queue and a clock that stands still.
    /// Facades called from this test's runtime find it; the tests beside it have their own.
    ///
    /// # Errors
    /// As [`Builder::start`]; and when this test has an application already.
    ///
    /// # Panics
    /// In a release build without feature `testing`.
    pub async fn start(builder: Builder<A>) -> Result<Self> {
        if !FAKES {
            panic!(
                "release builds have no test applications\nhelp: build the tests with `--features scaffold/testing`"
            );
        }
        let sources = sources(&builder)?;
        let database = Database::open(&sources.config.database).await?;
        Schema::of::<A>(&sources)?.apply(&database).await?;
        let clock = Clock::manual();
        let core = Core::new(
            database,
            Cache::new(&sources.config.cache, clock.clone()),
            clock,
        );
        let queue = FakeQueue::new(&core);
        let scope = Scope::current();
        let registration = Registration::<A>::new(scope)?;
        let running = assemble(
            builder,
            sources,
            core,
            queue.queue().clone(),
            Place::Test(scope),
        )
        .await?;
        let edge = running.edge();
        let mut app = Self {
            running,
            queue,
            edge,
            _registration: registration,
        };
        app.running.begin().await?;
        Ok(app)
    }

    /// The application's state.
    pub fn app(&self) -> &A {
        self.running.app()
    }

    /// The queue: what was dispatched, and `run` to do it now.
    pub fn queue(&self) -> &FakeQueue {
        &self.queue
    }

    /// The clock; `advance` moves it.
    pub fn clock(&self) -> &Clock {
        self.app().handle().core().clock()
    }

    /// The rows of a model, for what a test prepares and looks up.
    pub fn repo<T: Model>(&self) -> Repo<T> {
        Repo::new(self.app().handle().core().clone())
    }

    /// Lets the services end, as a process does before its end: their `#[on_stop]`. A test application that is dropped just ends.
    ///
    /// # Errors
    /// The services', all in one.
    pub async fn stop(mut self) -> Result<()> {
        self.running.stop().await
    }

    /// `GET path`.
    pub fn get(&self, path: &str) -> TestRequest {
        self.request(Method::GET, path)
    }

    /// `POST path` with a JSON body.
    pub fn post(&self, path: &str, body: impl serde::Serialize) -> TestRequest {
        self.request(Method::POST, path).json(&body)
    }

    /// `PUT path` with a JSON body.
    pub fn put(&self, path: &str, body: impl serde::Serialize) -> TestRequest {
        self.request(Method::PUT, path).json(&body)
    }

    /// `PATCH path` with a JSON body.
    pub fn patch(&self, path: &str, body: impl serde::Serialize) -> TestRequest {
        self.request(Method::PATCH, path).json(&body)
    }

    /// `DELETE path`.
    pub fn delete(&self, path: &str) -> TestRequest {
        self.request(Method::DELETE, path)
    }

    /// Any request: headers and a body are added, then it is awaited.
    pub fn request(&self, method: Method, path: &str) -> TestRequest {
        TestRequest::new(self.edge.clone(), method, path)
    }
}

impl<A: Application> Drop for TestApp<A> {
    fn drop(&mut self) {
        self.app().handle().services().clear();
    }
}

/// Nothing that outlives the test, and nothing that the shell knows of another project.
const OWN: &[(&str, &str)] = &[
    ("database.url", "sqlite::memory:"),
    ("cache.url", "memory"),
    ("queue.url", "memory"),
];

/// The application's configuration of tests.
fn sources<A: Application>(builder: &Builder<A>) -> Result<Sources> {
    let (environment, root) = (Environment::Test, root::<A>());
    let mut config = match &builder.config {
        Some(config) => {
            let mut config = config.clone();
            "sqlite::memory:".clone_into(&mut config.database.url);
            "memory".clone_into(&mut config.queue.url);
            config
        }
        None => Config::load_for(A::SECTIONS, &root, environment, OWN)?,
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

/// What this test has put into the table; taken out again on drop, also of a start that failed halfway.
struct Registration<A: Application>(Scope, std::marker::PhantomData<fn() -> A>);

impl<A: Application> Registration<A> {
    fn new(scope: Scope) -> Result<Self> {
        if scope.get(TypeId::of::<Queue>()).is_some() {
            return Err(crate::Error::internal(
                "this test has an application already\nhelp: drop the first one, or write two tests",
            ));
        }
        Ok(Self(scope, std::marker::PhantomData))
    }
}

impl<A: Application> Drop for Registration<A> {
    fn drop(&mut self) {
        self.0.remove(TypeId::of::<Queue>());
        for entry in A::SERVICES {
            self.0.remove((entry.type_id)());
        }
    }
}
