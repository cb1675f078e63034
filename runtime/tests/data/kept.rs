//! What of a cached method's answer is kept, for how long, and what is not: secrets, writes, what others invalidate.

use std::{future::ready, time::Duration};

use scaffold::{
    Error, Id, Result, Uncached,
    cache::{Cache, CachedMethod, KeyBuilder},
    core::Core,
    database::Database,
    repository::Repo,
};
use serde::{Deserialize, Serialize};

use crate::{models::*, remembered::method, support::World};

/// Asks a cached method without arguments.
async fn ask<T>(
    world: &World,
    method: &'static CachedMethod,
    load: impl Future<Output = Result<T>> + Send,
) -> Result<T>
where
    T: Clone + Serialize + for<'a> Deserialize<'a> + Send + Sync + 'static,
{
    let cache = world.core.cache();
    cache.remember(method, KeyBuilder::new(), load).await
}

/// How many loads a piece of work begins.
async fn loads<T>(world: &World, work: impl Future<Output = T>) -> u64 {
    let before = world.core.cache().stats().loads;
    work.await;
    world.core.cache().stats().loads - before
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Login {
    name: String,
    password_hash: Uncached<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    hint: Option<String>,
}

#[tokio::test]
async fn c9_what_is_uncached_is_absent_in_every_answer_of_a_cached_method() {
    let world = World::memory().await;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    let login = async |world: &World| {
        let load = async {
            let user = world.users.find_fresh(id).await?.unwrap();
            assert!(user.password_hash.get().is_some());
            Result::<_>::Ok(Login {
                name: user.name,
                password_hash: user.password_hash,
                hint: None,
            })
        };
        ask(world, method!(), load).await
    };
    let expected = Login {
        name: "Ada".into(),
        password_hash: Uncached::absent(),
        hint: None,
    };
    assert_eq!(login(&world).await.unwrap(), expected, "the miss");
    assert_eq!(loads(&world, login(&world)).await, 0);
    assert_eq!(login(&world).await.unwrap(), expected, "the hit");
    let within = world.core.database().transaction(login(&world)).await;
    assert_eq!(within.unwrap(), expected, "within a transaction");
    let mut config = crate::support::cache_config(1 << 20);
    config.enabled = false;
    let mut off = world.clone();
    let cache = Cache::new(&config, world.clock.clone());
    off.core = Core::new(world.core.database().clone(), cache, world.clock.clone());
    assert_eq!(login(&off).await.unwrap(), expected, "with the cache off");
}

/// A value that serde writes and does not read again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct OneWay {
    #[serde(skip_serializing)]
    name: String,
}

#[tokio::test]
async fn an_answer_that_does_not_come_back_from_serde_is_given_and_not_kept() {
    let world = World::memory().await;
    let one_way = OneWay { name: "Ada".into() };
    let answer = || ask(&world, method!(Some(&[])), ready(Ok(one_way.clone())));
    assert_eq!(answer().await.unwrap(), one_way);
    assert_eq!(loads(&world, answer()).await, 1);
    assert_eq!(answer().await.unwrap(), one_way);
}

#[tokio::test]
async fn c4_an_answer_of_a_method_that_writes_is_not_kept() {
    let world = World::memory().await;
    let other = world.users.create(User::draft("other")).await.unwrap().id;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    let database = world.core.database();
    let touch = || User::patch().email("new@example.com");
    let plain = method!();
    let update = || {
        ask(&world, plain, async {
            world.users.find(other).await?;
            Ok(world.users.update(id, touch()).await?.name)
        })
    };
    assert_eq!(update().await.unwrap(), "Ada");
    let patch = User::patch().name("Countess");
    world.users.update(id, patch).await.unwrap();
    assert_eq!(update().await.unwrap(), "Countess");

    let undone = method!();
    let seen = || {
        ask(&world, undone, async {
            world.users.find(other).await?;
            let mut seen = String::new();
            let undone: Result<()> = database
                .transaction(async {
                    let patch = User::patch().name("never");
                    seen = world.users.update(id, patch).await?.name;
                    Err(Error::internal("undo"))
                })
                .await;
            undone.unwrap_err();
            Ok(seen)
        })
    };
    seen().await.unwrap();
    assert_eq!(loads(&world, seen()).await, 1);

    // Nor that of a method around one that writes.
    let (outer, inner) = (method!(), method!());
    let around = || {
        ask(&world, outer, async {
            world.users.find(other).await?;
            let load = async { Ok(world.users.update(id, touch()).await?.name) };
            ask(&world, inner, load).await
        })
    };
    around().await.unwrap();
    let patch = User::patch().name("Lovelace");
    world.users.update(id, patch).await.unwrap();
    assert_eq!(around().await.unwrap(), "Lovelace");
}

#[tokio::test]
async fn c1_an_answer_made_of_another_applications_rows_is_not_kept() {
    let (here, there) = (World::memory().await, World::memory().await);
    let id = there.users.create(User::draft("Ada")).await.unwrap().id;
    here.users.create(User::draft("Eve")).await.unwrap();
    let name = || {
        ask(&here, method!(), async {
            let user = there.users.find(id).await?;
            Ok(user.map(|user| user.name.clone()))
        })
    };
    assert_eq!(name().await.unwrap().unwrap(), "Ada");
    let patch = User::patch().name("Countess");
    there.users.update(id, patch).await.unwrap();
    assert_eq!(name().await.unwrap().unwrap(), "Countess");
}

/// Rows of `posts` that live ten seconds.
#[derive(Debug, Clone, PartialEq, scaffold::Model, scaffold::Cacheable)]
#[model(table = "posts")]
#[cacheable(ttl = "10s")]
struct Brief {
    id: Id<Brief>,
    title: String,
}

const LIFE: Duration = Duration::from_secs(11);

#[tokio::test]
async fn nothing_of_a_model_lives_longer_than_it_says() {
    let world = World::memory().await;
    let briefs = Repo::<Brief>::new(world.core.clone());
    let absent = || briefs.find(Id::new(9));
    let all = || briefs.query().all();
    let count = || briefs.query().count();
    let many = async || briefs.find_many(&[Id::new(9), Id::new(8)]).await;
    for expected in [1, 0] {
        assert_eq!(world.statements(absent()).await.0, expected);
        assert_eq!(world.statements(all()).await.0, expected);
        assert_eq!(world.statements(count()).await.0, expected);
        assert_eq!(world.statements(many()).await.0, expected);
    }
    world.clock.advance(LIFE);
    assert_eq!(world.statements(absent()).await.0, 1);
    assert_eq!(world.statements(all()).await.0, 1);
    assert_eq!(world.statements(count()).await.0, 1);
    assert_eq!(world.statements(many()).await.0, 1);
}

#[tokio::test]
async fn an_answer_lives_no_longer_than_what_it_was_made_of() {
    let world = World::memory().await;
    let ada = world.users.create(User::draft("Ada")).await.unwrap().id;
    let post = world.posts.create(Post::draft("a", ada)).await.unwrap().id;
    let briefs = Repo::<Brief>::new(world.core.clone());
    let id = Id::new(post.value());
    let (outer, inner) = (method!(), method!());
    let title = || {
        let load = async { Ok(briefs.find(id).await?.unwrap().title.clone()) };
        ask(&world, outer, ask(&world, inner, load))
    };
    // Once made of a row that is loaded, once of one that is there.
    for _ in 0..2 {
        title().await.unwrap();
        assert_eq!(loads(&world, title()).await, 0);
        world.clock.advance(LIFE);
        assert_eq!(loads(&world, title()).await, 3);
        world.core.cache().flush();
        world.clock.advance(LIFE);
        briefs.find(id).await.unwrap();
    }
}

#[tokio::test]
async fn c8_an_answer_that_is_larger_than_its_share_is_given_and_not_kept() {
    const LIMIT: u64 = 256 << 10;
    let world = World::over(Database::memory().await.unwrap(), LIMIT).await;
    let (small, large) = (method!(Some(&[])), method!(Some(&[])));
    let small = || ask(&world, small, ready(Ok("x".repeat(100 << 10))));
    let large = || ask(&world, large, ready(Ok("x".repeat(250 << 10))));
    small().await.unwrap();
    for _ in 0..2 {
        assert_eq!(loads(&world, large()).await, 1);
        assert_eq!(loads(&world, small()).await, 0, "it pushes nothing out");
    }
}
