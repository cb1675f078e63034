//! C1 and C5 for what is not there, and C9: what never enters the cache.

use std::time::Duration;

use scaffold::Id;

use crate::{models::*, support::World};

#[tokio::test]
async fn c1_absence_is_remembered_and_ends_with_the_row_that_comes() {
    let world = World::memory().await;
    assert!(world.users.find(Id::new(1)).await.unwrap().is_none());
    let (statements, _) = world.statements(world.users.find(Id::new(1))).await;
    assert_eq!(statements, 0);
    let user = world.users.create(User::draft("Ada")).await.unwrap();
    assert_eq!(user.id, Id::new(1));
    assert_eq!(
        world.users.find(user.id).await.unwrap().unwrap().name,
        "Ada"
    );
}

#[tokio::test]
async fn absence_has_a_lifetime_of_its_own() {
    let world = World::memory().await;
    world.users.find(Id::new(1)).await.unwrap();
    world.clock.advance(Duration::from_secs(61));
    let (statements, _) = world.statements(world.users.find(Id::new(1))).await;
    assert_eq!(statements, 1);
}

#[tokio::test]
async fn a_row_lives_as_long_as_its_type_says() {
    let world = World::memory().await;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    world.users.find(id).await.unwrap();
    world.clock.advance(Duration::from_secs(1619));
    assert_eq!(world.statements(world.users.find(id)).await.0, 0);
    world.clock.advance(Duration::from_secs(181));
    assert_eq!(world.statements(world.users.find(id)).await.0, 1);
}

#[tokio::test]
async fn c9_uncached_values_are_absent_on_every_cached_read() {
    let world = World::memory().await;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    for _ in 0..2 {
        let rows = [
            world.users.find(id).await.unwrap().unwrap(),
            world.users.find_many(&[id]).await.unwrap().remove(0),
            world
                .users
                .find_by(User::EMAIL, "ada@example.com")
                .await
                .unwrap()
                .unwrap(),
            world.users.query().all().await.unwrap().remove(0),
            world.users.query().first().await.unwrap().unwrap(),
        ];
        for row in rows {
            assert_eq!(row.password_hash.get(), None);
        }
    }
    let fresh = world.users.find_fresh(id).await.unwrap().unwrap();
    assert_eq!(fresh.password_hash.get().unwrap(), "the hash");
    let listed = world.users.query().fresh().all().await.unwrap();
    assert_eq!(listed[0].password_hash.get().unwrap(), "the hash");
    assert!(!format!("{fresh:?}").contains("the hash"));
    assert_eq!(
        serde_json::to_value(&fresh.password_hash).unwrap(),
        serde_json::Value::Null
    );
}

#[tokio::test]
async fn c9_uncached_values_stay_out_within_a_transaction_too() {
    let world = World::memory().await;
    let id = world.users.create(User::draft("Ada")).await.unwrap().id;
    let row = world
        .core
        .database()
        .transaction(world.users.find(id))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.password_hash.get(), None);
}
