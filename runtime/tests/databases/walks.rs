//! Rows a few at a time, pages behind a cursor, some columns, and SQL of one's own.

use jiff::civil::{Date, DateTime, date};
use scaffold::{
    Error, ErrorKind, Id,
    database::Database,
    prelude::{Cacheable, Model, Projection},
    repository::CursorQuery,
};

use crate::{
    stage::{Stage, on_each},
    writes::{TABLES, User, UserDraft, user},
};

on_each!(
    chunks_are_whole_and_in_order,
    a_stream_gives_every_row_and_leaves_the_connection_free,
    what_has_an_order_of_its_own_is_not_walked_through,
    pages_behind_a_cursor_are_stable,
    cursors_follow_every_order_there_and_back,
    a_cursor_of_another_list_is_a_bad_request,
    every_type_has_a_place_in_a_cursor,
    a_cursor_that_nobody_gave_is_a_bad_request,
    some_columns_are_a_struct,
    sql_of_ones_own_is_bound_and_read,
);

async fn many(stage: &Stage, count: usize) -> scaffold::repository::Repo<User> {
    stage.tables(TABLES).await;
    let users = stage.repo::<User>();
    let drafts = (0..count).map(|at| UserDraft {
        // NULL, 1, 2, NULL, …
        age: (at % 3 > 0).then(|| i32::try_from(at % 3).unwrap()),
        ..user(&format!("U{at:04}"))
    });
    users.insert_many(drafts).await.unwrap();
    users
}

async fn chunks_are_whole_and_in_order(stage: &Stage) {
    let users = many(stage, 25).await;
    let (mut sizes, mut names) = (Vec::new(), Vec::new());
    let walked = users.query().filter(User::AGE.is_not_null()).fresh();
    walked
        .chunk(7, async |rows: Vec<User>| {
            sizes.push(rows.len());
            // What is written meanwhile disturbs nothing.
            users.delete(rows[0].id).await?;
            names.extend(rows.into_iter().map(|user| user.name));
            Ok(())
        })
        .await
        .unwrap();
    assert_eq!(sizes, [7, 7, 2]);
    let sorted = {
        let mut names = names.clone();
        names.sort();
        names
    };
    assert_eq!(names, sorted);
    let stopped = users
        .query()
        .fresh()
        .chunk(5, async |_| Err(Error::internal("enough")));
    assert_eq!(stopped.await.unwrap_err().to_string(), "enough");
}

async fn a_stream_gives_every_row_and_leaves_the_connection_free(stage: &Stage) {
    let users = many(stage, 1100).await;
    let database: &Database = stage.database();
    let read = async || {
        let mut rows = users.query().fresh().stream()?;
        let mut count = 0;
        while let Some(row) = rows.next().await {
            let row = row?;
            count += 1;
            if count % 400 == 0 {
                users.update(row.id, User::patch().age(count)).await?;
            }
        }
        assert!(rows.next().await.is_none());
        Ok::<_, Error>(count)
    };
    let before = database.statements();
    assert_eq!(read().await.unwrap(), 1100);
    assert!(database.statements() - before < 3 + 2 * 3);
    assert_eq!(
        database.transaction(async { read().await }).await.unwrap(),
        1100
    );
}

async fn what_has_an_order_of_its_own_is_not_walked_through(stage: &Stage) {
    let users = many(stage, 1).await;
    for query in [
        users.query().order(User::NAME.asc()),
        users.query().limit(1),
        users.query().offset(1),
    ] {
        let error = query.fresh().stream().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadRequest);
    }
}

async fn pages_behind_a_cursor_are_stable(stage: &Stage) {
    let users = many(stage, 10).await;
    let page = async |cursor: Option<String>| {
        let query = users.query().order(User::NAME.asc());
        query
            .cursor_page(CursorQuery {
                cursor,
                per_page: 4,
            })
            .await
            .unwrap()
    };
    let first = page(None).await;
    assert_eq!(
        (first.data[0].name.as_str(), first.previous.as_ref()),
        ("U0000", None)
    );
    // One before and one behind: the next page begins where this one ends.
    users.create(user("A")).await.unwrap();
    users.delete(first.data[1].id).await.unwrap();
    let second = page(first.next.clone()).await;
    let names: Vec<_> = second.data.iter().map(|user| user.name.as_str()).collect();
    assert_eq!(names, ["U0004", "U0005", "U0006", "U0007"]);
    let third = page(second.next.clone()).await;
    assert_eq!((third.data.len(), third.next.as_ref()), (2, None));
    let back = page(third.previous.clone()).await;
    assert_eq!(back.data, second.data);
    let start = page(back.previous.clone()).await;
    let names: Vec<_> = start.data.iter().map(|user| user.name.as_str()).collect();
    assert_eq!(names, ["A", "U0000", "U0002", "U0003"]);
    assert_eq!(start.previous, None);
}

async fn cursors_follow_every_order_there_and_back(stage: &Stage) {
    let users = many(stage, 23).await;
    let orders = [
        vec![],
        vec![User::AGE.asc()],
        vec![User::AGE.desc()],
        vec![User::AGE.asc(), User::NAME.desc()],
        vec![User::AGE.desc(), User::CREATED_AT.asc(), User::NAME.desc()],
    ];
    for (at, order) in orders.into_iter().enumerate() {
        let query = || {
            order
                .iter()
                .fold(users.query(), |query, order| query.order(*order))
        };
        let whole: Vec<_> = query()
            .all()
            .await
            .unwrap()
            .iter()
            .map(|user| user.id)
            .collect();
        let (mut there, mut back) = (Vec::new(), Vec::new());
        let mut cursor = None;
        loop {
            let page = query()
                .cursor_page(CursorQuery {
                    cursor,
                    per_page: 5,
                })
                .await
                .unwrap();
            there.extend(page.data.iter().map(|user| user.id));
            match page.next {
                Some(next) => cursor = Some(next),
                None => {
                    cursor = page.previous;
                    back.extend(page.data.iter().rev().map(|user| user.id));
                    break;
                }
            }
        }
        assert_eq!(there, whole, "order {at}");
        while let Some(before) = cursor {
            let page = CursorQuery {
                cursor: Some(before),
                per_page: 5,
            };
            let page = query().cursor_page(page).await.unwrap();
            back.extend(page.data.iter().rev().map(|user| user.id));
            cursor = page.previous;
        }
        back.reverse();
        assert_eq!(back, whole, "order {at}, backwards");
    }
}

async fn a_cursor_of_another_list_is_a_bad_request(stage: &Stage) {
    let users = many(stage, 9).await;
    let query = |per_page, cursor: &str| CursorQuery {
        cursor: (!cursor.is_empty()).then(|| cursor.to_owned()),
        per_page,
    };
    let by_name = users.query().order(User::NAME.asc());
    let next = by_name
        .cursor_page(query(2, ""))
        .await
        .unwrap()
        .next
        .unwrap();
    for (per_page, cursor) in [(2, "zz"), (2, "7b7d"), (2, &next[1..]), (0, ""), (101, "")] {
        let error = users
            .query()
            .cursor_page(query(per_page, cursor))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadRequest, "{cursor}");
    }
    let other = users
        .query()
        .order(User::AGE.asc())
        .cursor_page(query(2, &next))
        .await;
    assert_eq!(other.unwrap_err().kind(), ErrorKind::BadRequest);
    let limited = users.query().limit(3).cursor_page(query(2, "")).await;
    assert_eq!(limited.unwrap_err().kind(), ErrorKind::BadRequest);
}

#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
struct Sample {
    id: Id<Sample>,
    raw: Vec<u8>,
    score: f64,
    flag: bool,
    at: DateTime,
    on: Option<Date>,
}

const SAMPLES: &str = "CREATE TABLE samples (id {id}, raw {bytes} NOT NULL, score {float} NOT NULL, flag {bool} NOT NULL,
    at {datetime} NOT NULL, \"on\" {date})";

async fn every_type_has_a_place_in_a_cursor(stage: &Stage) {
    stage.tables(SAMPLES).await;
    let samples = stage.repo::<Sample>();
    let drafts = (0..40_u8).map(|at| SampleDraft {
        raw: vec![at % 7, 0, 0xff],
        score: f64::from(at % 5) / 3.0 - 0.7,
        flag: at % 3 == 0,
        at: date(2024, 1, 1 + i8::try_from(at % 4).unwrap()).at(1, 2, 3, 456_000_000),
        on: (at % 2 == 0).then(|| date(2024, 1, 1 + i8::try_from(at % 9).unwrap())),
    });
    samples.insert_many(drafts).await.unwrap();
    let orders = [
        Sample::RAW.asc(),
        Sample::RAW.desc(),
        Sample::SCORE.asc(),
        Sample::SCORE.desc(),
        Sample::FLAG.desc(),
        Sample::AT.asc(),
        Sample::ON.desc(),
    ];
    for (at, order) in orders.into_iter().enumerate() {
        let query = || samples.query().order(order);
        let whole: Vec<_> = (query().all().await.unwrap().iter())
            .map(|sample| sample.id)
            .collect();
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let page = CursorQuery {
                cursor,
                per_page: 3,
            };
            let page = query().cursor_page(page).await.unwrap();
            seen.extend(page.data.iter().map(|sample| sample.id));
            match page.next {
                Some(next) => cursor = Some(next),
                None => break,
            }
        }
        assert_eq!(seen, whole, "order {at}");
    }
}

async fn a_cursor_that_nobody_gave_is_a_bad_request(stage: &Stage) {
    stage.tables(SAMPLES).await;
    let samples = stage.repo::<Sample>();
    let ask = async |order, value: &str| {
        let (order, name) = order;
        let place = format!(
            r#"{{"back":false,"order":[["{name}",false],["id",false]],"values":[{value},1]}}"#
        );
        let cursor = place.bytes().map(|byte| format!("{byte:02x}")).collect();
        let page = CursorQuery {
            cursor: Some(cursor),
            per_page: 3,
        };
        samples.query().order(order).cursor_page(page).await
    };
    let by_at = || (Sample::AT.asc(), "at");
    let good = [
        ask(by_at(), r#""2024-01-01T00:00:00""#).await,
        // What can be read as a time is one, though no database has this word for it.
        ask(by_at(), r#""2024-01-01T00:00:00[Nowhere/Else]""#).await,
        ask((Sample::ON.asc(), "on"), r#""20240101""#).await,
    ];
    for page in good {
        assert!(page.unwrap().data.is_empty());
    }
    let forged = [
        ask(by_at(), r#""soon""#).await,
        ask(by_at(), "17").await,
        ask(by_at(), "null").await,
        ask((Sample::ON.asc(), "on"), r#""2024-02-31""#).await,
        ask((Sample::SCORE.asc(), "score"), "true").await,
        ask((Sample::SCORE.asc(), "score"), r#""NaN""#).await,
        ask((Sample::FLAG.asc(), "flag"), r#""true""#).await,
        ask((Sample::RAW.asc(), "raw"), r#""+1""#).await,
        ask((Sample::RAW.asc(), "raw"), r#""0""#).await,
    ];
    for (at, page) in forged.into_iter().enumerate() {
        let kind = page.map_err(|error| error.kind());
        assert_eq!(kind, Err(ErrorKind::BadRequest), "{at}");
    }
}

#[derive(Debug, PartialEq, Projection)]
#[projection(model = User)]
struct Named {
    name: String,
    id: Id<User>,
}

async fn some_columns_are_a_struct(stage: &Stage) {
    let users = many(stage, 3).await;
    let named = users
        .query()
        .filter(User::AGE.is_not_null())
        .order(User::NAME.desc());
    let all = named.clone().select::<Named>().all().await.unwrap();
    let names: Vec<_> = all.iter().map(|named| named.name.as_str()).collect();
    assert_eq!(names, ["U0002", "U0001"]);
    let first = named.select::<Named>().first().await.unwrap().unwrap();
    assert_eq!(first, all[0]);
    assert_eq!(
        users.find(first.id).await.unwrap().unwrap().name,
        first.name
    );
}

async fn sql_of_ones_own_is_bound_and_read(stage: &Stage) {
    let users = many(stage, 6).await;
    let database = stage.database();
    let sql =
        "SELECT age, COUNT(*) FROM users WHERE name <> $2 AND age >= $1 GROUP BY age ORDER BY age";
    let groups = database.sql(sql).bind(1).bind("' OR 1 = 1".to_owned());
    let groups = groups.fetch::<(i32, i64)>().await.unwrap();
    assert_eq!(groups, [(1, 2), (2, 2)]);
    let id = users.query().first().await.unwrap().unwrap().id;
    let changed = database.transaction(async {
        let sql = "UPDATE users SET age = $1 WHERE age IS NULL";
        let changed = database.sql(sql).bind(Some(9)).execute().await?;
        database.wrote::<User>();
        Ok::<_, Error>(changed)
    });
    assert_eq!(changed.await.unwrap(), 2);
    assert_eq!(users.find(id).await.unwrap().unwrap().age, Some(9));
    for value in [None, Some(3), None, Some(4)] {
        let sql = "UPDATE users SET age = $1 WHERE id = $2";
        database
            .sql(sql)
            .bind(value)
            .bind(id)
            .execute()
            .await
            .unwrap();
        assert_eq!(users.find_fresh(id).await.unwrap().unwrap().age, value);
    }
    let named = database
        .sql("SELECT name, id FROM users WHERE id = $1")
        .bind(id);
    let named = named.fetch::<Named>().await.unwrap();
    assert_eq!(named.len(), 1);
    assert_eq!((named[0].name.as_str(), named[0].id), ("U0000", id));
    let rows = database
        .sql("SELECT name FROM users WHERE id = $1")
        .bind(id)
        .rows()
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
    let error = database
        .sql("SELECT nonsense FROM users")
        .rows()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Internal);
}
