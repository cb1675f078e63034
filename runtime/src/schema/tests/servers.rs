//! The same on PostgreSQL, MySQL and MariaDB.

use super::{
    super::{
        Answers, Compared, Dialect, Scripts,
        compare::{self, within},
        read::read,
        scratch::Scratch,
        table::Table,
        wanted::{Field, Refers, Wanted},
    },
    compare as compared, differs, field,
    series::{Models, shape},
    table, text,
};
use crate::{
    config,
    database::{Database, Migration},
    model::{ColumnValue, Role, Value, ValueKind},
    services,
};

fn config(url: String) -> config::Database {
    config::Database {
        url,
        ..config::Database::default()
    }
}

/// The servers that there are.
async fn servers() -> Vec<config::Database> {
    let mut urls = Vec::new();
    #[cfg(feature = "postgres")]
    urls.extend(services::postgres().await);
    #[cfg(feature = "mysql")]
    urls.extend(services::mysql().await);
    urls.into_iter().map(config).collect()
}

fn migration(version: i64, up: &str, down: Option<&str>) -> Migration {
    Migration {
        version,
        name: "written".into(),
        up: up.to_owned().into(),
        down: down.map(|down| down.to_owned().into()),
        only: None,
    }
}

#[cfg(feature = "postgres")]
#[tokio::test]
async fn a_hundred_edits_lead_where_the_models_are_and_back_on_postgres() {
    if let Some(url) = services::postgres().await {
        series(&config(url), 1).await;
    }
}

#[cfg(feature = "mysql")]
#[tokio::test]
async fn a_hundred_edits_lead_where_the_models_are_and_back_on_mysql() {
    if let Some(url) = services::mysql().await {
        series(&config(url), 1).await;
    }
}

/// Of each edit: what is written leads to the schema of a database made anew, nothing differs then, and all goes back to nothing.
async fn series(config: &config::Database, seed: u64) {
    let live = Database::open(config).await.expect("a database");
    let dialect = Dialect::from(live.dialect());
    let mut models = Models::new(seed);
    let mut migrations: Vec<Migration> = Vec::new();
    let mut scratch = Scratch::on(config, &[]).await.expect("a scratch");
    for edit in 0..100 {
        let before = models.tables.clone();
        let answers = models.edit();
        let tables = &models.tables;
        let context =
            |what: &str| format!("edit {edit}: {what}: {answers:?}\n{before:?}\n{tables:?}");

        let old = scratch.schema().await.expect("the schema");
        let found = compared(&mut scratch, tables, &answers).await;
        let found =
            found.unwrap_or_else(|error| panic!("{}: {}", context("compare"), error.chain()));
        if matches!(found, Compared::Same) {
            continue;
        }
        let written = differs(found);
        let back = scratch.schema().await.expect("the schema");
        assert_eq!(
            shape(&back, dialect),
            shape(&old, dialect),
            "{}\n{}",
            context("back"),
            written.down
        );

        migrations.push(migration(edit + 1, &written.up, Some(&written.down)));
        let done = live.migrate(&migrations[migrations.len() - 1..]).await;
        done.unwrap_or_else(|error| {
            panic!("{}: {}\n{}", context("migrate"), error.chain(), written.up)
        });
        scratch.apply(&written.up).await.expect("the same");
        let again = compared(&mut scratch, tables, &Answers::default()).await;
        let again = again.expect("an answer");
        assert!(
            matches!(again, Compared::Same),
            "{}: {again:?}\n{}",
            context("again"),
            written.up
        );

        let mut anew = Scratch::on(config, &[]).await.expect("a scratch");
        let made = compared(&mut anew, tables, &Answers::default()).await;
        anew.apply(&differs(made.expect("an answer")).up)
            .await
            .expect("all");
        let reached = read(&live).await.expect("the schema");
        assert_eq!(
            shape(&reached, dialect),
            shape(&anew.schema().await.expect("the schema"), dialect),
            "{}\n{}",
            context("anew"),
            written.up
        );
        anew.end().await.expect("the end");
    }
    scratch.end().await.expect("the end");
    assert!(migrations.len() > 60, "{} migrations", migrations.len());
    let back = live.rollback(&migrations, usize::MAX).await;
    assert_eq!(back.expect("all back").len(), migrations.len());
    assert_eq!(read(&live).await.expect("the schema").tables, []);
}

/// What `make:model` writes for a model of every type of field, with the indexes behind it.
fn made(dialect: Dialect) -> String {
    let (id, types, list, of_table, quote) = match dialect {
        Dialect::MySql => (
            "BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY",
            [
                "LONGTEXT",
                "DOUBLE",
                "TIME(6)",
                "DATETIME(6)",
                "CHAR(36)",
                "JSON",
                "LONGBLOB",
            ],
            "",
            ",\n    FOREIGN KEY (`author_id`) REFERENCES `users` (`id`)",
            "`",
        ),
        _ => (
            "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY",
            [
                "TEXT",
                "DOUBLE PRECISION",
                "TIME",
                "TIMESTAMP",
                "UUID",
                "JSONB",
                "BYTEA",
            ],
            r#" REFERENCES "users" ("id")"#,
            "",
            "\"",
        ),
    };
    let [long, float, time, datetime, uuid, json, bytes] = types;
    let sql = format!(
        r#"CREATE TABLE "users" ("id" {id}, "name" VARCHAR(255) NOT NULL, "created_at" {datetime} NOT NULL);
CREATE TABLE "posts" (
    "id" {id},
    "title" VARCHAR(80) NOT NULL DEFAULT 'it''s',
    "body" {long},
    "views" INTEGER NOT NULL DEFAULT 0,
    "total" BIGINT NOT NULL,
    "score" {float} NOT NULL,
    "price" DECIMAL(10,2) NOT NULL DEFAULT 9.50,
    "shown" BOOLEAN NOT NULL DEFAULT FALSE,
    "day" DATE NOT NULL,
    "at" {time} NOT NULL,
    "seen_at" {datetime},
    "token" {uuid} NOT NULL,
    "data" {json} NOT NULL,
    "file" {bytes} NOT NULL,
    "status" VARCHAR(255) NOT NULL DEFAULT 'draft' CHECK ("status" IN ('draft', 'published')),
    "kind" TEXT CHECK ("kind" IN ('only')),
    "author_id" BIGINT NOT NULL{list},
    "created_at" {datetime} NOT NULL{of_table}
);
CREATE UNIQUE INDEX "posts_title_index" ON "posts" ("title");
CREATE INDEX "posts_status_index" ON "posts" ("status");
CREATE INDEX "posts_author_id_index" ON "posts" ("author_id");
"#
    );
    sql.replace('"', quote)
}

fn models() -> Vec<Wanted> {
    let plain = |name, kind| field(name, kind, Role::Plain);
    let created = || field("created_at", ValueKind::DateTime, Role::CreatedAt);
    let defaulted = |field: Field| Field {
        default: true,
        ..field
    };
    let null = |field: Field| Field {
        null: true,
        ..field
    };
    let words = |name, words: &[&str]| Field {
        words: words.iter().map(|&word| word.to_owned()).collect(),
        ..text(name)
    };
    let status = words("status", &["draft", "published"]);
    vec![
        table("users", vec![text("name"), created()]),
        table(
            "posts",
            vec![
                Field {
                    unique: true,
                    ..defaulted(text("title"))
                },
                null(text("body")),
                defaulted(plain("views", ValueKind::Int)),
                plain("total", ValueKind::BigInt),
                plain("score", ValueKind::Float),
                defaulted(plain("price", ValueKind::Decimal)),
                defaulted(plain("shown", ValueKind::Bool)),
                plain("day", ValueKind::Date),
                plain("at", ValueKind::Time),
                null(plain("seen_at", ValueKind::DateTime)),
                plain("token", ValueKind::Uuid),
                plain("data", ValueKind::Json),
                plain("file", ValueKind::Bytes),
                Field {
                    index: true,
                    ..defaulted(status)
                },
                null(words("kind", &["only"])),
                Field {
                    index: true,
                    refers: Refers::To("users".to_owned()),
                    ..plain("author_id", ValueKind::BigInt)
                },
                created(),
            ],
        ),
    ]
}

fn field_of<'m>(models: &'m mut [Wanted], name: &str) -> &'m mut Field {
    let mut fields = models[1].fields.iter_mut();
    fields.find(|field| field.name == name).expect("the field")
}

/// A scratch in which an application's tables are.
async fn application(config: &config::Database) -> (Scratch, Dialect) {
    let dialect = match config.url.starts_with("mysql") {
        true => Dialect::MySql,
        false => Dialect::Postgres,
    };
    let migration = migration(1, &made(dialect), None);
    let scratch = Scratch::on(config, &[migration]).await;
    let scratch = scratch.unwrap_or_else(|error| panic!("{}", error.chain()));
    (scratch, dialect)
}

#[tokio::test]
async fn what_make_model_writes_is_what_the_models_say() {
    for config in servers().await {
        let (mut scratch, _) = application(&config).await;
        let same = compared(&mut scratch, &models(), &Answers::default()).await;
        assert!(matches!(same, Ok(Compared::Same)), "{same:?}");
        scratch.end().await.expect("the end");
    }
}

#[tokio::test]
async fn a_table_that_is_made_of_what_was_read_is_read_the_same() {
    for config in servers().await {
        let (mut scratch, dialect) = application(&config).await;
        let by_hand = match dialect {
            Dialect::MySql => {
                "CREATE TABLE hand (a INT NOT NULL, b INT, n VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin DEFAULT 'x' COMMENT 'it''s', c INT AS (a * 2) STORED, at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, e ENUM('x','y') DEFAULT 'x', PRIMARY KEY (a, n), CONSTRAINT both_ CHECK (a > b), UNIQUE (b)); CREATE INDEX part ON hand (n(3), a);"
            }
            _ => {
                r#"CREATE TABLE hand (a INT NOT NULL, b SERIAL, n VARCHAR(20) COLLATE "C" DEFAULT 'x', c INT GENERATED ALWAYS AS (a * 2) STORED, at TIMESTAMPTZ NOT NULL DEFAULT now(), u INT CONSTRAINT only_one UNIQUE, PRIMARY KEY (a, n), CONSTRAINT both_ CHECK (a > b), UNIQUE (b)); CREATE INDEX part ON hand (b DESC, lower(n)) WHERE a > 3;"#
            }
        };
        scratch.apply(by_hand).await.expect("the table");
        let before = scratch.schema().await.expect("the schema");
        let drops = ["hand", "posts", "users"].map(str::to_owned);
        let answers = Answers {
            drops: drops.to_vec(),
            ..Answers::default()
        };
        let dropped = compared(&mut scratch, &[], &answers).await;
        let down = differs(dropped.expect("an answer")).down;
        let sorted = |mut tables: Vec<Table>| {
            tables.sort_by(|one, other| one.name.cmp(&other.name));
            for table in &mut tables {
                table
                    .indexes
                    .sort_by(|one, other| one.name.cmp(&other.name));
                table.constraints.sort();
                for column in &mut table.columns {
                    column.clauses.sort_by_key(|clause| format!("{clause:?}"));
                }
            }
            tables
        };
        let back = scratch.schema().await.expect("the schema");
        assert_eq!(sorted(back.tables), sorted(before.tables), "{down}");
        scratch.end().await.expect("the end");
    }
}

/// Applies what is written after rows are there, and gives the scratch.
async fn follow(config: &config::Database, models: &[Wanted], answers: &Answers) -> Scratch {
    let (mut scratch, dialect) = application(config).await;
    let rows = match dialect {
        Dialect::MySql => "X'00'",
        _ => "'\\x00'",
    };
    let rows = format!(
        "INSERT INTO users (name, created_at) VALUES ('ada', '2026-01-01 00:00:00');
         INSERT INTO posts (title, total, score, day, at, token, data, file, author_id, created_at)
         VALUES ('a', 1, 1, '2026-01-01', '00:00:00', '00000000-0000-0000-0000-000000000000', '1', {rows}, 1, '2026-01-01 00:00:00')"
    );
    let written = compared(&mut scratch, models, answers).await;
    let written = written.unwrap_or_else(|error| panic!("{}", error.chain()));
    let written = differs(written);
    for sql in [&rows, &written.up, &written.down, &written.up] {
        let done = scratch.apply(sql).await;
        done.unwrap_or_else(|error| panic!("{}\n{sql}", error.chain()));
    }
    let again = compared(&mut scratch, models, &Answers::default()).await;
    assert!(matches!(again, Ok(Compared::Same)), "{again:?}");
    scratch
}

async fn value(scratch: &Scratch, sql: &str) -> Option<String> {
    let rows = scratch.database().fetch(sql, Vec::new()).await;
    Option::<String>::read(&rows.expect("the row")[0], 0).expect("text")
}

#[tokio::test]
async fn an_enum_with_another_word_may_hold_it_there() {
    for config in servers().await {
        let mut models = models();
        field_of(&mut models, "status").words = vec!["draft".to_owned(), "it's out".to_owned()];
        field_of(&mut models, "kind").words.push("other".to_owned());
        let scratch = follow(&config, &models, &Answers::default()).await;
        let set = |word: &str| format!("UPDATE posts SET status = '{word}'");
        let database = scratch.database();
        database
            .execute(&set("it''s out"), Vec::new())
            .await
            .expect("a word");
        let refused = database.execute(&set("published"), Vec::new()).await;
        assert!(refused.is_err(), "a word that is gone");
        scratch.end().await.expect("the end");
    }
}

#[tokio::test]
async fn a_renamed_column_keeps_its_values_its_index_and_its_words() {
    for config in servers().await {
        let mut models = models();
        let status = field_of(&mut models, "status");
        "state".clone_into(&mut status.name);
        status.null = true;
        let answers = Answers {
            renames: vec![("posts.status".to_owned(), "state".to_owned())],
            ..Answers::default()
        };
        let scratch = follow(&config, &models, &answers).await;
        let kept = value(&scratch, "SELECT state FROM posts").await;
        assert_eq!(kept.as_deref(), Some("draft"));
        let refused = scratch
            .database()
            .execute("UPDATE posts SET state = 'x'", Vec::new())
            .await;
        assert!(refused.is_err(), "no word");
        let schema = scratch.schema().await.expect("the schema");
        let posts = schema.table("posts").expect("the table");
        assert!(posts.own_index("state").is_some(), "{:?}", posts.indexes);
        scratch.end().await.expect("the end");
    }
}

#[tokio::test]
async fn a_foreign_key_goes_and_comes_by_its_real_name() {
    for config in servers().await {
        let mut models = models();
        field_of(&mut models, "author_id").refers = Refers::Nothing;
        let total = field_of(&mut models, "total");
        (total.refers, total.index) = (Refers::To("users".to_owned()), true);
        let scratch = follow(&config, &models, &Answers::default()).await;
        let schema = scratch.schema().await.expect("the schema");
        let posts = schema.table("posts").expect("the table");
        let refers = |name: &str| {
            let column = posts.column(name).expect("the column");
            column.reference().map(|reference| reference.table.as_str())
        };
        assert_eq!(
            (refers("author_id"), refers("total")),
            (None, Some("users"))
        );
        scratch.end().await.expect("the end");
    }
}

#[tokio::test]
async fn a_column_that_asks_for_a_value_gets_one_in_rows_that_are_there() {
    for config in servers().await {
        let mut models = models();
        models[1].fields.push(text("slug"));
        models[1]
            .fields
            .push(field("weight", ValueKind::Decimal, Role::Plain));
        field_of(&mut models, "seen_at").null = false;
        let scratch = follow(&config, &models, &Answers::default()).await;
        assert_eq!(
            value(&scratch, "SELECT slug FROM posts").await.as_deref(),
            Some("")
        );
        scratch.end().await.expect("the end");
    }
}

#[tokio::test]
async fn an_index_of_a_foreign_key_becomes_unique() {
    for config in servers().await {
        let mut models = models();
        field_of(&mut models, "author_id").unique = true;
        let scratch = follow(&config, &models, &Answers::default()).await;
        let schema = scratch.schema().await.expect("the schema");
        let index = schema
            .table("posts")
            .and_then(|posts| posts.own_index("author_id"));
        assert!(index.is_some_and(|index| index.unique), "{index:?}");
        scratch.end().await.expect("the end");
    }
}

#[tokio::test]
async fn a_scratch_that_fails_leaves_nothing_behind() {
    for config in servers().await {
        let name = format!("left_{:x}", fastrand::u64(..));
        let first = migration(1, &format!("CREATE TABLE {name} (id BIGINT)"), None);
        let second = migration(2, "CREATE TABLE nothing (", None);
        let failed = Scratch::on(&config, &[first, second]).await;
        let error = failed.err().expect("an error").chain();
        assert!(
            error.starts_with("the migrations can't be applied to an empty "),
            "{error}"
        );
        let database = Database::open(&config).await.expect("a database");
        let left = "SELECT 1 FROM information_schema.tables WHERE table_name = $1";
        let left = database.fetch(left, vec![Value::Text(name)]).await;
        assert_eq!(left.expect("an answer").len(), 0);
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_told_with_what_mends_it() {
    #[cfg(feature = "postgres")]
    {
        let config = config("postgres://nobody@127.0.0.1:1/app".to_owned());
        let failed = Scratch::on(&config, &[]).await;
        let error = failed.err().expect("an error").chain();
        assert!(
            error.contains("help: start it, or change `DATABASE_URL`"),
            "{error}"
        );
    }
}

/// What an application with SQLite beside its server is told, and which files it gets.
#[tokio::test]
async fn each_database_gets_what_it_lacks_where_only_it_reads_it() {
    for config in servers().await {
        let dialect = match config.url.starts_with("mysql") {
            true => "mysql",
            false => "postgres",
        };
        let tags = |id: &str| format!("CREATE TABLE tags (id {id}, name TEXT NOT NULL)");
        let sqlite = migration(1, &tags("INTEGER PRIMARY KEY"), None);
        let own = Migration {
            only: Some(dialect.into()),
            ..migration(1, &tags("BIGINT NOT NULL PRIMARY KEY"), None)
        };
        let ahead = Migration {
            only: Some(dialect.into()),
            ..migration(
                2,
                "ALTER TABLE tags ADD COLUMN rank INTEGER NOT NULL DEFAULT 0",
                None,
            )
        };
        let behind = Migration {
            only: Some("sqlite".into()),
            ..migration(
                2,
                "ALTER TABLE tags ADD COLUMN rank INTEGER NOT NULL DEFAULT 0",
                None,
            )
        };
        let rank = field("rank", ValueKind::Int, Role::Plain);
        let models = [table("tags", vec![text("name"), rank])];
        for (migrations, expected) in [
            (
                vec![sqlite.clone(), own.clone()],
                vec![String::new(), format!("{dialect}/")],
            ),
            (
                vec![sqlite.clone(), own.clone(), ahead.clone()],
                vec!["sqlite/".to_owned()],
            ),
            (
                vec![sqlite.clone(), own.clone(), behind.clone()],
                vec![format!("{dialect}/")],
            ),
            (vec![sqlite, own, ahead, behind], Vec::new()),
        ] {
            let mut scratches = Vec::new();
            let left_out = compare::open(&mut scratches, &migrations, &config).await;
            assert_eq!(left_out.expect("the scratches"), None);
            let found = within(&mut scratches, &models, &Answers::default(), &migrations).await;
            for scratch in scratches {
                scratch.end().await.expect("the end");
            }
            let folders: Vec<_> = match found.expect("an answer") {
                Compared::Same => Vec::new(),
                Compared::Differs(difference) => match difference.scripts {
                    Scripts::Each { databases } => {
                        databases.into_iter().map(|script| script.folder).collect()
                    }
                    one @ Scripts::One { .. } => panic!("{one:?}"),
                },
                other => panic!("{other:?}"),
            };
            assert_eq!(folders, expected);
        }
    }
}
