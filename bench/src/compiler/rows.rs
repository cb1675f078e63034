//! The rows of the table: a loop of calls, and its equal by hand.

use std::{
    hint::black_box,
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use scaffold::{
    Id,
    app::Application,
    cache::{CacheKey as _, KeyBuilder},
    config::{Config, Environment},
    model::Fillable as _,
};
use serde_json::{Map, Value, json};

use super::layer::{
    App, ByHand, CounterService, Counters, Form, FormByHand, OuterByHand, OuterService,
};

/// A line of the table.
pub struct Row {
    pub name: &'static str,
    pub ours: fn(&Layer, u64),
    pub by_hand: fn(&Layer, u64),
    pub limit: Limit,
}

/// What we allow ourselves.
pub enum Limit {
    /// Instructions over those by hand.
    Over(u32),
    /// Times those by hand.
    Ratio(f64),
    /// Shown for comparison.
    None,
}

pub const ROWS: &[Row] = &[
    Row {
        name: "a facade's call, beside a direct one",
        ours: |_, times| each(times, |number| ready(Counters::plain(number))),
        by_hand: |layer, times| each(times, |number| ready(layer.counters.plain(number))),
        limit: Limit::Over(4),
    },
    Row {
        name: "a method without decorators, beside one without `#[service]`",
        ours: |layer, times| each(times, |number| ready(layer.counters.plain(number))),
        by_hand: |layer, times| each(times, |number| ready(layer.by_hand.plain(number))),
        limit: Limit::Over(0),
    },
    Row {
        name: "an injected service, beside a field by hand",
        ours: |layer, times| each(times, |number| ready(layer.outer.plain(number))),
        by_hand: |layer, times| each(times, |number| ready(layer.outer_by_hand.plain(number))),
        limit: Limit::Over(0),
    },
    Row {
        name: "`measured`, beside a method without",
        ours: |layer, times| each(times, |number| ready(layer.counters.measured(number))),
        by_hand: |layer, times| each(times, |number| ready(layer.by_hand.plain(number))),
        limit: Limit::Over(250),
    },
    Row {
        name: "`measured`, beside the same counters by hand",
        ours: |layer, times| each(times, |number| ready(layer.counters.measured(number))),
        by_hand: |layer, times| each(times, |number| ready(layer.by_hand.measured(number))),
        limit: Limit::None,
    },
    Row {
        name: "`logged` and nobody listens, beside a method without",
        ours: |layer, times| each(times, |number| ready(layer.counters.logged(number))),
        by_hand: |layer, times| each(times, |number| ready(layer.by_hand.plain(number))),
        limit: Limit::Over(20),
    },
    Row {
        name: "`logged(when = …)` switched off, beside a method without",
        ours: |layer, times| each(times, |number| ready(layer.counters.switched_off(number))),
        by_hand: |layer, times| each(times, |number| ready(layer.by_hand.plain(number))),
        limit: Limit::Over(4),
    },
    Row {
        name: "the cache key of an id, beside no key",
        ours: |_, times| each(times, key),
        by_hand: |_, times| each(times, |number| number),
        limit: Limit::Over(100),
    },
    Row {
        name: "the cache key of an id, beside a text by hand",
        ours: |_, times| each(times, key),
        by_hand: |_, times| each(times, |number| format!("{{users}}:{number}")),
        limit: Limit::None,
    },
    Row {
        name: "`fill` of 8 fields from JSON, beside serde's derive",
        ours: |layer, times| {
            let mut form = layer.form.clone();
            each(times, |_| form.fill(layer.fields.clone()));
        },
        by_hand: |layer, times| {
            let mut form = FormByHand::default();
            each(times, |_| {
                let fields = Value::Object(layer.fields.clone());
                form = serde_json::from_value(fields).unwrap_or_default();
            });
            black_box(form);
        },
        limit: Limit::Ratio(1.25),
    },
];

/// What the loops call.
pub struct Layer {
    counters: Arc<CounterService>,
    outer: Arc<OuterService>,
    by_hand: Arc<ByHand>,
    outer_by_hand: Arc<OuterByHand>,
    fields: Map<String, Value>,
    form: Form,
}

impl Layer {
    /// Starts the application, so that facades find their services.
    pub async fn start() -> Self {
        let mut config = Config::load(std::path::Path::new("."), Environment::Production)
            .expect("a configuration");
        config.database.url = "sqlite::memory:".to_owned();
        config.database.migrate_on_start = true;
        config.switches.insert("log_calls".to_owned(), false);
        let running = App::builder()
            .config(config)
            .start()
            .await
            .expect("an application");
        let handle = running.app().handle();
        let by_hand = Arc::new(ByHand);
        let Value::Object(fields) = json!({
            "title": "Notes on the Analytical Engine", "body": "Of the numbers of Bernoulli.", "slug": "notes",
            "words": 20_000, "stars": 5, "price": 12.5, "public": true, "note": null,
        }) else {
            unreachable!("an object, above")
        };
        let by_serde: FormByHand =
            serde_json::from_value(Value::Object(fields.clone())).expect("all fields");
        let mut form = Form {
            id: Id::new(1),
            title: String::new(),
            body: String::new(),
            slug: String::new(),
            words: 0,
            stars: 0,
            price: 0.0,
            public: false,
            note: None,
        };
        form.fill(fields.clone()).expect("all fields");
        assert_eq!(
            (&form.title, form.words),
            (&by_serde.title, by_serde.words),
            "both read the same"
        );
        Self {
            counters: handle.service(),
            outer: handle.service(),
            outer_by_hand: Arc::new(OuterByHand {
                counters: Arc::clone(&by_hand),
            }),
            by_hand,
            fields,
            form,
        }
    }
}

fn key(number: u64) -> KeyBuilder {
    let mut key = KeyBuilder::new();
    Id::<Form>::new(i64::try_from(number).unwrap_or(i64::MAX)).write(&mut key);
    key
}

/// A loop of calls that the compiler can't see through.
#[inline(always)]
fn each<T>(times: u64, mut call: impl FnMut(u64) -> T) {
    for number in 0..times {
        black_box(call(black_box(number)));
    }
}

/// What a future gives that never waits.
#[inline(always)]
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(out) => out,
        Poll::Pending => unreachable!("nothing in these calls waits"),
    }
}
