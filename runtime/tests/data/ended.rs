//! Transactions that end otherwise than they should: by SQLite itself, or not at all because nobody polls.

use std::{future::poll_fn, pin::pin, task::Poll, time::Duration};

use scaffold::{Error, ErrorKind, Result, database::Database};

use crate::{models::*, support::World};

/// A statement on `posts` with this title makes SQLite roll the whole transaction back.
const ROLLS_BACK: &str = "CREATE TRIGGER refuse BEFORE INSERT ON posts WHEN new.title = 'bad'
    BEGIN SELECT RAISE(ROLLBACK, 'no bad posts'); END;";

async fn titles(world: &World) -> Vec<String> {
    let posts = world.posts.query().fresh().all().await.unwrap();
    posts.into_iter().map(|post| post.title).collect()
}

#[tokio::test]
async fn nothing_is_written_after_sqlite_has_rolled_the_transaction_back() {
    let world = World::with(ROLLS_BACK).await;
    let database = world.core.database();
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    for keep in [false, true] {
        let ended: Result<()> = database
            .transaction(async {
                world.posts.create(Post::draft("before", id)).await?;
                (world.posts.create(Post::draft("bad", id)).await).unwrap_err();
                let after = world.posts.create(Post::draft("after", id)).await;
                let error = after.unwrap_err().to_string();
                assert!(error.contains("the transaction has ended"), "{error}");
                if keep {
                    Ok(())
                } else {
                    Err(Error::internal("undo"))
                }
            })
            .await;
        ended.unwrap_err();
        assert_eq!(titles(&world).await, [""; 0]);
    }
    database
        .transaction(world.posts.create(Post::draft("next", id)))
        .await
        .unwrap();
    assert_eq!(titles(&world).await, ["next"]);
}

#[tokio::test]
async fn nothing_is_written_after_a_statement_that_was_cut_off_has_ended_the_transaction() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::file(&folder).await;
    world.migrate(ROLLS_BACK).await.unwrap();
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    assert_eq!(world.users.find(id).await.unwrap().unwrap().name, "Ada");
    let ended: Result<()> = world
        .core
        .database()
        .transaction(async {
            world.posts.create(Post::draft("before", id)).await?;
            let mut bad = Box::pin(world.posts.create(Post::draft("bad", id)));
            // Whether it is cut off or has ended already, the transaction is over.
            waits(&mut bad).await;
            drop(bad);
            tokio::time::sleep(Duration::from_millis(50)).await;
            let after = world.users.update(id, User::patch().name("Eve")).await;
            let error = after.unwrap_err().to_string();
            assert!(error.contains("the transaction has ended"), "{error}");
            Err(Error::internal("undo all"))
        })
        .await;
    ended.unwrap_err();
    assert_eq!(titles(&world).await, [""; 0]);
    assert_eq!(world.users.find(id).await.unwrap().unwrap().name, "Ada");
    assert_eq!(
        world.users.find_fresh(id).await.unwrap().unwrap().name,
        "Ada"
    );
}

#[tokio::test]
async fn a_savepoint_ends_with_the_transaction_that_sqlite_has_rolled_back() {
    let world = World::with(ROLLS_BACK).await;
    let database = world.core.database();
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    let ended: Result<()> = database
        .transaction(async {
            let inner: Result<()> = database
                .transaction(async {
                    (world.posts.create(Post::draft("bad", id)).await).unwrap_err();
                    Ok(())
                })
                .await;
            inner.unwrap_err();
            world.posts.create(Post::draft("after", id)).await?;
            Ok(())
        })
        .await;
    ended.unwrap_err();
    assert_eq!(titles(&world).await, [""; 0]);
}

#[tokio::test]
async fn a_reference_that_is_refused_at_the_commit_leaves_the_connection_clean() {
    let world = World::with(
        "DROP TABLE posts; CREATE TABLE posts (id INTEGER PRIMARY KEY NOT NULL, title TEXT NOT NULL, body TEXT,
         author_id INTEGER NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED);",
    )
    .await;
    let database = world.core.database();
    let nobody = scaffold::Id::new(9);
    let refused = database.transaction(world.posts.create(Post::draft("a", nobody)));
    assert_eq!(refused.await.unwrap_err().kind(), ErrorKind::Invalid);
    let user = database.transaction(world.users.create(User::draft("Ada")));
    user.await.unwrap();
    assert_eq!(titles(&world).await, [""; 0]);
}

/// A world that waits only so long for a connection.
async fn impatient() -> World {
    let mut config = crate::support::database_config("sqlite::memory:".into());
    config.acquire_timeout = Duration::from_millis(50);
    World::over(Database::open(&config).await.unwrap(), 1 << 20).await
}

/// Polls a future once; says whether it waits now.
async fn waits<F: Future + Unpin>(future: &mut F) -> bool {
    poll_fn(|cx| Poll::Ready(pin!(&mut *future).poll(cx).is_pending())).await
}

#[tokio::test]
async fn a_statement_that_nobody_polls_does_not_block_its_transaction_for_ever() {
    let world = impatient().await;
    let ended: Result<()> = world
        .core
        .database()
        .transaction(async {
            let mut forgotten;
            let mut number = 0;
            // The database may have answered before the first look.
            while {
                number += 1;
                let draft = User::draft(&format!("user {number}"));
                forgotten = Box::pin(world.users.create(draft));
                !waits(&mut forgotten).await
            } {}
            let error = world.users.create(User::draft("Bob")).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unavailable);
            assert!(error.to_string().contains("no longer polled"), "{error}");
            Err(error)
        })
        .await;
    ended.unwrap_err();
    world.users.create(User::draft("Eve")).await.unwrap();
}

#[tokio::test]
async fn a_savepoint_that_nobody_polls_does_not_block_its_transaction_for_ever() {
    let world = impatient().await;
    let database = world.core.database();
    let mut forgotten = None;
    let ended: Result<()> = database
        .transaction(async {
            let forgotten = forgotten.insert(Box::pin(database.transaction::<(), Error>(async {
                world.users.create(User::draft("Ada")).await?;
                std::future::pending().await
            })));
            assert!(waits(forgotten).await);
            let error = world.users.create(User::draft("Bob")).await.unwrap_err();
            assert!(error.to_string().contains("no longer polled"), "{error}");
            // It still has the connection when the transaction wants to commit.
            Ok(())
        })
        .await;
    assert_eq!(ended.unwrap_err().kind(), ErrorKind::Unavailable);
    drop(forgotten);
    world.users.create(User::draft("Eve")).await.unwrap();
}
