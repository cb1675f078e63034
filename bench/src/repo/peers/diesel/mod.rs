//! Diesel with diesel-async and its pool of deadpool; its own associations.

mod batch;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use async_trait::async_trait;
use diesel::{connection::InstrumentationEvent, prelude::*, sqlite::SqliteConnection};
use diesel_async::{
    AsyncConnection, AsyncMysqlConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection,
    pooled_connection::{
        AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod, deadpool::Pool,
    },
    sync_connection_wrapper::SyncConnectionWrapper,
};
use scaffold::Result;

use super::super::side::{CONNECTIONS, Side};

diesel::table! {
    bench_users (id) {
        id -> BigInt,
        name -> Text,
        email -> Text,
        age -> Integer,
        score -> Double,
        active -> Bool,
    }
}

diesel::table! {
    bench_notes (id) {
        id -> BigInt,
        text -> Text,
        user_id -> BigInt,
    }
}

diesel::table! {
    bench_replies (id) {
        id -> BigInt,
        text -> Text,
        note_id -> BigInt,
    }
}

#[derive(Queryable, Selectable, Identifiable)]
#[diesel(table_name = bench_users)]
#[expect(
    dead_code,
    reason = "nobody reads all of them; that they are read from the row is what counts"
)]
struct User {
    id: i64,
    name: String,
    email: String,
    age: i32,
    score: f64,
    active: bool,
}

#[derive(Queryable, Selectable, Identifiable, Associations)]
#[diesel(table_name = bench_notes, belongs_to(User))]
#[expect(dead_code, reason = "as above")]
struct Note {
    id: i64,
    text: String,
    user_id: i64,
}

#[derive(Queryable, Selectable, Identifiable, Associations)]
#[diesel(table_name = bench_replies, belongs_to(Note))]
#[expect(dead_code, reason = "as above")]
struct Reply {
    id: i64,
    text: String,
    note_id: i64,
}

#[derive(Insertable)]
#[diesel(table_name = bench_users)]
struct NewUser {
    name: String,
    email: String,
    age: i32,
    score: f64,
    active: bool,
}

fn users(rows: usize) -> Vec<NewUser> {
    let user = |at: usize| NewUser {
        name: format!("Name {at}"),
        email: format!("name{at}@example.com"),
        age: i32::try_from(at % 90).unwrap_or(0),
        score: at as f64 / 3.0,
        active: at.is_multiple_of(2),
    };
    (0..rows).map(user).collect()
}

type Sqlite = SyncConnectionWrapper<SqliteConnection>;

pub(super) fn open(url: &str) -> Result<Box<dyn Side>> {
    if url.starts_with("sqlite") {
        let file = url.trim_start_matches("sqlite://");
        let file = file.split('?').next().unwrap_or_default();
        return Ok(Box::new(OnSqlite::open(
            file,
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON",
        )?));
    }
    if url.starts_with("postgres") {
        return Ok(Box::new(OnPostgres::open(url, "")?));
    }
    Ok(Box::new(OnMySql::open(url, "")?))
}

/// What is the same on all of them but for the type of the connection.
macro_rules! diesel {
    ($side:ident, $connection:ty, $load:ident, $insert:ident, $create:ident) => {
        struct $side {
            url: String,
            pool: Pool<$connection>,
        }

        impl $side {
            /// Each connection first runs the statements of the setup, if there are any.
            fn open(url: &str, setup: &'static str) -> Result<Self> {
                let mut config = ManagerConfig::default();
                config.recycling_method = RecyclingMethod::Fast;
                config.custom_setup = Box::new(move |url| {
                    let url = url.to_owned();
                    Box::pin(async move {
                        let mut connection = <$connection>::establish(&url).await?;
                        if !setup.is_empty() {
                            let set = connection.batch_execute(setup).await;
                            set.map_err(ConnectionError::CouldntSetupConfiguration)?;
                        }
                        Ok(connection)
                    })
                });
                let manager = AsyncDieselConnectionManager::new_with_config(url, config);
                let pool = Pool::builder(manager).max_size(CONNECTIONS as usize);
                Ok(Self {
                    url: url.to_owned(),
                    pool: pool.build()?,
                })
            }
        }

        #[async_trait]
        impl Side for $side {
            async fn find(&self, most: i64) -> Result<()> {
                for id in 1..=most {
                    let connection = &mut self.pool.get().await?;
                    let user = bench_users::table.find(id).select(User::as_select());
                    std::hint::black_box(user.first(connection).await?);
                }
                Ok(())
            }

            async fn list(&self, times: i32) -> Result<()> {
                for age in 0..times {
                    let connection = &mut self.pool.get().await?;
                    let users = bench_users::table
                        .filter(bench_users::age.ge(age))
                        .order(bench_users::id)
                        .limit(100)
                        .select(User::as_select());
                    std::hint::black_box(users.load(connection).await?);
                }
                Ok(())
            }

            async fn update(&self, most: i64, age: i32) -> Result<()> {
                for id in 1..=most {
                    let connection = &mut self.pool.get().await?;
                    let user = diesel::update(bench_users::table.find(id));
                    let aged = user.set(bench_users::age.eq(age));
                    aged.execute(connection).await?;
                }
                Ok(())
            }

            async fn transaction(&self, most: i64, age: i32) -> Result<()> {
                for first in (1..most).step_by(2) {
                    let connection = &mut self.pool.get().await?;
                    let both = connection.transaction(async |connection| {
                        for id in [first, first + 1] {
                            let user = diesel::update(bench_users::table.find(id));
                            let aged = user.set(bench_users::age.eq(age));
                            aged.execute(connection).await?;
                        }
                        Ok::<_, diesel::result::Error>(())
                    });
                    both.await?;
                }
                Ok(())
            }

            async fn insert_many(&self, rows: usize) -> Result<()> {
                let connection = &mut *self.pool.get().await?;
                Ok(batch::$insert(connection, users(rows)).await?)
            }

            async fn create_many(&self, rows: usize) -> Result<()> {
                let connection = &mut *self.pool.get().await?;
                std::hint::black_box(batch::$create(connection, users(rows)).await?);
                Ok(())
            }

            async fn load(&self, most: i64) -> Result<()> {
                Ok($load(&mut *self.pool.get().await?, most).await?)
            }

            async fn statements(&self, most: i64) -> Result<u64> {
                let mut connection = <$connection>::establish(&self.url).await?;
                let count = Arc::new(AtomicU64::new(0));
                let counter = count.clone();
                connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
                    if let InstrumentationEvent::StartQuery { .. } = event {
                        counter.fetch_add(1, Ordering::Relaxed);
                    }
                });
                $load(&mut connection, most).await?;
                Ok(AtomicU64::load(&count, Ordering::Relaxed))
            }
        }

        async fn $load(connection: &mut $connection, most: i64) -> QueryResult<()> {
            let users = bench_users::table
                .filter(bench_users::id.le(most))
                .select(User::as_select())
                .load(connection)
                .await?;
            let notes = Note::belonging_to(&users)
                .select(Note::as_select())
                .load(connection)
                .await?;
            let replies = Reply::belonging_to(&notes)
                .select(Reply::as_select())
                .load(connection)
                .await?
                .grouped_by(&notes);
            let notes = notes.into_iter().zip(replies).grouped_by(&users);
            let users: Vec<(User, Vec<(Note, Vec<Reply>)>)> =
                users.into_iter().zip(notes).collect();
            assert_eq!(users[999].1[1].1.len(), 2);
            Ok(())
        }
    };
}

diesel!(OnSqlite, Sqlite, load_sqlite, insert_sqlite, create_sqlite);
diesel!(
    OnPostgres,
    AsyncPgConnection,
    load_postgres,
    insert_postgres,
    create_postgres
);
diesel!(
    OnMySql,
    AsyncMysqlConnection,
    load_mysql,
    insert_mysql,
    create_mysql
);
