//! Two hundred tests of one binary, each with its own fake of the same facade, while the others run.

use std::sync::atomic::{AtomicUsize, Ordering};

use scaffold::prelude::*;

/// Answers with what it is.
#[derive(Service)]
pub struct GreetingService {}

#[service(facade = Greetings)]
impl GreetingService {
    /// A greeting.
    pub async fn greet(&self, name: &str) -> Result<String> {
        Ok(format!("Hello, {name}"))
    }

    /// How many letters a greeting has.
    pub fn letters(&self, name: &str) -> usize {
        name.len() + 7
    }
}

/// Greets through a field.
#[derive(Service)]
pub struct DoorService {
    greetings: Arc<GreetingService>,
}

#[service(facade = Doors)]
impl DoorService {
    /// Opens, with a greeting.
    pub async fn open(&self, name: &str) -> Result<String> {
        self.greetings.greet(name).await
    }
}

scaffold::app! {
    /// What is tested.
    pub struct App { services: [GreetingService, DoorService], jobs: [] }
}

/// How many tests have a fake at this moment, and the most that there were.
static NOW: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

/// What the fake of test `number` answers is what every call of that test gets, and no other's.
async fn only_its_own_fake_answers(number: usize) {
    let app = scaffold::testing::TestApp::start(App::builder())
        .await
        .expect("an application");
    let fake = Greetings::fake();
    MOST.fetch_max(NOW.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
    fake.greet(move |name| Ok(format!("{number}, {name}")))
        .letters(move |_| number);
    for turn in 0..20 {
        let name = turn.to_string();
        let expected = format!("{number}, {name}");
        assert_eq!(Greetings::greet(&name).await.unwrap(), expected);
        assert_eq!(Greetings::letters(&name), number);
        tokio::task::yield_now().await;
        assert_eq!(Doors::open(&name).await.unwrap(), expected);
        let spawned = tokio::spawn(async move { Greetings::greet(&name).await });
        assert_eq!(spawned.await.unwrap().unwrap(), expected);
        let blocking = tokio::task::spawn_blocking(|| Greetings::letters(""));
        assert_eq!(blocking.await.unwrap(), number);
    }
    NOW.fetch_sub(1, Ordering::SeqCst);
    drop(fake);
    assert_eq!(Greetings::greet("you").await.unwrap(), "Hello, you");
    drop(app);
}

/// A module a hundred, a module a ten, a test a number.
macro_rules! tests {
    ($($hundred:ident = $offset:literal),*) => { $(
        mod $hundred {
            tests!(@tens $offset: t0 = 0, t1 = 10, t2 = 20, t3 = 30, t4 = 40, t5 = 50, t6 = 60, t7 = 70, t8 = 80, t9 = 90);
        }
    )* };
    (@tens $offset:literal: $($ten:ident = $tens:literal),*) => { $(
        mod $ten {
            tests!(@ones $offset + $tens: n0 = 0, n1 = 1, n2 = 2, n3 = 3, n4 = 4, n5 = 5, n6 = 6, n7 = 7, n8 = 8, n9 = 9);
        }
    )* };
    (@ones $offset:literal + $tens:literal: $($name:ident = $ones:literal),*) => { $(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            crate::only_its_own_fake_answers($offset + $tens + $ones).await;
        }
    )* };
}

tests!(h0 = 0, h1 = 100);

/// All two hundred at one moment, in threads of one test, each with a runtime of its own as `#[tokio::test]` makes it.
#[test]
fn two_hundred_fakes_live_at_once() {
    let threads: Vec<_> = (1000..1200)
        .map(|number| {
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .expect("a runtime");
                runtime.block_on(only_its_own_fake_answers(number));
            })
        })
        .collect();
    for thread in threads {
        thread.join().expect("each test sees its own fake only");
    }
    assert!(
        MOST.load(Ordering::SeqCst) > 1,
        "fakes have lived at the same time"
    );
}
