//! A database of one test's own, and the words in which a table is written down for all of them.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use scaffold::{
    cache::Cache,
    clock::Clock,
    config,
    core::Core,
    database::{Database, Migration},
    model::Model,
    repository::Repo,
};

/// The same tests on each database.
macro_rules! on_each {
    ($($test:ident),* $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test] async fn $test() {
                let stage = $crate::stage::Stage::sqlite().await;
                super::$test(&stage).await;
            })*
        }
        #[cfg(feature = "postgres")]
        mod on_postgres {
            $(#[tokio::test] async fn $test() {
                if let Some(stage) = $crate::stage::Stage::postgres().await {
                    super::$test(&stage).await;
                    stage.end().await;
                }
            })*
        }
        #[cfg(feature = "mysql")]
        mod on_mariadb {
            $(#[tokio::test] async fn $test() {
                if let Some(stage) = $crate::stage::Stage::mysql().await {
                    super::$test(&stage).await;
                    stage.end().await;
                }
            })*
        }
    };
}
pub(crate) use on_each;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    #[cfg(feature = "postgres")]
    Postgres,
    #[cfg(feature = "mysql")]
    MySql,
}

/// One database, and what stands over it.
pub(crate) struct Stage {
    pub(crate) kind: Kind,
    pub(crate) core: Core,
    pub(crate) config: config::Database,
    /// Drops what the test has made.
    end: Option<(String, String)>,
    _folder: Option<tempfile::TempDir>,
}

impl Stage {
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        let mut stage = Self::open(Kind::Sqlite, url, None).await;
        stage._folder = Some(folder);
        stage
    }

    #[cfg(feature = "postgres")]
    pub(crate) async fn postgres() -> Option<Self> {
        let url = service("SCAFFOLD_TEST_POSTGRES")?;
        let name = name();
        let mut admin = admin::<sqlx_engine::Postgres>(&url).await;
        run(&mut admin, format!("CREATE SCHEMA {name}")).await;
        let sign = if url.contains('?') { '&' } else { '?' };
        let own = format!("{url}{sign}options[search_path]={name}");
        let end = (url, format!("DROP SCHEMA {name} CASCADE"));
        Some(Self::open(Kind::Postgres, own, Some(end)).await)
    }

    #[cfg(feature = "mysql")]
    pub(crate) async fn mysql() -> Option<Self> {
        let url = service("SCAFFOLD_TEST_MYSQL")?;
        let name = name();
        let mut admin = admin::<sqlx_engine::MySql>(&url).await;
        let make = "CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin";
        run(&mut admin, format!("CREATE DATABASE {name} {make}")).await;
        let (server, _) = url.rsplit_once('/').unwrap();
        let own = format!("{server}/{name}");
        let end = (url, format!("DROP DATABASE {name}"));
        Some(Self::open(Kind::MySql, own, Some(end)).await)
    }

    async fn open(kind: Kind, url: String, end: Option<(String, String)>) -> Self {
        let config = config::Database {
            url,
            max_connections: 6,
            acquire_timeout: Duration::from_secs(30),
            slow_query: Duration::from_secs(30),
            ..config::Database::default()
        };
        let database = Database::open(&config).await.unwrap();
        Self {
            kind,
            core: core(database),
            config,
            end,
            _folder: None,
        }
    }

    pub(crate) fn database(&self) -> &Database {
        self.core.database()
    }

    /// A second process: the same database, with caches of its own.
    pub(crate) async fn another(&self) -> Core {
        core(Database::open(&self.config).await.unwrap())
    }

    /// Makes tables: `{id}`, `{text}` and the other types of the field table in their places.
    pub(crate) async fn tables(&self, words: &str) {
        let migration = self.migration(1, words, "");
        self.database().migrate(&[migration]).await.unwrap();
    }

    pub(crate) fn migration(&self, version: i64, up: &str, down: &str) -> Migration {
        Migration {
            version,
            name: format!("step_{version}").into(),
            up: self.spelled(up).into(),
            down: (!down.is_empty()).then(|| self.spelled(down).into()),
        }
    }

    /// The text with this database's types.
    pub(crate) fn spelled(&self, words: &str) -> String {
        let types = TYPES.iter().fold(words.to_owned(), |text, (word, types)| {
            text.replace(&format!("{{{word}}}"), types[self.kind as usize % 3])
        });
        assert!(!types.contains('{'), "{types}");
        types
    }

    pub(crate) fn repo<T: Model>(&self) -> Repo<T> {
        Repo::new(self.core.clone())
    }

    pub(crate) async fn end(self) {
        let Some((url, words)) = self.end else {
            return;
        };
        drop(self.core);
        match self.kind {
            Kind::Sqlite => {}
            #[cfg(feature = "postgres")]
            Kind::Postgres => run(&mut admin::<sqlx_engine::Postgres>(&url).await, words).await,
            #[cfg(feature = "mysql")]
            Kind::MySql => run(&mut admin::<sqlx_engine::MySql>(&url).await, words).await,
        }
    }
}

const TYPES: &[(&str, [&str; 3])] = &[
    (
        "id",
        [
            "INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL",
            "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY",
            "BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY",
        ],
    ),
    ("string", ["VARCHAR(255)"; 3]),
    ("text", ["TEXT", "TEXT", "LONGTEXT"]),
    ("int", ["INTEGER"; 3]),
    ("bigint", ["BIGINT"; 3]),
    ("float", ["DOUBLE", "DOUBLE PRECISION", "DOUBLE"]),
    ("bool", ["BOOLEAN"; 3]),
    ("decimal", ["TEXT", "NUMERIC(30, 8)", "DECIMAL(30, 8)"]),
    ("date", ["DATE"; 3]),
    ("time", ["TIME", "TIME", "TIME(6)"]),
    ("datetime", ["DATETIME", "TIMESTAMP", "DATETIME(6)"]),
    ("uuid", ["TEXT", "UUID", "CHAR(36)"]),
    ("json", ["TEXT", "JSONB", "JSON"]),
    ("bytes", ["BLOB", "BYTEA", "LONGBLOB"]),
];

fn core(database: Database) -> Core {
    let clock = Clock::manual();
    let cache = config::Cache {
        enabled: true,
        memory: 1 << 20,
        ..config::Cache::default()
    };
    Core::new(database, Cache::new(&cache, clock.clone()), clock)
}

/// Where a service is; says that the test is skipped where it is not.
#[cfg(any(feature = "postgres", feature = "mysql"))]
fn service(variable: &str) -> Option<String> {
    if let Ok(url) = std::env::var(variable) {
        return Some(url);
    }
    let required = std::env::var("SCAFFOLD_REQUIRE_SERVICES").is_ok_and(|value| value == "1");
    assert!(!required, "`{variable}` is not set");
    let test = std::thread::current().name().map(str::to_owned);
    eprintln!("skipped: {} needs `{variable}`", test.unwrap_or_default());
    None
}

/// Unlike any other of this machine.
#[cfg(any(feature = "postgres", feature = "mysql"))]
fn name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    format!(
        "scaffold_test_{}_{next}_{:x}",
        std::process::id(),
        fastrand::u32(..)
    )
}

#[cfg(any(feature = "postgres", feature = "mysql"))]
async fn admin<DB: sqlx_engine::Database>(url: &str) -> DB::Connection {
    use sqlx_engine::Connection as _;
    DB::Connection::connect(url).await.unwrap()
}

#[cfg(any(feature = "postgres", feature = "mysql"))]
async fn run<C>(connection: &mut C, words: String)
where
    for<'c> &'c mut C: sqlx_engine::Executor<'c>,
{
    use sqlx_engine::Executor as _;
    let words = sqlx_engine::raw_sql(sqlx_engine::AssertSqlSafe(words));
    connection.execute(words).await.unwrap();
}
