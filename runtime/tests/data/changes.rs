//! What has changed between two versions of a row, and the save of that alone.

use scaffold::{
    ErrorKind,
    model::{Changes as _, Value},
};

use crate::{models::*, support::World};

#[tokio::test]
async fn what_changed_is_told_with_its_old_value_but_that_of_secrets() {
    let world = World::memory().await;
    let before = world.users.create(User::draft("Ada")).await.unwrap();
    assert_eq!(before.changes(&before), []);
    let mut user = before.clone();
    user.name = "Countess".into();
    user.password_hash = "another".to_owned().into();
    world.users.save(&mut user).await.unwrap();
    let changes = user.changes(&before);
    let told: Vec<_> = changes.iter().map(|it| (it.column, &it.old)).collect();
    let ada = Some(Value::Text("Ada".into()));
    assert_eq!(told, [("name", &ada), ("password_hash", &None)]);
    assert_eq!(changes[0].new, Some(Value::Text("Countess".into())));
    let text = format!("{changes:?}");
    assert!(
        !text.contains("another") && !text.contains("the hash"),
        "{text}"
    );
}

#[tokio::test]
async fn what_a_cached_read_left_out_has_not_changed() {
    let world = World::memory().await;
    let fresh = world.users.create(User::draft("Ada")).await.unwrap();
    let cached = world.users.find(fresh.id).await.unwrap().unwrap();
    assert_eq!(cached.changes(&fresh), []);
    assert_eq!(fresh.changes(&cached), []);
}

#[tokio::test]
async fn a_save_of_changes_leaves_alone_what_others_have_changed() {
    let world = World::memory().await;
    let before = world.users.create(User::draft("Ada")).await.unwrap();
    let patch = User::patch().email("new@example.com");
    world.users.update(before.id, patch).await.unwrap();

    world.clock.advance(std::time::Duration::from_secs(1));
    let mut user = before.clone();
    user.name = "Countess".into();
    let changes = world.users.save_changes(&mut user, &before).await.unwrap();
    assert_eq!(changes.len(), 1);
    assert!(user.updated_at > before.updated_at);
    let now = world.users.find_fresh(user.id).await.unwrap().unwrap();
    assert_eq!((&*now.name, &*now.email), ("Countess", "new@example.com"));
    assert_eq!(now.updated_at, user.updated_at);
}

#[tokio::test]
async fn a_save_without_changes_writes_nothing() {
    let world = World::memory().await;
    let before = world.users.create(User::draft("Ada")).await.unwrap();
    let mut user = before.clone();
    let save = world.users.save_changes(&mut user, &before);
    let (statements, changes) = world.statements(save).await;
    assert_eq!((statements, changes.unwrap().len()), (0, 0));
}

#[tokio::test]
async fn a_row_is_not_compared_with_another_one() {
    let world = World::memory().await;
    let ada = world.users.create(User::draft("Ada")).await.unwrap();
    let mut grace = world.users.create(User::draft("Grace")).await.unwrap();
    let saved = world.users.save_changes(&mut grace, &ada).await;
    assert!(saved.is_err_and(|error| error.kind() == ErrorKind::Internal));
}
