//! Transactions: nested, side by side, cancelled, panicking; and many writers at once.

use std::{sync::Arc, time::Duration};

use scaffold::{Error, Result};
use tokio::sync::Semaphore;

use crate::{models::*, support::World};

async fn names(world: &World) -> String {
    let users = world
        .users
        .query()
        .order(User::NAME.asc())
        .fresh()
        .all()
        .await
        .unwrap();
    users
        .iter()
        .map(|user| user.name.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

async fn create(world: &World, name: &str) -> Result<()> {
    world.users.create(User::draft(name)).await.map(drop)
}

/// Runs `work` until it says that it is in the middle, and drops it there.
async fn cancelled_in_the_middle<T>(work: impl AsyncFnOnce(Arc<Semaphore>) -> T) {
    let middle = Arc::new(Semaphore::new(0));
    tokio::select! {
        biased;
        _ = work(middle.clone()) => panic!("it was to hang"),
        _ = middle.acquire() => {}
    }
}

async fn hang(middle: &Semaphore) {
    middle.add_permits(1);
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn ok_commits_and_an_error_rolls_back() {
    let world = World::memory().await;
    let database = world.core.database();
    database.transaction(create(&world, "a")).await.unwrap();
    let undone: Result<()> = database
        .transaction(async {
            create(&world, "b").await?;
            Err(Error::internal("undo"))
        })
        .await;
    undone.unwrap_err();
    assert_eq!(names(&world).await, "a");
}

#[tokio::test]
async fn joined_statements_share_the_transaction() {
    let world = World::memory().await;
    world
        .core
        .database()
        .transaction(async {
            let (a, b) = tokio::join!(create(&world, "a"), create(&world, "b"));
            a.and(b)
        })
        .await
        .unwrap();
    assert_eq!(names(&world).await, "a b");
}

#[tokio::test]
async fn a_panic_rolls_back() {
    let world = World::memory().await;
    let inside = world.clone();
    let task = tokio::spawn(async move {
        let work = async {
            create(&inside, "a").await?;
            panic!("as the test wants it");
        };
        inside.core.database().transaction::<(), Error>(work).await
    });
    assert!(task.await.unwrap_err().is_panic());
    assert_eq!(names(&world).await, "");
    create(&world, "b").await.unwrap();
}

#[tokio::test]
async fn two_savepoints_side_by_side_do_not_mix() {
    let world = World::memory().await;
    let database = world.core.database();
    database
        .transaction(async {
            let kept = database.transaction(async {
                create(&world, "a").await?;
                tokio::task::yield_now().await;
                create(&world, "b").await
            });
            let undone = database.transaction(async {
                create(&world, "c").await?;
                tokio::task::yield_now().await;
                Err::<(), _>(Error::internal("undo"))
            });
            let (kept, undone) = tokio::join!(kept, undone);
            assert_eq!(undone.unwrap_err().to_string(), "undo");
            kept
        })
        .await
        .unwrap();
    assert_eq!(names(&world).await, "a b");
}

#[tokio::test]
async fn a_cancelled_savepoint_is_taken_back_and_the_rest_goes_on() {
    let world = World::memory().await;
    let database = world.core.database();
    database
        .transaction(async {
            create(&world, "a").await?;
            cancelled_in_the_middle(async |middle| {
                database
                    .transaction::<(), Error>(async {
                        create(&world, "b").await?;
                        database
                            .transaction::<(), Error>(async {
                                create(&world, "c").await?;
                                hang(&middle).await;
                                Ok(())
                            })
                            .await
                    })
                    .await
            })
            .await;
            create(&world, "d").await?;
            database.transaction(create(&world, "e")).await
        })
        .await
        .unwrap();
    assert_eq!(names(&world).await, "a d e");
}

#[tokio::test]
async fn a_cancelled_savepoint_at_the_end_is_taken_back_before_the_commit() {
    let world = World::memory().await;
    let database = world.core.database();
    database
        .transaction(async {
            create(&world, "a").await?;
            cancelled_in_the_middle(async |middle| {
                database
                    .transaction::<(), Error>(async {
                        create(&world, "b").await?;
                        hang(&middle).await;
                        Ok(())
                    })
                    .await
            })
            .await;
            Result::<_>::Ok(())
        })
        .await
        .unwrap();
    assert_eq!(names(&world).await, "a");
}

#[tokio::test]
async fn a_cancelled_transaction_gives_its_connection_back_clean() {
    let world = World::memory().await;
    let database = world.core.database();
    cancelled_in_the_middle(async |middle| {
        database
            .transaction::<(), Error>(async {
                create(&world, "a").await?;
                database
                    .transaction::<(), Error>(async {
                        create(&world, "b").await?;
                        hang(&middle).await;
                        Ok(())
                    })
                    .await
            })
            .await
    })
    .await;
    assert_eq!(names(&world).await, "");
    database.transaction(create(&world, "c")).await.unwrap();
    assert_eq!(names(&world).await, "c");
}

#[tokio::test]
async fn cancelling_at_any_point_leaves_all_or_nothing_and_a_truthful_cache() {
    let world = World::memory().await;
    let database = world.core.database();
    for polls in 0..60_u32 {
        let (one, two) = (format!("one {polls}"), format!("two {polls}"));
        let work = database.transaction(async {
            create(&world, &one).await?;
            database.transaction(create(&world, &two)).await
        });
        let mut work = Box::pin(work);
        for _ in 0..polls {
            // Polls once; the connection's thread may or may not have answered yet.
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
        database
            .transaction(async { Result::<_>::Ok(()) })
            .await
            .unwrap();
        let fresh: Vec<_> = (world.users.query().fresh().all().await.unwrap().iter())
            .map(|user| user.name.clone())
            .collect();
        assert_eq!(
            fresh.contains(&one),
            fresh.contains(&two),
            "after {polls} polls"
        );
        let cached: Vec<_> = (world.users.query().all().await.unwrap().iter())
            .map(|user| user.name.clone())
            .collect();
        assert_eq!(cached, fresh);
    }
}

#[tokio::test]
async fn a_failed_statement_does_not_end_the_transaction() {
    let world = World::memory().await;
    world
        .core
        .database()
        .transaction(async {
            create(&world, "a").await?;
            create(&world, "a").await.unwrap_err();
            create(&world, "b").await
        })
        .await
        .unwrap();
    assert_eq!(names(&world).await, "a b");
}

#[tokio::test]
async fn a_spawned_task_is_outside_and_told_so_when_it_waits_in_vain() {
    let mut config = crate::support::database_config("sqlite::memory:".into());
    config.acquire_timeout = Duration::from_millis(50);
    let database = scaffold::database::Database::open(&config).await.unwrap();
    let world = World::over(database, 1 << 20).await;
    let inside = world.clone();
    world
        .core
        .database()
        .transaction(async {
            let error = scaffold::spawn(async move { create(&inside, "a").await })
                .await?
                .unwrap_err();
            assert_eq!(error.kind(), scaffold::ErrorKind::Unavailable);
            assert!(error.chain().contains("spawned within a transaction"));
            Result::<_>::Ok(())
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn a_transaction_of_one_database_is_not_that_of_another() {
    let (here, there) = (World::memory().await, World::memory().await);
    let undone: Result<()> = here
        .core
        .database()
        .transaction(async {
            create(&here, "a").await?;
            create(&there, "b").await?;
            there
                .core
                .database()
                .transaction(async {
                    create(&there, "c").await?;
                    create(&here, "d").await
                })
                .await?;
            Err(Error::internal("undo"))
        })
        .await;
    undone.unwrap_err();
    assert_eq!(names(&here).await, "");
    assert_eq!(names(&there).await, "b c");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn thirty_two_writers_wait_for_each_other_and_none_finds_the_database_locked() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::file(&folder).await;
    let other = World::over(crate::support::open(&folder).await, 1 << 20).await;
    let tasks: Vec<_> = (0..32)
        .map(|task| {
            // Two pools on one file, as two processes would have.
            let world = if task % 8 == 0 {
                other.clone()
            } else {
                world.clone()
            };
            tokio::spawn(async move {
                for turn in 0..5 {
                    create(&world, &format!("{task} {turn}")).await?;
                    let database = world.core.database();
                    database
                        .transaction(async {
                            create(&world, &format!("{task} {turn} a")).await?;
                            world
                                .users
                                .query()
                                .filter(User::NAME.eq("nobody"))
                                .update(User::patch().name("x"))
                                .await?;
                            database
                                .transaction(create(&world, &format!("{task} {turn} b")))
                                .await
                        })
                        .await?;
                }
                Result::<_>::Ok(())
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(
        world.users.query().fresh().all().await.unwrap().len(),
        32 * 5 * 3
    );
}
