//! Migrations: sqlx's files, table and checksums; several processes; ways back.

use std::{borrow::Cow, sync::Arc};

use scaffold::{
    ErrorKind,
    database::{Database, Migration},
};
use tokio::task::JoinSet;

use crate::support::{MIGRATIONS, open};

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn pending_migrations_are_applied_once_and_in_order() {
    let database = Database::memory().await.unwrap();
    let both = names(&["create_users", "create_posts"]);
    assert_eq!(database.pending(MIGRATIONS).await.unwrap(), both);
    let mut shuffled = MIGRATIONS.to_vec();
    shuffled.reverse();
    assert_eq!(database.migrate(&shuffled).await.unwrap(), both);
    assert_eq!(database.migrate(MIGRATIONS).await.unwrap(), names(&[]));
    assert_eq!(database.pending(MIGRATIONS).await.unwrap(), names(&[]));
    assert!(
        database
            .status(MIGRATIONS)
            .await
            .unwrap()
            .iter()
            .all(|one| one.applied && one.problem.is_none())
    );
}

#[tokio::test]
async fn rollback_takes_the_last_ones_back() {
    let database = Database::memory().await.unwrap();
    database.migrate(MIGRATIONS).await.unwrap();
    assert_eq!(
        database.rollback(MIGRATIONS, 1).await.unwrap(),
        names(&["create_posts"])
    );
    assert_eq!(
        database.pending(MIGRATIONS).await.unwrap(),
        names(&["create_posts"])
    );
    assert_eq!(
        database.rollback(MIGRATIONS, 9).await.unwrap(),
        names(&["create_users"])
    );
    let mut one_way = MIGRATIONS[0].clone();
    one_way.down = None;
    database.migrate(&[one_way.clone()]).await.unwrap();
    let error = database.rollback(&[one_way], 1).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("20260101000000_create_users.down.sql"),
        "{error}"
    );
}

#[tokio::test]
async fn fresh_drops_everything_first() {
    let database = Database::memory().await.unwrap();
    let world = crate::support::World::over(database.clone(), 1 << 20).await;
    let ada = world
        .users
        .create(crate::models::User::draft("Ada"))
        .await
        .unwrap()
        .id;
    world
        .posts
        .create(crate::models::Post::draft("a", ada))
        .await
        .unwrap();
    assert!(world.users.find(ada).await.unwrap().is_some());
    assert_eq!(
        database.fresh(MIGRATIONS).await.unwrap(),
        names(&["create_users", "create_posts"])
    );
    assert!(world.users.find(ada).await.unwrap().is_none());
    // References are checked again.
    world
        .posts
        .create(crate::models::Post::draft("a", ada))
        .await
        .unwrap_err();
}

#[tokio::test]
async fn a_failing_migration_leaves_nothing_and_the_ones_before_it() {
    let database = Database::memory().await.unwrap();
    let bad = Migration::embedded(
        20_260_102_000_000,
        "bad",
        "CREATE TABLE half (id INTEGER); SELECT nonsense;",
        None,
    );
    let mut migrations = MIGRATIONS.to_vec();
    migrations.push(bad);
    let error = database.migrate(&migrations).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "migration `bad` failed and has left nothing"
    );
    assert!(error.chain().contains("nonsense"), "{}", error.chain());
    assert_eq!(
        database.pending(&migrations).await.unwrap(),
        names(&["bad"])
    );
    migrations[2].up = Cow::Borrowed("CREATE TABLE half (id INTEGER);");
    assert_eq!(
        database.migrate(&migrations).await.unwrap(),
        names(&["bad"])
    );
}

#[tokio::test]
async fn a_changed_migration_stops_and_a_missing_file_is_told() {
    let database = Database::memory().await.unwrap();
    database.migrate(MIGRATIONS).await.unwrap();
    let mut changed = MIGRATIONS.to_vec();
    changed[0].up = Cow::Borrowed("CREATE TABLE users (id INTEGER);");
    let error = database.migrate(&changed).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    assert!(
        error
            .to_string()
            .starts_with("`create_users`: its file was changed"),
        "{error}"
    );
    let status = database.status(&MIGRATIONS[..1]).await.unwrap();
    assert_eq!(
        status[1].problem,
        Some("the database has it, but its file is gone")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn processes_that_make_the_same_new_database_wait_for_each_other() {
    for _ in 0..20 {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let mut opening = JoinSet::new();
        for _ in 0..8 {
            let folder = Arc::clone(&folder);
            opening.spawn(async move { open(&folder).await });
        }
        for database in opening.join_all().await {
            assert_eq!(database.pending(MIGRATIONS).await.unwrap().len(), 2);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_processes_migrate_at_once_and_each_migration_runs_once() {
    for _ in 0..10 {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = tokio::join!(open(&folder), open(&folder));
        let (one, two) = tokio::join!(
            tokio::spawn(async move { one.migrate(MIGRATIONS).await }),
            tokio::spawn(async move { two.migrate(MIGRATIONS).await })
        );
        let mut applied = [one.unwrap().unwrap(), two.unwrap().unwrap()].concat();
        applied.sort();
        assert_eq!(applied, names(&["create_posts", "create_users"]));
    }
}

/// A migration that no transaction holds together: its second statement depends on its being run once.
const LOOSE: &str = "-- no-transaction
CREATE TABLE IF NOT EXISTS notes (number INTEGER); INSERT INTO notes VALUES (1);";

fn with(name: &'static str, sql: &'static str) -> Vec<Migration> {
    let mut migrations = MIGRATIONS.to_vec();
    migrations.push(Migration::embedded(20_260_103_000_000, name, sql, None));
    migrations
}

#[tokio::test]
async fn two_processes_run_a_migration_without_a_transaction_once() {
    for _ in 0..10 {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (open(&folder).await, open(&folder).await);
        one.migrate(MIGRATIONS).await.unwrap();
        let mut processes = JoinSet::new();
        for database in [one.clone(), two] {
            processes.spawn(async move { database.migrate(&with("notes", LOOSE)).await });
        }
        let mut ran = processes.join_all().await.into_iter().map(Result::unwrap);
        let ran = [ran.next().unwrap(), ran.next().unwrap()].concat();
        assert_eq!(ran, names(&["notes"]));
        assert_eq!(
            one.pending(&with("notes", LOOSE)).await.unwrap(),
            names(&[])
        );
    }
}

#[tokio::test]
async fn a_migration_without_a_transaction_that_fails_can_be_run_again() {
    let database = Database::memory().await.unwrap();
    let broken = "-- no-transaction\nCREATE TABLE IF NOT EXISTS notes (number INTEGER); BEGIN; INSERT INTO nothing VALUES (1);";
    let error = database.migrate(&with("notes", broken)).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("what it did before that is kept"),
        "{error}"
    );
    let open = "-- no-transaction\nBEGIN; CREATE TABLE others (number INTEGER);";
    let error = database.migrate(&with("notes", open)).await.unwrap_err();
    assert!(
        error.to_string().contains("leaves a transaction open"),
        "{error}"
    );
    assert_eq!(
        database.pending(&with("notes", LOOSE)).await.unwrap(),
        names(&["notes"])
    );
    assert_eq!(
        database.migrate(&with("notes", LOOSE)).await.unwrap(),
        names(&["notes"])
    );
}

#[tokio::test]
async fn sqlx_works_beside_us_with_the_same_files_and_table() {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("migrations");
    std::fs::create_dir(&files).unwrap();
    for migration in MIGRATIONS {
        let name = format!("{}_{}", migration.version, migration.name);
        std::fs::write(
            files.join(format!("{name}.up.sql")),
            migration.up.as_bytes(),
        )
        .unwrap();
        std::fs::write(
            files.join(format!("{name}.down.sql")),
            migration.down.as_deref().unwrap(),
        )
        .unwrap();
    }
    let read = Migration::read(&files).unwrap();
    assert_eq!(read, MIGRATIONS);
    assert_eq!(Migration::read(&folder.path().join("none")).unwrap(), []);

    // The first by sqlx, the second by us; sqlx finds nothing left to do and every checksum as it should be.
    let url = format!(
        "sqlite://{}",
        folder.path().join("data").join("test.db").display()
    );
    let database = open(&folder).await;
    let pool = sqlx_engine::SqlitePool::connect(&url).await.unwrap();
    let mut sqlx = sqlx_engine::migrate::Migrator::new(files.as_path())
        .await
        .unwrap();
    let all = sqlx.migrations.clone();
    sqlx.migrations = all
        .iter()
        .filter(|one| one.version == MIGRATIONS[0].version)
        .cloned()
        .collect::<Vec<_>>()
        .into();
    sqlx.run(&pool).await.unwrap();
    assert_eq!(
        database.migrate(&read).await.unwrap(),
        names(&["create_posts"])
    );
    sqlx.migrations = all;
    sqlx.run(&pool).await.unwrap();
    let applied: i64 = sqlx_engine::query_scalar(
        "SELECT COUNT(*) FROM _sqlx_migrations WHERE success AND execution_time >= 0",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!(applied, 2);
    sqlx.undo(&pool, MIGRATIONS[0].version).await.unwrap();
    assert_eq!(
        database.pending(&read).await.unwrap(),
        names(&["create_posts"])
    );
}
