//! What is asked, what is answered, and what is no difference.

use super::{
    super::{
        Answers, Compared, Doubt,
        wanted::{Field, Refers, Wanted},
    },
    after, differs, field, table, text,
};
use crate::model::{Role, ValueKind};

const POSTS: &str = r#"CREATE TABLE "posts" ("id" INTEGER PRIMARY KEY AUTOINCREMENT, "title" TEXT NOT NULL, "body" TEXT NOT NULL);"#;

fn answers(renames: &[(&str, &str)], drops: &[&str], keeps: &[&str]) -> Answers {
    let texts = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let rename = |(from, to): &(&str, &str)| ((*from).to_owned(), (*to).to_owned());
    Answers {
        renames: renames.iter().map(rename).collect(),
        drops: texts(drops),
        keeps: texts(keeps),
    }
}

async fn compare(up: &str, models: &[Wanted], answers: &Answers) -> Compared {
    let mut scratch = after(up).await;
    super::compare(&mut scratch, models, answers)
        .await
        .expect("an answer")
}

/// The name and the statements that go up.
async fn written(up: &str, models: &[Wanted], answers: &Answers) -> (String, String) {
    let difference = differs(compare(up, models, answers).await);
    (difference.name, difference.up)
}

#[tokio::test]
async fn a_column_that_went_as_another_of_its_kind_came_is_asked_about() {
    let models = [table("posts", vec![text("headline"), text("body")])];
    let asked = compare(POSTS, &models, &Answers::default()).await;
    let Compared::Doubts(doubts) = asked else {
        panic!("{asked:?}");
    };
    let doubt = Doubt {
        from: "posts.title".to_owned(),
        to: vec!["posts.headline".to_owned()],
        table: false,
    };
    assert_eq!(doubts, [doubt]);
    let renamed = (
        "rename_title_to_headline_in_posts".to_owned(),
        "ALTER TABLE \"posts\" RENAME COLUMN \"title\" TO \"headline\";\n".to_owned(),
    );
    for to in ["posts.headline", "headline"] {
        let rename = answers(&[("posts.title", to)], &[], &[]);
        assert_eq!(written(POSTS, &models, &rename).await, renamed, "{to}");
    }
    let (name, up) = written(POSTS, &models, &answers(&[], &["posts.title"], &[])).await;
    assert_eq!(name, "change_posts");
    assert_eq!(
        up,
        "ALTER TABLE \"posts\" DROP COLUMN \"title\";\n\
         -- rows that are there get '' as their `headline`: write another value if that is none\n\
         ALTER TABLE \"posts\" ADD COLUMN \"headline\" TEXT NOT NULL DEFAULT '';\n"
    );
}

#[tokio::test]
async fn a_column_of_another_kind_is_another_column() {
    let views = field("views", ValueKind::Int, Role::Plain);
    let models = [table("posts", vec![text("body"), views])];
    let (_, up) = written(POSTS, &models, &Answers::default()).await;
    assert!(
        up.contains("DROP COLUMN \"title\"")
            && up.contains("ADD COLUMN \"views\" INTEGER NOT NULL DEFAULT 0"),
        "{up}"
    );
}

#[tokio::test]
async fn a_table_that_no_model_names_stays_unless_it_is_dropped_or_renamed() {
    let models = [table("articles", vec![text("title"), text("body")])];
    let asked = compare(POSTS, &models, &Answers::default()).await;
    assert!(
        matches!(&asked, Compared::Doubts(doubts) if doubts[0].table),
        "{asked:?}"
    );
    let (name, up) = written(POSTS, &models, &answers(&[("posts", "articles")], &[], &[])).await;
    assert_eq!(name, "rename_posts_to_articles");
    assert_eq!(up, "ALTER TABLE \"posts\" RENAME TO \"articles\";\n");
    let (name, up) = written(POSTS, &models, &answers(&[], &[], &["posts"])).await;
    assert_eq!(name, "create_articles");
    assert!(!up.contains("posts"), "{up}");
    let (_, up) = written(POSTS, &models, &answers(&[], &["posts"], &[])).await;
    assert!(
        up.contains("CREATE TABLE \"articles\"") && up.contains("DROP TABLE \"posts\""),
        "{up}"
    );

    let other = [table("tags", vec![text("name")])];
    let up = format!("{POSTS}CREATE TABLE \"tags\" (id INTEGER PRIMARY KEY, name TEXT NOT NULL);");
    let same = compare(&up, &other, &Answers::default()).await;
    assert!(matches!(same, Compared::Same), "{same:?}");
}

#[tokio::test]
async fn an_answer_that_nobody_asked_for_is_refused() {
    let models = [table("posts", vec![text("title"), text("body")])];
    let many = answers(
        &[("posts.titel", "headline")],
        &["posts", "tgas", "posts.body"],
        &["posts"],
    );
    let refused = compare(POSTS, &models, &many).await;
    let Compared::Mistakes(mistakes) = refused else {
        panic!("{refused:?}");
    };
    let none =
        "nothing of that name went\nhelp: leave it out; without flags, what is asked is told";
    let expected = [
        "`posts` can't be dropped: a model names it\nhelp: take the model out of `models: […]` in src/app.rs first".to_owned(),
        "no migration makes `tgas`\nhelp: give names as the migrations have them: `posts`, `posts.title`".to_owned(),
        format!("`--rename posts.titel:headline`: {none}"),
        format!("`--drop posts.body`: {none}"),
    ];
    assert_eq!(mistakes[..4], expected);
    let models = [table("posts", vec![text("headline"), text("body")])];
    let misspelt = answers(&[("posts.titel", "posts.headline")], &[], &[]);
    let refused = compare(POSTS, &models, &misspelt).await;
    let expected = "no migration makes `posts.titel`\nhelp: did you mean `posts.title`?";
    assert!(
        matches!(&refused, Compared::Mistakes(mistakes) if mistakes[0] == expected),
        "{refused:?}"
    );
}

#[tokio::test]
async fn what_only_sql_can_say_is_written_by_hand() {
    let words = field("words", ValueKind::Int, Role::Computed);
    let models = [table("posts", vec![text("title"), text("body"), words])];
    let refused = compare(POSTS, &models, &Answers::default()).await;
    let Compared::Mistakes(mistakes) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(
        mistakes,
        [
            "`posts.words` is computed, and of what only SQL can say\nhelp: write the column by hand, in a migration of its own: `scaffold make:migration add_words_to_posts`"
        ]
    );
}

#[tokio::test]
async fn what_a_person_made_by_hand_is_no_difference() {
    let up = r#"CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE users (id INTEGER PRIMARY KEY, email NVARCHAR(80) NOT NULL UNIQUE, age INT NOT NULL DEFAULT 7, team BIGINT REFERENCES teams (id),
            boss INTEGER REFERENCES users (id) ON DELETE SET NULL, shown AS (upper(email)));
        CREATE INDEX of_a_boss ON users (boss, age);
        CREATE INDEX by_age ON users (age);"#;
    let email = Field {
        unique: true,
        index: true,
        ..text("email")
    };
    let number = |name| field(name, ValueKind::BigInt, Role::Plain);
    let team = Field {
        null: true,
        ..number("team")
    };
    let boss = Field {
        null: true,
        index: true,
        refers: Refers::To("users".to_owned()),
        ..number("boss")
    };
    let models = [table("users", vec![email, number("age"), team, boss])];
    let same = compare(up, &models, &Answers::default()).await;
    assert!(matches!(same, Compared::Same), "{same:?}");
}
