//! Rows are written and read back; mistakes come back with a kind and fields.

use scaffold::{ErrorKind, Id, OrNotFound};

use crate::{models::*, support::World};

#[tokio::test]
async fn a_created_row_comes_back_complete_with_id_and_times() {
    let world = World::memory().await;
    let user = world.users.create(User::draft("Ada")).await.unwrap();
    assert_eq!(user.name, "Ada");
    assert_eq!(user.password_hash.get().unwrap(), "the hash");
    assert_eq!(user.created_at, world.clock.now());
    assert_eq!(user.updated_at, user.created_at);
    let fresh = world.users.find_fresh(user.id).await.unwrap().unwrap();
    assert_eq!(fresh, user);
}

#[tokio::test]
async fn update_changes_the_named_columns_and_the_time() {
    let world = World::memory().await;
    let before = world.users.create(User::draft("Ada")).await.unwrap();
    world.clock.advance(std::time::Duration::from_secs(5));
    let after = world
        .users
        .update(before.id, User::patch().name("Countess"))
        .await
        .unwrap();
    assert_eq!(after.name, "Countess");
    assert_eq!(after.email, before.email);
    assert_eq!(after.password_hash, before.password_hash);
    assert_eq!(after.created_at, before.created_at);
    assert_eq!(after.updated_at, world.clock.now());
}

#[tokio::test]
async fn an_empty_patch_only_reads() {
    let world = World::memory().await;
    let before = world.users.create(User::draft("Ada")).await.unwrap();
    world.clock.advance(std::time::Duration::from_secs(5));
    let after = world.users.update(before.id, User::patch()).await.unwrap();
    assert_eq!(after, before);
}

#[tokio::test]
async fn save_writes_a_changed_row_back() {
    let world = World::memory().await;
    let mut user = world.users.create(User::draft("Ada")).await.unwrap();
    user.name = "Countess".into();
    world.clock.advance(std::time::Duration::from_secs(5));
    world.users.save(&mut user).await.unwrap();
    assert_eq!(user.updated_at, world.clock.now());
    let fresh = world.users.find_fresh(user.id).await.unwrap().unwrap();
    assert_eq!(fresh, user);
}

#[tokio::test]
async fn saving_a_row_without_its_uncached_value_leaves_the_column_alone() {
    let world = World::memory().await;
    let user = world.users.create(User::draft("Ada")).await.unwrap();
    let mut cached = (*world.users.find(user.id).await.unwrap().unwrap()).clone();
    cached.name = "Countess".into();
    world.users.save(&mut cached).await.unwrap();
    let fresh = world.users.find_fresh(user.id).await.unwrap().unwrap();
    assert_eq!(fresh.password_hash.get().unwrap(), "the hash");
    assert_eq!(fresh.name, "Countess");
}

#[tokio::test]
async fn delete_says_whether_there_was_a_row() {
    let world = World::memory().await;
    let user = world.users.create(User::draft("Ada")).await.unwrap();
    assert!(world.users.delete(user.id).await.unwrap());
    assert!(!world.users.delete(user.id).await.unwrap());
    assert!(world.users.find_fresh(user.id).await.unwrap().is_none());
}

#[tokio::test]
async fn updating_a_row_that_is_not_there_is_not_found() {
    let world = World::memory().await;
    let missing = Id::new(7);
    for patch in [User::patch().name("x"), User::patch()] {
        let error = world.users.update(missing, patch).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert_eq!(error.to_string(), "no such User");
    }
    let error = world
        .users
        .find(missing)
        .await
        .unwrap()
        .or_not_found()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_taken_unique_value_is_a_conflict_that_names_the_field() {
    let world = World::memory().await;
    world.users.create(User::draft("Ada")).await.unwrap();
    let error = world.users.create(User::draft("Ada")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    assert_eq!(error.to_string(), "a row with this `email` exists already");
    assert_eq!(error.fields().len(), 1);
    assert_eq!(
        (error.fields()[0].field.as_str(), error.fields()[0].rule),
        ("email", "unique")
    );
}

#[tokio::test]
async fn a_reference_to_no_row_is_invalid_and_names_the_field() {
    let world = World::memory().await;
    let error = world
        .posts
        .create(Post::draft("Hello", Id::new(9)))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert_eq!(error.fields().len(), 1);
    assert_eq!(
        (error.fields()[0].field.as_str(), error.fields()[0].rule),
        ("author_id", "reference")
    );

    let user = world.users.create(User::draft("Ada")).await.unwrap();
    let post = world
        .posts
        .create(Post::draft("Hello", user.id))
        .await
        .unwrap();
    let patch = Post::patch().author_id(Id::new(9));
    let error = world.posts.update(post.id, patch).await.unwrap_err();
    assert_eq!(
        (error.fields()[0].field.as_str(), error.fields()[0].rule),
        ("author_id", "reference")
    );
}

#[tokio::test]
async fn a_row_that_others_refer_to_can_not_be_deleted() {
    let restrict = World::with(
        "DROP TABLE posts;
         CREATE TABLE posts (id INTEGER PRIMARY KEY NOT NULL, title TEXT NOT NULL, body TEXT,
             author_id INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT);",
    );
    for world in [World::memory().await, restrict.await] {
        let user = world.users.create(User::draft("Ada")).await.unwrap();
        let post = world.posts.create(Post::draft("Hello", user.id)).await;
        post.unwrap();
        let error = world.users.delete(user.id).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conflict);
        assert_eq!(error.to_string(), "other rows refer to this User");
        assert!(world.users.find(user.id).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn find_many_keeps_the_order_and_loads_what_is_missing_in_one_statement() {
    let world = World::memory().await;
    let mut ids = Vec::new();
    for name in ["a", "b", "c", "d"] {
        ids.push(world.users.create(User::draft(name)).await.unwrap().id);
    }
    world.users.find(ids[1]).await.unwrap();
    let wanted = [ids[3], Id::new(99), ids[1], ids[0], ids[3]];
    let (statements, rows) = world.statements(world.users.find_many(&wanted)).await;
    let names: Vec<_> = rows.unwrap().iter().map(|row| row.name.clone()).collect();
    assert_eq!(names, ["d", "b", "a", "d"]);
    assert_eq!(statements, 1);
    let (statements, rows) = world.statements(world.users.find_many(&wanted)).await;
    assert_eq!((statements, rows.unwrap().len()), (0, 4));
    let (statements, absent) = world.statements(world.users.find(Id::new(99))).await;
    assert_eq!((statements, absent.unwrap()), (0, None));
}
