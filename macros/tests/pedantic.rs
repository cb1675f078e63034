//! What the macros write has no lint of clippy's, pedantic ones included: this file is one of those that clippy is run over.

#![deny(clippy::all, clippy::pedantic, clippy::nursery)]

use scaffold::{core::Core, prelude::*};

/// More parts than clippy likes to see handed over, and nobody but the fields says how many there are.
#[derive(Debug, Service)]
struct Desk {
    core: Core,
    clock: Clock,
    queue: Queue,
    first: Arc<First>,
    second: Arc<First>,
    third: Arc<First>,
    fourth: Arc<First>,
    fifth: Arc<First>,
}

#[derive(Debug, Service)]
struct First;

#[service(facade = Desks)]
impl Desk {
    /// The person's own: the facade's function has as many.
    #[expect(clippy::too_many_arguments)]
    pub(crate) fn add(&self, a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8, h: u8) -> u8 {
        let _ = self;
        a + b + c + d + e + f + g + h
    }

    /// An item before all statements.
    pub(crate) fn hour(&self, _unused: u8) -> i8 {
        const NOON: i8 = 12;
        NOON - self.clock.now().hour()
    }

    /// The same in a woven body.
    #[cached(reads(none))]
    #[logged]
    #[retried(idempotent)]
    pub(crate) async fn minute(&self, _unused: u8, (left, _): (i8, u8)) -> Result<i8> {
        use std::cmp::max;
        Ok(max(left, self.core.clock().now().minute()))
    }

    #[measured]
    pub(crate) fn parts(&self) -> String {
        use std::fmt::Write;
        let mut text = String::new();
        for part in [
            &self.first,
            &self.second,
            &self.third,
            &self.fourth,
            &self.fifth,
        ] {
            let _ = write!(text, "{part:?}");
        }
        text
    }

    pub(crate) async fn remind(&self) -> Result<()> {
        self.queue.dispatch(Remind).await
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Model, Cacheable, Fillable)]
struct Note {
    id: Id<Self>,
    text: String,
    done: Uncached<bool>,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ColumnValue, CacheKey)]
enum Kind {
    Short,
    Long,
}

#[derive(Debug, PartialEq, Eq, Deserialize, Request)]
struct NewNote {
    #[rule(length(min = 1))]
    text: String,
    #[rule(default)]
    number: i64,
}

#[derive(Debug, Serialize, Deserialize, Job)]
struct Remind;

impl Remind {
    async fn handle(&self, cx: &JobContext) -> Result<()> {
        let _ = (self, cx.attempt());
        std::future::ready(Ok(())).await
    }
}

scaffold::app! {
    struct App {
        services: [Desk, First],
        jobs: [Remind],
    }
}

#[test]
fn what_is_derived_works_beside_all_lints() {
    use scaffold::request::Request as _;

    let patch = Note::patch().text("a").kind(Kind::Long).done(true);
    assert_eq!(
        (patch.text.as_deref(), patch.kind),
        (Some("a"), Some(Kind::Long))
    );
    let fields = json!({ "text": "a" });
    let note = NewNote::from_fields(fields.as_object().cloned().unwrap_or_default());
    let text = "a".to_owned();
    assert_eq!(note, Ok(NewNote { text, number: 0 }));
}

#[test]
fn pedantic_code_is_answered_by_its_fake() {
    let desks = Desks::<App>::fake();
    desks
        .add(|a, _, _, _, _, _, _, h| a + h)
        .hour(|unused| 1 + unused.cast_signed());
    assert_eq!((Desks::add(1, 0, 0, 0, 0, 0, 0, 2), Desks::hour(1)), (3, 2));
}
