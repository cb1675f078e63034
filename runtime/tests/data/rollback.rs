//! C4: a rollback leaves no trace; inside, own writes are visible; nothing uncommitted is ever filled.

use scaffold::{Error, Result, cache::KeyBuilder};

use crate::{models::*, remembered::method, support::World};

#[tokio::test]
async fn c4_own_writes_are_visible_inside_and_a_rollback_leaves_no_trace() {
    let world = World::memory().await;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    let look = || async {
        let row = world.users.find(id).await?.map(|user| user.name.clone());
        let many = world.users.find_many(&[id]).await?.len();
        let by = world
            .users
            .find_by(User::EMAIL, "ada@example.com")
            .await?
            .map(|user| user.name.clone());
        let listed = world
            .users
            .query()
            .all()
            .await?
            .iter()
            .map(|user| user.name.clone())
            .collect::<Vec<_>>();
        let count = world.users.query().count().await?;
        Result::<_>::Ok(format!("{row:?} {many} {by:?} {listed:?} {count}"))
    };
    let before = look().await.unwrap();
    let outcome: Result<()> = world
        .core
        .database()
        .transaction(async {
            world
                .users
                .update(id, User::patch().name("Countess"))
                .await?;
            assert_eq!(
                look().await?,
                r#"Some("Countess") 1 Some("Countess") ["Countess"] 1"#
            );
            world.users.create(User::draft("Bob")).await?;
            assert_eq!(
                look().await?,
                r#"Some("Countess") 1 Some("Countess") ["Countess", "Bob"] 2"#
            );
            world.users.query().delete().await?;
            assert_eq!(look().await?, "None 0 None [] 0");
            Err(Error::internal("undo"))
        })
        .await;
    assert_eq!(outcome.unwrap_err().to_string(), "undo");
    let (statements, after) = world.statements(look()).await;
    assert_eq!(after.unwrap(), before);
    assert_eq!(statements, 0, "the entries from before still hold");
}

#[tokio::test]
async fn c4_a_commit_is_seen_by_every_read_after_it() {
    let world = World::memory().await;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    world.users.find(id).await.unwrap();
    world.users.query().all().await.unwrap();
    world
        .core
        .database()
        .transaction(async { world.users.update(id, User::patch().name("Countess")).await })
        .await
        .unwrap();
    assert_eq!(
        world.users.find(id).await.unwrap().unwrap().name,
        "Countess"
    );
    assert_eq!(world.users.query().all().await.unwrap()[0].name, "Countess");
}

#[tokio::test]
async fn c4_others_read_what_is_committed_while_a_transaction_writes() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::file(&folder).await;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    let outside = world.clone();
    world
        .core
        .database()
        .transaction(async {
            world
                .users
                .update(id, User::patch().name("Countess"))
                .await?;
            // A task of its own is outside: it sees, and fills, the committed state.
            let read = scaffold::spawn(async move { outside.users.find(id).await }).await??;
            assert_eq!(read.unwrap().name, "Ada");
            Result::<_>::Ok(())
        })
        .await
        .unwrap();
    assert_eq!(
        world.users.find(id).await.unwrap().unwrap().name,
        "Countess"
    );
}

#[tokio::test]
async fn c4_an_answer_made_of_rolled_back_rows_is_not_kept() {
    let world = World::memory().await;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    let name = || {
        let (users, database) = (world.users.clone(), world.core.database().clone());
        world
            .core
            .cache()
            .remember(method!(), KeyBuilder::new(), async move {
                let mut seen = users.find(id).await?.map(|user| user.name.clone());
                let undone: Result<()> = database
                    .transaction(async {
                        users.update(id, User::patch().name("never")).await?;
                        seen = users.find(id).await?.map(|user| user.name.clone());
                        Err(Error::internal("undo"))
                    })
                    .await;
                undone.unwrap_err();
                Result::<_>::Ok(seen)
            })
    };
    assert_eq!(name().await.unwrap().unwrap(), "never");
    let loads = world.core.cache().stats().loads;
    name().await.unwrap();
    assert!(world.core.cache().stats().loads > loads);
}

#[tokio::test]
async fn c4_an_answer_made_in_a_transaction_that_only_read_is_kept() {
    let world = World::memory().await;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    let name = || {
        let (users, database) = (world.users.clone(), world.core.database().clone());
        world
            .core
            .cache()
            .remember(method!(), KeyBuilder::new(), async move {
                database
                    .transaction(async {
                        Result::<_>::Ok(users.find(id).await?.map(|user| user.name.clone()))
                    })
                    .await
            })
    };
    name().await.unwrap();
    assert_eq!(world.statements(name()).await.0, 0);
    world
        .users
        .update(id, User::patch().name("Countess"))
        .await
        .unwrap();
    assert_eq!(name().await.unwrap().unwrap(), "Countess");
}

#[tokio::test]
async fn c4_within_a_transaction_a_cached_method_only_runs() {
    let world = World::memory().await;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    let name = || {
        let users = world.users.clone();
        world
            .core
            .cache()
            .remember(method!(), KeyBuilder::new(), async move {
                Result::<_>::Ok(users.find(id).await?.map(|user| user.name.clone()))
            })
    };
    assert_eq!(name().await.unwrap().unwrap(), "Ada");
    let undone: Result<()> = world
        .core
        .database()
        .transaction(async {
            world
                .users
                .update(id, User::patch().name("Countess"))
                .await?;
            assert_eq!(name().await?.unwrap(), "Countess");
            Err(Error::internal("undo"))
        })
        .await;
    undone.unwrap_err();
    assert_eq!(name().await.unwrap().unwrap(), "Ada");
}

#[tokio::test]
async fn c4_a_savepoint_that_is_taken_back_invalidates_nothing_and_one_that_is_kept_does() {
    let world = World::memory().await;
    let ada = world.users.create(User::draft("Ada")).await.unwrap().id;
    let bob = world.users.create(User::draft("Bob")).await.unwrap().id;
    world.users.find_many(&[ada, bob]).await.unwrap();
    let database = world.core.database();
    database
        .transaction(async {
            let undone: Result<()> = database
                .transaction(async {
                    world.users.update(ada, User::patch().name("never")).await?;
                    Err(Error::internal("undo"))
                })
                .await;
            undone.unwrap_err();
            database
                .transaction(world.users.update(bob, User::patch().name("Robert")))
                .await
        })
        .await
        .unwrap();
    assert_eq!(world.statements(world.users.find(ada)).await.0, 0);
    assert_eq!(world.users.find(bob).await.unwrap().unwrap().name, "Robert");
}
