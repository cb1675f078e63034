//! Cached methods: what is stored, what is refused, how long it lives.

use std::time::Duration;

use scaffold::{
    Id, Result,
    cache::{CacheKey, KeyBuilder},
};

use crate::{models::*, support::World};

/// A method of its own for each place that names one.
macro_rules! method {
    () => {
        method!(None)
    };
    ($reads:expr) => {{
        const METHOD: &scaffold::cache::CachedMethod = &scaffold::cache::CachedMethod {
            name: concat!(file!(), ":", line!(), ":", column!()),
            layout: (line!() as u64) << 32 | column!() as u64 | (file!().len() as u64) << 52,
            ttl: Some(std::time::Duration::from_secs(600)),
            reads: $reads,
        };
        METHOD
    }};
}
pub(crate) use method;

fn key(value: impl CacheKey) -> KeyBuilder {
    let mut key = KeyBuilder::new();
    value.write(&mut key);
    key
}

#[tokio::test]
async fn an_answer_is_kept_until_its_reads_change_or_its_time_is_over() {
    let world = World::memory().await;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    let profile = || {
        let users = world.users.clone();
        world.core.cache().remember(method!(), key(id), async move {
            Result::<_>::Ok(users.find(id).await?.map(|user| user.name.clone()))
        })
    };
    assert_eq!(profile().await.unwrap().unwrap(), "Ada");
    let (statements, _) = world.statements(profile()).await;
    assert_eq!(statements, 0);
    world
        .users
        .update(id, User::patch().name("Countess"))
        .await
        .unwrap();
    assert_eq!(profile().await.unwrap().unwrap(), "Countess");

    let loads = world.core.cache().stats().loads;
    world.clock.advance(Duration::from_secs(539));
    profile().await.unwrap();
    assert_eq!(world.core.cache().stats().loads, loads);
    world.clock.advance(Duration::from_secs(61));
    profile().await.unwrap();
    assert_eq!(world.core.cache().stats().loads, loads + 1);
}

#[tokio::test]
async fn different_arguments_are_different_answers() {
    let world = World::memory().await;
    let answer = |key: KeyBuilder, number: i32| {
        world.core.cache().remember(
            method!(Some(&[])),
            key,
            async move { Result::<_>::Ok(number) },
        )
    };
    let keys = || {
        vec![
            key(1_i64),
            key(2_i64),
            key(-1_i64),
            key(u64::MAX),
            key("1"),
            key(""),
            key(()),
            key(("a", "b")),
            key(("ab", "")),
            key(("", "ab")),
            key(("a", 1)),
            key((1, "a")),
            key(Some(1)),
            key(None::<i64>),
            key(vec![1, 1]),
            key(Some("1")),
            #[cfg(feature = "decimal")]
            key("1.5".parse::<rust_decimal::Decimal>().unwrap()),
            // Equal, and shown otherwise.
            #[cfg(feature = "decimal")]
            key("1.50".parse::<rust_decimal::Decimal>().unwrap()),
        ]
    };
    for (number, key) in keys().into_iter().enumerate() {
        let number = i32::try_from(number).unwrap();
        assert_eq!(answer(key, number).await.unwrap(), number);
    }
    for (number, key) in keys().into_iter().enumerate() {
        assert_eq!(
            answer(key, -1).await.unwrap(),
            i32::try_from(number).unwrap()
        );
    }
}

#[tokio::test]
async fn a_load_that_read_nothing_is_not_kept_unless_that_is_declared() {
    let world = World::memory().await;
    let mut calls = 0;
    for _ in 0..2 {
        let load = async {
            calls += 1;
            Result::<_>::Ok(1)
        };
        world
            .core
            .cache()
            .remember(method!(), KeyBuilder::new(), load)
            .await
            .unwrap();
    }
    assert_eq!(calls, 2);
    for _ in 0..2 {
        let load = async {
            calls += 1;
            Result::<_>::Ok(1)
        };
        world
            .core
            .cache()
            .remember(method!(Some(&[])), KeyBuilder::new(), load)
            .await
            .unwrap();
    }
    assert_eq!(calls, 3);
}

#[tokio::test]
async fn a_declared_table_counts_as_read() {
    let world = World::memory().await;
    let mut calls = 0;
    let mut ask = async || {
        let load = async {
            calls += 1;
            Result::<_>::Ok(calls)
        };
        world
            .core
            .cache()
            .remember(method!(Some(&["users"])), KeyBuilder::new(), load)
            .await
            .unwrap()
    };
    assert_eq!((ask().await, ask().await), (1, 1));
    world.users.create(User::draft("Ada")).await.unwrap();
    assert_eq!(ask().await, 2);
    world.core.database().wrote::<User>();
    assert_eq!(ask().await, 3);
}

#[tokio::test]
async fn errors_are_never_kept() {
    let world = World::memory().await;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    let mut calls = 0;
    for _ in 0..2 {
        let load = async {
            calls += 1;
            world.users.find(id).await?;
            Result::<i32>::Err(scaffold::Error::internal("no"))
        };
        world
            .core
            .cache()
            .remember(method!(), KeyBuilder::new(), load)
            .await
            .unwrap_err();
    }
    assert_eq!(calls, 2);
}

#[tokio::test]
async fn reads_in_spawned_tasks_are_recorded() {
    let world = World::memory().await;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    let name = || {
        let users = world.users.clone();
        world.core.cache().remember(method!(), key(id), async move {
            let user = scaffold::spawn(async move { users.find(id).await }).await??;
            Result::<_>::Ok(user.map(|user| user.name.clone()))
        })
    };
    name().await.unwrap();
    let loads = world.core.cache().stats().loads;
    name().await.unwrap();
    assert_eq!(world.core.cache().stats().loads, loads);
    world
        .users
        .update(id, User::patch().name("Countess"))
        .await
        .unwrap();
    assert_eq!(name().await.unwrap().unwrap(), "Countess");
}

#[tokio::test]
async fn a_load_whose_task_outlives_it_is_not_kept() {
    let world = World::memory().await;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    let mut calls = 0;
    for _ in 0..2 {
        let load = async {
            calls += 1;
            world.users.find(id).await?;
            scaffold::spawn(std::future::pending::<()>());
            Result::<_>::Ok(1)
        };
        world
            .core
            .cache()
            .remember(method!(), KeyBuilder::new(), load)
            .await
            .unwrap();
    }
    assert_eq!(calls, 2);
}

#[tokio::test]
async fn flush_forgets_everything() {
    let world = World::memory().await;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    world.users.find(id).await.unwrap();
    assert!(world.core.cache().stats().entries > 0);
    world.core.cache().flush();
    assert_eq!(world.core.cache().stats().entries, 0);
    let (statements, _) = world.statements(world.users.find(id)).await;
    assert_eq!(statements, 1);
}

#[tokio::test]
async fn a_cache_that_is_off_answers_from_the_database() {
    let world = World::memory().await;
    let mut config = crate::support::cache_config(1 << 20);
    config.enabled = false;
    let cache = scaffold::cache::Cache::new(&config, world.clock.clone());
    let core = scaffold::core::Core::new(world.core.database().clone(), cache, world.clock.clone());
    let users = scaffold::repository::Repo::<User>::new(core);
    let id = users.create(User::draft("Ada")).await.unwrap().id;
    for _ in 0..2 {
        let (statements, user) = world.statements(users.find(id)).await;
        assert_eq!((statements, user.unwrap().is_some()), (1, true));
        let (statements, found) = world.statements(users.find_many(&[id, Id::new(9)])).await;
        assert_eq!((statements, found.unwrap().len()), (1, 1));
    }
}
