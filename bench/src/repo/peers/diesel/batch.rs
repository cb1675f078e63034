//! Many rows at once, where Diesel says it in other words on each database.

use diesel::{dsl::insert_into, prelude::*, result::Error};
use diesel_async::{AsyncConnection as _, AsyncMysqlConnection, AsyncPgConnection, RunQueryDsl};

use super::{NewUser, Sqlite, User, bench_users};

/// SQLite takes 32,766 values a statement.
const MOST_ROWS_OF_SQLITE: usize = 5000;

/// diesel-async can't say that of SQLite: the connection is lent to the thread that may wait for it.
pub(super) async fn insert_sqlite(connection: &mut Sqlite, users: Vec<NewUser>) -> QueryResult<()> {
    let all = connection.spawn_blocking(move |connection| {
        connection.immediate_transaction(|connection| {
            for users in users.chunks(MOST_ROWS_OF_SQLITE) {
                let insertion = insert_into(bench_users::table).values(users);
                diesel::RunQueryDsl::execute(insertion, connection)?;
            }
            Ok(())
        })
    });
    all.await
}

/// As [`insert_sqlite`].
pub(super) async fn create_sqlite(
    connection: &mut Sqlite,
    users: Vec<NewUser>,
) -> QueryResult<Vec<User>> {
    let all = connection.spawn_blocking(move |connection| {
        connection.immediate_transaction(|connection| {
            let mut created = Vec::with_capacity(users.len());
            for users in users.chunks(MOST_ROWS_OF_SQLITE) {
                let insertion = insert_into(bench_users::table).values(users);
                let insertion = insertion.returning(User::as_returning());
                created.extend(diesel::RunQueryDsl::get_results(insertion, connection)?);
            }
            Ok(created)
        })
    });
    all.await
}

pub(super) async fn insert_postgres(
    connection: &mut AsyncPgConnection,
    users: Vec<NewUser>,
) -> QueryResult<()> {
    let insertion = insert_into(bench_users::table).values(users);
    insertion.execute(connection).await.map(drop)
}

pub(super) async fn create_postgres(
    connection: &mut AsyncPgConnection,
    users: Vec<NewUser>,
) -> QueryResult<Vec<User>> {
    let insertion = insert_into(bench_users::table).values(users);
    let insertion = insertion.returning(User::as_returning());
    insertion.get_results(connection).await
}

pub(super) async fn insert_mysql(
    connection: &mut AsyncMysqlConnection,
    users: Vec<NewUser>,
) -> QueryResult<()> {
    let insertion = insert_into(bench_users::table).values(users);
    insertion.execute(connection).await.map(drop)
}

/// Diesel has no RETURNING there: its guide reads the newest rows within the same transaction.
pub(super) async fn create_mysql(
    connection: &mut AsyncMysqlConnection,
    users: Vec<NewUser>,
) -> QueryResult<Vec<User>> {
    let both = connection.transaction(async |connection| {
        let count = users.len() as i64;
        let insertion = insert_into(bench_users::table).values(&users);
        insertion.execute(connection).await?;
        let newest = bench_users::table
            .order(bench_users::id.desc())
            .limit(count)
            .select(User::as_select());
        newest.load(connection).await
    });
    both.await.map_err(|error: Error| error)
}
