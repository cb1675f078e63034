//! Opens PostgreSQL, MySQL and MariaDB: one pool, for reading and for writing.

#[cfg(feature = "mysql")]
use sqlx_engine::mysql::{MySqlConnectOptions, MySqlConnection, MySqlPoolOptions};
#[cfg(feature = "postgres")]
use sqlx_engine::postgres::{PgConnectOptions, PgPoolOptions};

use std::{str::FromStr as _, time::Duration};

use sqlx_engine::{
    ConnectOptions as _, Connection as _, Database, Executor as _, pool::PoolOptions,
};

use super::{Links, Loose, Pool, Pools};
use crate::{
    Error, ErrorKind, Result,
    config::{self, redacted},
    database::dialect::Dialect,
};

/// A connection that was idle for longer is asked whether it is still there before it is given out.
const RESTED: Duration = Duration::from_secs(1);

/// The oldest versions that are known to understand our statements.
#[cfg(feature = "postgres")]
const OLDEST_POSTGRES: i64 = 13;
#[cfg(feature = "mysql")]
const OLDEST_MARIADB: (u32, u32) = (10, 6);
#[cfg(feature = "mysql")]
const OLDEST_MYSQL: (u32, u32) = (8, 0);

#[cfg(feature = "postgres")]
pub(super) async fn postgres(config: &config::Database) -> Result<Pools> {
    let options = PgConnectOptions::from_str(&config.url)
        .map_err(|error| unreadable(config, error))?
        .options([("TimeZone", "UTC"), ("client_min_messages", "warning")])
        .disable_statement_logging();
    let loose = Loose::default();
    let pool = pool::<sqlx_engine::Postgres>(config, &loose, PgPoolOptions::new());
    let pool = pool.connect_with(options).await;
    let pool = pool.map_err(|error| unreachable(config, error))?;
    let version = sqlx_engine::query_scalar::<_, String>("SHOW server_version_num");
    let version = version.fetch_one(&pool).await;
    let version = version.map_err(|error| unreachable(config, error))?;
    let version = version.parse::<i64>().unwrap_or_default() / 10_000;
    if version < OLDEST_POSTGRES {
        return Err(too_old(
            "PostgreSQL",
            &version.to_string(),
            &OLDEST_POSTGRES.to_string(),
        ));
    }
    Ok(pools(
        config,
        Dialect::Postgres,
        Links::Postgres(pool),
        loose,
    ))
}

#[cfg(feature = "mysql")]
pub(super) async fn mysql(config: &config::Database) -> Result<Pools> {
    use crate::database::dialect::Flavour;

    /// Names are quoted as everywhere else, and what does not fit is refused instead of cut off.
    const SESSION: &str = "SET SESSION sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'";

    let options = MySqlConnectOptions::from_str(&config.url)
        .map_err(|error| unreadable(config, error))?
        .pipes_as_concat(false)
        .no_engine_substitution(false)
        .disable_statement_logging();
    let loose = Loose::default();
    let pool = pool::<sqlx_engine::MySql>(config, &loose, MySqlPoolOptions::new())
        .after_connect(|connection: &mut MySqlConnection, _| {
            Box::pin(async move { connection.execute(SESSION).await.map(drop) })
        })
        .connect_with(options)
        .await;
    let pool = pool.map_err(|error| unreachable(config, error))?;
    let text = sqlx_engine::query_scalar::<_, String>("SELECT VERSION()");
    let text = text.fetch_one(&pool).await;
    let text = text.map_err(|error| unreachable(config, error))?;
    let (name, flavour, oldest) = if text.contains("MariaDB") {
        ("MariaDB", Flavour::MariaDb, OLDEST_MARIADB)
    } else {
        ("MySQL", Flavour::MySql, OLDEST_MYSQL)
    };
    let mut numbers = text
        .split(['.', '-'])
        .map(|part| part.parse().unwrap_or_default());
    let version: (u32, u32) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if version < oldest {
        let spelled = |(major, minor): (u32, u32)| format!("{major}.{minor}");
        return Err(too_old(name, &spelled(version), &spelled(oldest)));
    }
    Ok(pools(
        config,
        Dialect::MySql(flavour),
        Links::MySql(pool),
        loose,
    ))
}

fn pool<DB: Database>(
    config: &config::Database,
    loose: &Loose,
    options: PoolOptions<DB>,
) -> PoolOptions<DB>
where
    for<'c> &'c mut DB::Connection: sqlx_engine::Executor<'c, Database = DB>,
{
    let loose = loose.clone();
    options
        .max_connections(config.max_connections.max(1))
        .acquire_timeout(config.acquire_timeout)
        .test_before_acquire(false)
        .before_acquire(|connection, about| {
            Box::pin(async move {
                // Of one that is gone another is opened instead.
                Ok(about.idle_for < RESTED || connection.ping().await.is_ok())
            })
        })
        .after_release(move |connection, _| {
            let loose = loose.take();
            Box::pin(async move {
                if loose {
                    connection.execute("ROLLBACK").await?;
                }
                Ok(true)
            })
        })
}

fn pools(config: &config::Database, dialect: Dialect, links: Links, loose: Loose) -> Pools {
    let pool = Pool {
        links,
        loose,
        tidied: false,
    };
    Pools {
        dialect,
        writer: pool.clone(),
        reader: pool,
        patience: config.acquire_timeout,
    }
}

fn unreadable(config: &config::Database, error: sqlx_engine::Error) -> Error {
    let url = redacted(&config.url);
    Error::internal(format!("the database's URL `{url}` can't be read")).with_source(error)
}

fn unreachable(config: &config::Database, error: sqlx_engine::Error) -> Error {
    let url = redacted(&config.url);
    let help = match &error {
        sqlx_engine::Error::Io(_) | sqlx_engine::Error::PoolTimedOut => {
            "start it, or change `DATABASE_URL`"
        }
        sqlx_engine::Error::Database(cause) => match cause.code().as_deref() {
            Some("3D000" | "42000") => "create it, or change the name in `DATABASE_URL`",
            Some("28P01" | "28000") => "change the user or the password in `DATABASE_URL`",
            _ => "look at what it says",
        },
        _ => "look at what it says",
    };
    Error::new(
        ErrorKind::Unavailable,
        format!("the database `{url}` can't be opened; help: {help}"),
    )
    .with_source(error)
}

fn too_old(name: &str, version: &str, oldest: &str) -> Error {
    Error::internal(format!(
        "the database is {name} {version}; help: {oldest} or newer is needed"
    ))
}
