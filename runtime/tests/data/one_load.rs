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

/// Runs this in 32 tasks that begin together; gives how many statements they ran.
async fn together<F: Future<Output = Result<()>> + Send + 'static>(
    world: &World,
    work: impl Fn(World, i64) -> F,
) -> u64 {
    let start = Arc::new(tokio::sync::Barrier::new(32));
    let tasks: Vec<_> = (0..32)
        .map(|task| {
            let (start, work) = (start.clone(), work(world.clone(), task));
            tokio::spawn(async move {
                start.wait().await;
                work.await
            })
        })
        .collect();
    let wait = async {
        for task in tasks {
            task.await.unwrap().unwrap();
        }
    };
    world.statements(wait).await.0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn c5_many_lists_of_rows_load_each_row_once() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::file(&folder).await;
    let mut ids = Vec::new();
    for name in ["a", "b", "c"] {
        ids.push(world.users.create(User::draft(name)).await.unwrap().id);
    }
    let all = ids.clone();
    let statements = together(&world, move |world, task| {
        let wanted = if task % 2 == 0 {
            all.clone()
        } else {
            vec![all[1]]
        };
        async move {
            let found = world.users.find_many(&wanted).await?;
            assert_eq!(found.len(), wanted.len());
            Ok(())
        }
    })
    .await;
    assert!(statements <= 3, "{statements}");
    assert_eq!(world.core.cache().stats().loads, 3, "each row once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn c5_many_methods_that_read_one_row_load_it_once() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::file(&folder).await;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    let statements = together(&world, move |world, task| async move {
        let mut key = KeyBuilder::new();
        key.integer(task);
        let load = async { Result::<_>::Ok(world.users.find(id).await?.is_some()) };
        let found = world.core.cache().remember(method!(), key, load).await?;
        assert!(found);
        Ok(())
    })
    .await;
    assert_eq!(statements, 1);
}

#[tokio::test]
async fn c5_those_whose_leaders_fail_load_side_by_side_and_not_all_at_once() {
    let world = World::memory().await;
    let loads = Arc::new((AtomicU32::new(0), AtomicU32::new(0), AtomicU32::new(0)));
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let (world, loads) = (world.clone(), loads.clone());
            tokio::spawn(async move {
                let (all, running, most) = &*loads;
                let load = async {
                    all.fetch_add(1, Ordering::SeqCst);
                    let now = running.fetch_add(1, Ordering::SeqCst) + 1;
                    most.fetch_max(now, Ordering::SeqCst);
                    for _ in 0..100 {
                        tokio::task::yield_now().await;
                    }
                    running.fetch_sub(1, Ordering::SeqCst);
                    Result::<i32>::Err(scaffold::Error::internal("down"))
                };
                let cache = world.core.cache();
                cache
                    .remember(method!(), KeyBuilder::new(), load)
                    .await
                    .unwrap_err();
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let (all, most) = (&loads.0, &loads.2);
    assert_eq!(all.load(Ordering::SeqCst), 50);
    let most = most.load(Ordering::SeqCst);
    assert!((2..=16).contains(&most), "{most} at once");
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

#[tokio::test]
async fn nobody_waits_for_the_answer_of_a_method_that_is_never_kept() {
    let world = World::memory().await;
    let (method, running) = (method!(), Arc::new(AtomicU32::new(0)));
    let both = Arc::new(tokio::sync::Barrier::new(2));
    let ask = |together: bool| {
        let (world, running, both) = (world.clone(), running.clone(), both.clone());
        async move {
            let load = async {
                running.fetch_add(1, Ordering::SeqCst);
                if together {
                    both.wait().await;
                }
                Result::<_>::Ok(1)
            };
            let cache = world.core.cache();
            cache.remember(method, KeyBuilder::new(), load).await
        }
    };
    // It reads nothing, so its answer is for the caller only.
    ask(false).await.unwrap();
    let pair = async { tokio::join!(tokio::spawn(ask(true)), tokio::spawn(ask(true))) };
    let (a, b) = tokio::time::timeout(LONG, pair)
        .await
        .expect("side by side");
    assert_eq!((a.unwrap().unwrap(), b.unwrap().unwrap()), (1, 1));
}
