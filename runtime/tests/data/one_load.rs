//! C5: concurrent misses of one key load once, and nobody waits for a leader that is gone.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use scaffold::{Result, cache::KeyBuilder};
use tokio::sync::Semaphore;

use crate::{models::*, remembered::method, support::World};

/// Long enough for any machine; only a deadlock takes it.
const LONG: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn c5_many_misses_of_a_row_are_one_statement() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::file(&folder).await;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    for turn in 0..20 {
        world
            .users
            .update(id, User::patch().name(format!("{turn}")))
            .await
            .unwrap();
        let (statements, ()) = world
            .statements(async {
                let tasks: Vec<_> = (0..32)
                    .map(|_| {
                        let users = world.users.clone();
                        tokio::spawn(async move { users.find(id).await.unwrap().unwrap() })
                    })
                    .collect();
                for task in tasks {
                    assert_eq!(task.await.unwrap().name, format!("{turn}"));
                }
            })
            .await;
        assert_eq!(statements, 1);
    }
}

/// What a leader does once the others wait for it.
#[derive(Clone, Copy)]
enum Leader {
    Answers,
    Fails,
    Panics,
    Hangs,
}

/// One leader and twenty that wait for it; gives how many loads ran.
async fn crowd(leader: Leader) -> u32 {
    let world = World::memory().await;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    let loads = Arc::new(AtomicU32::new(0));
    let (leads, go) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let ask = |leader: Option<Leader>| {
        let (world, loads, leads, go) = (world.clone(), loads.clone(), leads.clone(), go.clone());
        async move {
            let users = world.users.clone();
            let load = async move {
                loads.fetch_add(1, Ordering::SeqCst);
                users.find(id).await?;
                if let Some(leader) = leader {
                    leads.add_permits(1);
                    go.acquire().await?.forget();
                    match leader {
                        Leader::Answers => {}
                        Leader::Fails => return Err(scaffold::Error::internal("failed")),
                        Leader::Panics => panic!("the leader panics, as the test wants it"),
                        Leader::Hangs => std::future::pending().await,
                    }
                }
                Result::<_>::Ok(7)
            };
            world
                .core
                .cache()
                .remember(method!(), KeyBuilder::new(), load)
                .await
        }
    };
    let first = tokio::spawn(ask(Some(leader)));
    leads.acquire().await.unwrap().forget();
    let others: Vec<_> = (0..20).map(|_| tokio::spawn(ask(None))).collect();
    // On one thread every other one runs until it waits.
    tokio::task::yield_now().await;
    assert_eq!(loads.load(Ordering::SeqCst), 1);
    go.add_permits(1);
    if let Leader::Hangs = leader {
        tokio::task::yield_now().await;
        first.abort();
    }
    for other in others {
        let answer = tokio::time::timeout(LONG, other)
            .await
            .expect("released")
            .unwrap();
        assert_eq!(answer.unwrap(), 7);
    }
    let first = first.await;
    match leader {
        Leader::Answers => assert_eq!(first.unwrap().unwrap(), 7),
        Leader::Fails => assert_eq!(first.unwrap().unwrap_err().to_string(), "failed"),
        Leader::Panics => assert!(first.unwrap_err().is_panic()),
        Leader::Hangs => assert!(first.unwrap_err().is_cancelled()),
    }
    loads.load(Ordering::SeqCst)
}

#[tokio::test]
async fn c5_those_who_wait_share_the_leaders_answer() {
    assert_eq!(crowd(Leader::Answers).await, 1);
}

#[tokio::test]
async fn c5_a_leader_that_fails_releases_the_others_to_one_more_load() {
    assert_eq!(crowd(Leader::Fails).await, 2);
}

#[tokio::test]
async fn c5_a_leader_that_panics_releases_the_others_to_one_more_load() {
    assert_eq!(crowd(Leader::Panics).await, 2);
}

#[tokio::test]
async fn c5_a_leader_that_is_cancelled_releases_the_others_to_one_more_load() {
    assert_eq!(crowd(Leader::Hangs).await, 2);
}

#[tokio::test]
async fn c5_loads_that_need_each_other_do_not_wait_for_each_other() {
    let world = World::memory().await;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    let (both, started) = (
        Arc::new(tokio::sync::Barrier::new(2)),
        Arc::new(AtomicU32::new(0)),
    );
    let method = method!();
    let ask = |first: i64, second: i64| {
        let (world, both, started) = (world.clone(), both.clone(), started.clone());
        async move {
            let inner = |place: i64| {
                let world = world.clone();
                let mut key = KeyBuilder::new();
                key.integer(place);
                let users = world.users.clone();
                async move {
                    let load = async move { Result::<_>::Ok(users.find(id).await?.is_some()) };
                    world.core.cache().remember(method, key, load).await
                }
            };
            let mut key = KeyBuilder::new();
            key.integer(first);
            let load = async {
                // Both lead before either asks for the other's.
                started.fetch_add(1, Ordering::SeqCst);
                both.wait().await;
                inner(second).await
            };
            world.core.cache().remember(method, key, load).await
        }
    };
    let pair = async { tokio::join!(tokio::spawn(ask(1, 2)), tokio::spawn(ask(2, 1))) };
    let (a, b) = tokio::time::timeout(LONG, pair).await.expect("no deadlock");
    assert!(a.unwrap().unwrap() && b.unwrap().unwrap());
    assert_eq!(started.load(Ordering::SeqCst), 2);
}
