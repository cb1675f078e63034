//! How services get what they are made of: by type, by name, behind a trait, lazily, from the configuration; and how they begin and end.

use std::{
    pin::Pin,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use scaffold::{config, prelude::*, testing::TestApp};

/// What happened, in its order.
#[derive(Debug, Default)]
struct Journal(Mutex<Vec<String>>);

impl Journal {
    fn note(&self, text: impl Into<String>) {
        self.0.lock().unwrap().push(text.into());
    }

    fn read(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

struct Client {
    host: &'static str,
}

/// What a shop needs of whoever takes the money.
trait Payments: Send + Sync {
    fn name(&self) -> String;

    fn charge<'a>(
        &'a self,
        cents: u64,
    ) -> Pin<Box<dyn Future<Output = Result<String>> + Send + 'a>>;
}

/// Listed as `dyn Payments`.
#[derive(Service)]
struct Stripe {
    journal: Arc<Journal>,
}

impl Stripe {
    async fn pay(&self, cents: u64) -> Result<String> {
        Ok(format!("paid {cents}"))
    }
}

#[service(more)]
impl Payments for Stripe {
    #[measured]
    fn name(&self) -> String {
        "stripe".into()
    }

    fn charge<'a>(
        &'a self,
        cents: u64,
    ) -> Pin<Box<dyn Future<Output = Result<String>> + Send + 'a>> {
        Box::pin(self.pay(cents))
    }
}

#[service]
impl Stripe {
    #[on_start]
    async fn begin(&self) -> Result<()> {
        self.journal.note("stripe begins");
        Ok(())
    }

    #[on_stop]
    fn end(&self) {
        self.journal.note("stripe ends");
    }
}

trait Greeting {
    async fn greet(&self, name: &str) -> Result<String>;
}

#[derive(Debug, Clone, Config)]
#[config(section = "shop")]
struct ShopSettings {
    #[config(default = "EUR")]
    currency: String,
    #[config(default = 3)]
    baskets: u8,
}

#[derive(Service)]
struct Shop {
    payments: Arc<dyn Payments>,
    settings: ShopSettings,
    shared: Arc<ShopSettings>,
    #[inject(named = "primary")]
    primary: Arc<Client>,
    #[inject(named = "replica")]
    replica: Option<Arc<Client>>,
    #[inject(named = "archive")]
    archive: Option<Arc<Client>>,
    unlisted: Option<Arc<Unlisted>>,
    basket: Option<Arc<Basket>>,
    journal: Arc<Journal>,
    #[inject(build = fill(&settings, &journal))]
    shelf: Vec<u8>,
    #[inject(value = AtomicU64::new(u64::from(settings.baskets)))]
    sold: AtomicU64,
}

async fn fill(settings: &ShopSettings, journal: &Journal) -> Result<Vec<u8>, std::fmt::Error> {
    tokio::task::yield_now().await;
    journal.note("shelf");
    Ok(vec![0; usize::from(settings.baskets)])
}

#[service(facade = Shops)]
impl Shop {
    #[on_start]
    async fn open(&self) -> Result<()> {
        // The application is there: facades and lazy fields work.
        self.journal
            .note(format!("shop opens for {}", Baskets::of_shop().await?));
        Ok(())
    }

    #[on_start]
    #[measured]
    fn light(&self) {
        self.journal.note("lights on");
    }

    #[on_stop]
    async fn close(&self) -> Result<()> {
        self.journal.note("shop closes");
        Ok(())
    }

    /// Sells one; gives how many it has sold.
    pub async fn sell(&self) -> Result<u64> {
        self.payments.charge(100).await?;
        Ok(self.sold.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

#[service(more)]
impl Greeting for Shop {
    #[logged(args(name))]
    #[timed_out(after = "1s")]
    async fn greet(&self, name: &str) -> Result<String> {
        Ok(format!("welcome, {name}, to {}", self.payments.name()))
    }
}

/// In no list.
#[derive(Service)]
struct Unlisted {}

/// Needs the shop, which may have baskets.
#[derive(Service)]
struct Basket {
    shop: Lazy<Shop>,
    payments: Lazy<dyn Payments>,
}

#[service(facade = Baskets)]
impl Basket {
    /// What the shop takes, and who takes it.
    pub async fn of_shop(&self) -> Result<String> {
        let currency = &self.shop.get().settings.currency;
        Ok(format!("{currency} by {}", self.payments.get().name()))
    }
}

scaffold::app! {
    struct App {
        // The one that is made last is listed first.
        services: [Shop, Basket, Stripe as dyn Payments],
        config: [ShopSettings],
    }
}

fn app() -> scaffold::Builder<App> {
    App::builder()
        .with(Journal::default())
        .with_named("primary", Arc::new(Client { host: "a" }))
        .with_named("replica", Arc::new(Client { host: "b" }))
}

fn service<S: Send + Sync + 'static>(app: &TestApp<App>) -> Arc<S> {
    use scaffold::app::Application;
    app.app().handle().services().get().unwrap()
}

#[tokio::test]
async fn each_field_gets_what_it_asks_for() -> Result<()> {
    let app = TestApp::start(app()).await?;
    let shop: Arc<Shop> = service(&app);
    assert_eq!(shop.primary.host, "a");
    assert_eq!(shop.replica.as_ref().map(|client| client.host), Some("b"));
    assert!(shop.archive.is_none() && shop.unlisted.is_none());
    assert!(shop.basket.is_some());
    assert_eq!(
        (shop.settings.currency.as_str(), shop.shared.baskets),
        ("EUR", 3)
    );
    assert_eq!(shop.shelf, [0; 3]);
    assert_eq!(Shops::sell().await?, 4);
    assert_eq!(Baskets::of_shop().await?, "EUR by stripe");
    Ok(())
}

#[tokio::test]
async fn services_begin_after_those_they_are_made_of_and_end_before_them() -> Result<()> {
    let app = TestApp::start(app()).await?;
    let journal: Arc<Journal> = service(&app);
    assert_eq!(
        journal.read(),
        [
            "shelf",
            "stripe begins",
            "shop opens for EUR by stripe",
            "lights on"
        ]
    );
    app.stop().await?;
    assert_eq!(journal.read()[4..], ["shop closes", "stripe ends"]);
    Ok(())
}

#[tokio::test]
async fn methods_of_a_trait_are_woven_as_well() -> Result<()> {
    let app = TestApp::start(app()).await?;
    let shop: Arc<Shop> = service(&app);
    assert_eq!(shop.greet("Ada").await?, "welcome, Ada, to stripe");
    let measured = scaffold::decorate::measurements();
    assert!(
        measured
            .iter()
            .any(|it| it.service == "<Stripe as Payments>" && it.method == "name"),
        "{measured:?}"
    );
    Ok(())
}

#[tokio::test]
async fn a_value_of_the_builder_stands_before_none_and_a_section_can_be_given() -> Result<()> {
    let mut config = config::Config::default();
    config.database.url = "sqlite::memory:".into();
    let config = config.with(ShopSettings {
        currency: "GBP".into(),
        baskets: 1,
    });
    let app = TestApp::start(app().config(config)).await?;
    let shop: Arc<Shop> = service(&app);
    assert_eq!(shop.settings.currency, "GBP");
    assert_eq!(shop.shelf.len(), 1);
    Ok(())
}

/// Takes no money.
struct Free;

impl Payments for Free {
    fn name(&self) -> String {
        "nobody".into()
    }

    fn charge<'a>(&'a self, _: u64) -> Pin<Box<dyn Future<Output = Result<String>> + Send + 'a>> {
        Box::pin(async { Ok("free".into()) })
    }
}

#[tokio::test]
async fn what_the_builder_is_given_stands_in_the_place_of_what_is_listed() -> Result<()> {
    let app = TestApp::start(app().with_arc::<dyn Payments>(Arc::new(Free))).await?;
    assert_eq!(Baskets::of_shop().await?, "EUR by nobody");
    drop(app);
    let shop = Shop::new(
        Arc::new(Free),
        ShopSettings {
            currency: "CHF".into(),
            baskets: 40,
        },
        Arc::new(ShopSettings {
            currency: "CHF".into(),
            baskets: 40,
        }),
        Arc::new(Client { host: "d" }),
        None,
        None,
        None,
        None,
        Arc::new(Journal::default()),
        Vec::new(),
    );
    let app = TestApp::start(self::app().with(shop)).await?;
    assert_eq!(Shops::sell().await?, 41);
    assert_eq!(Baskets::of_shop().await?, "CHF by stripe");
    let shop: Arc<Shop> = service(&app);
    assert_eq!(shop.sold.load(Ordering::Relaxed), 41);
    Ok(())
}

#[tokio::test]
async fn a_service_is_made_by_hand_without_an_application() -> Result<()> {
    let journal = Arc::new(Journal::default());
    let stripe: Arc<dyn Payments> = Arc::new(Stripe::new(journal.clone()));
    let settings = ShopSettings {
        currency: "USD".into(),
        baskets: 7,
    };
    let client = || Arc::new(Client { host: "c" });
    let shop = Arc::new(Shop::new(
        stripe.clone(),
        settings.clone(),
        Arc::new(settings),
        client(),
        None,
        Some(client()),
        None,
        None,
        journal,
        Vec::new(),
    ));
    assert_eq!(shop.sell().await?, 8);
    let basket = Basket::new(Lazy::from(shop), Lazy::from(stripe));
    assert_eq!(basket.of_shop().await?, "USD by stripe");
    Ok(())
}

#[tokio::test]
async fn everything_that_nobody_gave_is_told_at_once() {
    let builder = App::builder().with_named("primry", Arc::new(Client { host: "a" }));
    let error = TestApp::start(builder)
        .await
        .err()
        .expect("a start without values");
    assert_eq!(
        error.to_string(),
        "3 values are missing\n  \
         `Shop.primary`: no `wiring::Client` named `primary` was given; help: did you mean `primry`?\n  \
         `Shop.journal`: no `wiring::Journal` was given; help: `App::builder().with(…)` in src/app.rs; of a trait, `with_arc`, or a service that is listed `as dyn …`\n  \
         `Stripe.journal`: no `wiring::Journal` was given; help: `App::builder().with(…)` in src/app.rs; of a trait, `with_arc`, or a service that is listed `as dyn …`"
    );
}

mod failing {
    use super::{Journal, Pin, TestApp};
    use scaffold::prelude::*;

    #[derive(Service)]
    struct First {
        journal: Arc<Journal>,
    }

    #[service]
    impl First {
        #[on_stop]
        async fn end(&self) -> Result<()> {
            self.journal.note("first ends");
            Err(scaffold::Error::internal("no way"))
        }
    }

    #[derive(Service)]
    struct Second {
        _first: Arc<First>,
    }

    #[service]
    impl Second {
        #[on_start]
        async fn begin(&self) -> Result<(), std::io::Error> {
            Err(std::io::Error::other("the other side is asleep"))
        }
    }

    scaffold::app! {
        struct App { services: [Second, First] }
    }

    #[tokio::test]
    async fn a_service_that_cant_begin_is_named_and_the_others_end() {
        let journal = Arc::new(Journal::default());
        let start = TestApp::start(App::builder().with_arc(journal.clone())).await;
        let error = start.err().expect("it can't begin");
        assert_eq!(
            error.to_string(),
            "`Second` did not start: the other side is asleep"
        );
        assert_eq!(journal.read(), ["first ends"]);
    }

    trait Left: Send + Sync {}
    trait Right: Send + Sync {}

    #[derive(Service)]
    struct A {
        _right: Arc<dyn Right>,
    }
    impl Left for A {}

    #[derive(Service)]
    struct B {
        _left: Arc<dyn Left>,
    }
    impl Right for B {}

    mod circle {
        use super::{A, B, Left, Right};

        scaffold::app! {
            pub(super) struct Round { services: [A as dyn Left, B as dyn Right] }
        }
    }

    #[tokio::test]
    async fn a_circle_behind_traits_is_told_by_the_start() {
        let error = TestApp::start(circle::Round::builder()).await.err();
        assert_eq!(
            error.expect("a circle").to_string(),
            "services need each other: A -> B -> A\nhelp: make one of these fields a `Lazy<…>`, or move what both need into a third service"
        );
    }

    mod two {
        use super::{A, Left};

        #[derive(scaffold::prelude::Service)]
        pub(super) struct Other {}
        impl Left for Other {}

        scaffold::app! {
            pub(super) struct App { services: [A as dyn Left, Other as dyn Left] }
        }
    }

    #[tokio::test]
    async fn two_services_behind_one_trait_are_refused() {
        let error = TestApp::start(two::App::builder()).await.err();
        assert_eq!(
            error.expect("two").to_string(),
            "`A` and `Other` are both listed as `dyn Left`\nhelp: list one of them so, and give the other one by `with_named`"
        );
    }

    #[derive(Service)]
    struct Built {
        #[inject(build = refuse())]
        _never: Never,
    }

    struct Never;

    fn refuse() -> Pin<Box<dyn Future<Output = Result<Never, std::fmt::Error>> + Send>> {
        Box::pin(async { Err(std::fmt::Error) })
    }

    mod unbuilt {
        scaffold::app! {
            pub(super) struct App { services: [super::Built] }
        }
    }

    #[tokio::test]
    async fn what_cant_be_built_is_told_with_its_service() {
        let error = TestApp::start(unbuilt::App::builder()).await.err();
        let text = error.expect("it can't be built").to_string();
        assert!(text.starts_with("`Built` can't be made: "), "{text}");
    }
}
