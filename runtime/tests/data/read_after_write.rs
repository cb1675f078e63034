//! C1: a read that starts after a write was acknowledged never returns older data.

use std::sync::Arc;

use scaffold::{Id, Result, repository::PageQuery};
use tokio::sync::Semaphore;

use crate::{models::*, remembered::method, support::World};

#[tokio::test]
async fn c1_a_row_is_read_from_memory_until_it_is_written() {
    let world = World::memory().await;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    world.users.find(id).await.unwrap();
    let (statements, user) = world.statements(world.users.find(id)).await;
    assert_eq!(
        (statements, user.unwrap().unwrap().name.as_str()),
        (0, "Ada")
    );

    world
        .users
        .update(id, User::patch().name("Countess"))
        .await
        .unwrap();
    assert_eq!(
        world.users.find(id).await.unwrap().unwrap().name,
        "Countess"
    );

    let mut fresh = world.users.find_fresh(id).await.unwrap().unwrap();
    fresh.name = "Lovelace".into();
    world.users.save(&mut fresh).await.unwrap();
    assert_eq!(
        world.users.find(id).await.unwrap().unwrap().name,
        "Lovelace"
    );

    world
        .users
        .query()
        .update(User::patch().name("all"))
        .await
        .unwrap();
    assert_eq!(world.users.find(id).await.unwrap().unwrap().name, "all");

    world.users.delete(id).await.unwrap();
    assert!(world.users.find(id).await.unwrap().is_none());
}

#[tokio::test]
async fn c1_a_row_by_its_unique_value() {
    let world = World::memory().await;
    let by = |email: &'static str| world.users.find_by(User::EMAIL, email);
    assert!(by("ada@example.com").await.unwrap().is_none());
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    assert_eq!(by("ada@example.com").await.unwrap().unwrap().id, id);
    let (statements, _) = world.statements(by("ada@example.com")).await;
    assert_eq!(statements, 0);

    world
        .users
        .update(id, User::patch().name("Countess"))
        .await
        .unwrap();
    assert_eq!(
        by("ada@example.com").await.unwrap().unwrap().name,
        "Countess"
    );

    assert!(by("new@example.com").await.unwrap().is_none());
    world
        .users
        .update(id, User::patch().email("new@example.com"))
        .await
        .unwrap();
    assert!(by("ada@example.com").await.unwrap().is_none());
    assert_eq!(by("new@example.com").await.unwrap().unwrap().id, id);

    world.users.delete(id).await.unwrap();
    assert!(by("new@example.com").await.unwrap().is_none());
}

#[tokio::test]
async fn c1_lists_counts_and_pages() {
    let world = World::memory().await;
    let ada = world.users.create(User::draft("Ada")).await.unwrap().id;
    let look = || async {
        let titles: Vec<_> = (world
            .posts
            .query()
            .order(Post::TITLE.asc())
            .all()
            .await
            .unwrap()
            .iter())
        .map(|post| post.title.clone())
        .collect();
        let count = world.posts.query().count().await.unwrap();
        let page = world
            .posts
            .query()
            .page(PageQuery::default())
            .await
            .unwrap();
        assert_eq!(
            (count, page.total, page.data.len()),
            (titles.len() as u64, count, titles.len())
        );
        assert_eq!(world.posts.query().exists().await.unwrap(), count > 0);
        titles.join(" ")
    };
    assert_eq!(look().await, "");
    let a = world.posts.create(Post::draft("a", ada)).await.unwrap().id;
    assert_eq!(look().await, "a");
    world.posts.create(Post::draft("b", ada)).await.unwrap();
    assert_eq!(look().await, "a b");
    let (statements, _) = world.statements(look()).await;
    assert_eq!(statements, 0);
    world
        .posts
        .update(a, Post::patch().title("z"))
        .await
        .unwrap();
    assert_eq!(look().await, "b z");
    world
        .posts
        .query()
        .filter(Post::TITLE.eq("b"))
        .update(Post::patch().title("y"))
        .await
        .unwrap();
    assert_eq!(look().await, "y z");
    world
        .posts
        .query()
        .filter(Post::TITLE.eq("y"))
        .delete()
        .await
        .unwrap();
    assert_eq!(look().await, "z");
    world.posts.delete(a).await.unwrap();
    assert_eq!(look().await, "");
}

#[tokio::test]
async fn c1_a_list_by_an_indexed_value_dies_with_its_rows_and_no_others() {
    let world = World::memory().await;
    let ada = world.users.create(User::draft("Ada")).await.unwrap().id;
    let bob = world.users.create(User::draft("Bob")).await.unwrap().id;
    let count = |author: Id<User>| {
        world
            .posts
            .query()
            .filter(Post::AUTHOR_ID.eq(author))
            .count()
    };
    assert_eq!(
        (count(ada).await.unwrap(), count(bob).await.unwrap()),
        (0, 0)
    );

    let post = world.posts.create(Post::draft("a", ada)).await.unwrap().id;
    let (statements, bobs) = world.statements(count(bob)).await;
    assert_eq!((statements, bobs.unwrap()), (0, 0));
    assert_eq!(count(ada).await.unwrap(), 1);

    world
        .posts
        .update(post, Post::patch().title("still Ada's"))
        .await
        .unwrap();
    let (statements, _) = world.statements(count(bob)).await;
    assert_eq!(statements, 0);

    world
        .posts
        .update(post, Post::patch().author_id(bob))
        .await
        .unwrap();
    assert_eq!(
        (count(ada).await.unwrap(), count(bob).await.unwrap()),
        (0, 1)
    );
    world.posts.delete(post).await.unwrap();
    assert_eq!(count(bob).await.unwrap(), 0);
}

#[tokio::test]
async fn c1_rows_that_the_database_deletes_by_itself() {
    let world = World::memory().await;
    let cascade = scaffold::database::Migration::embedded(
        20_260_101_000_002,
        "cascade",
        "DROP TABLE posts; CREATE TABLE posts (id INTEGER PRIMARY KEY NOT NULL, title TEXT NOT NULL, body TEXT,
         author_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE);",
        None,
    );
    let mut migrations = crate::support::MIGRATIONS.to_vec();
    migrations.push(cascade);
    world.core.database().migrate(&migrations).await.unwrap();
    let ada = world.users.create(User::draft("Ada")).await.unwrap().id;
    let post = world.posts.create(Post::draft("a", ada)).await.unwrap().id;
    assert!(world.posts.find(post).await.unwrap().is_some());
    assert_eq!(world.posts.query().count().await.unwrap(), 1);
    world.users.delete(ada).await.unwrap();
    assert!(world.posts.find(post).await.unwrap().is_none());
    assert_eq!(world.posts.query().count().await.unwrap(), 0);

    let bob = world.users.create(User::draft("Bob")).await.unwrap().id;
    let post = world.posts.create(Post::draft("b", bob)).await.unwrap().id;
    assert!(world.posts.find(post).await.unwrap().is_some());
    world.users.query().delete().await.unwrap();
    assert!(world.posts.find(post).await.unwrap().is_none());
}

/// A reader that has read and not yet returned, and is told when to.
struct Slow {
    read: Arc<Semaphore>,
    go: Arc<Semaphore>,
}

impl Slow {
    fn new() -> Self {
        Self {
            read: Arc::new(Semaphore::new(0)),
            go: Arc::new(Semaphore::new(0)),
        }
    }

    async fn pause(&self) {
        self.read.add_permits(1);
        self.go.acquire().await.unwrap().forget();
    }
}

#[tokio::test]
async fn c1_a_slow_reader_that_began_before_the_write_fills_nothing() {
    let world = World::memory().await;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    let slow = Arc::new(Slow::new());
    let name = |world: World, slow: Option<Arc<Slow>>| async move {
        let users = world.users.clone();
        let load = async move {
            let name = users.find(id).await?.map(|user| user.name.clone());
            if let Some(slow) = slow {
                slow.pause().await;
            }
            Result::<_>::Ok(name.unwrap_or_default())
        };
        world
            .core
            .cache()
            .remember(method!(), scaffold::cache::KeyBuilder::new(), load)
            .await
            .unwrap()
    };
    let reader = tokio::spawn(name(world.clone(), Some(slow.clone())));
    slow.read.acquire().await.unwrap().forget();
    world
        .users
        .update(id, User::patch().name("Countess"))
        .await
        .unwrap();
    // Began after the write: neither joins the slow one nor gets its answer later.
    assert_eq!(name(world.clone(), None).await, "Countess");
    slow.go.add_permits(1);
    assert_eq!(reader.await.unwrap(), "Ada");
    assert_eq!(name(world.clone(), None).await, "Countess");
}

#[tokio::test]
async fn c1_an_inner_answer_brings_its_own_versions_to_the_outer() {
    let world = World::memory().await;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    let slow = Arc::new(Slow::new());
    let outer = |world: World, slow: Option<Arc<Slow>>| async move {
        let (cache, users) = (world.core.cache().clone(), world.users.clone());
        let body = async move {
            let inner = cache.remember(method!(), scaffold::cache::KeyBuilder::new(), async move {
                let user = users.find(id).await?;
                if let Some(slow) = slow {
                    slow.pause().await;
                }
                Result::<_>::Ok(user.map(|user| user.name.clone()))
            });
            Result::<_>::Ok(format!("{:?}", inner.await?))
        };
        world
            .core
            .cache()
            .remember(method!(), scaffold::cache::KeyBuilder::new(), body)
            .await
            .unwrap()
    };
    let reader = tokio::spawn(outer(world.clone(), Some(slow.clone())));
    slow.read.acquire().await.unwrap().forget();
    world
        .users
        .query()
        .update(User::patch().name("Countess"))
        .await
        .unwrap();
    slow.go.add_permits(1);
    assert_eq!(reader.await.unwrap(), "Some(\"Ada\")");
    assert_eq!(outer(world.clone(), None).await, "Some(\"Countess\")");
    // And an inner hit carries what it depends on into a new outer entry.
    world
        .users
        .update(id, User::patch().name("Lovelace"))
        .await
        .unwrap();
    assert_eq!(outer(world.clone(), None).await, "Some(\"Lovelace\")");
}

#[tokio::test]
async fn c1_a_declared_raw_write_counts() {
    let world = World::memory().await;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    world.users.find(id).await.unwrap();
    world.core.database().wrote::<User>();
    let (statements, _) = world.statements(world.users.find(id)).await;
    assert_eq!(statements, 1);
}

#[tokio::test]
async fn c1_a_write_whose_caller_went_away_counts() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::file(&folder).await;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    for turn in 0..50 {
        world.users.find(id).await.unwrap();
        let name = format!("name {turn}");
        let write = world.users.update(id, User::patch().name(&name));
        // Polled once or a few times, then dropped.
        tokio::select! {
            biased;
            _ = write => {}
            () = async { for _ in 0..turn % 5 { tokio::task::yield_now().await } } => {}
        }
        // The next write waits until the one before has ended, whoever waits for it.
        world
            .users
            .update(id, User::patch().email(format!("{turn}@example.com")))
            .await
            .unwrap();
        let fresh = world.users.find_fresh(id).await.unwrap().unwrap();
        let cached = world.users.find(id).await.unwrap().unwrap();
        assert_eq!(cached.name, fresh.name);
        let by = world
            .users
            .find_by(User::EMAIL, cached.email.clone())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(by.name, fresh.name);
    }
}

#[tokio::test]
async fn a_find_is_a_small_future_whatever_a_miss_needs() {
    let world = World::memory().await;
    let size = size_of_val(&world.users.find(Id::new(1)));
    assert!(size <= 256, "{size} bytes");
}
