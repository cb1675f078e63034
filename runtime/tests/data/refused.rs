//! What can't be meant is refused before it does harm, and says what to do instead.

use scaffold::{
    Error, ErrorKind, Id, Uncached,
    database::Database,
    model::Filter,
    prelude::{Cacheable, Model},
    repository::Repo,
};

use crate::{models::*, support::World};

/// A model with a column that its table lacks: the migration is yet to come.
#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
#[model(table = "posts")]
struct Drifted {
    id: Id<Drifted>,
    title: String,
    nickname: String,
}

#[tokio::test]
async fn a_column_that_the_table_lacks_is_an_error_and_no_text() {
    let world = World::memory().await;
    let ada = world.users.create(User::draft("Ada")).await.unwrap().id;
    let post = world.posts.create(Post::draft("a", ada)).await.unwrap().id;
    let drifted = Repo::<Drifted>::new(world.core.clone());
    let id = Id::new(post.value());
    let other = || drifted.query().filter(Drifted::NICKNAME.ne("bob"));
    let errors: Vec<Error> = vec![
        drifted.find(id).await.unwrap_err(),
        drifted.find_fresh(id).await.unwrap_err(),
        drifted.find_many(&[id]).await.unwrap_err(),
        drifted.delete(id).await.unwrap_err(),
        drifted
            .query()
            .order(Drifted::NICKNAME.asc())
            .limit(1)
            .delete()
            .await
            .unwrap_err(),
        other().all().await.unwrap_err(),
        other().count().await.unwrap_err(),
        other().delete().await.unwrap_err(),
        other()
            .update(Drifted::patch().title("b"))
            .await
            .unwrap_err(),
    ];
    for error in errors {
        assert!(
            error.chain().contains("no such column"),
            "{}",
            error.chain()
        );
    }
    assert!(world.posts.find_fresh(post).await.unwrap().is_some());
}

#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
struct Device {
    id: Id<Device>,
    name: String,
    #[model(unique)]
    token: Uncached<Option<String>>,
}

async fn devices() -> (World, Repo<Device>) {
    let world = World::with(
        "CREATE TABLE devices (id INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL, token TEXT UNIQUE);",
    )
    .await;
    let devices = Repo::new(world.core.clone());
    (world, devices)
}

fn device(name: &str, token: Option<&str>) -> DeviceDraft {
    DeviceDraft {
        name: name.to_owned(),
        token: token.map(str::to_owned).into(),
    }
}

#[tokio::test]
async fn an_absent_value_is_no_null_in_an_update() {
    let (_, devices) = devices().await;
    let id = devices.create(device("phone", Some("t"))).await.unwrap().id;
    let cached = devices.find(id).await.unwrap().unwrap();
    let patch = || Device::patch().token(cached.token.clone());
    devices.update(id, patch().name("watch")).await.unwrap();
    devices.update(id, patch()).await.unwrap();
    devices
        .query()
        .update(patch().name("tablet"))
        .await
        .unwrap();
    let fresh = devices.find_fresh(id).await.unwrap().unwrap();
    assert_eq!(fresh.name, "tablet");
    assert_eq!(fresh.token.get().unwrap().as_deref(), Some("t"));
    let null = Device::patch().token(None::<String>);
    devices.update(id, null).await.unwrap();
    let fresh = devices.find_fresh(id).await.unwrap().unwrap();
    assert_eq!(fresh.token.get().unwrap().as_deref(), None);
}

#[tokio::test]
async fn an_absent_value_is_no_null_in_a_filter() {
    let (_, devices) = devices().await;
    devices.create(device("phone", Some("t"))).await.unwrap();
    let id = devices.create(device("watch", None)).await.unwrap().id;
    let token = devices.query().all().await.unwrap()[0].token.clone();
    for filter in [
        Device::TOKEN.eq(token.clone()),
        !Device::TOKEN.eq(token.clone()),
        Device::TOKEN.in_([token.clone()]),
        Device::TOKEN.between(token.clone(), token.clone()),
    ] {
        let error = devices.query().filter(filter).delete().await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "column `token` is compared with an absent value; help: rows of cached reads have no `token`, take one of `find_fresh`"
        );
    }
    devices.find_by(Device::TOKEN, token).await.unwrap_err();
    let null = devices.find_by(Device::TOKEN, None::<String>).await;
    assert_eq!(null.unwrap().unwrap().id, id);
    let null = devices.query().filter(Device::TOKEN.eq(None::<String>));
    assert_eq!(null.all().await.unwrap()[0].id, id);
}

#[tokio::test]
async fn c9_the_debug_text_of_a_query_has_no_values() {
    let (_, devices) = devices().await;
    let secret = || Some("hunter2".to_owned());
    let filter = Device::TOKEN.eq(secret()).or(Device::TOKEN.in_([secret()]));
    let filter = filter.and(!Device::TOKEN.between(secret(), secret()));
    let query = devices.query().filter(filter.clone());
    let text = format!("{filter:?} {query:?} {:?}", query.clone().fresh());
    assert!(!text.contains("hunter2"), "{text}");
    // It is found all the same, from the cache too.
    devices
        .create(device("phone", Some("hunter2")))
        .await
        .unwrap();
    for _ in 0..2 {
        let found = devices.find_by(Device::TOKEN, secret()).await.unwrap();
        assert_eq!(found.unwrap().name, "phone");
    }
}

#[tokio::test]
async fn a_statement_that_is_too_long_or_too_deep_is_a_bad_request() {
    let world = World::memory().await;
    let title = |number: u32| Post::TITLE.eq(number.to_string());
    let deep = (0..100_000).map(title).reduce(|deep, next| !deep.or(next));
    let long = (0..100_000).map(title).reduce(Filter::or);
    let pattern = Post::BODY.like("x".repeat(60_000));
    for (filter, message) in [
        (
            deep.unwrap(),
            "a filter has more than 64 conditions within each other",
        ),
        (long.unwrap(), "a statement with 100000 values is too long"),
        (pattern, "a pattern of 60000 bytes is too long"),
    ] {
        let error = world
            .posts
            .query()
            .filter(filter)
            .count()
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadRequest);
        assert!(error.to_string().starts_with(message), "{error}");
    }
}

#[tokio::test]
async fn a_url_that_names_no_file_is_refused_and_is_no_database_of_each_connection() {
    for url in ["sqlite://", "sqlite:", "sqlite://?mode=rwc"] {
        let config = crate::support::database_config(url.into());
        let error = Database::open(&config).await.unwrap_err();
        assert!(
            error.to_string().contains("names no file"),
            "{url}: {error}"
        );
    }
}
