//! The other side: sqlx by hand, with prepared statements, as one would write it for each database.

use std::{
    pin::Pin,
    time::{Duration, Instant},
};

use scaffold::{
    Result,
    database::raw::sqlx::{
        self, AssertSqlSafe, MySqlPool, PgPool, Row as _, SqlitePool,
        mysql::MySqlPoolOptions,
        postgres::PgPoolOptions,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    },
};

type Work<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// The same work as ours.
pub(super) trait Raw: Send + Sync {
    fn run<'a>(&'a self, script: &'a str) -> Work<'a, ()>;
    fn find(&self, first: i64, count: i64) -> Work<'_, ()>;
    fn list(&self, times: usize) -> Work<'_, ()>;
    fn update(&self, first: i64, times: i64) -> Work<'_, ()>;
    fn transaction(&self, first: i64, times: i64) -> Work<'_, ()>;
    /// Many rows in one INSERT; `back` reads them as they are then.
    fn insert(&self, rows: usize, back: bool) -> Work<'_, ()>;
    /// How long another way takes that may be faster; `back` reads the new rows.
    fn other_insert(&self, rows: usize, back: bool) -> Work<'_, Option<Duration>>;
}

#[derive(Clone)]
#[expect(
    dead_code,
    reason = "nobody reads the ids; that they are read from the row is what counts"
)]
struct User {
    id: i64,
    name: String,
    email: String,
    age: i32,
    score: f64,
    active: bool,
}

fn users(rows: usize) -> Vec<User> {
    let user = |at: usize| User {
        id: 0,
        name: format!("Name {at}"),
        email: format!("name{at}@example.com"),
        age: i32::try_from(at % 90).unwrap_or(0),
        score: at as f64 / 3.0,
        active: at.is_multiple_of(2),
    };
    (0..rows).map(user).collect()
}

pub(super) async fn open(url: &str) -> Result<Box<dyn Raw>> {
    if url.starts_with("sqlite") {
        let options = url
            .parse::<SqliteConnectOptions>()?
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10));
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .test_before_acquire(false)
            .connect_with(options)
            .await?;
        return Ok(Box::new(pool));
    }
    if url.starts_with("postgres") {
        let pool = PgPoolOptions::new()
            .max_connections(4)
            .test_before_acquire(false);
        return Ok(Box::new(pool.connect(url).await?));
    }
    let pool = MySqlPoolOptions::new()
        .max_connections(4)
        .test_before_acquire(false);
    Ok(Box::new(pool.connect(url).await?))
}

/// A row in our own type.
macro_rules! user {
    ($row:expr) => {
        User {
            id: $row.try_get(0)?,
            name: $row.try_get(1)?,
            email: $row.try_get(2)?,
            age: $row.try_get(3)?,
            score: $row.try_get(4)?,
            active: $row.try_get(5)?,
        }
    };
}

/// What is the same on all of them but for the types and the placeholders.
macro_rules! raw {
    ($pool:ty, $database:ty, $placeholder:expr, $most:literal, $begin:literal, $other:expr) => {
        impl Raw for $pool {
            fn run<'a>(&'a self, script: &'a str) -> Work<'a, ()> {
                Box::pin(async move {
                    sqlx::raw_sql(AssertSqlSafe(script.to_owned())).execute(self).await?;
                    Ok(())
                })
            }

            fn find(&self, first: i64, count: i64) -> Work<'_, ()> {
                Box::pin(async move {
                    let sql = format!("SELECT id, name, email, age, score, active FROM bench_users WHERE id = {}", $placeholder(1));
                    for id in first..first + count {
                        let sql = AssertSqlSafe(sql.clone());
                        let row = sqlx::query::<$database>(sql).bind(id).fetch_one(self).await?;
                        std::hint::black_box(user!(row));
                    }
                    Ok(())
                })
            }

            fn list(&self, times: usize) -> Work<'_, ()> {
                Box::pin(async move {
                    let sql = format!("SELECT id, name, email, age, score, active FROM bench_users WHERE age >= {} ORDER BY id LIMIT 100", $placeholder(1));
                    for age in 0..times {
                        let query = sqlx::query::<$database>(AssertSqlSafe(sql.clone()));
                        let age = i32::try_from(age).unwrap_or(0);
                        let rows = query.bind(age).fetch_all(self).await?;
                        let users: Result<Vec<User>> = (rows.iter())
                            .map(|row| Ok(user!(row)))
                            .collect();
                        std::hint::black_box(users?);
                    }
                    Ok(())
                })
            }

            fn update(&self, first: i64, times: i64) -> Work<'_, ()> {
                Box::pin(async move {
                    let sql = format!("UPDATE bench_users SET age = {} WHERE id = {}", $placeholder(1), $placeholder(2));
                    for id in first..first + times {
                        let query = sqlx::query::<$database>(AssertSqlSafe(sql.clone()));
                        query.bind(7).bind(id).execute(self).await?;
                    }
                    Ok(())
                })
            }

            fn transaction(&self, first: i64, times: i64) -> Work<'_, ()> {
                Box::pin(async move {
                    let sql = format!("UPDATE bench_users SET age = {} WHERE id = {}", $placeholder(1), $placeholder(2));
                    for id in first..first + times {
                        let mut both = self.begin_with($begin).await?;
                        for (id, age) in [(id, 8), (id + 1, 9)] {
                            let query = sqlx::query::<$database>(AssertSqlSafe(sql.clone()));
                            query.bind(age).bind(id).execute(&mut *both).await?;
                        }
                        both.commit().await?;
                    }
                    Ok(())
                })
            }

            fn insert(&self, rows: usize, back: bool) -> Work<'_, ()> {
                Box::pin(async move {
                    let users = users(rows);
                    let mut all = self.begin_with($begin).await?;
                    for users in users.chunks($most) {
                        let mut sql = String::from("INSERT INTO bench_users (name, email, age, score, active) VALUES ");
                        for at in 0..users.len() {
                            let places: Vec<_> = (1..=5).map(|place| $placeholder(at * 5 + place)).collect();
                            sql.push_str(if at > 0 { ", (" } else { "(" });
                            sql.push_str(&places.join(", "));
                            sql.push(')');
                        }
                        if back {
                            sql.push_str(" RETURNING id, name, email, age, score, active");
                        }
                        let mut query = sqlx::query::<$database>(AssertSqlSafe(sql));
                        for user in users {
                            query = query.bind(&user.name).bind(&user.email).bind(user.age).bind(user.score).bind(user.active);
                        }
                        if back {
                            let rows = query.fetch_all(&mut *all).await?;
                            for row in &rows {
                                std::hint::black_box(user!(row));
                            }
                        } else {
                            query.execute(&mut *all).await?;
                        }
                    }
                    all.commit().await?;
                    Ok(())
                })
            }

            fn other_insert(&self, rows: usize, back: bool) -> Work<'_, Option<Duration>> {
                $other(self, rows, back)
            }
        }
    };
}

fn dollar(at: usize) -> String {
    format!("${at}")
}

fn question(_: usize) -> String {
    "?".to_owned()
}

raw!(
    SqlitePool,
    sqlx::Sqlite,
    dollar,
    1000,
    "BEGIN IMMEDIATE",
    one_by_one
);
raw!(PgPool, sqlx::Postgres, dollar, 10_000, "BEGIN", unnested);
raw!(
    MySqlPool,
    sqlx::MySql,
    question,
    10_000,
    "START TRANSACTION",
    no_other
);

/// One prepared INSERT, in one transaction.
fn one_by_one(pool: &SqlitePool, rows: usize, back: bool) -> Work<'_, Option<Duration>> {
    Box::pin(async move {
        if back {
            return Ok(None);
        }
        let users = users(rows);
        let start = Instant::now();
        let mut all = pool.begin_with("BEGIN IMMEDIATE").await?;
        for user in &users {
            sqlx::query("INSERT INTO bench_users (name, email, age, score, active) VALUES ($1, $2, $3, $4, $5)")
                .bind(&user.name).bind(&user.email).bind(user.age).bind(user.score).bind(user.active)
                .execute(&mut *all)
                .await?;
        }
        all.commit().await?;
        Ok(Some(start.elapsed()))
    })
}

/// An array for each column.
fn unnested(pool: &PgPool, rows: usize, back: bool) -> Work<'_, Option<Duration>> {
    Box::pin(async move {
        let start = Instant::now();
        let users = users(rows);
        let names: Vec<&str> = users.iter().map(|user| user.name.as_str()).collect();
        let emails: Vec<&str> = users.iter().map(|user| user.email.as_str()).collect();
        let ages: Vec<i32> = users.iter().map(|user| user.age).collect();
        let scores: Vec<f64> = users.iter().map(|user| user.score).collect();
        let active: Vec<bool> = users.iter().map(|user| user.active).collect();
        let mut sql = String::from(
            "INSERT INTO bench_users (name, email, age, score, active) SELECT * FROM UNNEST($1::text[], $2::text[], $3::int4[], $4::float8[], $5::bool[])",
        );
        if back {
            sql.push_str(" RETURNING id, name, email, age, score, active");
        }
        let query = sqlx::query::<sqlx::Postgres>(AssertSqlSafe(sql));
        let query = query
            .bind(names)
            .bind(emails)
            .bind(ages)
            .bind(scores)
            .bind(active);
        if back {
            for row in &query.fetch_all(pool).await? {
                std::hint::black_box(user!(row));
            }
        } else {
            query.execute(pool).await?;
        }
        Ok(Some(start.elapsed()))
    })
}

fn no_other(_: &MySqlPool, _: usize, _: bool) -> Work<'_, Option<Duration>> {
    Box::pin(std::future::ready(Ok(None)))
}
