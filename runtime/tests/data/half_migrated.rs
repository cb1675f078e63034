//! Migrations that fail late, are cut off, end their own transaction or build a table anew.

use scaffold::{
    Id,
    database::{Database, Migration},
};

use crate::{
    models::*,
    support::{MIGRATIONS, World, migrations},
};

const RENAME: &str = "UPDATE users SET name = 'Countess';";

/// A world with one user, whose row is cached.
async fn with_ada() -> (World, Id<User>) {
    let world = World::memory().await;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    world.users.find(id).await.unwrap();
    (world, id)
}

async fn cached_name(world: &World, id: Id<User>) -> String {
    world.users.find(id).await.unwrap().unwrap().name.clone()
}

#[tokio::test]
async fn c1_what_was_migrated_before_a_failure_is_seen() {
    let (world, id) = with_ada().await;
    let failing = migrations(&[RENAME, "NONSENSE;"]);
    (world.core.database().migrate(&failing).await).unwrap_err();
    assert_eq!(cached_name(&world, id).await, "Countess");
}

#[tokio::test]
async fn c1_what_was_taken_back_before_a_failure_is_seen() {
    let (world, id) = with_ada().await;
    let mut both = migrations(&["SELECT 1;", "SELECT 1;"]);
    both[3].down = Some(RENAME.into());
    let database = world.core.database();
    database.migrate(&both).await.unwrap();
    world.users.find(id).await.unwrap();
    database.rollback(&both, 2).await.unwrap_err();
    assert_eq!(cached_name(&world, id).await, "Countess");
}

#[tokio::test]
async fn c1_a_run_that_is_cancelled_at_any_point_leaves_a_truthful_cache() {
    for polls in 0..60_u32 {
        let (world, id) = with_ada().await;
        let database = world.core.database();
        let two = migrations(&[RENAME, "CREATE TABLE more (id INTEGER);"]);
        let mut work = Box::pin(database.migrate(&two));
        for _ in 0..polls {
            let done = std::future::poll_fn(|cx| {
                std::task::Poll::Ready(work.as_mut().poll(cx).is_ready())
            })
            .await;
            if done {
                break;
            }
            tokio::task::yield_now().await;
        }
        drop(work);
        // Waits for what the dropped one left under way.
        let fresh = database.transaction(world.users.find_fresh(id)).await;
        let fresh = fresh.unwrap().unwrap().name;
        assert_eq!(cached_name(&world, id).await, fresh, "after {polls} polls");
    }
}

/// As SQLite's own documentation says how to change what ALTER TABLE can't.
const REBUILD: &str = "PRAGMA foreign_keys = OFF;
    CREATE TABLE new_users (id INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE,
        password_hash TEXT NOT NULL, created_at DATETIME NOT NULL, updated_at DATETIME NOT NULL);
    INSERT INTO new_users SELECT * FROM users;
    DROP TABLE users;
    ALTER TABLE new_users RENAME TO users;
    PRAGMA foreign_keys = ON;";

const CASCADE: &str = "DROP TABLE posts;
    CREATE TABLE posts (id INTEGER PRIMARY KEY NOT NULL, title TEXT NOT NULL, body TEXT,
        author_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE);";

#[tokio::test]
async fn a_table_that_is_built_anew_keeps_the_rows_that_refer_to_it() {
    let world = World::with(CASCADE).await;
    let ada = world.users.create(User::draft("Ada")).await.unwrap().id;
    let post = world.posts.create(Post::draft("a", ada)).await.unwrap().id;
    let rebuild = migrations(&[CASCADE, REBUILD]);
    world.core.database().migrate(&rebuild).await.unwrap();
    assert!(world.posts.find_fresh(post).await.unwrap().is_some());
    // References are followed again.
    world.users.delete(ada).await.unwrap();
    assert_eq!(world.posts.find_fresh(post).await.unwrap(), None);
}

#[tokio::test]
async fn a_migration_after_which_references_name_no_row_is_taken_back() {
    let world = World::memory().await;
    let ada = world.users.create(User::draft("Ada")).await.unwrap().id;
    world.posts.create(Post::draft("a", ada)).await.unwrap();
    let error = world.migrate("DELETE FROM users;").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "migration `more 0` was taken back: 1 reference would name no row, the first from `posts` to `users`; \
         help: delete or change such rows in the migration too, for it runs without foreign keys"
    );
    assert!(world.users.find_fresh(ada).await.unwrap().is_some());
}

async fn message(up: &'static str) -> (Database, String) {
    let world = World::memory().await;
    let error = world.migrate(up).await.unwrap_err();
    // The connection that writes is as good as new.
    let database = world.core.database().clone();
    let user = database.transaction(world.users.create(User::draft("Ada")));
    user.await.unwrap();
    (database, error.to_string())
}

#[tokio::test]
async fn a_migration_that_commits_is_told_so_and_is_not_recorded() {
    let up = "CREATE TABLE half (id INTEGER); COMMIT;";
    let (database, message) = message(up).await;
    assert!(message.contains("ends its own transaction"), "{message}");
    let pending = database.pending(&migrations(&[up])).await.unwrap();
    assert_eq!(pending, ["more 0"]);
}

#[tokio::test]
async fn a_failure_says_truly_what_it_has_left() {
    let (_, whole) = message("CREATE TABLE half (id INTEGER); NONSENSE;").await;
    assert_eq!(whole, "migration `more 0` failed and has left nothing");
    for up in [
        "-- no-transaction\nCREATE TABLE half (id INTEGER);\nNONSENSE;",
        "CREATE TABLE half (id INTEGER); COMMIT; NONSENSE;",
    ] {
        let (_, half) = message(up).await;
        assert_eq!(
            half,
            "migration `more 0` failed outside a transaction; what it did before that is kept"
        );
    }
}

#[tokio::test]
async fn fresh_drops_virtual_tables_views_and_triggers() {
    let world = World::with(
        "CREATE VIRTUAL TABLE words USING fts5(title); INSERT INTO words VALUES ('x');
         CREATE VIEW titles AS SELECT title FROM posts;
         CREATE TRIGGER index_title AFTER INSERT ON posts BEGIN INSERT INTO words VALUES (new.title); END;",
    )
    .await;
    let fresh = world.core.database().fresh(MIGRATIONS).await.unwrap();
    assert_eq!(fresh.len(), MIGRATIONS.len());
    let renamed: Vec<Migration> =
        migrations(&["CREATE TABLE words (title TEXT); CREATE TABLE titles (title TEXT);"]);
    world.core.database().migrate(&renamed).await.unwrap();
}
