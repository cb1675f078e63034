//! Test applications: each its own, in parallel.

use std::{sync::Arc, time::Duration};

use scaffold::{
    Builder, Error, Id, Result,
    app::{Application, Handle, ServiceEntry},
    database::Migration,
    queue::{Job, JobContext, JobEntry, RegisteredJob},
    testing::TestApp,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::notes::{Note, Notes, PrintNote, app, unfinished};

async fn a_test_sees_only_its_own(text: &str) -> Result<()> {
    let app = TestApp::start(app()).await?;
    for _ in 0..5 {
        assert_eq!(app.get("/notes").await.json()?["total"], 0);
        tokio::task::yield_now().await;
    }
    app.post("/notes", json!({ "text": text })).await;
    let note = Notes::find(Id::new(1)).await?;
    let spawned = tokio::spawn(Notes::find(Id::new(1))).await??;
    assert_eq!((note.text.as_str(), spawned.text.as_str()), (text, text));
    assert_eq!(
        app.queue().dispatched::<PrintNote>(),
        [PrintNote { note: note.id }]
    );
    assert_eq!(app.queue().run().await?, 1);
    assert_eq!(app.app().printed(), [text]);
    Ok(())
}

#[tokio::test]
async fn applications_of_parallel_tests_do_not_meet_1() -> Result<()> {
    a_test_sees_only_its_own("one").await
}

#[tokio::test(flavor = "multi_thread")]
async fn applications_of_parallel_tests_do_not_meet_2() -> Result<()> {
    a_test_sees_only_its_own("two").await
}

#[test]
fn many_applications_run_in_one_process() {
    let threads: Vec<_> = (0..16)
        .map(|number| {
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .unwrap();
                runtime
                    .block_on(a_test_sees_only_its_own(&format!("note {number}")))
                    .unwrap();
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

#[tokio::test]
async fn a_test_has_one_application_at_a_time() -> Result<()> {
    let first = TestApp::start(app()).await?;
    let error = TestApp::start(app())
        .await
        .err()
        .expect("the second is refused");
    assert!(
        error
            .to_string()
            .starts_with("this test has an application already"),
        "{error}"
    );
    assert!(
        Notes::find(Id::new(1)).await.is_err(),
        "the first is still there"
    );
    drop(first);
    TestApp::start(app()).await?;
    Ok(())
}

#[tokio::test]
async fn a_dropped_application_lets_go_of_its_services() -> Result<()> {
    let app = TestApp::start(app()).await?;
    let service = Arc::downgrade(
        &app.app()
            .handle()
            .services()
            .get::<crate::notes::NoteService>()
            .unwrap(),
    );
    drop(app);
    assert!(service.upgrade().is_none());
    Ok(())
}

#[tokio::test]
async fn a_value_that_nobody_gave_is_named() {
    let error = TestApp::start(unfinished())
        .await
        .err()
        .expect("the printer is missing");
    let text = error.chain();
    assert_eq!(
        text,
        "a value is missing\n  `PrintService.printer`: no `app::notes::Printer` was given; help: `App::builder().with(…)` in src/app.rs; of a trait, \
         `with_arc`, or a service that is listed `as dyn …`"
    );
}

#[tokio::test]
async fn a_fake_stands_before_the_service_behind_routes_too() -> Result<()> {
    let app = TestApp::start(app()).await?;
    let notes = Notes::<crate::notes::App>::fake();
    notes.find.set(Arc::new(|id| {
        Ok(Arc::new(Note {
            id,
            text: "faked".into(),
        }))
    }));
    assert_eq!(
        app.get("/notes/7").await.json()?,
        json!({ "id": 7, "text": "faked" })
    );
    drop(notes);
    assert_eq!(app.get("/notes/7").await.status(), 404);
    Ok(())
}

#[tokio::test]
async fn a_failing_job_is_told() -> Result<()> {
    let app = TestApp::start(app()).await?;
    app.post("/notes", json!({ "text": "jam" })).await;
    let error = app.queue().run().await.unwrap_err();
    assert!(error.to_string().contains("paper jam"), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_dispatch_of_a_transaction_that_fails_never_was() -> Result<()> {
    let app = TestApp::start(app()).await?;
    app.post("/notes", json!({ "text": "same" })).await;
    assert_eq!(
        app.post("/notes", json!({ "text": "same" })).await.status(),
        409
    );
    assert_eq!(app.queue().dispatched::<PrintNote>().len(), 1);
    Ok(())
}

#[tokio::test]
async fn the_clock_stands_still_until_it_is_told_to_move() -> Result<()> {
    let app = TestApp::start(app()).await?;
    let start = app.clock().micros();
    assert_eq!(app.clock().micros(), start);
    app.clock().advance(Duration::from_secs(60));
    assert_eq!(app.clock().micros(), start + 60_000_000);
    Ok(())
}

/// Spawned, because a start is something that any task can do.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_in_one_process_is_refused() -> Result<()> {
    let config = || {
        let mut config = scaffold::config::Config::default();
        config.database.url = "sqlite::memory:".into();
        config.database.migrate_on_start = true;
        config
    };
    let first = tokio::spawn(app().config(config()).start()).await??;
    let request = axum::http::Request::get("/notes/1").body(axum::body::Body::empty())?;
    let answer = tower::ServiceExt::oneshot(first.router(), request).await?;
    assert_eq!(answer.status(), 404);
    assert!(answer.headers().contains_key("x-request-id"));
    let second = tokio::spawn(app().config(config()).start()).await?;
    let text = second.err().expect("it is refused").to_string();
    assert!(
        text.starts_with("this application has started already in this process"),
        "{text}"
    );
    Ok(())
}

/// An application of these jobs and nothing else.
macro_rules! bare {
    ($name:ident: $($job:ty),*) => {
        #[derive(Debug, Clone)]
        struct $name(Handle);

        impl Application for $name {
            const NAME: &'static str = stringify!($name);
            const VERSION: &'static str = "1.0.0";
            const ROOT: &'static str = "/nowhere/at/all";
            const SERVICES: &'static [ServiceEntry] = &[];
            const SECTIONS: &'static [scaffold::config::SectionEntry] = &[];
            const JOBS: &'static [JobEntry] = &[$(JobEntry::of::<$job>()),*];
            const MIGRATIONS: &'static [Migration] = &[];

            fn from_handle(handle: Handle) -> Self {
                Self(handle)
            }

            fn handle(&self) -> &Handle {
                &self.0
            }
        }
    };
}

bare!(Other: Nothing);
bare!(Another:);

#[derive(Debug, Serialize, Deserialize)]
struct Nothing {}

impl Job for Nothing {
    const NAME: &'static str = "Nothing";
    const QUEUE: &'static str = "default";
    const RETRIES: u32 = 0;
    const BACKOFF: Duration = Duration::ZERO;
    const TIMEOUT: Option<Duration> = None;

    async fn run(&self, _: &JobContext) -> Result<()> {
        Ok(())
    }
}

impl RegisteredJob<Other> for Nothing {}

#[tokio::test]
async fn a_process_may_have_two_applications_each_with_its_queue() -> Result<()> {
    let config = || {
        let mut config = scaffold::config::Config::default();
        config.database.url = "sqlite::memory:".into();
        config.queue.url = "memory".into();
        config
    };
    let other = Builder::<Other>::new().config(config()).start().await?;
    let another = Builder::<Another>::new().config(config()).start().await?;
    Nothing {}.dispatch().await?;
    let size = async |handle: &Handle| Ok::<_, Error>(handle.queue().sizes().await?.len());
    assert_eq!(size(other.app().handle()).await?, 1);
    assert_eq!(size(another.app().handle()).await?, 0);
    Ok(())
}
