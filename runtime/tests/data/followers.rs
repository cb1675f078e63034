//! C1 for what the database changes by itself: references to the table itself, triggers, views, conflict clauses; and what is
//! known of them stays true when somebody changes the schema.

use scaffold::{
    Id, Result,
    prelude::{Cacheable, Model},
    repository::Repo,
};

use crate::{
    models::*,
    support::{World, migrations, open},
};

const POSTS_CASCADE: &str = "DROP TABLE posts;
    CREATE TABLE posts (id INTEGER PRIMARY KEY NOT NULL, title TEXT NOT NULL, body TEXT,
        author_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE);";

async fn ada(world: &World) -> Id<User> {
    world.users.create(User::draft("Ada")).await.unwrap().id
}

/// A cached post of this author.
async fn post(world: &World, author: Id<User>) -> Id<Post> {
    let post = world.posts.create(Post::draft("a", author)).await.unwrap();
    world.posts.find(post.id).await.unwrap();
    post.id
}

/// The cached name, after checking that it is the database's.
async fn name(world: &World, id: Id<User>) -> String {
    let cached = world.users.find(id).await.unwrap();
    let fresh = world.users.find_fresh(id).await.unwrap();
    assert_eq!(
        cached.as_ref().map(|user| &user.name),
        fresh.as_ref().map(|user| &user.name)
    );
    cached.map_or_else(String::new, |user| user.name.clone())
}

#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
struct Comment {
    id: Id<Comment>,
    text: String,
    #[model(index)]
    parent_id: Option<Id<Comment>>,
}

#[tokio::test]
async fn c1_replies_that_are_deleted_with_what_they_reply_to() {
    let world = World::with(
        "CREATE TABLE comments (id INTEGER PRIMARY KEY NOT NULL, text TEXT NOT NULL,
         parent_id BIGINT REFERENCES comments (id) ON DELETE CASCADE);",
    )
    .await;
    let comments = Repo::<Comment>::new(world.core.clone());
    let mut thread = Vec::new();
    for depth in 0..3 {
        let draft = CommentDraft {
            text: format!("depth {depth}"),
            parent_id: thread.last().copied(),
        };
        thread.push(comments.create(draft).await.unwrap().id);
    }
    let replies = || {
        let query = comments.query();
        query.filter(Comment::PARENT_ID.eq(thread[1])).count()
    };
    assert_eq!(comments.find_many(&thread).await.unwrap().len(), 3);
    assert_eq!(replies().await.unwrap(), 1);
    assert!(comments.delete(thread[0]).await.unwrap());
    assert_eq!(comments.find_many(&thread).await.unwrap(), []);
    assert_eq!(replies().await.unwrap(), 0);
}

#[tokio::test]
async fn c1_what_a_trigger_writes() {
    let world = World::with(
        "CREATE TRIGGER star AFTER INSERT ON posts
         BEGIN UPDATE Users SET name = name || '*' WHERE id = new.author_id; END;",
    )
    .await;
    let id = ada(&world).await;
    assert_eq!(name(&world, id).await, "Ada");
    post(&world, id).await;
    assert_eq!(name(&world, id).await, "Ada*");
    // What follows a write of another table is followed up too.
    world
        .core
        .database()
        .transaction(world.posts.create(Post::draft("b", id)))
        .await
        .unwrap();
    assert_eq!(name(&world, id).await, "Ada**");
}

#[tokio::test]
async fn c1_a_row_that_a_trigger_changes_after_it_was_returned() {
    let world = World::with(
        "CREATE TRIGGER tidy AFTER INSERT ON users
         BEGIN UPDATE users SET email = 'tidy:' || new.email WHERE id = new.id; END;",
    )
    .await;
    let tidy = || world.users.find_by(User::EMAIL, "tidy:ada@example.com");
    assert_eq!(tidy().await.unwrap(), None);
    let id = ada(&world).await;
    assert_eq!(tidy().await.unwrap().unwrap().id, id);
}

#[tokio::test]
async fn c1_rows_that_a_statement_left_when_a_trigger_stopped_it() {
    let world = World::with(
        "CREATE TRIGGER stop BEFORE UPDATE ON users WHEN old.name = 'Bob'
         BEGIN SELECT RAISE(FAIL, 'not Bob'); END;",
    )
    .await;
    let id = ada(&world).await;
    world.users.create(User::draft("Bob")).await.unwrap();
    assert_eq!(name(&world, id).await, "Ada");
    let all = world.users.query().update(User::patch().name("all")).await;
    all.unwrap_err();
    assert_eq!(name(&world, id).await, "all");
}

/// A table of users whose e-mail conflicts are solved in this way.
async fn with_conflicts(users: &'static str) -> World {
    let world = World::memory().await;
    world.migrate(users).await.unwrap();
    world
}

#[tokio::test]
async fn c1_rows_that_a_conflict_clause_leaves() {
    let world = with_conflicts(
        "DROP TABLE posts; DROP TABLE users;
         CREATE TABLE users (id INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL,
             email TEXT NOT NULL UNIQUE ON CONFLICT FAIL,
             password_hash TEXT NOT NULL, created_at DATETIME NOT NULL, updated_at DATETIME NOT NULL);",
    )
    .await;
    let id = ada(&world).await;
    world.users.create(User::draft("Bob")).await.unwrap();
    world.users.find(id).await.unwrap();
    let patch = User::patch().email("one@example.com");
    world.users.query().update(patch).await.unwrap_err();
    let cached = world.users.find(id).await.unwrap().unwrap();
    assert_eq!(cached.email, "one@example.com");
}

#[tokio::test]
async fn c1_rows_that_make_room_by_a_conflict_clause() {
    let world = with_conflicts(
        "DROP TABLE posts; DROP TABLE users;
         CREATE TABLE users (id INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL,
             email TEXT NOT NULL UNIQUE ON
                 CONFLICT REPLACE,
             password_hash TEXT NOT NULL, created_at DATETIME NOT NULL, updated_at DATETIME NOT NULL);",
    )
    .await;
    let id = ada(&world).await;
    assert_eq!(name(&world, id).await, "Ada");
    ada(&world).await;
    assert_eq!(name(&world, id).await, "");
}

#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
#[model(table = "author_names")]
struct AuthorName {
    id: Id<AuthorName>,
    name: String,
}

#[tokio::test]
async fn c1_a_view_shows_what_its_tables_hold() {
    let world = World::with(
        "CREATE VIEW people AS SELECT id, name FROM users;
         CREATE VIEW author_names AS SELECT id, name FROM people;",
    )
    .await;
    let id = ada(&world).await;
    let names = Repo::<AuthorName>::new(world.core.clone());
    let by_id = || names.find(Id::new(id.value()));
    assert_eq!(names.query().all().await.unwrap()[0].name, "Ada");
    assert_eq!(by_id().await.unwrap().unwrap().name, "Ada");
    let patch = User::patch().name("Countess");
    world.users.update(id, patch).await.unwrap();
    assert_eq!(names.query().all().await.unwrap()[0].name, "Countess");
    assert_eq!(by_id().await.unwrap().unwrap().name, "Countess");
}

#[tokio::test]
async fn c1_a_table_is_the_same_in_whatever_case_it_is_spelled() {
    let world = World::with(
        "DROP TABLE posts;
         CREATE TABLE Posts (id INTEGER PRIMARY KEY NOT NULL, title TEXT NOT NULL, body TEXT,
             author_id INTEGER NOT NULL REFERENCES USERS (id) ON DELETE CASCADE);",
    )
    .await;
    let author = ada(&world).await;
    let post = post(&world, author).await;
    world.users.delete(author).await.unwrap();
    assert_eq!(world.posts.find(post).await.unwrap(), None);
}

#[tokio::test]
async fn c1_a_reference_that_another_process_has_made_is_followed() {
    for within in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let world = World::file(&folder).await;
        let author = ada(&world).await;
        // By now the references are known.
        assert!(!world.users.delete(Id::new(99)).await.unwrap());
        let other = open(&folder).await;
        other.migrate(&migrations(&[POSTS_CASCADE])).await.unwrap();
        let post = post(&world, author).await;
        if within {
            let delete = world.users.delete(author);
            world.core.database().transaction(delete).await.unwrap();
        } else {
            world.users.delete(author).await.unwrap();
        }
        assert_eq!(world.posts.find(post).await.unwrap(), None);
    }
}

#[tokio::test]
async fn c1_a_declared_write_counts_for_what_follows_it() {
    let world = World::with(POSTS_CASCADE).await;
    let database = world.core.database();
    let author = ada(&world).await;
    for within in [false, true] {
        let post = post(&world, author).await;
        let wrote = async {
            database.wrote::<User>();
            Result::<_>::Ok(())
        };
        if within {
            database.transaction(wrote).await.unwrap();
        } else {
            wrote.await.unwrap();
        }
        let (statements, _) = world.statements(world.posts.find(post)).await;
        assert_eq!(statements, 1);
    }
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Pet {
    id: Id<Pet>,
    #[model(index)]
    owner_id: i64,
    #[model(index)]
    vet_id: i64,
}

#[tokio::test]
async fn a_reference_to_a_primary_key_of_another_name_is_explained() {
    let world = World::with(
        "CREATE TABLE people (number INTEGER PRIMARY KEY NOT NULL); INSERT INTO people VALUES (1);
         CREATE TABLE pets (id INTEGER PRIMARY KEY NOT NULL, owner_id BIGINT NOT NULL REFERENCES people,
             vet_id BIGINT NOT NULL REFERENCES people);",
    )
    .await;
    let pets = Repo::<Pet>::new(world.core.clone());
    let draft = PetDraft {
        owner_id: 1,
        vet_id: 9,
    };
    let error = pets.create(draft).await.unwrap_err();
    let fields: Vec<_> = error
        .fields()
        .iter()
        .map(|one| one.field.as_str())
        .collect();
    assert_eq!(fields, ["vet_id"]);
}

#[tokio::test]
async fn c1_what_a_refused_statement_has_deleted_when_a_trigger_further_along_stopped_it() {
    let world = World::with(
        "DROP TABLE posts;
         CREATE TABLE posts (id INTEGER PRIMARY KEY NOT NULL, title TEXT NOT NULL, body TEXT,
            author_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE);
         CREATE TRIGGER keep AFTER DELETE ON posts WHEN old.title = 'b' BEGIN SELECT RAISE(FAIL, 'b stays'); END;",
    )
    .await;
    let mut rows = Vec::new();
    for (author, title) in [("Ada", "a"), ("Bob", "b")] {
        let user = world.users.create(User::draft(author)).await.unwrap().id;
        let post = world
            .posts
            .create(Post::draft(title, user))
            .await
            .unwrap()
            .id;
        world.users.find(user).await.unwrap();
        world.posts.find(post).await.unwrap();
        rows.push((user, post));
    }
    (world.users.query().delete().await).unwrap_err();
    let mut gone = 0;
    for (user, post) in rows {
        let users = world.users.find_fresh(user).await.unwrap().is_some();
        let posts = world.posts.find_fresh(post).await.unwrap().is_some();
        assert_eq!(world.users.find(user).await.unwrap().is_some(), users);
        assert_eq!(world.posts.find(post).await.unwrap().is_some(), posts);
        gone += u32::from(!users) + u32::from(!posts);
    }
    assert!(gone > 0, "SQLite keeps what was done before the refusal");
}
