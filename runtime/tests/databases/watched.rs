//! Statements that are seen: counted, listed, added up, explained.

use scaffold::testing;

use crate::{
    stage::{Stage, on_each},
    writes::{TABLES, User, user},
};

on_each!(
    a_test_sees_the_statements_of_a_block,
    statements_are_added_up_without_their_values,
    what_there_is_can_be_looked_at,
    a_table_is_looked_at_with_all_that_it_has,
);

async fn a_test_sees_the_statements_of_a_block(stage: &Stage) {
    stage.tables(TABLES).await;
    let users = stage.repo::<User>();
    let (sent, ada) = testing::queries(users.create(user("Ada"))).await;
    let id = ada.unwrap().id;
    assert!(sent[0].starts_with("INSERT INTO"), "{sent:?}");
    let (sent, _) = testing::queries(users.find(id)).await;
    assert_eq!(sent.len(), 1, "{sent:?}");
    let (sent, _) = testing::queries(users.find(id)).await;
    assert!(sent.is_empty(), "a hit: {sent:?}");
    let both = stage.database().transaction(async {
        users.find_fresh(id).await?;
        users.find_fresh(id).await
    });
    let other = users.find_fresh(id);
    let ((sent, _), _) = tokio::join!(testing::queries(both), other);
    assert_eq!(sent.len(), 2, "{sent:?}");
}

async fn statements_are_added_up_without_their_values(stage: &Stage) {
    stage.tables(TABLES).await;
    let users = stage.repo::<User>();
    for name in ["Ada", "hunter2"] {
        users.create(user(name)).await.unwrap();
    }
    users.create(user("Ada")).await.unwrap_err();
    let totals = stage.database().query_totals();
    let insert = totals
        .iter()
        .find(|totals| totals.sql.starts_with("INSERT INTO \"users\""))
        .unwrap();
    assert_eq!((insert.runs, insert.failures), (3, 1));
    assert!(insert.slowest <= insert.micros);
    assert!(totals.iter().all(|totals| !totals.sql.contains("hunter2")));
}

async fn what_there_is_can_be_looked_at(stage: &Stage) {
    stage.tables(TABLES).await;
    let database = stage.database();
    stage.repo::<User>().create(user("Ada")).await.unwrap();
    let tables = database.tables().await.unwrap();
    let told: Vec<_> = tables
        .iter()
        .map(|table| (table.name.as_str(), table.rows))
        .collect();
    assert_eq!(told, [("posts", 0), ("users", 1)]);
    assert!(database.version().await.unwrap().contains(char::is_numeric));
    let users = database.table("users").await.unwrap().unwrap();
    let columns: Vec<_> = (users.columns.iter())
        .map(|column| (column.name.as_str(), column.null, column.key))
        .collect();
    assert_eq!(
        columns,
        [
            ("id", false, true),
            ("name", false, false),
            ("email", false, false),
            ("age", true, false),
            ("created_at", false, false),
            ("updated_at", false, false),
        ]
    );
    assert!(
        users
            .indexes
            .iter()
            .any(|index| index.columns == "email" && index.unique)
    );
    let posts = database.table("posts").await.unwrap().unwrap();
    assert_eq!(posts.references.len(), 1);
    assert_eq!(
        (
            posts.references[0].column.as_str(),
            posts.references[0].table.as_str()
        ),
        ("author_id", "users")
    );
    assert!(
        posts
            .indexes
            .iter()
            .any(|index| index.columns == "author_id" && !index.unique)
    );
    assert_eq!(database.table("nothing").await.unwrap(), None);
}

async fn a_table_is_looked_at_with_all_that_it_has(stage: &Stage) {
    let name = r#"odd "name"#;
    let table = r#"CREATE TABLE "odd ""name" (id {id}, word {string}, size {int} NOT NULL,
        twice {int} GENERATED ALWAYS AS (size * 2) STORED)"#;
    stage.tables(table).await;
    // MariaDB has no index of an expression.
    let indexed = match stage.spelled("{text}").as_str() {
        "LONGTEXT" => "word",
        _ => "lower(word)",
    };
    let index = format!(r#"CREATE INDEX odd_word ON "odd ""name" ({indexed})"#);
    let migration = stage.migration(2, &index, "");
    stage.database().migrate(&[migration]).await.unwrap();
    let database = stage.database();
    assert_eq!(database.tables().await.unwrap()[0].name, name);
    let shape = database.table(name).await.unwrap().unwrap();
    let columns: Vec<_> = (shape.columns.iter())
        .map(|column| column.name.as_str())
        .collect();
    assert_eq!(columns, ["id", "word", "size", "twice"]);
    for column in &shape.columns[1..] {
        assert_eq!(column.default, "", "{}", column.name);
    }
    let index = shape.indexes.iter().find(|index| index.name == "odd_word");
    assert!(!index.unwrap().columns.is_empty());
    assert_eq!(database.table("odd_word").await.unwrap(), None);
}
