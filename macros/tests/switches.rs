//! `when = "…"`: switches of the configuration. They are the process's, so one test asks for all of it.

use std::{
    fmt::Display,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use scaffold::{
    Error, ErrorKind,
    app::Application,
    config::Config,
    decorate::{Call, Observe, measurements},
    lock,
    prelude::*,
    testing::TestApp,
};

scaffold::app! {
    struct App {
        services: [Switched],
    }
}

/// Counts calls.
struct Tally(AtomicUsize);

impl Observe for Tally {
    type Span = ();

    fn enter(&self, _: &Call<'_>) {}

    fn exit(&self, (): (), _: &Call<'_>, _: Option<&dyn Display>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

static TALLY: Tally = Tally(AtomicUsize::new(0));
static LOADS: AtomicUsize = AtomicUsize::new(0);

#[derive(Service)]
struct Switched {
    core: scaffold::core::Core,
}

#[scaffold::service]
impl Switched {
    #[cached(reads(none), when = "extra")]
    async fn remembered(&self) -> Result<usize> {
        Ok(LOADS.fetch_add(1, Ordering::SeqCst))
    }

    #[decorate(TALLY, when = "switches.extra")]
    fn seen(&self) -> bool {
        self.core.clock().micros() > 0
    }

    #[decorate(TALLY, when = "extra")]
    async fn seen_async(&self) -> Result<u8> {
        Ok(1)
    }

    #[retried(idempotent, backoff = "1ms", when = "extra")]
    async fn tried(&self, calls: &AtomicUsize) -> Result<()> {
        calls.fetch_add(1, Ordering::SeqCst);
        Err(Error::internal("no"))
    }

    #[rate_limited(times = 1, per = "1h", when = "extra", by = key)]
    async fn limited(&self, key: u8) -> Result<u8> {
        Ok(key)
    }

    #[logged(args(millis), when = "cache.enabled")]
    #[timed_out(after = "10ms", when = "extra")]
    #[transactional(when = "extra")]
    async fn slow(&self, millis: u64) -> Result<()> {
        tokio::time::sleep(Duration::from_millis(millis)).await;
        Ok(())
    }

    #[measured(when = "extra")]
    fn without_receiver() -> u8 {
        1
    }

    #[exclusive(key = id, ttl = "1m", when = "extra")]
    async fn alone(&self, id: u8) -> Result<bool> {
        Ok(id == 1 && lock::token().is_ok())
    }
}

/// What the decorators did: whether each is there.
async fn asked(is_on: Option<bool>) -> Result<Vec<bool>> {
    let mut config = Config::default();
    config
        .switches
        .extend(is_on.map(|on| ("extra".to_owned(), on)));
    let app = TestApp::start(App::builder().config(config)).await?;
    let service = app.app().handle().service::<Switched>();
    let is_cached = service.remembered().await? == service.remembered().await?;
    let before = TALLY.0.load(Ordering::SeqCst);
    assert!(service.seen());
    service.seen_async().await?;
    let seen = TALLY.0.load(Ordering::SeqCst) - before;
    assert!(seen.is_multiple_of(2));
    let attempts = AtomicUsize::new(0);
    assert!(service.tried(&attempts).await.is_err());
    service.limited(1).await?;
    let is_limited = service.limited(1).await.is_err();
    assert_eq!(Switched::without_receiver(), 1);
    let is_timed_out = match service.slow(50).await {
        Ok(()) => false,
        Err(error) => error.kind() == ErrorKind::Timeout,
    };
    let is_measured = measurements()
        .iter()
        .any(|it| it.method == "without_receiver");
    Ok(vec![
        is_cached,
        seen == 2,
        attempts.into_inner() == 3,
        is_limited,
        is_timed_out,
        is_measured,
        service.alone(1).await?,
    ])
}

#[tokio::test]
async fn a_switch_turns_its_decorators_on_and_off_at_the_start() {
    assert_eq!(asked(Some(false)).await.unwrap(), [false; 7]);
    assert_eq!(asked(Some(true)).await.unwrap(), [true; 7]);
    let error = asked(None).await.unwrap_err().to_string();
    assert!(error.starts_with(
        "9 decorators ask for a switch that the configuration does not have\n  \
         `Switched::remembered`: there is no switch `extra`; help: write `extra = false` below `[switches]` in config/default.toml\n"
    ), "{error}");
    let mut config = Config::default();
    config.switches.insert("extras".into(), true);
    let near = TestApp::start(App::builder().config(config)).await;
    let error = near.err().unwrap().to_string();
    assert!(
        error.contains("help: did you mean `when = \"extras\"`?"),
        "{error}"
    );
}

#[test]
fn the_list_shows_switches_and_what_has_no_receiver() {
    let listed = App::SERVICES[0]
        .methods
        .iter()
        .map(|it| (it.name, it.decorators));
    let listed: Vec<_> = listed.collect();
    assert_eq!(
        listed[1],
        ("seen", &["decorate(TALLY, when = \"switches.extra\")"][..])
    );
    assert_eq!(
        listed[6],
        ("without_receiver", &["measured(when = \"extra\")"][..])
    );
}
