//! Many rows at once, rows that may be there already, and numbers that are added to.

use scaffold::{ErrorKind, Id, prelude::Model};

use crate::{
    stage::{Stage, on_each},
    writes::{Post, TABLES, User, UserDraft, post, user},
};

on_each!(
    many_rows_are_created_in_their_order_and_in_few_statements,
    a_batch_is_all_or_nothing,
    an_empty_batch_asks_nobody,
    rows_are_changed_and_deleted_by_their_ids,
    an_upsert_inserts_or_changes,
    many_upserts_leave_the_last_of_each,
    an_upsert_by_nothing_names_the_field,
    numbers_are_added_to,
    a_sum_that_does_not_fit_is_refused,
    a_change_of_many_names_the_field_that_is_taken,
    c1_batches_end_what_the_cache_has,
);

#[derive(Debug, Clone, PartialEq, Model)]
struct Meter {
    id: Id<Meter>,
    small: i32,
    large: Option<i64>,
}

fn users(count: usize) -> Vec<UserDraft> {
    let drafts = (0..count).map(|at| UserDraft {
        age: (at % 2 == 0).then(|| i32::try_from(at).unwrap()),
        ..user(&format!("U{at}"))
    });
    drafts.collect()
}

async fn many_rows_are_created_in_their_order_and_in_few_statements(stage: &Stage) {
    stage.tables(TABLES).await;
    let repo = stage.repo::<User>();
    let before = stage.database().statements();
    let created = repo.create_many(users(2500)).await.unwrap();
    let statements = stage.database().statements() - before;
    assert!(statements <= 3, "{statements}");
    for (at, user) in created.iter().enumerate() {
        assert_eq!(user.name, format!("U{at}"));
        assert_eq!(user.age.is_some(), at % 2 == 0);
    }
    let found = repo.find_fresh(created[1234].id).await.unwrap();
    assert_eq!(found.as_ref(), Some(&created[1234]));
    let more = (3000..5500).map(|at| user(&format!("U{at}")));
    assert_eq!(repo.insert_many(more).await.unwrap(), 2500);
    assert_eq!(repo.query().count().await.unwrap(), 5000);
}

async fn a_batch_is_all_or_nothing(stage: &Stage) {
    stage.tables(TABLES).await;
    let repo = stage.repo::<User>();
    let mut drafts = users(1500);
    drafts[1400].email = drafts[3].email.clone();
    let error = repo.create_many(drafts.clone()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict, "{}", error.chain());
    assert_eq!(error.fields()[0].field, "email");
    assert_eq!(repo.query().count().await.unwrap(), 0);
    let error = repo.insert_many(drafts).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    assert_eq!(repo.query().count().await.unwrap(), 0);
    let posts = stage.repo::<Post>();
    let error = posts
        .create_many([post("a", Id::new(9))])
        .await
        .unwrap_err();
    assert_eq!(error.fields()[0].field, "author_id");
}

async fn an_empty_batch_asks_nobody(stage: &Stage) {
    stage.tables(TABLES).await;
    let repo = stage.repo::<User>();
    let before = stage.database().statements();
    assert!(repo.create_many(Vec::new()).await.unwrap().is_empty());
    assert_eq!(repo.insert_many(Vec::new()).await.unwrap(), 0);
    assert_eq!(repo.upsert_many(User::EMAIL, Vec::new()).await.unwrap(), 0);
    assert_eq!(repo.delete_many(&[]).await.unwrap(), 0);
    assert_eq!(
        repo.update_many(&[], User::patch().age(1)).await.unwrap(),
        0
    );
    assert_eq!(stage.database().statements(), before);
}

async fn rows_are_changed_and_deleted_by_their_ids(stage: &Stage) {
    stage.tables(TABLES).await;
    let repo = stage.repo::<User>();
    let created = repo.create_many(users(1200)).await.unwrap();
    let ids: Vec<_> = created.iter().map(|user| user.id).collect();
    let cached = repo.find(ids[7]).await.unwrap().unwrap();
    assert_eq!(cached.age, None);
    let mut some = ids[..1100].to_vec();
    some.push(ids[0]);
    some.push(Id::new(1_000_000));
    assert_eq!(
        repo.update_many(&some, User::patch().age(99))
            .await
            .unwrap(),
        1100
    );
    assert_eq!(repo.find(ids[7]).await.unwrap().unwrap().age, Some(99));
    assert_eq!(repo.find(ids[1101]).await.unwrap().unwrap().age, None);
    assert_eq!(repo.delete_many(&some).await.unwrap(), 1100);
    assert_eq!(repo.find(ids[7]).await.unwrap(), None);
    assert_eq!(repo.query().count().await.unwrap(), 100);
}

async fn an_upsert_inserts_or_changes(stage: &Stage) {
    stage.tables(TABLES).await;
    let repo = stage.repo::<User>();
    let ada = repo.upsert(User::EMAIL, user("Ada")).await.unwrap();
    assert_eq!(ada.name, "Ada");
    assert_eq!(repo.find(ada.id).await.unwrap().unwrap().name, "Ada");
    stage.clock.advance(std::time::Duration::from_secs(5));
    let mut draft = user("Ada");
    draft.name = "Countess".into();
    draft.age = Some(36);
    let again = repo.upsert(User::EMAIL, draft).await.unwrap();
    assert_eq!(
        (again.id, again.name.as_str(), again.age),
        (ada.id, "Countess", Some(36))
    );
    assert_eq!(again.created_at, ada.created_at);
    assert!(again.updated_at > ada.updated_at);
    assert_eq!(repo.find(ada.id).await.unwrap().unwrap().name, "Countess");
    assert_eq!(repo.query().count().await.unwrap(), 1);
}

async fn many_upserts_leave_the_last_of_each(stage: &Stage) {
    stage.tables(TABLES).await;
    let repo = stage.repo::<User>();
    repo.create_many(users(3)).await.unwrap();
    let mut drafts = users(1300);
    for (at, name) in [(1, "first"), (2, "second")] {
        drafts[at].email = "u0@example.com".into();
        drafts[at].name = name.into();
    }
    assert_eq!(repo.upsert_many(User::EMAIL, drafts).await.unwrap(), 1300);
    let ada = repo.find_by(User::EMAIL, "u0@example.com").await.unwrap();
    assert_eq!(ada.unwrap().name, "second");
    assert_eq!(repo.query().count().await.unwrap(), 1300);
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Ticket {
    id: Id<Ticket>,
    #[model(unique)]
    code: Option<String>,
}

async fn an_upsert_by_nothing_names_the_field(stage: &Stage) {
    stage
        .tables("CREATE TABLE tickets (id {id}, code {string} UNIQUE)")
        .await;
    let tickets = stage.repo::<Ticket>();
    let one = tickets.upsert(Ticket::CODE, TicketDraft { code: None });
    let many = tickets.upsert_many(Ticket::CODE, [TicketDraft { code: None }]);
    for error in [one.await.unwrap_err(), many.await.unwrap_err()] {
        assert_eq!(error.kind(), ErrorKind::Invalid, "{}", error.chain());
        assert_eq!(error.fields()[0].field, "code");
    }
    assert_eq!(tickets.query().fresh().count().await.unwrap(), 0);
}

async fn numbers_are_added_to(stage: &Stage) {
    stage.tables(TABLES).await;
    let repo = stage.repo::<User>();
    let ids: Vec<_> = repo
        .create_many(users(3))
        .await
        .unwrap()
        .iter()
        .map(|user| user.id)
        .collect();
    let grown = repo.increment(ids[0], User::AGE, Some(5)).await.unwrap();
    assert_eq!(grown.age, Some(5));
    assert_eq!(repo.find(ids[0]).await.unwrap().unwrap().age, Some(5));
    let shrunk = repo.decrement(ids[0], User::AGE, Some(7)).await.unwrap();
    assert_eq!(shrunk.age, Some(-2));
    assert_eq!(
        repo.increment(ids[1], User::AGE, Some(5))
            .await
            .unwrap()
            .age,
        None
    );
    let missing = repo.increment(Id::new(99), User::AGE, Some(1)).await;
    assert_eq!(missing.unwrap_err().kind(), ErrorKind::NotFound);
    let all = repo.query().filter(User::AGE.is_not_null());
    assert_eq!(all.increment(User::AGE, Some(10)).await.unwrap(), 2);
    let ages: Vec<_> = repo
        .query()
        .all()
        .await
        .unwrap()
        .iter()
        .map(|user| user.age)
        .collect();
    assert_eq!(ages, [Some(8), None, Some(12)]);
    // Forty at once: none is lost.
    let grow = (0..40).map(|_| repo.increment(ids[2], User::AGE, Some(1)));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in grow {
        let (repo, id) = (repo.clone(), ids[2]);
        tasks.spawn(async move { repo.increment(id, User::AGE, Some(1)).await });
    }
    while let Some(grown) = tasks.join_next().await {
        grown.unwrap().unwrap();
    }
    assert_eq!(repo.find(ids[2]).await.unwrap().unwrap().age, Some(52));
}

async fn a_sum_that_does_not_fit_is_refused(stage: &Stage) {
    stage
        .tables("CREATE TABLE meters (id {id}, small {int} NOT NULL, large {bigint})")
        .await;
    let meters = stage.repo::<Meter>();
    let draft = MeterDraft {
        small: i32::MAX - 1,
        large: Some(i64::MIN + 1),
    };
    let id = meters.create(draft).await.unwrap().id;
    let small = meters.increment(id, Meter::SMALL, 1).await.unwrap().small;
    assert_eq!(small, i32::MAX);
    let large = meters.decrement(id, Meter::LARGE, Some(1)).await.unwrap();
    assert_eq!(large.large, Some(i64::MIN));
    let refused = [
        meters.increment(id, Meter::SMALL, 1).await.unwrap_err(),
        meters
            .decrement(id, Meter::LARGE, Some(1))
            .await
            .unwrap_err(),
        meters.query().increment(Meter::SMALL, 1).await.unwrap_err(),
    ];
    for error in refused {
        assert_eq!(error.kind(), ErrorKind::Invalid, "{}", error.chain());
    }
    let kept = meters.find_fresh(id).await.unwrap().unwrap();
    assert_eq!((kept.small, kept.large), (i32::MAX, Some(i64::MIN)));
}

async fn a_change_of_many_names_the_field_that_is_taken(stage: &Stage) {
    stage.tables(TABLES).await;
    let created = stage.repo::<User>().create_many(users(3)).await.unwrap();
    let ids: Vec<_> = created.iter().map(|user| user.id).collect();
    let patch = User::patch().email("same@example.com");
    let error = stage
        .repo::<User>()
        .update_many(&ids, patch)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict, "{}", error.chain());
    assert_eq!(error.fields()[0].field, "email");
    let posts = stage.repo::<Post>();
    let of_first = posts.create(post("a", ids[0])).await.unwrap().id;
    let patch = Post::patch().author_id(Id::new(999));
    let error = posts.update_many(&[of_first], patch).await.unwrap_err();
    assert_eq!(error.fields()[0].field, "author_id", "{}", error.chain());
}

async fn c1_batches_end_what_the_cache_has(stage: &Stage) {
    stage.tables(TABLES).await;
    let (users_of, posts) = (stage.repo::<User>(), stage.repo::<Post>());
    let ada = users_of.create(user("Ada")).await.unwrap().id;
    let bob = users_of.create(user("Bob")).await.unwrap().id;
    let of = async |author| {
        posts
            .query()
            .filter(Post::AUTHOR_ID.eq(author))
            .count()
            .await
            .unwrap()
    };
    assert_eq!((of(ada).await, of(bob).await), (0, 0));
    let made = posts
        .create_many([post("a", ada), post("b", ada), post("c", bob)])
        .await
        .unwrap();
    assert_eq!((of(ada).await, of(bob).await), (2, 1));
    posts.insert_many([post("d", bob)]).await.unwrap();
    assert_eq!((of(ada).await, of(bob).await), (2, 2));
    let ids: Vec<_> = made.iter().map(|post| post.id).collect();
    posts
        .update_many(&ids, Post::patch().author_id(bob))
        .await
        .unwrap();
    assert_eq!((of(ada).await, of(bob).await), (0, 4));
    posts.delete_many(&ids[..2]).await.unwrap();
    assert_eq!((of(ada).await, of(bob).await), (0, 2));
    // A new row's id was known not to be there.
    let next = Id::<Post>::new(ids[2].value() + 2);
    assert!(posts.find(next).await.unwrap().is_none());
    posts.insert_many([post("e", ada)]).await.unwrap();
    let found = posts
        .query()
        .filter(Post::TITLE.eq("e"))
        .first()
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        posts.find(found.id).await.unwrap().as_deref(),
        Some(&*found)
    );
}

#[cfg(feature = "decimal")]
mod decimals {
    use scaffold::{
        Id,
        prelude::{Decimal, Model},
    };

    use crate::stage::{Stage, on_each};

    on_each!(one_number_is_upserted_once_a_statement);

    #[derive(Debug, Clone, PartialEq, Model)]
    struct Price {
        id: Id<Price>,
        #[model(unique)]
        amount: Decimal,
        name: String,
    }

    async fn one_number_is_upserted_once_a_statement(stage: &Stage) {
        let table = "CREATE TABLE prices (id {id}, amount {decimal} NOT NULL UNIQUE, name {string} NOT NULL)";
        stage.tables(table).await;
        let prices = stage.repo::<Price>();
        let draft = |amount: &str, name: &str| PriceDraft {
            amount: amount.parse().unwrap(),
            name: name.into(),
        };
        let drafts = [draft("10.0", "a"), draft("10.00", "b"), draft("100", "c")];
        prices.upsert_many(Price::AMOUNT, drafts).await.unwrap();
        let ten = prices.query().filter(Price::AMOUNT.eq(Decimal::TEN));
        let last = ten.order(Price::ID.desc()).fresh().first().await.unwrap();
        assert_eq!(last.unwrap().name, "b");
    }
}
