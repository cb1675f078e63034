//! Rows are written, found, kept in the cache and let go of, on every database alike.

use scaffold::{
    ErrorKind, Id,
    database::Migration,
    prelude::{Cacheable, DateTime, Model},
    repository::PageQuery,
};

use crate::stage::{Stage, on_each};

on_each!(
    a_row_is_created_found_changed_and_deleted,
    a_taken_value_and_a_reference_to_nothing_name_their_fields,
    c1_a_write_ends_what_the_cache_has_of_the_row_its_values_and_its_lists,
    c1_what_the_database_deletes_by_itself_is_read_anew,
    c1_text_that_a_collation_takes_for_the_same_is_read_anew,
    c4_a_rollback_leaves_the_cache_as_it_was,
    a_bulk_write_keeps_to_its_limit,
    pages_are_whole_and_do_not_overlap,
);

#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
pub(crate) struct User {
    pub(crate) id: Id<User>,
    pub(crate) name: String,
    #[model(unique)]
    pub(crate) email: String,
    pub(crate) age: Option<i32>,
    pub(crate) created_at: DateTime,
    pub(crate) updated_at: DateTime,
}

#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
pub(crate) struct Post {
    pub(crate) id: Id<Post>,
    pub(crate) title: String,
    pub(crate) author_id: Id<User>,
}

pub(crate) const TABLES: &str = "CREATE TABLE users (
        id {id}, name {string} NOT NULL, email {string} NOT NULL UNIQUE, age {int},
        created_at {datetime} NOT NULL, updated_at {datetime} NOT NULL
    );
    CREATE TABLE posts (
        id {id}, title {string} NOT NULL, author_id {bigint} NOT NULL,
        FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE CASCADE
    );
    CREATE INDEX posts_author_id ON posts (author_id);";

pub(crate) fn user(name: &str) -> UserDraft {
    UserDraft {
        name: name.to_owned(),
        email: format!("{}@example.com", name.to_lowercase()),
        age: None,
    }
}

pub(crate) fn post(title: &str, author_id: Id<User>) -> PostDraft {
    PostDraft {
        title: title.to_owned(),
        author_id,
    }
}

async fn a_row_is_created_found_changed_and_deleted(stage: &Stage) {
    stage.tables(TABLES).await;
    let users = stage.repo::<User>();
    let ada = users.create(user("Ada")).await.unwrap();
    assert_eq!((ada.name.as_str(), ada.age), ("Ada", None));
    assert_eq!(*users.find(ada.id).await.unwrap().unwrap(), ada);
    let patch = User::patch().name("Countess").age(36);
    let changed = users.update(ada.id, patch).await.unwrap();
    assert_eq!((changed.name.as_str(), changed.age), ("Countess", Some(36)));
    // The same values again: there is such a row, whatever the server counts.
    let again = users
        .update(ada.id, User::patch().name("Countess"))
        .await
        .unwrap();
    assert_eq!(again.name, "Countess");
    let mut row = users.find_fresh(ada.id).await.unwrap().unwrap();
    row.age = None;
    users.save(&mut row).await.unwrap();
    let found = users.find_by(User::EMAIL, "ada@example.com").await.unwrap();
    assert_eq!(found.unwrap().age, None);
    let missing = users.update(Id::new(999), User::patch().name("x")).await;
    assert_eq!(missing.unwrap_err().kind(), ErrorKind::NotFound);
    assert!(users.delete(ada.id).await.unwrap());
    assert!(!users.delete(ada.id).await.unwrap());
    assert_eq!(users.find(ada.id).await.unwrap(), None);
}

async fn a_taken_value_and_a_reference_to_nothing_name_their_fields(stage: &Stage) {
    stage.tables(TABLES).await;
    let (users, posts) = (stage.repo::<User>(), stage.repo::<Post>());
    let ada = users.create(user("Ada")).await.unwrap();
    for within in [false, true] {
        let twice = async {
            let twice = users.create(user("Ada"));
            match within {
                true => stage.database().transaction(twice).await,
                false => twice.await,
            }
        };
        let error = twice.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conflict, "{}", error.chain());
        assert_eq!(error.fields()[0].field, "email", "{}", error.chain());
        assert_eq!(error.to_string(), "a row with this `email` exists already");
        assert!(
            !error.chain().contains("ada@example.com"),
            "{}",
            error.chain()
        );
        let lost = async {
            let lost = posts.create(post("a", Id::new(999)));
            match within {
                true => stage.database().transaction(lost).await,
                false => lost.await,
            }
        };
        let error = lost.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{}", error.chain());
        assert_eq!(error.fields()[0].field, "author_id", "{}", error.chain());
    }
    let mut bob = user("Bob");
    bob.email = ada.email.clone();
    let bob = users.create(bob).await.unwrap_err();
    assert_eq!(bob.kind(), ErrorKind::Conflict);
}

async fn c1_a_write_ends_what_the_cache_has_of_the_row_its_values_and_its_lists(stage: &Stage) {
    stage.tables(TABLES).await;
    let (users, posts) = (stage.repo::<User>(), stage.repo::<Post>());
    let ada = users.create(user("Ada")).await.unwrap().id;
    let bob = users.create(user("Bob")).await.unwrap().id;
    let of = async |author| {
        let posts = posts.query().filter(Post::AUTHOR_ID.eq(author));
        posts.all().await.unwrap().len()
    };
    assert_eq!((of(ada).await, of(bob).await), (0, 0));
    let first = posts.create(post("a", ada)).await.unwrap().id;
    assert_eq!((of(ada).await, of(bob).await), (1, 0));
    posts
        .update(first, Post::patch().author_id(bob))
        .await
        .unwrap();
    assert_eq!((of(ada).await, of(bob).await), (0, 1));
    let before = stage.database().statements();
    assert_eq!((of(ada).await, of(bob).await), (0, 1));
    assert_eq!(stage.database().statements(), before, "both are hits");
    posts.delete(first).await.unwrap();
    assert_eq!((of(ada).await, of(bob).await), (0, 0));
    assert_eq!(users.find_many(&[ada, bob]).await.unwrap().len(), 2);
    let both = users.query().filter(User::ID.in_([ada, bob]));
    assert_eq!(both.update(User::patch().age(7)).await.unwrap(), 2);
    assert_eq!(users.find(ada).await.unwrap().unwrap().age, Some(7));
}

async fn c1_what_the_database_deletes_by_itself_is_read_anew(stage: &Stage) {
    stage.tables(TABLES).await;
    let (users, posts) = (stage.repo::<User>(), stage.repo::<Post>());
    let ada = users.create(user("Ada")).await.unwrap().id;
    let first = posts.create(post("a", ada)).await.unwrap().id;
    assert!(posts.find(first).await.unwrap().is_some());
    users.delete(ada).await.unwrap();
    assert!(posts.find(first).await.unwrap().is_none());
}

async fn c1_text_that_a_collation_takes_for_the_same_is_read_anew(stage: &Stage) {
    let folded = if stage.spelled("{text}") == "LONGTEXT" {
        " COLLATE utf8mb4_general_ci"
    } else {
        ""
    };
    stage
        .tables(&TABLES.replace("email {string}", &format!("email {{string}}{folded}")))
        .await;
    let users = stage.repo::<User>();
    let ada = users.create(user("Ada")).await.unwrap().id;
    let loud = users.find_by(User::EMAIL, "ADA@example.com").await.unwrap();
    assert_eq!(loud.is_some(), !folded.is_empty());
    users
        .update(ada, User::patch().name("Countess"))
        .await
        .unwrap();
    let loud = users.find_by(User::EMAIL, "ADA@example.com").await.unwrap();
    assert_eq!(
        loud.map(|user| user.name.clone()),
        (!folded.is_empty()).then(|| "Countess".into())
    );
}

async fn c4_a_rollback_leaves_the_cache_as_it_was(stage: &Stage) {
    stage.tables(TABLES).await;
    let users = stage.repo::<User>();
    let ada = users.create(user("Ada")).await.unwrap().id;
    let before = users.find(ada).await.unwrap().unwrap();
    let failed = stage.database().transaction(async {
        users.update(ada, User::patch().name("Countess")).await?;
        assert_eq!(users.find(ada).await?.unwrap().name, "Countess");
        Err::<(), _>(scaffold::Error::internal("no"))
    });
    failed.await.unwrap_err();
    assert_eq!(users.find(ada).await.unwrap().unwrap(), before);
    assert_eq!(users.find_fresh(ada).await.unwrap().unwrap(), *before);
}

async fn a_bulk_write_keeps_to_its_limit(stage: &Stage) {
    stage.tables(TABLES).await;
    let users = stage.repo::<User>();
    for name in ["Ada", "Bob", "Cyd", "Dan", "Eve"] {
        users.create(user(name)).await.unwrap();
    }
    let first = users.query().order(User::NAME.desc()).limit(2);
    assert_eq!(first.update(User::patch().age(1)).await.unwrap(), 2);
    let changed = users
        .query()
        .filter(User::AGE.eq(Some(1)))
        .order(User::NAME.asc());
    let names: Vec<_> = changed
        .all()
        .await
        .unwrap()
        .iter()
        .map(|user| user.name.clone())
        .collect();
    assert_eq!(names, ["Dan", "Eve"]);
    let rest = users.query().order(User::NAME.asc()).offset(1).limit(3);
    assert_eq!(rest.delete().await.unwrap(), 3);
    assert_eq!(users.query().count().await.unwrap(), 2);
    assert_eq!(users.query().limit(1).count().await.unwrap(), 1);
}

async fn pages_are_whole_and_do_not_overlap(stage: &Stage) {
    stage.tables(TABLES).await;
    let users = stage.repo::<User>();
    for at in 0..7 {
        let mut draft = user(&format!("U{at}"));
        // NULL comes before every number.
        draft.age = (at % 3 > 0).then_some(at % 3);
        users.create(draft).await.unwrap();
    }
    let page = async |page| {
        let query = users.query().order(User::AGE.asc());
        query.page(PageQuery { page, per_page: 3 }).await.unwrap()
    };
    let pages = [page(1).await, page(2).await, page(3).await];
    let names: Vec<_> = (pages.iter())
        .flat_map(|page| &page.data)
        .map(|user| user.name.as_str())
        .collect();
    assert_eq!(names, ["U0", "U3", "U6", "U1", "U4", "U2", "U5"]);
    assert_eq!(pages[0].total, 7);
    let down = users.query().order(User::AGE.desc()).all().await.unwrap();
    let ages: Vec<_> = down.iter().map(|user| user.age).collect();
    assert_eq!(ages, [Some(2), Some(2), Some(1), Some(1), None, None, None]);
}

/// Two migrations of these tables, for the tests of migrations.
pub(crate) fn migrations(stage: &Stage) -> [Migration; 2] {
    let (users, posts) = TABLES.split_once("CREATE TABLE posts").unwrap();
    [
        stage.migration(1, users, "DROP TABLE users"),
        stage.migration(2, &format!("CREATE TABLE posts{posts}"), "DROP TABLE posts"),
    ]
}
