//! Where the tests' services are, and a database or schema there of one test's own.
//!
//! What a test has made is dropped by the next process that tests, once the one that made it has gone.

use std::{
    path::Path,
    sync::atomic::{AtomicU32, Ordering},
};

use sqlx_engine::{Connection as _, Executor as _, Row as _};

const PREFIX: &str = "scaffold_test";

/// The URL of a schema of one's own in PostgreSQL; says that the test is skipped where there is no service.
#[cfg(feature = "postgres")]
pub(crate) async fn postgres() -> Option<String> {
    static SWEPT: tokio::sync::OnceCell<()> = tokio::sync::OnceCell::const_new();
    let url = service("SCAFFOLD_TEST_POSTGRES")?;
    let mut admin = sqlx_engine::PgConnection::connect(&url).await.unwrap();
    SWEPT
        .get_or_init(async || {
            let left =
                "SELECT nspname::text FROM pg_namespace WHERE nspname LIKE 'scaffold\\_test\\_%'";
            let mut admin = sqlx_engine::PgConnection::connect(&url).await.unwrap();
            for left in admin.fetch_all(left).await.unwrap() {
                let name: String = left.get(0);
                if is_left(&name) {
                    let words = format!("DROP SCHEMA IF EXISTS {name} CASCADE");
                    let _ = admin.execute(sqlx_engine::AssertSqlSafe(words)).await;
                }
            }
        })
        .await;
    let name = name();
    let words = format!("CREATE SCHEMA {name}");
    admin
        .execute(sqlx_engine::AssertSqlSafe(words))
        .await
        .unwrap();
    let sign = if url.contains('?') { '&' } else { '?' };
    Some(format!("{url}{sign}options[search_path]={name}"))
}

/// The URL of a database of one's own in MySQL or MariaDB, whose texts are compared by their bytes; says that the test is skipped
/// where there is no service.
#[cfg(feature = "mysql")]
pub(crate) async fn mysql() -> Option<String> {
    static SWEPT: tokio::sync::OnceCell<()> = tokio::sync::OnceCell::const_new();
    let url = service("SCAFFOLD_TEST_MYSQL")?;
    let mut admin = sqlx_engine::MySqlConnection::connect(&url).await.unwrap();
    SWEPT
        .get_or_init(async || {
            let left = "SELECT CAST(schema_name AS CHAR) FROM information_schema.schemata WHERE schema_name LIKE 'scaffold\\_test\\_%'";
            let mut admin = sqlx_engine::MySqlConnection::connect(&url).await.unwrap();
            for left in admin.fetch_all(left).await.unwrap() {
                let name: String = left.get(0);
                if is_left(&name) {
                    let words = format!("DROP DATABASE IF EXISTS {name}");
                    let _ = admin.execute(sqlx_engine::AssertSqlSafe(words)).await;
                }
            }
        })
        .await;
    let name = name();
    let collation = match sqlx_engine::query_scalar::<_, String>("SELECT VERSION()")
        .fetch_one(&mut admin)
        .await
    {
        Ok(version) if version.contains("MariaDB") => "utf8mb4_nopad_bin",
        _ => "utf8mb4_0900_bin",
    };
    let words = format!("CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE {collation}");
    admin
        .execute(sqlx_engine::AssertSqlSafe(words))
        .await
        .unwrap();
    let (server, _) = url.rsplit_once('/').unwrap();
    Some(format!("{server}/{name}"))
}

/// Where a service is.
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

/// Unlike any other of this machine, with the process that it is of.
fn name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    format!(
        "{PREFIX}_{}_{next}_{:x}",
        std::process::id(),
        fastrand::u32(..)
    )
}

/// Whether the process that such a name is of has gone. Where processes are not files, nothing is known to have gone.
fn is_left(name: &str) -> bool {
    let process = name.trim_start_matches(PREFIX).trim_start_matches('_');
    let process = process.split('_').next().unwrap_or_default();
    Path::new("/proc/self").exists() && !Path::new("/proc").join(process).exists()
}
