//! What woven services do: facades, fakes, decorators and their order, through a running application.

use std::{
    borrow::Cow,
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use scaffold::{
    Error, ErrorKind, app::Application, database::Migration, decorate::measurements, prelude::*,
    testing::TestApp,
};

scaffold::app! {
    /// The application of these tests.
    struct App {
        services: [NoteService, Numbers, Loose, Counted<Note>, Counted<Book>],
        jobs: [Remind],
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model, Cacheable)]
struct Note {
    id: Id<Note>,
    text: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model)]
struct Book {
    id: Id<Book>,
}

const MIGRATIONS: &[Migration] = &[Migration::embedded(
    1,
    "create_notes",
    "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)",
    None,
)];

#[derive(Debug, PartialEq, Serialize, Deserialize, Job)]
#[job(queue = "mail", retries = 5, backoff = "10s", timeout = "none")]
struct Remind {
    note: Id<Note>,
}

impl Remind {
    async fn handle(&self, cx: &JobContext) -> Result<()> {
        cx.service::<NoteService>().remind(self.note).await
    }
}

#[derive(Service)]
struct NoteService {
    notes: Repo<Note>,
    queue: Queue,
    calls: Arc<Calls>,
}

/// What bodies did, and how often they fail before they don't.
#[derive(Debug, Default)]
struct Calls {
    seen: Mutex<Vec<String>>,
    failures: AtomicU32,
}

impl Calls {
    fn see(&self, what: impl Into<String>) {
        self.seen.lock().unwrap().push(what.into());
    }

    fn count(&self, what: &str) -> usize {
        let seen = self.seen.lock().unwrap();
        seen.iter().filter(|seen| *seen == what).count()
    }

    fn fail(&self) -> Result<()> {
        let left = self
            .failures
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                left.checked_sub(1)
            });
        match left {
            Ok(_) => Err(Error::internal("not yet")),
            Err(_) => Ok(()),
        }
    }
}

#[scaffold::service(facade = Notes)]
impl NoteService {
    /// The text of a note.
    #[cached(ttl = "10m")]
    pub(crate) async fn text(&self, id: Id<Note>) -> Result<Arc<str>> {
        self.calls.see("text");
        let note = self.notes.find(id).await?.or_not_found()?;
        Ok(note.text.as_str().into())
    }

    /// Reads nothing that the runtime sees.
    #[cached(reads(none))]
    pub(crate) async fn shout(&self, text: &str, (times, mark): (u8, char)) -> Result<String> {
        self.calls.see("shout");
        Ok(format!("{text}{}", String::from(mark).repeat(times.into())))
    }

    #[cached(reads(Note))]
    pub(crate) async fn declared(&self) -> Result<u64> {
        self.calls.see("declared");
        Ok(7)
    }

    #[cached(ttl = "10m", reads(none))]
    pub(crate) async fn failing(&self) -> Result<u64> {
        self.calls.see("failing");
        Err(Error::internal("always"))
    }

    /// Retried from outside of its transaction; each attempt consumes the draft.
    #[retried(times = 3, backoff = "1ms")]
    #[transactional]
    pub(crate) async fn write(&self, mut draft: NoteDraft, _: &str) -> Result<Note> {
        self.calls.see("write");
        draft.text.push('!');
        let note = self.notes.create(draft).await?;
        self.queue.dispatch(Remind { note: note.id }).await?;
        self.calls.fail()?;
        Ok(note)
    }

    #[measured]
    #[logged]
    pub(crate) async fn remind(&self, id: Id<Note>) -> Result<()> {
        self.calls.see(format!("remind {id}"));
        self.calls.fail()
    }

    /// A sync one with all that observes.
    #[logged]
    #[measured]
    pub(crate) fn halve(&self, mut number: u64) -> Result<u64, std::num::ParseIntError> {
        if number == 13 {
            let thirteen: u64 = "thirteen".parse()?;
            return Ok(thirteen + 1);
        }
        number /= 2;
        Ok(number)
    }

    #[logged]
    pub(crate) fn double(&self, number: u64) -> Result<u64> {
        Ok(2 * number)
    }

    #[logged]
    #[retried]
    #[measured]
    #[transactional]
    pub(crate) async fn small(&self) -> Result<u8> {
        hold::<1>().await
    }

    #[logged]
    #[retried]
    #[measured]
    #[transactional]
    pub(crate) async fn big(&self) -> Result<u8> {
        hold::<4096>().await
    }

    #[transactional]
    async fn one_layer(&self, taken: Taken) -> Result<u8> {
        tokio::task::yield_now().await;
        Ok(taken.0[0])
    }

    #[logged]
    #[transactional]
    #[measured]
    async fn three_layers(&self, taken: Taken) -> Result<u8> {
        tokio::task::yield_now().await;
        Ok(taken.0[0])
    }

    #[logged]
    #[retried]
    #[measured]
    #[transactional]
    async fn four_layers(&self, taken: Taken) -> Result<u8> {
        tokio::task::yield_now().await;
        Ok(taken.0[0])
    }

    /// Tried again when that may help.
    #[retried(times = 3, backoff = "1ms", idempotent)]
    pub(crate) async fn fail(&self, kind: ErrorKind) -> Result<()> {
        self.calls.see("fail");
        Err(Error::new(kind, "as asked"))
    }

    pub(crate) async fn rename(&self, id: Id<Note>, text: &str) -> Result<Note> {
        self.notes.update(id, Note::patch().text(text)).await
    }

    /// No facade: it lends what is the service's.
    pub(crate) fn calls(&self) -> &Calls {
        &self.calls
    }

    /// Nothing stands in for it: a closure has no type parameters.
    pub(crate) fn print<T>(&self, value: &T) -> String
    where
        T: ToString + Sync,
    {
        value.to_string()
    }

    #[cfg(any())]
    pub(crate) fn never(&self) -> Missing {
        Missing
    }
}

/// Another service with the first one as a field.
#[derive(Service)]
struct Numbers {
    notes: Arc<NoteService>,
}

#[scaffold::service(facade = Sums)]
impl Numbers {
    /// Observed, with a result that is no error.
    #[logged]
    #[measured]
    pub(crate) fn quadruple(&self, number: u64) -> Option<u64> {
        self.notes.double(self.notes.double(number).ok()?).ok()
    }

    pub(crate) async fn pick<'a>(
        &self,
        _: Option<&Self>,
        from: &'a [Cow<'static, str>],
    ) -> &'a str {
        from.first().map_or("", |first| first)
    }

    #[measured]
    pub(crate) async fn print_all(&self, values: impl Iterator<Item = u64> + Send) -> Vec<String> {
        values.map(|value| self.notes.print(&value)).collect()
    }
}

/// No `#[service]`, no fields.
#[derive(Service)]
struct Loose;

/// An argument of this size.
#[derive(Clone)]
struct Taken([u8; 4096]);

/// Measured once for all it is an instance of.
#[derive(Service)]
struct Counted<T: scaffold::model::Model> {
    rows: Repo<T>,
}

#[scaffold::service]
impl<T: scaffold::model::Model> Counted<T> {
    #[measured]
    fn name(&self) -> String {
        let _ = &self.rows;
        T::NAME.to_owned()
    }
}

/// A future of this size.
async fn hold<const SIZE: usize>() -> Result<u8> {
    let held = [0; SIZE];
    tokio::task::yield_now().await;
    Ok(held[SIZE - 1])
}

async fn started() -> TestApp<App> {
    let app = TestApp::start(App::builder().with(Calls::default()))
        .await
        .unwrap();
    let database = app.app().handle().core().database();
    database.migrate(MIGRATIONS).await.unwrap();
    app
}

fn calls(app: &TestApp<App>) -> Arc<Calls> {
    app.app().handle().service()
}

fn draft(text: &str) -> NoteDraft {
    NoteDraft { text: text.into() }
}

#[tokio::test]
async fn a_cached_method_runs_once_until_what_it_read_is_written() {
    let app = started().await;
    let note = Notes::write(draft("one"), "").await.unwrap();
    for _ in 0..3 {
        assert_eq!(&*Notes::text(note.id).await.unwrap(), "one!");
    }
    assert_eq!(calls(&app).count("text"), 1);
    Notes::rename(note.id, "two").await.unwrap();
    assert_eq!(&*Notes::text(note.id).await.unwrap(), "two");
    assert_eq!(calls(&app).count("text"), 2);
}

#[tokio::test]
async fn every_argument_is_part_of_the_key_and_errors_are_not_kept() {
    let app = started().await;
    for _ in 0..2 {
        assert_eq!(Notes::shout("a", (1, '!')).await.unwrap(), "a!");
        assert_eq!(Notes::shout("a", (2, '!')).await.unwrap(), "a!!");
        assert_eq!(Notes::shout("b", (1, '!')).await.unwrap(), "b!");
        assert!(Notes::failing().await.is_err());
    }
    assert_eq!(calls(&app).count("shout"), 3);
    assert_eq!(calls(&app).count("failing"), 2);
}

#[tokio::test]
async fn a_declared_read_ends_with_a_write_to_its_table() {
    let app = started().await;
    Notes::declared().await.unwrap();
    Notes::declared().await.unwrap();
    assert_eq!(calls(&app).count("declared"), 1);
    Notes::write(draft("one"), "").await.unwrap();
    Notes::declared().await.unwrap();
    assert_eq!(calls(&app).count("declared"), 2);
}

#[tokio::test]
async fn each_attempt_has_a_transaction_of_its_own() {
    let app = started().await;
    calls(&app).failures.store(2, Ordering::SeqCst);
    let note = Notes::write(draft("one"), "").await.unwrap();
    assert_eq!(note.text, "one!", "the argument was cloned, not reused");
    assert_eq!(calls(&app).count("write"), 3);
    let notes = app.repo::<Note>();
    assert_eq!(notes.query().count().await.unwrap(), 1);
    let reminders = app.queue().dispatched::<Remind>();
    assert_eq!(reminders, [Remind { note: note.id }]);
}

#[tokio::test]
async fn the_last_error_comes_through_and_leaves_nothing() {
    let app = started().await;
    calls(&app).failures.store(9, Ordering::SeqCst);
    let error = Notes::write(draft("one"), "").await.unwrap_err();
    assert_eq!(error.to_string(), "not yet");
    assert_eq!(calls(&app).count("write"), 3);
    assert_eq!(app.repo::<Note>().query().count().await.unwrap(), 0);
}

#[tokio::test]
async fn a_job_runs_its_handle() {
    let app = started().await;
    let note = Notes::write(draft("one"), "").await.unwrap();
    Remind { note: note.id }.dispatch().await.unwrap();
    assert_eq!(app.queue().run().await.unwrap(), 2);
    assert_eq!(calls(&app).count(&format!("remind {}", note.id)), 2);
}

#[tokio::test]
async fn observers_see_calls_and_errors() {
    let app = started().await;
    assert_eq!(Notes::halve(4).ok(), Some(2));
    assert!(Notes::halve(13).is_err());
    let halved = measurements()
        .into_iter()
        .find(|stats| stats.method == "halve")
        .unwrap();
    assert_eq!(halved.service, "NoteService");
    assert_eq!((halved.calls, halved.errors), (2, 1));
    drop(app);
}

#[tokio::test]
async fn an_error_that_stays_what_it_is_is_not_tried_again() {
    let app = started().await;
    assert!(Notes::fail(ErrorKind::NotFound).await.is_err());
    assert_eq!(calls(&app).count("fail"), 1);
    assert!(Notes::fail(ErrorKind::Unavailable).await.is_err());
    assert_eq!(calls(&app).count("fail"), 4);
}

#[tokio::test]
async fn a_generic_service_is_measured_under_its_own_name() {
    let app = started().await;
    let handle = app.app().handle();
    assert_eq!(handle.service::<Counted<Note>>().name(), "Note");
    assert_eq!(handle.service::<Counted<Book>>().name(), "Book");
    let counted = measurements();
    let counted = counted.iter().find(|stats| stats.method == "name");
    assert_eq!(counted.map(|stats| stats.service), Some("Counted"));
}

#[tokio::test]
async fn an_argument_is_in_the_future_once_for_each_time_it_is_needed() {
    let app = started().await;
    let notes = app.app().handle().service::<NoteService>();
    let size = |layers: usize| match layers {
        1 => size_of_val(&notes.one_layer(Taken([0; 4096]))),
        3 => size_of_val(&notes.three_layers(Taken([0; 4096]))),
        _ => size_of_val(&notes.four_layers(Taken([0; 4096]))),
    };
    let [one, three, four] = [1, 3, 4].map(size);
    assert!(
        three < one + 512,
        "an observer takes a copy: {one}, {three}"
    );
    assert!(
        four < one + 4096 + 512,
        "an attempt takes more than its clone: {one}, {four}"
    );
}

#[tokio::test]
async fn a_facade_hands_on_lifetimes_types_and_traits() {
    let app = started().await;
    assert_eq!(Sums::pick(None, &["a".into()]).await, "a");
    assert_eq!(Sums::print_all(1..3).await, ["1", "2"]);
    assert_eq!(Notes::print(&5), "5");
    assert_eq!(
        NoteService::calls(&app.app().handle().service::<NoteService>()).count("x"),
        0
    );
}

async fn a_fake_answers_this_test_only(number: u64) {
    let app = started().await;
    let fake = Notes::fake();
    fake.double(move |by| Ok(number + by))
        .text(move |id| Ok(format!("{number} {id}").into()))
        .shout(|text, (times, _)| Ok(format!("{text} {times}")));
    for _ in 0..20 {
        tokio::task::yield_now().await;
        assert_eq!(Notes::double(1).unwrap(), number + 1);
        assert_eq!(
            &*Notes::text(Id::new(5)).await.unwrap(),
            format!("{number} 5")
        );
        assert_eq!(Notes::shout("a", (2, '!')).await.unwrap(), "a 2");
        assert_eq!(
            Sums::quadruple(1),
            Some(number + number + 1),
            "also through a field"
        );
        let spawned = tokio::spawn(async { Notes::double(2).unwrap() });
        assert_eq!(spawned.await.unwrap(), number + 2);
        let blocking = tokio::task::spawn_blocking(|| Notes::double(3).unwrap());
        assert_eq!(blocking.await.unwrap(), number + 3);
    }
    drop(fake);
    assert_eq!(Notes::double(1).unwrap(), 2);
    drop(app);
}

#[tokio::test]
async fn fakes_of_tests_that_run_at_the_same_time_do_not_meet_1() {
    a_fake_answers_this_test_only(100).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fakes_of_tests_that_run_at_the_same_time_do_not_meet_2() {
    a_fake_answers_this_test_only(200).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fakes_of_tests_that_run_at_the_same_time_do_not_meet_3() {
    a_fake_answers_this_test_only(300).await;
}

#[tokio::test]
async fn a_fake_needs_no_application() {
    let sums = Sums::fake();
    sums.quadruple(|number| Some(number + 1))
        .pick(|_, from| from.last().map_or("", |last| last));
    assert_eq!(Sums::quadruple(1), Some(2));
    assert_eq!(Sums::pick(None, &["a".into(), "b".into()]).await, "b");
}

#[tokio::test]
#[should_panic(expected = "unexpected call: `Sums::quadruple`")]
async fn a_faked_method_without_an_answer_names_itself() {
    let _sums = Sums::fake();
    let _ = Sums::quadruple(1);
}

#[tokio::test]
#[should_panic(expected = "was called before the application has started")]
async fn a_facade_without_an_application_says_so() {
    let _ = Sums::quadruple(1);
}

#[test]
fn the_future_of_a_woven_method_is_send_and_does_not_double_with_each_layer() {
    fn send<F: Send>(future: &F) -> usize {
        size_of_val(future)
    }
    send(&Notes::text(Id::new(1)));
    send(&Notes::write(draft(""), ""));
    let grown = send(&Notes::big()) - send(&Notes::small());
    assert!(grown < 4096 + 512, "the body is in it {grown} / 4096 times");
}

#[test]
fn the_list_describes_every_service() {
    let services = App::SERVICES;
    let facades: Vec<_> = services.iter().map(|entry| entry.facade).collect();
    assert_eq!(facades, [Some("Notes"), Some("Sums"), None, None, None]);
    let write = services[0]
        .methods
        .iter()
        .find(|method| method.name == "write")
        .unwrap();
    assert_eq!(
        write.decorators,
        ["retried(times = 3, backoff = \"1ms\")", "transactional"]
    );
    let declared = services[0]
        .methods
        .iter()
        .find(|method| method.name == "declared")
        .unwrap();
    assert_eq!(declared.decorators, ["cached(reads(Note))"]);
    assert!(
        services[0]
            .methods
            .iter()
            .all(|method| method.name != "never")
    );
    assert!(services[2].methods.is_empty());
    assert_eq!(services[1].node.fields.len(), 1);
}
