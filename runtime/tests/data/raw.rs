//! Feature `sqlx`: plain statements beside the repositories, declared.

use scaffold::{Error, Result, cache::KeyBuilder, database::raw};

use crate::{models::*, remembered::method, support::World};

async fn rename(world: &World, name: &str) -> Result<()> {
    let mut connection = raw::connection(world.core.database()).await?;
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
        let mut connection = raw::connection(world.core.database()).await?;
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
    let world = World::memory().await;
    world
        .core
        .database()
        .transaction(async {
            let lent = raw::connection(world.core.database()).await?;
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
            let mut connection = raw::connection(database).await?;
            let count: i64 = sqlx_engine::query_scalar("SELECT COUNT(*) FROM users")
                .fetch_one(&mut *connection)
                .await?;
            assert_eq!(count, 0);
            Result::<_>::Ok(())
        })
        .await
        .unwrap();
}
