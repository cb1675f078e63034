//! Opens SQLite: one connection that writes, several that read.

use std::{
    str::FromStr,
    time::{Duration, Instant},
};

use sqlx_engine::{
    ConnectOptions, Executor as _, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{Links, Loose, Pool, Pools};
use crate::{
    Error, Result,
    config::{self, Durability},
    database::{decimal, dialect::Dialect, error},
};

/// How long one waits for another process that keeps the database locked.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long one waits before asking again where SQLite itself does not wait.
const PAUSE: Duration = Duration::from_millis(10);

pub(super) async fn open(config: &config::Database) -> Result<Pools> {
    let url = config.url.as_str();
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|error| Error::internal("the database's URL can't be read").with_source(error))?
        .foreign_keys(true)
        .collation(decimal::DECIMAL, decimal::compare)
        .busy_timeout(PATIENCE)
        .disable_statement_logging();
    if is_memory(url) {
        let loose = Loose::default();
        let pool = pool(1, config, &loose).connect_with(options).await;
        let pool = pool.map_err(|error| error::open(url, error))?;
        let pool = Pool {
            links: Links::Sqlite(pool),
            loose,
            tidied: true,
        };
        return Ok(pools(config, pool.clone(), pool));
    }
    // To SQLite that is a temporary file, and each connection has one of its own.
    if options.get_filename().as_os_str().is_empty() {
        return Err(Error::internal(format!(
            "the database's URL `{url}` names no file; help: a URL like `sqlite://data/app.db` or `sqlite::memory:`"
        )));
    }
    if let Some(folder) = options.get_filename().parent() {
        std::fs::create_dir_all(folder).map_err(|error| {
            Error::internal(format!("the folder `{}` can't be made", folder.display()))
                .with_source(error)
        })?;
    }
    let options = options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(match config.durability {
            Durability::Full => SqliteSynchronous::Full,
            Durability::Normal => SqliteSynchronous::Normal,
            Durability::Off => SqliteSynchronous::Off,
        });
    let (writing, reading) = (Loose::default(), Loose::default());
    let writer = open_writer(config, &options, &writing).await;
    let writer = writer.map_err(|error| error::open(url, error))?;
    // Opened when the first read comes: nothing to wait for at the start.
    let reader = pool(config.max_connections.max(1), config, &reading)
        .connect_lazy_with(options.create_if_missing(false));
    let [writer, reader] =
        [(writer, writing, true), (reader, reading, false)].map(|(pool, loose, tidied)| Pool {
            links: Links::Sqlite(pool),
            loose,
            tidied,
        });
    Ok(pools(config, writer, reader))
}

fn pools(config: &config::Database, writer: Pool, reader: Pool) -> Pools {
    Pools {
        dialect: Dialect::Sqlite,
        writer,
        reader,
        patience: config.acquire_timeout,
    }
}

/// Opens the one connection that writes.
///
/// A new file is switched to a write-ahead log, and SQLite does not wait with that for another process that does the same:
/// the one that comes second is refused at once, and finds the work done when it asks again.
async fn open_writer(
    config: &config::Database,
    options: &SqliteConnectOptions,
    loose: &Loose,
) -> sqlx_engine::Result<SqlitePool> {
    let start = Instant::now();
    loop {
        let pool = pool(1, config, loose);
        match pool.connect_with(options.clone()).await {
            Err(error) if error::is_busy(&error) && start.elapsed() < PATIENCE => {
                tokio::time::sleep(PAUSE).await;
            }
            opened => return opened,
        }
    }
}

fn pool(connections: u32, config: &config::Database, loose: &Loose) -> SqlitePoolOptions {
    let loose = loose.clone();
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(config.acquire_timeout)
        // A connection to a file does not go away by itself, and one to memory is the database.
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .after_release(move |connection, _| {
            let loose = loose.take();
            Box::pin(async move {
                if loose {
                    // Refused where no transaction is open, which is as good. No error may close a database in memory.
                    let _ = connection.execute("ROLLBACK").await;
                    let _ = connection.execute("PRAGMA foreign_keys = ON").await;
                    let _ = connection.execute("PRAGMA query_only = OFF").await;
                }
                Ok(true)
            })
        })
}

fn is_memory(url: &str) -> bool {
    url.contains(":memory:") || url.contains("mode=memory")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::Database;

    fn config(folder: &tempfile::TempDir) -> config::Database {
        config::Database {
            url: format!("sqlite://{}", folder.path().join("app.db").display()),
            ..config::Database::default()
        }
    }

    #[tokio::test]
    async fn q1_a_commit_is_synced_before_it_is_acknowledged_unless_the_configuration_says_otherwise()
     {
        let folder = tempfile::tempdir().unwrap();
        let default = config(&folder).durability;
        for (durability, synchronous) in [
            (default, 2),
            (Durability::Full, 2),
            (Durability::Normal, 1),
            (Durability::Off, 0),
        ] {
            let config = config::Database {
                durability,
                ..config(&folder)
            };
            let pools = Pools::open(&config).await.unwrap();
            let links = pools.writer.links;
            #[cfg_attr(
                not(any(feature = "postgres", feature = "mysql")),
                expect(
                    clippy::infallible_destructuring_match,
                    reason = "with its feature there is another database"
                )
            )]
            let writer = match links {
                Links::Sqlite(writer) => writer,
                #[cfg(any(feature = "postgres", feature = "mysql"))]
                _ => panic!("another database"),
            };
            let found: i64 = sqlx_engine::query_scalar("PRAGMA synchronous")
                .fetch_one(&writer)
                .await
                .unwrap();
            assert_eq!(found, synchronous, "{durability:?}");
        }
    }

    #[tokio::test]
    async fn q1_a_transaction_that_sqlite_has_ended_by_itself_is_the_last_one_of_its_connection_only()
     {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open(&config(&folder)).await.unwrap();
        let full = database.transaction(async {
            // What SQLite does when the disk is full.
            database.execute("ROLLBACK", Vec::new()).await?;
            Err::<(), _>(Error::internal("the disk is full"))
        });
        assert_eq!(full.await.unwrap_err().to_string(), "the disk is full");
        let next = database.transaction(async { Ok::<_, Error>(()) });
        next.await.unwrap();
    }
}
