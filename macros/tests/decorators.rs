//! What each decorator does to a call, through a running application.

use std::{
    fmt::{self, Debug, Display},
    io,
    sync::{
        Mutex,
        atomic::{AtomicU32, AtomicUsize, Ordering},
    },
    time::Duration,
};

use scaffold::{
    Error, ErrorKind,
    app::Application,
    database::Migration,
    decorate::{Around, Call, Observe},
    identity::{self, Identity},
    prelude::*,
    testing::TestApp,
};

scaffold::app! {
    /// The application of these tests.
    struct App {
        services: [NoteService, Guarded],
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model, Cacheable)]
struct Note {
    id: Id<Note>,
    text: String,
}

const MIGRATIONS: &[Migration] = &[Migration::embedded(
    1,
    "create_notes",
    "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)",
    None,
)];

/// Lets so many calls through, and no more.
struct Quota(AtomicU32);

impl Quota {
    const fn of(calls: u32) -> Self {
        Self(AtomicU32::new(calls))
    }
}

impl Around for Quota {
    async fn around<T: Send, E: From<Error> + Send>(
        &self,
        call: &Call<'_>,
        next: impl Future<Output = Result<T, E>> + Send,
    ) -> Result<T, E> {
        assert!(call.core.is_some());
        let left = self
            .0
            .try_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                left.checked_sub(1)
            });
        match left {
            Ok(_) => next.await,
            Err(_) => Err(Error::new(ErrorKind::Forbidden, "used up").into()),
        }
    }
}

/// Counts calls and their errors.
struct Tally {
    calls: AtomicUsize,
    errors: AtomicUsize,
}

static TALLY: Tally = Tally {
    calls: AtomicUsize::new(0),
    errors: AtomicUsize::new(0),
};

impl Observe for Tally {
    type Span = ();

    fn enter(&self, _: &Call<'_>) {}

    fn exit(&self, (): (), _: &Call<'_>, error: Option<&dyn Display>) {
        self.calls.fetch_add(1, Ordering::SeqCst);
        self.errors
            .fetch_add(usize::from(error.is_some()), Ordering::SeqCst);
    }
}

#[derive(Service)]
struct NoteService {
    notes: Repo<Note>,
}

/// Says when it is printed.
struct Loud<'a>(&'a AtomicUsize);

impl Debug for Loud<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fetch_add(1, Ordering::SeqCst);
        f.write_str("loud")
    }
}

struct Login {
    email: String,
    password: Secret<String>,
    hash: Uncached<String>,
}

fn is_missing(error: &Error) -> bool {
    error.kind() == ErrorKind::NotFound
}

#[scaffold::service]
impl NoteService {
    #[timed_out(after = "20ms")]
    async fn forever(&self) -> Result<()> {
        std::future::pending().await
    }

    /// The transaction around it ends while nothing of the body is left.
    #[transactional]
    #[timed_out(after = "100ms")]
    async fn write_forever(&self, text: &str) -> Result<()> {
        self.notes.create(NoteDraft { text: text.into() }).await?;
        let _nested = self.hold().await;
        Ok(())
    }

    #[transactional]
    async fn hold(&self) -> Result<()> {
        std::future::pending().await
    }

    #[decorate(Quota::of(2))]
    #[decorate(TALLY)]
    async fn twice(&self, fails: bool) -> Result<u8> {
        if fails {
            return Err(Error::internal("asked for"));
        }
        Ok(1)
    }

    #[decorate(TALLY)]
    fn sync(&self) -> u8 {
        2
    }

    #[decorate(TALLY)]
    async fn no_result(&self) -> u8 {
        3
    }

    #[rate_limited(times = 2, per = "10s")]
    async fn limited(&self) -> Result<()> {
        Ok(())
    }

    #[rate_limited(times = 1, per = "10s", by = (login.email.as_str(), kind))]
    async fn limited_by(&self, login: Login, kind: u8) -> Result<usize> {
        Ok(login.email.len() + usize::from(kind))
    }

    #[logged(args(id, login.email, login.password, login.hash))]
    async fn login(&self, id: u8, login: Login) -> Result<u8> {
        drop(login);
        Ok(id)
    }

    #[transactional]
    #[logged(args(loud))]
    async fn quiet(&self, loud: Loud<'_>) -> Result<()> {
        let _ = loud.0;
        Ok(())
    }

    #[retried(idempotent, backoff = "1ms", on = is_missing)]
    async fn missing(&self, calls: &AtomicUsize, kind: ErrorKind) -> Result<()> {
        calls.fetch_add(1, Ordering::SeqCst);
        Err(Error::new(kind, "as asked"))
    }

    #[timed_out(after = "5s")]
    #[logged(args(taken.0))]
    #[decorate(TALLY)]
    #[transactional]
    async fn big<const SIZE: usize>(&self, taken: Taken) -> Result<u8> {
        let held = [taken.0; SIZE];
        tokio::task::yield_now().await;
        Ok(held[SIZE - 1])
    }

    #[authorized(nobody)]
    #[transactional]
    async fn guarded_big<const SIZE: usize>(&self, taken: Taken) -> Result<u8> {
        let held = [taken.0; SIZE];
        tokio::task::yield_now().await;
        Ok(held[SIZE - 1])
    }

    async fn nobody(&self, _: &Identity) -> Result<bool> {
        let _ = &self.notes;
        Ok(false)
    }
}

#[derive(Clone)]
struct Taken(u8);

/// All of it for editors only, each call measured.
#[derive(Service)]
struct Guarded {
    notes: Repo<Note>,
}

struct Editor;

async fn owns(who: &Identity, text: &str) -> Result<bool> {
    Ok(text.starts_with(who.id()))
}

#[scaffold::service(all(measured, authorized(is_editor)))]
impl Guarded {
    async fn is_editor(&self, who: &Identity) -> Result<bool> {
        let _ = &self.notes;
        Ok(who.get::<Editor>().is_some())
    }

    async fn edit(&self) -> Result<u8> {
        Ok(1)
    }

    #[measured(off)]
    #[authorized(self::owns(&text))]
    async fn own(&self, text: String) -> Result<String> {
        Ok(text)
    }

    #[authorized(off)]
    fn open(&self) -> u8 {
        let _ = &self.notes;
        2
    }

    /// Its answer depends on who calls.
    #[authorized(off)]
    #[cached(reads(none))]
    async fn whoami(&self) -> Result<String> {
        Ok(identity::current()?.id().to_owned())
    }

    /// Checked before the cache is asked.
    #[authorized(is_editor)]
    #[cached(reads(none))]
    async fn shared(&self, calls: &'static str) -> Result<usize> {
        SHARED.fetch_add(1, Ordering::SeqCst);
        Ok(calls.len())
    }
}

static SHARED: AtomicUsize = AtomicUsize::new(0);

async fn started() -> (TestApp<App>, Arc<NoteService>) {
    let app = TestApp::start(App::builder()).await.unwrap();
    let database = app.app().handle().core().database();
    database.migrate(MIGRATIONS).await.unwrap();
    let notes = app.app().handle().service();
    (app, notes)
}

#[tokio::test]
async fn a_call_whose_time_is_up_is_dropped_and_named() {
    let (_app, notes) = started().await;
    let error = notes.forever().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(
        error.to_string(),
        "`NoteService::forever` took longer than 20ms"
    );
}

#[tokio::test]
async fn what_is_dropped_for_time_leaves_nothing_in_the_way_of_the_layers_around_it() {
    let (app, notes) = started().await;
    let call = notes.write_forever("x");
    let ended = tokio::time::timeout(Duration::from_secs(20), call).await;
    let error = ended.expect("the rollback waits for the body").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(app.repo::<Note>().query().count().await.unwrap(), 0);
}

#[tokio::test]
async fn a_decorator_of_ones_own_looks_on_or_decides() {
    let (_app, notes) = started().await;
    let seen = || {
        let Tally { calls, errors } = &TALLY;
        (calls.load(Ordering::SeqCst), errors.load(Ordering::SeqCst))
    };
    assert_eq!(notes.twice(false).await.unwrap(), 1);
    assert!(notes.twice(true).await.is_err());
    let refused = notes.twice(false).await.unwrap_err();
    assert_eq!(refused.to_string(), "used up");
    assert_eq!(
        seen(),
        (2, 1),
        "the outer one decides before the inner one sees"
    );
    assert_eq!((notes.sync(), notes.no_result().await), (2, 3));
    assert_eq!(seen(), (4, 1));
}

#[tokio::test]
async fn a_limit_is_each_applications_own_and_its_clock_the_applications() {
    for _ in 0..2 {
        let (app, notes) = started().await;
        assert!(notes.limited().await.is_ok() && notes.limited().await.is_ok());
        let error = notes.limited().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooMany);
        assert_eq!(error.retry_after(), Some(Duration::from_secs(5)));
        assert_eq!(
            error.to_string(),
            "too many calls; the next one is possible in 5 s"
        );
        app.clock().advance(Duration::from_secs(5));
        assert!(notes.limited().await.is_ok());
        for (email, kind, is_allowed) in [
            ("ada", 1, true),
            ("ada", 2, true),
            ("bob", 1, true),
            ("ada", 1, false),
        ] {
            let call = notes.limited_by(login(email), kind).await;
            assert_eq!(call.is_ok(), is_allowed, "{email} {kind}");
        }
    }
}

fn login(email: &str) -> Login {
    Login {
        email: email.into(),
        password: String::from("hunter2").into(),
        hash: String::from("$argon2").into(),
    }
}

/// What was logged.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn what_is_named_is_logged_and_what_is_secret_is_redacted() {
    use tracing_subscriber::util::SubscriberInitExt;

    let (_app, notes) = started().await;
    let printed = AtomicUsize::new(0);
    notes.quiet(Loud(&printed)).await.unwrap();
    assert_eq!(printed.load(Ordering::SeqCst), 0, "nobody listens");
    let lines = Lines::default();
    let writer = lines.clone();
    let listening = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish()
        .set_default();
    notes.login(7, login("ada@example.com")).await.unwrap();
    notes.quiet(Loud(&printed)).await.unwrap();
    drop(listening);
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let expected =
        r#"id=7, login.email="ada@example.com", login.password=[redacted], login.hash=[redacted]"#;
    assert!(text.contains(expected), "{text}");
    assert!(text.contains("loud=loud"), "{text}");
    assert!(
        !text.contains("hunter2") && !text.contains("$argon2"),
        "{text}"
    );
    assert_eq!(printed.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn which_errors_are_tried_again_is_the_persons_own_rule() {
    let (_app, notes) = started().await;
    for (kind, attempts) in [(ErrorKind::NotFound, 3), (ErrorKind::Unavailable, 1)] {
        let calls = AtomicUsize::new(0);
        assert!(notes.missing(&calls, kind).await.is_err());
        assert_eq!(calls.into_inner(), attempts, "{kind:?}");
    }
}

#[tokio::test]
async fn a_method_with_a_policy_is_closed() {
    let (app, _) = started().await;
    let guarded = app.app().handle().service::<Guarded>();
    let kind = |result: Result<u8>| result.map_err(|error| error.kind());
    assert_eq!(kind(guarded.edit().await), Err(ErrorKind::Unauthorized));
    let anyone = Identity::new("ada");
    let call = identity::scope(anyone.clone(), guarded.edit());
    assert_eq!(kind(call.await), Err(ErrorKind::Forbidden));
    let editor = anyone.clone().with(Editor);
    assert_eq!(kind(identity::scope(editor, guarded.edit()).await), Ok(1));
    let own = identity::scope(anyone.clone(), guarded.own("ada's".into()));
    assert_eq!(own.await.unwrap(), "ada's");
    let other = identity::scope(anyone, guarded.own("grace's".into()));
    assert_eq!(other.await.unwrap_err().kind(), ErrorKind::Forbidden);
    assert_eq!(guarded.open(), 2);
}

#[tokio::test]
async fn an_answer_that_depends_on_the_caller_is_nobody_elses() {
    let (app, _) = started().await;
    let guarded = app.app().handle().service::<Guarded>();
    for name in ["ada", "grace", "ada"] {
        let call = identity::scope(Identity::new(name), guarded.whoami());
        assert_eq!(call.await.unwrap(), name);
    }
}

#[tokio::test]
async fn a_hit_is_for_those_who_may_only() {
    let (app, _) = started().await;
    let guarded = app.app().handle().service::<Guarded>();
    let editor = || Identity::new("ada").with(Editor);
    for _ in 0..2 {
        let call = identity::scope(editor(), guarded.shared("abc"));
        assert_eq!(call.await.unwrap(), 3);
    }
    assert_eq!(SHARED.load(Ordering::SeqCst), 1, "the second one is a hit");
    let refused = identity::scope(Identity::new("eve"), guarded.shared("abc")).await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::Forbidden);
}

#[test]
fn defaults_stand_outside_where_they_fit() {
    let guarded = App::SERVICES
        .iter()
        .find(|entry| entry.node.name.text == "Guarded")
        .unwrap();
    let listed: Vec<_> = guarded
        .methods
        .iter()
        .map(|method| (method.name, method.decorators))
        .collect();
    let expected: [(&str, &[&str]); 6] = [
        ("is_editor", &["measured"]),
        ("edit", &["measured", "authorized(is_editor)"]),
        ("own", &["authorized(self::owns(&text))"]),
        ("open", &["measured"]),
        ("whoami", &["measured", "cached(reads(none))"]),
        (
            "shared",
            &["measured", "authorized(is_editor)", "cached(reads(none))"],
        ),
    ];
    assert_eq!(listed, expected);
}

#[tokio::test]
async fn layers_do_not_double_a_future() {
    let (_app, notes) = started().await;
    let all = size_of_val(&notes.big::<4096>(Taken(1))) - size_of_val(&notes.big::<1>(Taken(1)));
    let guarded = size_of_val(&notes.guarded_big::<4096>(Taken(1)))
        - size_of_val(&notes.guarded_big::<1>(Taken(1)));
    for grown in [all, guarded] {
        assert!(grown < 4096 + 64, "the body is in it {grown} / 4096 times");
    }
}
