//! What the tests share: a database with two tables, and repositories over it.

use std::time::Duration;

use scaffold::{
    Result,
    cache::Cache,
    clock::Clock,
    config,
    core::Core,
    database::{Database, Migration},
    repository::Repo,
};

use crate::models::{Post, User};

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration::embedded(
        20_260_101_000_000,
        "create_users",
        "CREATE TABLE users (
            id INTEGER PRIMARY KEY NOT NULL,
            name VARCHAR(255) NOT NULL,
            email VARCHAR(255) NOT NULL UNIQUE,
            password_hash TEXT NOT NULL,
            created_at DATETIME NOT NULL,
            updated_at DATETIME NOT NULL
        );",
        Some("DROP TABLE users;"),
    ),
    Migration::embedded(
        20_260_101_000_001,
        "create_posts",
        "CREATE TABLE posts (
            id INTEGER PRIMARY KEY NOT NULL,
            title VARCHAR(255) NOT NULL,
            body TEXT,
            author_id INTEGER NOT NULL REFERENCES users (id)
        );
        CREATE INDEX posts_author_id ON posts (author_id);",
        Some("DROP TABLE posts;"),
    ),
];

/// The usual migrations, and these after them: `more 0`, `more 1`.
pub(crate) fn migrations(more: &[&'static str]) -> Vec<Migration> {
    let more = (0..).zip(more).map(|(at, up)| Migration {
        version: 20_260_102_000_000 + at,
        name: format!("more {at}").into(),
        up: (*up).into(),
        down: None,
        only: None,
    });
    MIGRATIONS.iter().cloned().chain(more).collect()
}

/// Everything over one database.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) core: Core,
    pub(crate) users: Repo<User>,
    pub(crate) posts: Repo<Post>,
    pub(crate) clock: Clock,
}

impl World {
    /// On a database in memory: one connection for all.
    pub(crate) async fn memory() -> Self {
        Self::over(Database::memory().await.unwrap(), 1 << 20).await
    }

    /// On a file, where readers and the writer work side by side.
    pub(crate) async fn file(folder: &tempfile::TempDir) -> Self {
        Self::over(open(folder).await, 1 << 20).await
    }

    /// In memory, after one more migration.
    pub(crate) async fn with(more: &'static str) -> Self {
        let world = Self::memory().await;
        world.migrate(more).await.unwrap();
        world
    }

    /// Applies this beside the migrations that there are.
    pub(crate) async fn migrate(&self, more: &'static str) -> Result<Vec<String>> {
        self.core.database().migrate(&migrations(&[more])).await
    }

    pub(crate) async fn over(database: Database, memory: u64) -> Self {
        database.migrate(MIGRATIONS).await.unwrap();
        let clock = Clock::manual();
        let cache = Cache::new(&cache_config(memory), clock.clone());
        let core = Core::new(database, cache, clock.clone());
        Self {
            users: Repo::new(core.clone()),
            posts: Repo::new(core.clone()),
            core,
            clock,
        }
    }

    /// How many statements a piece of work runs.
    pub(crate) async fn statements<T>(&self, work: impl Future<Output = T>) -> (u64, T) {
        let before = self.core.database().statements();
        let output = work.await;
        (self.core.database().statements() - before, output)
    }
}

pub(crate) async fn open(folder: &tempfile::TempDir) -> Database {
    let path = folder.path().join("data").join("test.db");
    Database::open(&database_config(format!("sqlite://{}", path.display())))
        .await
        .unwrap()
}

pub(crate) fn database_config(url: String) -> config::Database {
    config::Database {
        url,
        max_connections: 4,
        acquire_timeout: Duration::from_secs(30),
        slow_query: Duration::from_secs(30),
        ..config::Database::default()
    }
}

pub(crate) fn cache_config(memory: u64) -> config::Cache {
    config::Cache {
        enabled: true,
        memory,
        ttl: Duration::from_secs(3600),
        absent_ttl: Duration::from_secs(60),
        ..config::Cache::default()
    }
}
