//! Filters, order, limits and pages.

use scaffold::{ErrorKind, model::Filter, repository::PageQuery};

use crate::{models::*, support::World};

/// Five posts: a, b, c, d with bodies but d, and e by another author.
async fn world() -> World {
    let world = World::memory().await;
    let ada = world.users.create(User::draft("Ada")).await.unwrap().id;
    let bob = world.users.create(User::draft("Bob")).await.unwrap().id;
    for (title, body, author) in [
        ("a", Some("one"), ada),
        ("b", Some("two"), ada),
        ("c", Some("three"), ada),
        ("d", None, ada),
        ("e", Some("50%"), bob),
    ] {
        let mut draft = Post::draft(title, author);
        draft.body = body.map(str::to_owned);
        world.posts.create(draft).await.unwrap();
    }
    world
}

#[track_caller]
fn check(titles: &str) -> impl Fn(Vec<std::sync::Arc<Post>>) {
    let expected = titles.to_owned();
    move |rows| {
        let found: String = rows.iter().map(|row| row.title.as_str()).collect();
        assert_eq!(found, expected);
    }
}

#[tokio::test]
async fn each_filter_finds_its_rows() {
    let world = world().await;
    let text = |text: &str| Some(text.to_owned());
    let cases: Vec<(Filter<Post>, &str)> = vec![
        (Post::TITLE.eq("b"), "b"),
        (Post::TITLE.ne("b"), "acde"),
        (Post::TITLE.lt("b"), "a"),
        (Post::TITLE.le("b"), "ab"),
        (Post::TITLE.gt("d"), "e"),
        (Post::TITLE.ge("d"), "de"),
        (Post::TITLE.in_(["a", "e", "x"]), "ae"),
        (Post::TITLE.in_(Vec::<String>::new()), ""),
        (Post::TITLE.between("b", "d"), "bcd"),
        (Post::BODY.like("t%"), "bc"),
        (Post::BODY.is_null(), "d"),
        (Post::BODY.is_not_null(), "abce"),
        (Post::BODY.eq(None), "d"),
        (Post::BODY.eq(text("two")), "b"),
        (Post::BODY.ne(text("two")), "acde"),
        (Post::BODY.ne(None), "abce"),
        (
            Post::TITLE
                .eq("a")
                .or(Post::TITLE.eq("b").and(Post::BODY.is_null())),
            "a",
        ),
        (!Post::TITLE.eq("a"), "bcde"),
        (!(Post::TITLE.eq("a").or(Post::TITLE.eq("b"))), "cde"),
        // NULL is in a list that names it, and is not what a filter says of values.
        (Post::BODY.in_([None, text("two")]), "bd"),
        (!Post::BODY.in_([None, text("two")]), "ace"),
        (Post::BODY.in_([None::<String>]), "d"),
        (!Post::BODY.in_([text("two")]), "acde"),
        (!Post::BODY.eq(text("two")), "acde"),
        (!Post::BODY.like("t%"), "ade"),
        (!!Post::BODY.like("t%"), "bc"),
        (Post::BODY.is_null().and(!Post::BODY.eq(text("two"))), "d"),
    ];
    for (filter, titles) in cases {
        check(titles)(
            world
                .posts
                .query()
                .filter(filter.clone())
                .all()
                .await
                .unwrap(),
        );
        let count = world
            .posts
            .query()
            .filter(filter.clone())
            .count()
            .await
            .unwrap();
        assert_eq!(count, titles.len() as u64, "{filter:?}");
        let exists = world
            .posts
            .query()
            .filter(filter.clone())
            .exists()
            .await
            .unwrap();
        assert_eq!(exists, !titles.is_empty(), "{filter:?}");
    }
}

#[tokio::test]
async fn values_are_bound_and_never_part_of_the_statement() {
    let world = world().await;
    let evil = "x' OR '1' = '1";
    check("")(
        world
            .posts
            .query()
            .filter(Post::TITLE.eq(evil))
            .all()
            .await
            .unwrap(),
    );
    let id = world.posts.query().first().await.unwrap().unwrap().id;
    world
        .posts
        .update(id, Post::patch().title(evil))
        .await
        .unwrap();
    let found = world
        .posts
        .query()
        .filter(Post::TITLE.eq(evil))
        .count()
        .await
        .unwrap();
    assert_eq!(found, 1);
}

#[tokio::test]
async fn order_limit_and_offset() {
    let world = world().await;
    check("abcde")(world.posts.query().all().await.unwrap());
    check("edcba")(
        world
            .posts
            .query()
            .order(Post::TITLE.desc())
            .all()
            .await
            .unwrap(),
    );
    let by_author = world
        .posts
        .query()
        .order(Post::AUTHOR_ID.desc())
        .order(Post::TITLE.asc());
    check("eabcd")(by_author.all().await.unwrap());
    check("bc")(world.posts.query().limit(2).offset(1).all().await.unwrap());
    check("de")(world.posts.query().offset(3).all().await.unwrap());
    assert_eq!(world.posts.query().limit(2).count().await.unwrap(), 2);
    let last = world
        .posts
        .query()
        .order(Post::TITLE.desc())
        .first()
        .await
        .unwrap();
    assert_eq!(last.unwrap().title, "e");
    let none = world
        .posts
        .query()
        .filter(Post::TITLE.eq("x"))
        .fresh()
        .first()
        .await
        .unwrap();
    assert_eq!(none, None);
}

#[tokio::test]
async fn a_page_has_its_rows_and_the_total() {
    let world = world().await;
    let page = world
        .posts
        .query()
        .page(PageQuery {
            page: 2,
            per_page: 2,
        })
        .await
        .unwrap();
    assert_eq!((page.page, page.per_page, page.total), (2, 2, 5));
    check("cd")(page.data);
    let beyond = world
        .posts
        .query()
        .page(PageQuery {
            page: 9,
            per_page: 2,
        })
        .await
        .unwrap();
    assert_eq!((beyond.data.len(), beyond.total), (0, 5));
}

#[tokio::test]
async fn a_page_stays_within_limit_and_offset() {
    let world = world().await;
    let page = |page| {
        let query = world.posts.query().offset(1).limit(3);
        query.page(PageQuery { page, per_page: 2 })
    };
    for (number, titles) in [(1, "bc"), (2, "d"), (3, "")] {
        let page = page(number).await.unwrap();
        assert_eq!(page.total, 3);
        check(titles)(page.data);
    }
}

#[tokio::test]
async fn a_fresh_query_counts_past_the_cache() {
    let world = world().await;
    let query = || world.posts.query().filter(Post::BODY.is_null());
    for _ in 0..2 {
        let (statements, count) = world.statements(query().fresh().count()).await;
        assert_eq!((statements, count.unwrap()), (1, 1));
        let (statements, exists) = world.statements(query().fresh().exists()).await;
        assert_eq!((statements, exists.unwrap()), (1, true));
    }
    let limited = world.posts.query().limit(2).fresh().count().await;
    assert_eq!(limited.unwrap(), 2);
}

#[tokio::test]
async fn a_list_and_a_chain_of_filters_may_be_long() {
    let world = world().await;
    let ids = (0..40_000).map(scaffold::Id::new);
    let count = world.posts.query().filter(Post::ID.in_(ids)).count().await;
    assert_eq!(count.unwrap(), 5);
    let words = (0..1_000).map(|word| format!("{word}\"'"));
    let words = words.chain(["a".to_owned(), "e".to_owned()]);
    let listed = world.posts.query().filter(Post::TITLE.in_(words.clone()));
    check("ae")(listed.all().await.unwrap());
    let filters = words.map(|word| Post::TITLE.eq(word));
    let chain = filters.clone().reduce(Filter::or).unwrap();
    let chained = world.posts.query().filter(chain);
    check("ae")(chained.all().await.unwrap());
    let backwards = filters.reduce(|chain, filter| filter.or(chain)).unwrap();
    let chained = world.posts.query().filter(!backwards);
    check("bcd")(chained.all().await.unwrap());
    let mut query = world.posts.query();
    for word in 0..2_000 {
        query = query.filter(Post::TITLE.ne(word.to_string()));
    }
    assert_eq!(query.count().await.unwrap(), 5);
}

#[tokio::test]
async fn a_page_out_of_bounds_is_a_bad_request_that_names_each_field() {
    let world = world().await;
    for (page, per_page, fields) in [(0, 20, 1), (1, 0, 1), (1, 101, 1), (0, 101, 2)] {
        let error = world
            .posts
            .query()
            .page(PageQuery { page, per_page })
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadRequest);
        assert_eq!(error.fields().len(), fields);
    }
    world
        .posts
        .query()
        .page(PageQuery {
            page: u32::MAX,
            per_page: 100,
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn bulk_writes_touch_the_rows_that_match_and_say_how_many() {
    let world = world().await;
    let changed = world
        .posts
        .query()
        .filter(Post::BODY.is_null())
        .update(Post::patch().body("x".to_owned()))
        .await;
    assert_eq!(changed.unwrap(), 1);
    let limited = world
        .posts
        .query()
        .order(Post::TITLE.desc())
        .limit(2)
        .delete()
        .await
        .unwrap();
    assert_eq!(limited, 2);
    check("abc")(world.posts.query().all().await.unwrap());
    assert_eq!(world.posts.query().delete().await.unwrap(), 3);
    assert!(!world.posts.query().exists().await.unwrap());
}
