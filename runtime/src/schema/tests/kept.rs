//! What stays as it is when a table is made anew.

use super::{
    super::{
        Answers, Compared, Dialect,
        scratch::Scratch,
        table::Schema,
        wanted::{Field, Refers},
    },
    after, compare, differs, field, table, text,
};
use crate::{
    database::{Database, Migration},
    model::{ColumnValue, Role, ValueKind},
};

#[tokio::test]
async fn what_no_model_can_say_outlives_a_table_that_is_made_anew() {
    let by_hand = r#"
        CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL COLLATE NOCASE CHECK (name <> ''), age INTEGER DEFAULT 7);
        CREATE TABLE posts (id INTEGER PRIMARY KEY AUTOINCREMENT, title VARCHAR(80) NOT NULL, team BIGINT,
            author_id BIGINT REFERENCES users (id) ON DELETE CASCADE, words INTEGER GENERATED ALWAYS AS (length(title)) VIRTUAL,
            CHECK (length(title) < 80), UNIQUE (title, team));
        CREATE INDEX posts_author_id_index ON posts (author_id);
        CREATE INDEX by_hand ON posts (team DESC) WHERE team > 3;
        CREATE TABLE log (what TEXT);
        CREATE VIEW long_posts AS SELECT * FROM posts WHERE words > 40;
        CREATE VIEW longest AS SELECT max(words) FROM long_posts;
        CREATE TRIGGER told AFTER INSERT ON posts BEGIN INSERT INTO log VALUES (new.title); END;
        CREATE TRIGGER tolds AFTER DELETE ON users BEGIN DELETE FROM posts WHERE team = old.age; END;
    "#;
    let mut scratch = after(by_hand).await;
    let before = scratch.schema().await.expect("the schema");
    let reference = Field {
        null: true,
        index: true,
        refers: Refers::To("users".to_owned()),
        ..field("author_id", ValueKind::BigInt, Role::Plain)
    };
    let team = field("team", ValueKind::Text, Role::Plain);
    let age = field("age", ValueKind::Int, Role::Plain);
    let models = [
        table("users", vec![text("name"), Field { null: true, ..age }]),
        table(
            "posts",
            vec![
                text("title"),
                Field {
                    null: true,
                    ..team.clone()
                },
                reference,
            ],
        ),
    ];
    let compared = compare(&mut scratch, &models, &Answers::default())
        .await
        .expect("an answer");
    let difference = differs(compared);
    assert_eq!(
        difference.changes,
        ["`posts.team`: is BIGINT, should be TEXT"]
    );
    assert_eq!(difference.name, "change_posts");
    let sorted = |mut schema: Schema| {
        schema.tables.sort_by_key(|table| table.name.clone());
        schema.things.sort_by_key(|thing| thing.name.clone());
        schema
    };
    let back = scratch.schema().await.expect("the schema");
    assert_eq!(sorted(back), sorted(before.clone()), "{}", difference.down);
    let mut up = after(&format!("{by_hand}{}", difference.up)).await;
    let mut reached = up.schema().await.expect("the schema");
    assert!(matches!(
        compare(&mut up, &models, &Answers::default()).await,
        Ok(Compared::Same)
    ));
    for column in reached
        .tables
        .iter_mut()
        .flat_map(|table| &mut table.columns)
    {
        if column.name == "team" {
            assert_eq!(column.declared, "TEXT");
            "BIGINT".clone_into(&mut column.declared);
        }
    }
    assert_eq!(sorted(reached), sorted(before));
}

#[tokio::test]
async fn an_id_is_not_given_again_after_a_table_was_made_anew() {
    let live = Database::memory().await.expect("a database");
    let create = |sql: &str, version| Migration {
        version,
        name: "m".into(),
        up: sql.to_owned().into(),
        down: None,
        only: None,
    };
    let first = create(
        "CREATE TABLE tags (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL); INSERT INTO tags (name) VALUES ('a'); INSERT INTO tags (name) VALUES ('b'); DELETE FROM tags",
        1,
    );
    let mut scratch = Scratch::new(std::slice::from_ref(&first))
        .await
        .expect("a scratch");
    let models = [table(
        "tags",
        vec![Field {
            null: true,
            ..text("name")
        }],
    )];
    let difference = differs(
        compare(&mut scratch, &models, &Answers::default())
            .await
            .expect("an answer"),
    );
    let second = create(&difference.up, 2);
    live.migrate(&[first, second]).await.expect("both");
    live.execute("INSERT INTO tags (name) VALUES (NULL)", Vec::new())
        .await
        .expect("a row");
    let rows = live
        .fetch("SELECT id FROM tags", Vec::new())
        .await
        .expect("the row");
    assert_eq!(i64::read(&rows[0], 0).expect("an id"), 3);
}

#[tokio::test]
async fn an_enum_with_another_word_may_hold_it() {
    let by_hand = r#"CREATE TABLE "posts" ("id" INTEGER PRIMARY KEY AUTOINCREMENT, "status" TEXT NOT NULL DEFAULT 'draft' CHECK ("status" IN ('draft', 'gone')));"#;
    let mut scratch = after(by_hand).await;
    let status = Field {
        words: vec!["draft".to_owned(), "it's out".to_owned()],
        default: true,
        ..text("status")
    };
    let models = [table("posts", vec![status])];
    let compared = compare(&mut scratch, &models, &Answers::default()).await;
    let difference = differs(compared.expect("an answer"));
    assert_eq!(
        difference.changes,
        ["`posts.status`: may be `draft`, `gone`, should be `draft`, `it's out`"]
    );
    let reached = after(&format!("{by_hand}{}", difference.up)).await;
    let reached = reached.schema().await.expect("the schema");
    assert_eq!(
        reached.tables[0].columns[1].definition(Dialect::Sqlite),
        r#""status" TEXT NOT NULL DEFAULT 'draft' CHECK ("status" IN ('draft', 'it''s out'))"#
    );
}

#[tokio::test]
async fn a_view_that_names_what_goes_is_pointed_at() {
    let by_hand = "CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT NOT NULL); CREATE VIEW titles AS SELECT title FROM posts;";
    let mut scratch = after(by_hand).await;
    let models = [table("posts", vec![text("body")])];
    let compared = compare(&mut scratch, &models, &Answers::default()).await;
    let difference = differs(compared.expect("an answer"));
    let expected = "-- the view `titles` names `title`, which is gone: change it, or leave it out\nCREATE VIEW titles AS SELECT title FROM posts;\n";
    assert!(difference.up.ends_with(expected), "{}", difference.up);
    assert!(
        (difference.down).starts_with(
            "-- what was in `posts.title` is gone: it comes back without its values\n"
        ),
        "{}",
        difference.down
    );
}
