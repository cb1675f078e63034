//! The other side: sqlx by hand, with prepared statements, as one would write it for each database.

use std::collections::HashMap;

use async_trait::async_trait;
use scaffold::{
    Result,
    database::raw::sqlx::{
        self, AssertSqlSafe, Connection as _, MySqlPool, PgPool, Row as _, SqlitePool,
        mysql::{MySqlConnection, MySqlPoolOptions, MySqlRow},
        postgres::{PgConnection, PgPoolOptions, PgRow},
        sqlite::{
            SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions,
            SqliteRow, SqliteSynchronous,
        },
    },
};

use super::side::{CONNECTIONS, Side};

/// How many statements two levels take.
const LOADS: u64 = 3;

struct User {
    id: i64,
    name: String,
    email: String,
    age: i32,
    score: f64,
    active: bool,
}

#[expect(
    dead_code,
    reason = "nobody reads the texts; that they are read from the row is what counts"
)]
struct Note {
    id: i64,
    text: String,
    user_id: i64,
}

#[expect(dead_code, reason = "as above")]
struct Reply {
    id: i64,
    text: String,
    note_id: i64,
}

/// Notes, each with its replies.
type Answered = Vec<(Note, Vec<Reply>)>;

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

pub(super) async fn open(url: &str) -> Result<Box<dyn Side>> {
    // sqlx brings a connection back in a task of its own: a pool of one would make each act wait for the task of the one before.
    macro_rules! pool {
        ($options:ident) => {
            $options::new()
                .max_connections(CONNECTIONS)
                .test_before_acquire(false)
        };
    }
    if url.starts_with("sqlite") {
        let options = url
            .parse::<SqliteConnectOptions>()?
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        return Ok(Box::new(
            pool!(SqlitePoolOptions).connect_with(options).await?,
        ));
    }
    if url.starts_with("postgres") {
        return Ok(Box::new(pool!(PgPoolOptions).connect(url).await?));
    }
    Ok(Box::new(pool!(MySqlPoolOptions).connect(url).await?))
}

/// Runs statements that are not measured.
pub(super) async fn run(url: &str, script: &str) -> Result<()> {
    macro_rules! run {
        ($connection:ident) => {{
            let mut connection = $connection::connect(url).await?;
            let script = sqlx::raw_sql(AssertSqlSafe(script.to_owned()));
            script.execute(&mut connection).await?;
            connection.close().await?;
        }};
    }
    match url.split(':').next() {
        Some("sqlite") => run!(SqliteConnection),
        Some("postgres") => run!(PgConnection),
        _ => run!(MySqlConnection),
    }
    Ok(())
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
    ($pool:ty, $first:literal, $second:literal, $begin:literal, $insert:ident, $children:ident) => {
        #[async_trait]
        impl Side for $pool {
            async fn find(&self, most: i64) -> Result<()> {
                for id in 1..=most {
                    let sql = concat!(
                        "SELECT id, name, email, age, score, active FROM bench_users WHERE id = ",
                        $first
                    );
                    let row = sqlx::query(sql).bind(id).fetch_one(self).await?;
                    std::hint::black_box(user!(row));
                }
                Ok(())
            }

            async fn list(&self, times: i32) -> Result<()> {
                for age in 0..times {
                    let sql = concat!(
                        "SELECT id, name, email, age, score, active FROM bench_users WHERE age >= ",
                        $first,
                        " ORDER BY id LIMIT 100"
                    );
                    let rows = sqlx::query(sql).bind(age).fetch_all(self).await?;
                    let users = rows.iter().map(|row| Ok(user!(row)));
                    std::hint::black_box(users.collect::<Result<Vec<User>>>()?);
                }
                Ok(())
            }

            async fn update(&self, most: i64, age: i32) -> Result<()> {
                for id in 1..=most {
                    let sql = concat!(
                        "UPDATE bench_users SET age = ",
                        $first,
                        " WHERE id = ",
                        $second
                    );
                    sqlx::query(sql).bind(age).bind(id).execute(self).await?;
                }
                Ok(())
            }

            async fn transaction(&self, most: i64, age: i32) -> Result<()> {
                for first in (1..most).step_by(2) {
                    let mut both = self.begin_with($begin).await?;
                    for id in [first, first + 1] {
                        let sql = concat!(
                            "UPDATE bench_users SET age = ",
                            $first,
                            " WHERE id = ",
                            $second
                        );
                        sqlx::query(sql)
                            .bind(age)
                            .bind(id)
                            .execute(&mut *both)
                            .await?;
                    }
                    both.commit().await?;
                }
                Ok(())
            }

            async fn insert_many(&self, rows: usize) -> Result<()> {
                $insert(self, &users(rows), "").await.map(drop)
            }

            async fn create_many(&self, rows: usize) -> Result<()> {
                let back = " RETURNING id, name, email, age, score, active";
                let rows = $insert(self, &users(rows), back).await?;
                let users = rows.iter().map(|row| Ok(user!(row)));
                std::hint::black_box(users.collect::<Result<Vec<User>>>()?);
                Ok(())
            }

            async fn load(&self, most: i64) -> Result<()> {
                let sql = concat!(
                    "SELECT id, name, email, age, score, active FROM bench_users WHERE id <= ",
                    $first
                );
                let rows = sqlx::query(sql).bind(most).fetch_all(self).await?;
                let users = rows.iter().map(|row| Ok(user!(row)));
                let users = users.collect::<Result<Vec<User>>>()?;

                let ids = users.iter().map(|user| user.id).collect();
                let rows = $children(
                    self,
                    "SELECT id, text, user_id FROM bench_notes WHERE user_id",
                    ids,
                )
                .await?;
                let notes = rows.iter().map(|row| {
                    Ok(Note {
                        id: row.try_get(0)?,
                        text: row.try_get(1)?,
                        user_id: row.try_get(2)?,
                    })
                });
                let notes = notes.collect::<Result<Vec<Note>>>()?;

                let ids = notes.iter().map(|note| note.id).collect();
                let rows = $children(
                    self,
                    "SELECT id, text, note_id FROM bench_replies WHERE note_id",
                    ids,
                )
                .await?;
                let mut replies = HashMap::<i64, Vec<Reply>>::with_capacity(notes.len());
                for row in &rows {
                    let reply = Reply {
                        id: row.try_get(0)?,
                        text: row.try_get(1)?,
                        note_id: row.try_get(2)?,
                    };
                    replies.entry(reply.note_id).or_default().push(reply);
                }
                let mut answered = HashMap::<i64, Answered>::with_capacity(users.len());
                for note in notes {
                    let replies = replies.remove(&note.id).unwrap_or_default();
                    answered
                        .entry(note.user_id)
                        .or_default()
                        .push((note, replies));
                }
                let users = users.into_iter().map(|user| {
                    let notes = answered.remove(&user.id).unwrap_or_default();
                    (user, notes)
                });
                let users: Vec<(User, Answered)> = users.collect();
                assert_eq!(users[999].1[1].1.len(), 2);
                Ok(())
            }

            async fn statements(&self, _: i64) -> Result<u64> {
                Ok(LOADS)
            }
        }
    };
}

raw!(
    SqlitePool,
    "?",
    "?",
    "BEGIN IMMEDIATE",
    of_sqlite,
    below_sqlite
);
raw!(PgPool, "$1", "$2", "BEGIN", unnested, any);
raw!(
    MySqlPool,
    "?",
    "?",
    "START TRANSACTION",
    of_mysql,
    below_mysql
);

/// Where a placeholder is a question mark: several rows an INSERT, in one transaction, and a list of ids.
macro_rules! listed {
    ($pool:ty, $database:ty, $row:ty, $begin:literal, $most:literal, $insert:ident, $children:ident) => {
        async fn $insert(pool: &$pool, users: &[User], back: &str) -> Result<Vec<$row>> {
            let mut all = pool.begin_with($begin).await?;
            let mut rows = Vec::new();
            for users in users.chunks($most) {
                let places = ["(?, ?, ?, ?, ?)"].repeat(users.len()).join(", ");
                let sql = format!("INSERT INTO bench_users (name, email, age, score, active) VALUES {places}{back}");
                let mut query = sqlx::query::<$database>(AssertSqlSafe(sql));
                for user in users {
                    query = query.bind(&user.name).bind(&user.email).bind(user.age).bind(user.score).bind(user.active);
                }
                rows.extend(query.fetch_all(&mut *all).await?);
            }
            all.commit().await?;
            Ok(rows)
        }

        async fn $children(pool: &$pool, select: &str, ids: Vec<i64>) -> Result<Vec<$row>> {
            let places = ["?"].repeat(ids.len()).join(", ");
            let sql = AssertSqlSafe(format!("{select} IN ({places})"));
            let mut query = sqlx::query::<$database>(sql);
            for id in ids {
                query = query.bind(id);
            }
            Ok(query.fetch_all(pool).await?)
        }
    };
}

listed!(
    SqlitePool,
    sqlx::Sqlite,
    SqliteRow,
    "BEGIN IMMEDIATE",
    1000,
    of_sqlite,
    below_sqlite
);
listed!(
    MySqlPool,
    sqlx::MySql,
    MySqlRow,
    "START TRANSACTION",
    10_000,
    of_mysql,
    below_mysql
);

/// An array for each column, instead of as many placeholders as values.
async fn unnested(pool: &PgPool, users: &[User], back: &str) -> Result<Vec<PgRow>> {
    let names: Vec<&str> = users.iter().map(|user| user.name.as_str()).collect();
    let emails: Vec<&str> = users.iter().map(|user| user.email.as_str()).collect();
    let ages: Vec<i32> = users.iter().map(|user| user.age).collect();
    let scores: Vec<f64> = users.iter().map(|user| user.score).collect();
    let active: Vec<bool> = users.iter().map(|user| user.active).collect();
    let sql = format!(
        "INSERT INTO bench_users (name, email, age, score, active) SELECT * FROM UNNEST($1::text[], $2::text[], $3::int4[], $4::float8[], $5::bool[]){back}",
    );
    let query = sqlx::query::<sqlx::Postgres>(AssertSqlSafe(sql));
    let query = query.bind(names).bind(emails).bind(ages);
    Ok(query.bind(scores).bind(active).fetch_all(pool).await?)
}

async fn any(pool: &PgPool, select: &str, ids: Vec<i64>) -> Result<Vec<PgRow>> {
    let sql = AssertSqlSafe(format!("{select} = ANY($1)"));
    Ok(sqlx::query(sql).bind(ids).fetch_all(pool).await?)
}
