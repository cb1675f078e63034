//! The whole way on a server: an application that is generated for PostgreSQL or MariaDB migrates, serves, rolls back and keeps its tests.
//!
//! `SCAFFOLD_TEST_POSTGRES` and `SCAFFOLD_TEST_MYSQL` say where the servers are; see `runtime/tests/databases`.

use std::{fs, path::Path};

use scaffold::{config, database::Database};
use scaffold_tests::{Server, cargo, http, scaffold};

/// A database, what is made there for the application, and the URL of that.
struct Place {
    word: &'static str,
    variable: &'static str,
    make: [&'static str; 2],
    drop: &'static str,
    url: fn(&str) -> String,
}

const PLACES: [Place; 2] = [
    Place {
        word: "postgres",
        variable: "SCAFFOLD_TEST_POSTGRES",
        make: [
            "DROP SCHEMA IF EXISTS scaffold_end_to_end CASCADE",
            "CREATE SCHEMA scaffold_end_to_end",
        ],
        drop: "DROP SCHEMA scaffold_end_to_end CASCADE",
        url: |server| {
            let sign = if server.contains('?') { '&' } else { '?' };
            format!("{server}{sign}options[search_path]=scaffold_end_to_end")
        },
    },
    Place {
        word: "mysql",
        variable: "SCAFFOLD_TEST_MYSQL",
        make: [
            "DROP DATABASE IF EXISTS scaffold_end_to_end",
            "CREATE DATABASE scaffold_end_to_end CHARACTER SET utf8mb4",
        ],
        drop: "DROP DATABASE scaffold_end_to_end",
        url: |server| {
            let (server, _) = server.rsplit_once('/').expect("a URL has a path");
            format!("{server}/scaffold_end_to_end")
        },
    },
];

#[tokio::test]
async fn an_application_on_postgres_goes_the_whole_way() {
    the_whole_way(&PLACES[0]).await;
}

#[tokio::test]
async fn an_application_on_mariadb_goes_the_whole_way() {
    the_whole_way(&PLACES[1]).await;
}

async fn the_whole_way(place: &Place) {
    let Ok(server) = std::env::var(place.variable) else {
        let required = std::env::var("SCAFFOLD_REQUIRE_SERVICES").is_ok_and(|value| value == "1");
        assert!(!required, "`{}` is not set", place.variable);
        eprintln!("skipped: `{}` is not set", place.variable);
        return;
    };
    let config = config::Database {
        url: server.clone(),
        ..config::Database::default()
    };
    let database = Database::open(&config).await.expect("the server answers");
    for words in place.make {
        database.sql(words).execute().await.expect("a place");
    }
    let url = (place.url)(&server);
    let word = place.word;
    let work = tokio::task::spawn_blocking(move || generated(word, &url));
    let outcome = work.await;
    database.sql(place.drop).execute().await.expect("no place");
    if let Err(error) = outcome {
        std::panic::resume_unwind(error.into_panic());
    }
}

/// Generates, grows, migrates, serves, and takes back.
fn generated(word: &str, url: &str) {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let name = format!("shop_on_{word}");
    scaffold(folder.path(), &["new", &name, "--db", word]).ok();
    let shop = folder.path().join(&name);
    let item = [
        "make:model",
        "Item",
        "title:string:unique",
        "price:decimal:8,2",
        "seen:datetime:null",
        "state:enum:new,sold:default=new",
        "owner:belongs_to:User",
        "--all",
        "--uuid",
    ];
    scaffold(&shop, &item).ok();
    points_to(&shop, url);

    let migrated = scaffold(&shop, &["migrate"]).ok();
    assert_eq!(
        migrated.stdout,
        "migrated create_users\nmigrated create_items\n"
    );
    let shown = scaffold(&shop, &["db:table", "items"]).ok();
    assert!(
        shown.stdout.contains("owner_id refers to users (id)"),
        "{}",
        shown.stdout
    );
    {
        let server = Server::start(&shop, &name);
        let user = r#"{"name":"Grace","email":"grace@example.com","password":"correct horse"}"#;
        let user = http(server.port, "POST", "/users", Some(user)).expect("an answer");
        assert_eq!(user.status, 201, "{}", user.body);
        let item = r#"{"title":"Lamp","price":"19.50","seen":"2026-01-31T18:30:00","owner_id":1}"#;
        let created = http(server.port, "POST", "/items", Some(item)).expect("an answer");
        assert_eq!(created.status, 201, "{}", created.body);
        assert!(
            created
                .body
                .contains(r#""price":"19.50","seen":"2026-01-31T18:30:00","state":"new""#),
            "{}",
            created.body
        );
        let taken = http(server.port, "POST", "/items", Some(item)).expect("an answer");
        assert_eq!(taken.status, 409, "{}", taken.body);
        assert!(taken.body.contains(r#""field":"title""#), "{}", taken.body);
        let list = http(server.port, "GET", "/items", None).expect("an answer");
        assert!(list.body.contains(r#""total":1"#), "{}", list.body);
    }
    let back = scaffold(&shop, &["migrate:rollback"]).ok();
    assert!(back.stdout.contains("create_items"), "{}", back.stdout);
    scaffold(&shop, &["migrate"]).ok();
    the_model_leads(&shop, word);
    // Its own tests are in memory.
    cargo(&shop, &["test", "--quiet"]).ok();
}

/// A change of the model becomes a migration for SQLite, where the tests run, and one for the server.
fn the_model_leads(shop: &Path, word: &str) {
    let check = |code| scaffold(shop, &["migrate", "--check"]).exits(code);
    check(0);
    let part = [
        "make:model",
        "Part",
        "label:string:index",
        "price:decimal:8,2",
        "item:belongs_to:Item:null",
        "-m",
    ];
    scaffold(shop, &part).ok();
    check(1);
    scaffold(shop, &["migrate"]).ok();
    check(0);
    let model = shop.join("src/models/part.rs");
    let source = fs::read_to_string(&model).expect("the model");
    let edited = source.replace(
        "pub price: Decimal,",
        "pub cost: Decimal,\n    pub stock: i32,",
    );
    assert_ne!(edited, source);
    fs::write(&model, edited).expect("an edit by hand");
    let rename = ["make:migration", "--diff", "--rename", "parts.price:cost"];
    let written = scaffold(shop, &rename).ok();
    let files = written
        .stdout
        .lines()
        .filter(|line| line.contains("create  "))
        .count();
    assert_eq!(files, 4, "{}", written.stdout);
    assert!(
        written.stdout.contains(&format!("migrations/{word}/")),
        "{}",
        written.stdout
    );
    check(1);
    scaffold(shop, &["migrate"]).ok();
    check(0);
    let same = scaffold(shop, &["make:migration", "--diff"]).ok();
    assert!(
        same.stdout.starts_with("nothing differs"),
        "{}",
        same.stdout
    );
    scaffold(shop, &["migrate:rollback"]).ok();
    check(1);
}

/// Puts the URL into the configuration.
fn points_to(shop: &Path, url: &str) {
    let path = shop.join("config/default.toml");
    let text = fs::read_to_string(&path).expect("the configuration");
    let lines =
        text.lines().map(
            |line| match line.starts_with("url = \"") && line.contains("://") {
                true => format!("url = \"{url}\""),
                false => line.to_owned(),
            },
        );
    let new = lines.collect::<Vec<_>>().join("\n");
    assert_ne!(new.trim_end(), text.trim_end());
    fs::write(path, new).expect("the configuration is written");
}
