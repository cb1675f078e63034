//! Feature `sqlx`: plain statements beside the repositories, declared.

use std::time::Duration;

use scaffold::{
    Error, Result,
    cache::KeyBuilder,
    database::{Database, raw},
};

use crate::{models::*, remembered::method, support::World};

async fn rename(world: &World, name: &str) -> Result<()> {
    let mut connection = raw::connection::<raw::sqlx::Sqlite>(world.core.database()).await?;
    sqlx_engine::query("UPDATE users SET name = $1")
        .bind(name)
        .execute(&mut *connection)
        .await?;
    drop(connection);
    world.core.database().wrote::<User>();
    Ok(())
}

#[tokio::test]
async fn a_declared_raw_write_in_a_transaction_counts_when_it_commits_and_not_when_it_rolls_back() {
    let world = World::memory().await;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    world.users.find(id).await.unwrap();
    let undone: Result<()> = world
        .core
        .database()
        .transaction(async {
            rename(&world, "never").await?;
            assert_eq!(world.users.find(id).await?.unwrap().name, "never");
            Err(Error::internal("undo"))
        })
        .await;
    undone.unwrap_err();
    let (statements, user) = world.statements(world.users.find(id)).await;
    assert_eq!(
        (statements, user.unwrap().unwrap().name.as_str()),
        (0, "Ada")
    );
    world
        .core
        .database()
        .transaction(rename(&world, "Countess"))
        .await
        .unwrap();
    assert_eq!(
        world.users.find(id).await.unwrap().unwrap().name,
        "Countess"
    );
    rename(&world, "Lovelace").await.unwrap();
    assert_eq!(
        world.users.find(id).await.unwrap().unwrap().name,
        "Lovelace"
    );
}

#[tokio::test]
async fn a_raw_read_that_is_not_declared_is_not_kept_also_not_by_a_method_around_it() {
    let world = World::memory().await;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    let count = async || {
        let mut connection = raw::connection::<raw::sqlx::Sqlite>(world.core.database()).await?;
        let count: i64 = sqlx_engine::query_scalar("SELECT COUNT(*) FROM users")
            .fetch_one(&mut *connection)
            .await?;
        Result::<_>::Ok(count)
    };
    let outer = async |inner: &'static scaffold::cache::CachedMethod,
                       name: &'static scaffold::cache::CachedMethod| {
        let cache = world.core.cache();
        let body = async {
            world.users.find(id).await?;
            cache
                .remember(inner, KeyBuilder::new(), async { count().await })
                .await
        };
        cache.remember(name, KeyBuilder::new(), body).await.unwrap()
    };
    let (undeclared, around) = (method!(), method!());
    let (declared, around_declared) = (method!(Some(&["users"])), method!());
    for expected in 1..3 {
        assert_eq!(outer(undeclared, around).await, expected);
        assert_eq!(outer(declared, around_declared).await, expected);
        world
            .users
            .create(User::draft(&format!("{expected}")))
            .await
            .unwrap();
        // Nothing that anybody recorded: what must not be stored was not.
    }
    let loads = world.core.cache().stats().loads;
    outer(declared, around_declared).await;
    outer(declared, around_declared).await;
    let declared_loads = world.core.cache().stats().loads - loads;
    assert_eq!(declared_loads, 2, "one of each, then a hit");
    let loads = world.core.cache().stats().loads;
    outer(undeclared, around).await;
    outer(undeclared, around).await;
    assert_eq!(world.core.cache().stats().loads - loads, 4, "never a hit");
}

#[tokio::test]
async fn a_repository_call_while_the_connection_is_lent_is_an_error_and_no_deadlock() {
    let mut config = crate::support::database_config("sqlite::memory:".into());
    config.acquire_timeout = Duration::from_millis(50);
    let world = World::over(Database::open(&config).await.unwrap(), 1 << 20).await;
    world
        .core
        .database()
        .transaction(async {
            let lent = raw::connection::<raw::sqlx::Sqlite>(world.core.database()).await?;
            let error = world.users.query().count().await.unwrap_err();
            assert!(error.chain().contains("is lent to"), "{}", error.chain());
            drop(lent);
            world.users.query().count().await
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn a_lent_connection_carries_nothing_of_a_cancelled_savepoint() {
    let world = World::memory().await;
    let database = world.core.database();
    database
        .transaction(async {
            let inner = database.transaction::<(), Error>(async {
                world.users.create(User::draft("Ada")).await?;
                std::future::pending().await
            });
            let mut inner = Box::pin(inner);
            loop {
                let _ = std::future::poll_fn(|cx| {
                    std::task::Poll::Ready(inner.as_mut().poll(cx).is_ready())
                })
                .await;
                tokio::task::yield_now().await;
                if database.statements() > 0 {
                    break;
                }
            }
            drop(inner);
            let mut connection = raw::connection::<raw::sqlx::Sqlite>(database).await?;
            let count: i64 = sqlx_engine::query_scalar("SELECT COUNT(*) FROM users")
                .fetch_one(&mut *connection)
                .await?;
            assert_eq!(count, 0);
            Result::<_>::Ok(())
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn a_commit_that_the_database_turns_into_a_rollback_leaves_the_connection_usable() {
    let folder = tempfile::tempdir().unwrap();
    for world in [World::memory().await, World::file(&folder).await] {
        let database = world.core.database();
        {
            let mut connection = raw::connection::<raw::sqlx::Sqlite>(database)
                .await
                .unwrap();
            let mut refusals = 1;
            connection
                .lock_handle()
                .await
                .unwrap()
                .set_commit_hook(move || {
                    refusals -= 1;
                    refusals < 0
                });
        }
        let refused = database.transaction(world.users.create(User::draft("Ada")));
        refused.await.unwrap_err();
        for name in ["Bob", "Eve"] {
            let kept = database.transaction(world.users.create(User::draft(name)));
            kept.await.unwrap();
        }
        let left = world.users.query().fresh().all().await.unwrap();
        let left: Vec<_> = left.iter().map(|user| user.name.as_str()).collect();
        assert_eq!(left, ["Bob", "Eve"]);
    }
}

#[tokio::test]
async fn nothing_is_written_after_a_lent_connection_has_ended_the_transaction() {
    let world = World::memory().await;
    let database = world.core.database();
    let ended: Result<()> = database
        .transaction(async {
            let mut connection = raw::connection::<raw::sqlx::Sqlite>(database).await?;
            sqlx_engine::raw_sql("ROLLBACK")
                .execute(&mut *connection)
                .await?;
            drop(connection);
            let error = world.users.create(User::draft("Ada")).await.unwrap_err();
            assert!(error.to_string().contains("has ended"), "{error}");
            Err(Error::internal("undo"))
        })
        .await;
    ended.unwrap_err();
    assert_eq!(world.users.query().fresh().all().await.unwrap(), []);
}

#[tokio::test]
async fn c1_what_a_lent_connection_commits_within_a_transaction_is_seen() {
    let world = World::memory().await;
    let database = world.core.database();
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    world.users.find(id).await.unwrap();
    let ended: Result<()> = database
        .transaction(async {
            world
                .users
                .update(id, User::patch().name("Countess"))
                .await?;
            let mut connection = raw::connection::<raw::sqlx::Sqlite>(database).await?;
            sqlx_engine::raw_sql("COMMIT")
                .execute(&mut *connection)
                .await?;
            Err(Error::internal("undo"))
        })
        .await;
    ended.unwrap_err();
    assert_eq!(
        world.users.find(id).await.unwrap().unwrap().name,
        "Countess"
    );
}

#[tokio::test]
async fn what_is_open_on_a_lent_connection_is_rolled_back_when_it_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::file(&folder).await;
    let database = world.core.database();
    let begin = async |words: &'static str| {
        let mut connection = raw::connection::<raw::sqlx::Sqlite>(database)
            .await
            .unwrap();
        let begun = sqlx_engine::raw_sql(words).execute(&mut *connection).await;
        begun.unwrap();
    };
    begin("BEGIN").await;
    begin("PRAGMA foreign_keys = OFF").await;
    let mut pooled = raw::writer::<raw::sqlx::Sqlite>(database)
        .unwrap()
        .acquire()
        .await
        .unwrap();
    let begun = sqlx_engine::raw_sql("BEGIN").execute(&mut *pooled).await;
    begun.unwrap();
    drop(pooled);
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    assert!(world.users.find(id).await.unwrap().is_some());
    let nobody = world.posts.create(Post::draft("a", scaffold::Id::new(9)));
    nobody.await.unwrap_err();
}

#[tokio::test]
async fn c1_a_reference_that_raw_sql_has_made_is_followed() {
    const CASCADE: &str = "DROP TABLE posts;
        CREATE TABLE posts (id INTEGER PRIMARY KEY NOT NULL, title TEXT NOT NULL, body TEXT,
            author_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE);";
    for within in [false, true] {
        let world = World::memory().await;
        let database = world.core.database();
        let author = world.users.create(User::draft("Ada")).await.unwrap().id;
        assert!(!world.users.delete(scaffold::Id::new(99)).await.unwrap());
        let work = async {
            let cascade = sqlx_engine::raw_sql(CASCADE);
            if within {
                let mut connection = raw::connection::<raw::sqlx::Sqlite>(database).await?;
                cascade.execute(&mut *connection).await?;
            } else {
                cascade
                    .execute(raw::writer::<raw::sqlx::Sqlite>(database)?)
                    .await?;
            }
            database.wrote::<Post>();
            let post = world.posts.create(Post::draft("a", author)).await?.id;
            if !within {
                world.posts.find(post).await?;
            }
            world.users.delete(author).await?;
            Result::<_>::Ok(post)
        };
        let post = match within {
            true => database.transaction(work).await,
            false => work.await,
        };
        assert_eq!(world.posts.find(post.unwrap()).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_raw_read_of_a_method_that_fails_is_one_of_the_method_around_it() {
    let world = World::memory().await;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    let cache = world.core.cache();
    let (outer, inner) = (method!(), method!());
    let enough = async || {
        let body = async {
            world.users.find(id).await?;
            let count = async {
                let readers = raw::readers::<raw::sqlx::Sqlite>(world.core.database())?;
                let count: i64 = sqlx_engine::query_scalar("SELECT COUNT(*) FROM users")
                    .fetch_one(readers)
                    .await?;
                if count > 1 {
                    Ok(count)
                } else {
                    Err(Error::internal("too few"))
                }
            };
            let counted = cache.remember(inner, KeyBuilder::new(), count).await;
            Result::<_>::Ok(counted.is_ok())
        };
        cache.remember(outer, KeyBuilder::new(), body).await
    };
    assert!(!enough().await.unwrap());
    world.users.create(User::draft("Bob")).await.unwrap();
    assert!(enough().await.unwrap());
}

#[tokio::test]
async fn c4_a_raw_read_within_a_transaction_is_not_kept_even_if_it_is_declared() {
    let world = World::memory().await;
    let database = world.core.database();
    let method = method!(Some(&["users"]));
    let count = async || {
        let body = async {
            let mut count = 0_i64;
            let undone: Result<()> = database
                .transaction(async {
                    let mut connection = raw::connection::<raw::sqlx::Sqlite>(database).await?;
                    count = sqlx_engine::query_scalar(
                        "INSERT INTO users VALUES (1, '', '', '', '', '') RETURNING (SELECT COUNT(*) FROM users)",
                    )
                    .fetch_one(&mut *connection)
                    .await?;
                    Err(Error::internal("undo"))
                })
                .await;
            undone.unwrap_err();
            Result::<_>::Ok(count)
        };
        let cache = world.core.cache();
        cache.remember(method, KeyBuilder::new(), body).await
    };
    count().await.unwrap();
    let loads = world.core.cache().stats().loads;
    count().await.unwrap();
    assert_eq!(world.core.cache().stats().loads, loads + 1);
}
