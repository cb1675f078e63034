//! The service layer whose calls are counted, and its equal by hand.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Instant,
};

use scaffold::prelude::*;

/// What every counted method does: little, and nothing that the compiler could foresee.
#[inline(never)]
fn work(number: u64) -> Result<u64> {
    if std::hint::black_box(number) == u64::MAX {
        return Err(Error::new(scaffold::ErrorKind::NotFound, "the last number"));
    }
    Ok(number + 1)
}

/// Services made by the macros.
#[derive(Service)]
pub struct CounterService {}

#[service(facade = Counters)]
impl CounterService {
    /// No decorator.
    pub async fn plain(&self, number: u64) -> Result<u64> {
        work(number)
    }

    /// Counted and timed.
    #[measured]
    pub async fn measured(&self, number: u64) -> Result<u64> {
        work(number)
    }

    /// Logged if the configuration says so.
    #[logged(when = "log_calls")]
    pub async fn switched_off(&self, number: u64) -> Result<u64> {
        work(number)
    }

    /// Logged, and nobody listens.
    #[logged]
    pub async fn logged(&self, number: u64) -> Result<u64> {
        work(number)
    }
}

/// Calls another service through its field.
#[derive(Service)]
pub struct OuterService {
    counters: Arc<CounterService>,
}

#[service]
impl OuterService {
    /// Hands on.
    pub async fn plain(&self, number: u64) -> Result<u64> {
        self.counters.plain(number).await
    }
}

scaffold::app! {
    /// The application of the rows.
    pub struct App { services: [CounterService, OuterService], jobs: [] }
}

/// The same by hand.
#[derive(Debug)]
pub struct ByHand;

static CALLS: AtomicU64 = AtomicU64::new(0);
static ERRORS: AtomicU64 = AtomicU64::new(0);
static MICROS: AtomicU64 = AtomicU64::new(0);

impl ByHand {
    pub async fn plain(&self, number: u64) -> Result<u64> {
        work(number)
    }

    pub async fn measured(&self, number: u64) -> Result<u64> {
        let start = Instant::now();
        let out = work(number);
        CALLS.fetch_add(1, Ordering::Relaxed);
        ERRORS.fetch_add(u64::from(out.is_err()), Ordering::Relaxed);
        let micros = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
        MICROS.fetch_add(micros, Ordering::Relaxed);
        out
    }
}

/// Has the other by hand.
#[derive(Debug)]
pub struct OuterByHand {
    pub counters: Arc<ByHand>,
}

impl OuterByHand {
    pub async fn plain(&self, number: u64) -> Result<u64> {
        self.counters.plain(number).await
    }
}

/// Eight fields that may be set.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FormByHand {
    pub title: String,
    pub body: String,
    pub slug: String,
    pub words: i64,
    pub stars: i32,
    pub price: f64,
    pub public: bool,
    pub note: Option<String>,
}

/// The same as a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model, Fillable)]
pub struct Form {
    pub id: Id<Form>,
    pub title: String,
    pub body: String,
    pub slug: String,
    pub words: i64,
    pub stars: i32,
    pub price: f64,
    pub public: bool,
    pub note: Option<String>,
}
