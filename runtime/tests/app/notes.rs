//! A small application, with the macros' part by hand.

use std::{
    marker::PhantomData,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    extract::{DefaultBodyLimit, FromRef},
    routing::{get, post},
};
use scaffold::{
    Builder, Error, ErrorKind, FieldError, Id, OrNotFound, Result,
    app::{Application, Handle, ServiceEntry},
    config::SectionEntry,
    core::Core,
    database::{Migration, Row},
    http::{Json, Page, PageQuery, Path, Query, Routes, State, StatusCode, Valid},
    model::{
        Cacheable, ColumnDef, ColumnValue, Keyed, Model, References, Role, Selection, Statements,
        Value, ValueKind,
    },
    queue::{Job, JobContext, JobEntry, Queue, RegisteredJob},
    repository::Repo,
    request::Request,
    service::{
        CachedInfo, Fake, Field, Hooks, Inject, MethodInfo, Name, Needs, Parts, Registered, Script,
        Service, Slot, current, faked,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::Map;

/// Longer than any test waits.
const FOREVER: Duration = Duration::from_secs(3600);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Note {
    pub(crate) id: Id<Note>,
    pub(crate) text: String,
}

pub(crate) struct NoteDraft {
    pub(crate) text: String,
}

#[derive(Default)]
pub(crate) struct NotePatch;

impl Keyed for Note {
    type Key = i64;
}

impl Model for Note {
    type Draft = NoteDraft;
    type Patch = NotePatch;

    const NAME: &'static str = "Note";
    const TABLE: &'static str = "notes";
    const COLUMNS: &'static [ColumnDef] = &[
        column("id", ValueKind::BigInt, Role::Id),
        column("text", ValueKind::Text, Role::Plain),
    ];
    const SQL: Statements = Statements {
        cached: r#""id", "text""#,
        all: r#""id", "text""#,
        find: r#"SELECT "id", "text" FROM "notes" WHERE "id" = $1"#,
        find_fresh: r#"SELECT "id", "text" FROM "notes" WHERE "id" = $1"#,
        delete: r#"DELETE FROM "notes" WHERE "id" = $1 RETURNING "id", "text""#,
    };
    const LAYOUT: u64 = 1;

    fn id(&self) -> Id<Self> {
        self.id
    }

    fn read(row: &Row, _: Selection) -> Result<Self> {
        Ok(Self {
            id: Id::read(row, 0)?,
            text: String::read(row, 1)?,
        })
    }

    fn draft_values(draft: NoteDraft) -> Vec<(usize, Value)> {
        vec![(1, Value::Text(draft.text))]
    }

    fn patch_values(NotePatch: NotePatch) -> Vec<(usize, Value)> {
        Vec::new()
    }

    fn values(&self) -> Vec<(usize, Value)> {
        vec![(1, Value::Text(self.text.clone()))]
    }
}

const fn column(name: &'static str, kind: ValueKind, role: Role) -> ColumnDef {
    let unique = matches!(role, Role::Plain);
    ColumnDef {
        name,
        kind,
        null: false,
        unique,
        index: unique,
        uncached: false,
        default: false,
        references: References::Nothing,
        words: &[],
        role,
    }
}

impl Cacheable for Note {
    const TTL: Option<Duration> = None;

    fn heap(&self) -> u64 {
        scaffold::cache::heap(&self.text)
    }
}

/// Counts what is printed; given by the builder, or not.
#[derive(Debug, Default)]
pub(crate) struct Printer(pub(crate) Mutex<Vec<String>>);

pub(crate) struct NoteService {
    notes: Repo<Note>,
    queue: Queue,
}

impl Service for NoteService {
    const NAME: Name = Name::new(concat!(module_path!(), "::NoteService"), "NoteService");
    const FIELDS: &'static [Field] = &[
        Field::new("notes", "Repo<Note>"),
        Field::new("queue", "Queue"),
    ];
    const HAS_CORE: bool = true;

    async fn construct(parts: &Parts<'_>) -> Result<Self> {
        Ok(Self {
            notes: Inject::inject(parts)?,
            queue: Inject::inject(parts)?,
        })
    }

    fn core(&self) -> Option<&Core> {
        Some(self.notes.core())
    }
}

impl NoteService {
    pub(crate) async fn find(&self, id: Id<Note>) -> Result<Arc<Note>> {
        if let Some(fake) = faked::<NotesFake>() {
            return fake.find.get("Notes::find")(id);
        }
        self.notes.find(id).await?.or_not_found()
    }

    async fn page(&self, page: PageQuery) -> Result<Page<Arc<Note>>> {
        self.notes.query().page(page).await
    }

    async fn create(&self, text: String) -> Result<Note> {
        let database = self.notes.core().database();
        database
            .transaction(async {
                let note = self.notes.create(NoteDraft { text }).await?;
                self.queue.dispatch(PrintNote { note: note.id }).await?;
                Ok(note)
            })
            .await
    }
}

/// Listed before the service it needs.
pub(crate) struct PrintService {
    notes: Arc<NoteService>,
    printer: Arc<Printer>,
}

impl Service for PrintService {
    const NAME: Name = Name::new(concat!(module_path!(), "::PrintService"), "PrintService");
    const FIELDS: &'static [Field] = &[
        Field {
            service: Needs::<Arc<NoteService>>::SERVICE,
            value: <Arc<NoteService>>::VALUE,
            ..Field::new("notes", "Arc<NoteService>")
        },
        Field {
            value: <Arc<Printer>>::VALUE,
            ..Field::new("printer", "Arc<Printer>")
        },
    ];
    const HAS_CORE: bool = false;

    async fn construct(parts: &Parts<'_>) -> Result<Self> {
        Ok(Self {
            notes: Inject::inject(parts)?,
            printer: Inject::inject(parts)?,
        })
    }

    fn core(&self) -> Option<&Core> {
        None
    }
}

/// The facade.
pub(crate) struct Notes<App>(PhantomData<fn() -> App>);

impl<App> Notes<App> {
    pub(crate) async fn find(id: Id<Note>) -> Result<Arc<Note>>
    where
        NoteService: Registered<App>,
    {
        match current::<NoteService, App>() {
            Some(service) => service.find(id).await,
            None => Err(Error::internal("not started")),
        }
    }

    pub(crate) fn fake() -> Fake<NotesFake> {
        Fake::start(NotesFake::default())
    }
}

type FindScript = dyn Fn(Id<Note>) -> Result<Arc<Note>> + Send + Sync;

#[derive(Default)]
pub(crate) struct NotesFake {
    pub(crate) find: Script<FindScript>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct PrintNote {
    pub(crate) note: Id<Note>,
}

impl Job for PrintNote {
    const NAME: &'static str = "PrintNote";
    const QUEUE: &'static str = "default";
    const RETRIES: u32 = 0;
    const BACKOFF: Duration = Duration::from_secs(1);
    const TIMEOUT: Option<Duration> = None;

    async fn run(&self, cx: &JobContext) -> Result<()> {
        let prints = cx.service::<PrintService>();
        let note = prints.notes.find(self.note).await?;
        match note.text.as_str() {
            "jam" => return Err(Error::internal("paper jam")),
            "hang" => std::future::pending().await,
            "hog" => std::thread::sleep(FOREVER),
            "slow" => tokio::time::sleep(Duration::from_millis(200)).await,
            _ => {}
        }
        tracing::info!("printed {}", note.text);
        prints
            .printer
            .0
            .lock()
            .expect("no test panics here")
            .push(note.text.clone());
        Ok(())
    }
}

impl RegisteredJob<App> for PrintNote {}

#[derive(Debug, Clone)]
pub(crate) struct App {
    handle: Handle,
}

impl App {
    pub(crate) fn printed(&self) -> Vec<String> {
        let printer = self
            .handle
            .services()
            .get::<Printer>()
            .expect("it was given");
        printer.0.lock().expect("no test panics here").clone()
    }
}

impl Registered<App> for NoteService {
    fn slot() -> &'static Slot<Self> {
        static SLOT: Slot<NoteService> = Slot::new();
        &SLOT
    }
}

impl Registered<App> for PrintService {
    fn slot() -> &'static Slot<Self> {
        static SLOT: Slot<PrintService> = Slot::new();
        &SLOT
    }
}

impl FromRef<App> for Arc<NoteService> {
    fn from_ref(app: &App) -> Self {
        app.handle.services().get().expect("it is listed")
    }
}

impl Application for App {
    const NAME: &'static str = "notes";
    const VERSION: &'static str = "1.2.3";
    // No folder: the embedded migrations count, and the current folder's configuration.
    const ROOT: &'static str = "/nowhere/at/all";
    const SERVICES: &'static [ServiceEntry] = &[
        ServiceEntry::of::<PrintService, App>(None, &[], Hooks::NONE, &[]),
        ServiceEntry::of::<NoteService, App>(
            Some("Notes"),
            &[
                MethodInfo {
                    name: "find",
                    decorators: &["cached(ttl = \"10m\")", "measured"],
                    switches: &[],
                    calls: &["notes.find"],
                    cached: Some(CachedInfo {
                        key: "NoteService::find(id)",
                        ttl: Some(Duration::from_mins(10)),
                        reads: None,
                    }),
                    audited: false,
                },
                MethodInfo {
                    name: "create",
                    decorators: &["transactional"],
                    switches: &[],
                    calls: &["notes.core", "notes.create", "queue.dispatch"],
                    cached: None,
                    audited: false,
                },
                MethodInfo {
                    name: "page",
                    decorators: &[],
                    switches: &[],
                    calls: &["notes.query"],
                    cached: None,
                    audited: false,
                },
            ],
            Hooks::NONE,
            &[],
        ),
    ];
    const SECTIONS: &'static [SectionEntry] = &[];
    const JOBS: &'static [JobEntry] = &[JobEntry::of::<PrintNote>()];
    const MIGRATIONS: &'static [Migration] = &[Migration::embedded(
        20_260_101_000_000,
        "create_notes",
        r#"CREATE TABLE "notes" ("id" INTEGER PRIMARY KEY, "text" TEXT NOT NULL UNIQUE)"#,
        Some(r#"DROP TABLE "notes""#),
    )];

    fn from_handle(handle: Handle) -> Self {
        Self { handle }
    }

    fn handle(&self) -> &Handle {
        &self.handle
    }
}

struct Create {
    text: String,
}

impl Request for Create {
    fn from_fields(mut fields: Map<String, serde_json::Value>) -> Result<Self, Vec<FieldError>> {
        let error = |rule, message: &str| FieldError::new("text", rule, message);
        let text = match fields.remove("text") {
            Some(serde_json::Value::String(text)) => text,
            Some(_) => return Err(vec![error("type", "must be text")]),
            None => return Err(vec![error("missing", "is missing")]),
        };
        match scaffold::request::rules::length(&text, Some(1), Some(20)) {
            Ok(()) => Ok(Self { text }),
            Err(message) => Err(vec![error("length", &message)]),
        }
    }
}

async fn list(
    State(notes): State<Arc<NoteService>>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<Arc<Note>>>> {
    Ok(Json(notes.page(page).await?))
}

async fn show(Path(id): Path<Id<Note>>) -> Result<Json<Arc<Note>>> {
    Ok(Json(Notes::find(id).await?))
}

async fn create(
    State(notes): State<Arc<NoteService>>,
    Valid(Json(input)): Valid<Json<Create>>,
) -> Result<(StatusCode, Json<Note>)> {
    Ok((StatusCode::CREATED, Json(notes.create(input.text).await?)))
}

async fn fail() -> Result<()> {
    Err(std::io::Error::other("the secret cause"))?
}

async fn boom() {
    panic!("the secret panic")
}

async fn hang() {
    std::future::pending::<()>().await;
}

async fn block() -> Result<()> {
    let block = || {
        println!("blocked");
        std::thread::sleep(FOREVER);
    };
    scaffold::spawn_blocking(block).await?;
    Ok(())
}

async fn echo(Json(value): Json<serde_json::Value>) -> Json<serde_json::Value> {
    Json(value)
}

async fn plain(axum::Json(value): axum::Json<serde_json::Value>) -> String {
    value.to_string()
}

/// Reads a body as far as it is let.
async fn whole(request: axum::extract::Request) -> Result<String> {
    let bytes = axum::body::to_bytes(request.into_body(), usize::MAX).await?;
    Ok(bytes.len().to_string())
}

async fn busy() -> Result<()> {
    Err(Error::new(ErrorKind::Unavailable, "come back later").with_source("help: buy a bigger one"))
}

async fn words() -> (StatusCode, &'static str) {
    (StatusCode::CONFLICT, "two of a kind")
}

async fn raw(body: axum::body::Bytes) -> String {
    body.len().to_string()
}

async fn closed() -> Result<()> {
    Err(Error::new(ErrorKind::Forbidden, "this is not yours"))
}

async fn id() -> String {
    scaffold::http::request_id().unwrap_or_default()
}

async fn spawned_ids() -> Result<String> {
    let task = scaffold::spawn(id()).await?;
    let blocking =
        scaffold::spawn_blocking(|| scaffold::http::request_id().unwrap_or_default()).await?;
    Ok(format!("{task} {blocking}"))
}

fn routes() -> Routes<App> {
    let tests = Routes::new()
        .get("/fail", fail)
        .get("/boom", boom)
        .get("/ids", spawned_ids)
        .get("/hang", hang)
        .get("/block", block)
        .post("/echo", echo)
        .post("/raw", raw)
        .post("/plain", plain)
        .post("/whole", whole)
        .get("/busy", busy)
        .get("/words", words)
        .get("/broken", crate::bodies::broken)
        .get("/late", async || crate::bodies::arriving(0))
        .get("/parts", async || crate::bodies::arriving(1))
        .get("/closed", closed);
    Routes::new()
        .get("/notes", list)
        .post("/notes", create)
        .get("/notes/{id}", show)
        .nest("/test", tests)
        .merge(merged())
}

/// What is written with axum alone.
fn merged() -> axum::Router<App> {
    let large = DefaultBodyLimit::max(1000);
    axum::Router::new()
        .route("/id", get(id))
        .route("/health/live", get(async || "alive and kicking"))
        .route("/large", post(raw).layer(large))
}

async fn seed(app: &App) -> Result<()> {
    let notes = app.handle.services().get::<NoteService>().or_not_found()?;
    let text = std::env::var(SEED).unwrap_or("first".into());
    notes.create(text).await?;
    Ok(())
}

/// The variable with the text of the note that the seeder makes.
pub(crate) const SEED: &str = "NOTES_SEED";

/// Without the printer that a service needs.
pub(crate) fn unfinished() -> Builder<App> {
    Builder::new().routes(routes).seeds(seed)
}

pub(crate) fn app() -> Builder<App> {
    unfinished().with(Printer::default())
}
