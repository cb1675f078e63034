//! `#[audited]`: the record and what the method wrote are there both or neither.

use scaffold::{
    Builder, ErrorKind,
    app::{Application, Handle, ServiceEntry},
    audit::Record,
    config,
    core::Core,
    database::Migration,
    http::{Routes, State},
    identity::{self, Identity},
    prelude::*,
    queue::JobEntry,
    service::{Hooks, MainBlock, Registered, Slot},
    testing::TestApp,
};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model, Cacheable)]
struct Book {
    id: Id<Book>,
    title: String,
}

/// The second one is what `scaffold make:audit` writes.
const MIGRATIONS: &[Migration] = &[
    Migration::embedded(
        1,
        "create_books",
        "CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT NOT NULL)",
        None,
    ),
    Migration::embedded(
        2,
        "create_audit_records",
        // As `make:audit` writes it.
        "CREATE TABLE audit_records (id INTEGER PRIMARY KEY AUTOINCREMENT, who VARCHAR(255), what VARCHAR(255) NOT NULL,
         arguments TEXT NOT NULL, request VARCHAR(255), created_at DATETIME NOT NULL)",
        None,
    ),
];

/// Not serde's: it is recorded as it is printed.
#[derive(Debug)]
struct Draft {
    title: String,
    password: Secret<String>,
}

#[derive(Service)]
struct Books {
    books: Repo<Book>,
}

#[scaffold::service]
impl Books {
    #[audited(args(draft, draft.title, pages, hash, note))]
    async fn add(
        &self,
        draft: Draft,
        pages: u16,
        hash: &Uncached<String>,
        note: Option<&str>,
    ) -> Result<Book> {
        let Draft { title, password } = draft;
        assert!(!password.expose().is_empty() && hash.get().is_some() && note.is_none());
        self.put(&format!("{title}, {pages}")).await
    }

    #[audited]
    async fn fail(&self) -> Result<Book> {
        self.put("never").await?;
        Err(Error::new(ErrorKind::Conflict, "as asked"))
    }

    #[transactional]
    async fn fail_around(&self) -> Result<()> {
        self.plain("never").await?;
        Err(Error::new(ErrorKind::Conflict, "as asked"))
    }

    #[retried(backoff = "1ms")]
    #[audited(args(title))]
    #[transactional]
    async fn plain(&self, title: &str) -> Result<Book> {
        self.put(title).await
    }

    async fn put(&self, title: &str) -> Result<Book> {
        let title = title.to_owned();
        self.books.create(BookDraft { title }).await
    }
}

/// Recorded by default, but for one.
#[derive(Service)]
struct Shelf {
    core: Core,
}

#[scaffold::service(all(audited))]
impl Shelf {
    async fn kept(&self) -> Result<bool> {
        Ok(self.core.clock().micros() > 0)
    }

    #[audited(off)]
    async fn not_kept(&self) -> Result<u8> {
        Ok(1)
    }

    #[audited(when = "records")]
    async fn switched(&self) -> Result<u8> {
        Ok(2)
    }

    fn sync(&self) -> u8 {
        3
    }
}

struct World {
    core: Core,
    books: Books,
}

impl World {
    async fn new() -> Self {
        let (database, clock) = (Database::memory().await.unwrap(), Clock::manual());
        database.migrate(MIGRATIONS).await.unwrap();
        let cache = Cache::new(&config::Cache::default(), clock.clone());
        let core = Core::new(database, cache, clock);
        let books = Books::new(Repo::new(core.clone()));
        Self { core, books }
    }

    async fn titles(&self) -> Vec<String> {
        let books = self.books.books.query().fresh().all().await.unwrap();
        books.into_iter().map(|book| book.title).collect()
    }

    async fn records(&self) -> Vec<Record> {
        let records = Repo::<Record>::new(self.core.clone());
        records.query().fresh().all().await.unwrap()
    }
}

fn draft(title: &str) -> Draft {
    Draft {
        title: title.to_owned(),
        password: "hunter2".to_owned().into(),
    }
}

#[tokio::test]
async fn a_call_that_succeeds_is_recorded_with_what_is_named_and_no_secret() {
    let world = World::new().await;
    let hash = "$argon2".to_owned().into();
    let call = world.books.add(draft("Numbers"), 12, &hash, None);
    identity::scope(Identity::new("ada"), call).await.unwrap();
    assert_eq!(world.titles().await, ["Numbers, 12"]);
    let records = world.records().await;
    let [record] = records.as_slice() else {
        panic!("{records:?}");
    };
    assert_eq!(record.who.as_deref(), Some("ada"));
    assert_eq!(
        (record.what.as_str(), record.request.as_deref()),
        ("Books::add", None)
    );
    assert_eq!(record.created_at, world.core.clock().now());
    assert_eq!(
        json!(record.arguments),
        json!({
            "draft": "Draft { title: \"Numbers\", password: [redacted] }",
            "draft.title": "Numbers",
            "pages": 12,
            "hash": "[redacted]",
            "note": null,
        })
    );
}

#[tokio::test]
async fn a_call_that_fails_leaves_neither_record_nor_row() {
    let world = World::new().await;
    let failed = world.books.fail().await.unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::Conflict);
    let failed = world.books.fail_around().await.unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::Conflict);
    assert_eq!(
        (world.titles().await.len(), world.records().await.len()),
        (0, 0)
    );
    world.books.plain("one").await.unwrap();
    let records = world.records().await;
    assert_eq!(records[0].who, None, "nobody has said who calls");
    assert_eq!(json!(records[0].arguments), json!({ "title": "one" }));
}

#[tokio::test]
async fn what_can_t_be_recorded_does_not_happen() {
    let world = World::new().await;
    let database = world.core.database();
    let gone = Migration::embedded(3, "drop", "DROP TABLE audit_records", None);
    let migrations: Vec<_> = MIGRATIONS.iter().cloned().chain([gone]).collect();
    database.migrate(&migrations).await.unwrap();
    let error = world.books.plain("never").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "this call is audited, and the database has no table `audit_records`\nhelp: `scaffold make:audit`, then `scaffold migrate`"
    );
    assert_eq!(world.titles().await.len(), 0);
}

#[tokio::test]
async fn a_default_is_for_all_but_those_that_are_off_and_a_switch_turns_it_on() {
    let world = World::new().await;
    let shelf = Shelf::new(world.core.clone());
    assert!(shelf.kept().await.unwrap());
    let others = (
        shelf.not_kept().await.unwrap(),
        shelf.switched().await.unwrap(),
    );
    assert_eq!((others, shelf.sync()), ((1, 2), 3));
    let records = world.records().await;
    let what: Vec<_> = records.iter().map(|record| record.what.as_str()).collect();
    assert_eq!(what, ["Shelf::kept"]);
    let mut config = config::Config::default();
    config.switches.insert("records".into(), true);
    let app = Builder::<Shelves>::new().config(config);
    let app = TestApp::start(app).await.unwrap();
    app.app().0.service::<Shelf>().switched().await.unwrap();
    let record = app.repo::<Record>().find(Id::new(1)).await.unwrap();
    assert_eq!(record.unwrap().what, "Shelf::switched");
}

/// An application with this service and these migrations.
macro_rules! application {
    ($name:ident: $service:ident, $migrations:expr) => {
        #[derive(Debug, Clone)]
        struct $name(Handle);

        impl Registered<$name> for $service {
            fn slot() -> &'static Slot<Self> {
                static SLOT: Slot<$service> = Slot::new();
                &SLOT
            }
        }

        impl Application for $name {
            const NAME: &'static str = stringify!($name);
            const VERSION: &'static str = "1.0.0";
            const ROOT: &'static str = "/nowhere/at/all";
            const SERVICES: &'static [ServiceEntry] = &[ServiceEntry::of::<$service, Self>(
                None,
                $service::METHODS,
                Hooks::NONE,
                &[],
            )];
            const SECTIONS: &'static [scaffold::config::SectionEntry] = &[];
            const JOBS: &'static [JobEntry] = &[];
            const MIGRATIONS: &'static [Migration] = $migrations;

            fn from_handle(handle: Handle) -> Self {
                Self(handle)
            }

            fn handle(&self) -> &Handle {
                &self.0
            }
        }
    };
}

application!(Complete: Books, MIGRATIONS);
application!(Forgetful: Books, &[]);
application!(Shelves: Shelf, MIGRATIONS);

async fn add(State(app): State<Complete>) -> Result<String> {
    let book = app.0.service::<Books>().plain("by request").await?;
    Ok(book.title)
}

#[tokio::test]
async fn the_request_of_a_call_is_recorded() {
    let routes = || Routes::new().post("/books", add);
    let app = TestApp::start(Builder::<Complete>::new().routes(routes))
        .await
        .unwrap();
    let answer = app.post("/books", json!({})).await;
    let id = answer.header("x-request-id").map(str::to_owned);
    let record = app
        .repo::<Record>()
        .find(Id::new(1))
        .await
        .unwrap()
        .unwrap();
    assert!(id.is_some());
    assert_eq!(record.request, id);
}

#[tokio::test]
async fn an_application_without_the_table_is_told_so_at_the_start() {
    let started = TestApp::start(Builder::<Forgetful>::new()).await;
    assert_eq!(
        started.err().expect("it is refused").to_string(),
        "`Books::add` is audited, and the database has no table `audit_records`\nhelp: `scaffold make:audit`, then `scaffold migrate`"
    );
}
