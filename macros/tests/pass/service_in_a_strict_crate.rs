//! Nothing that the macros write warns, used or not, whatever lints the crate asks for.

#![deny(warnings, unused, missing_docs, unreachable_pub, private_bounds, private_interfaces)]
#![deny(rust_2018_idioms, missing_debug_implementations, unused_qualifications, unused_results, unused_lifetimes)]
#![forbid(unsafe_code)]

use scaffold::prelude::*;

mod services {
    use scaffold::prelude::*;

    /// Private to its module's parent, with methods of several visibilities.
    #[derive(Debug, Service)]
    pub(crate) struct Hidden {
        clock: Clock,
        core: scaffold::core::Core,
    }

    #[service(facade = Hiddens)]
    impl Hidden {
        pub(crate) fn now(&self) -> DateTime {
            self.clock.now()
        }

        #[cached(ttl = "1m", reads(none))]
        #[logged]
        #[measured]
        #[retried(idempotent)]
        pub(crate) async fn sum(&self, mut left: u64, _: bool, (right, _): (u64, &str)) -> Result<Arc<u64>> {
            left += right + self.part();
            Ok(Arc::new(left))
        }

        #[measured]
        #[transactional]
        #[logged]
        pub(crate) async fn write(&self, text: Option<&Self>) -> Result<Vec<u8>, Error> {
            let _ = text;
            Ok(vec![0; 3])
        }

        /// A lifetime that the facade has no use for.
        pub(crate) fn within<'a>(&'a self) -> u64 {
            self.part()
        }

        fn part(&self) -> u64 {
            u64::from(self.core.clock().now().second().unsigned_abs())
        }
    }
}

/// Without fields.
#[derive(Debug, Service)]
pub struct Empty;

/// Told apart by what they audit.
#[derive(Debug, Service)]
pub struct Audit<T: scaffold::model::Model> {
    rows: Repo<T>,
    hidden: Arc<services::Hidden>,
}

#[service]
impl<T: scaffold::model::Model> Audit<T> {
    /// The number of rows.
    ///
    /// # Errors
    /// What the database says.
    #[transactional]
    #[logged]
    pub async fn count(&self) -> Result<u64> {
        let _ = self.hidden.now();
        self.rows.query().fresh().count().await
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, Model)]
struct User {
    id: Id<User>,
}

#[derive(Debug, Clone, Serialize, Deserialize, Model)]
struct Post {
    id: Id<Post>,
}

#[derive(Debug, Serialize, Deserialize, Job)]
struct Remind;

impl Remind {
    async fn handle(&self, _: &JobContext) -> Result<()> {
        Ok(())
    }
}

mod app {
    use crate::{Audit, Empty, Post, Remind, User, services::Hidden};

    scaffold::app! {
        /// The application.
        pub(crate) struct App {
            services: [Hidden, Empty, Audit<User>, Audit<Post>, #[cfg(any())] Missing],
            jobs: [Remind],
        }
    }
}

fn main() {
    drop(app::App::builder());
    let sum = services::Hiddens::fake();
    let _ = sum.now(|| DateTime::constant(2026, 1, 2, 3, 4, 5, 0));
    // The person's own unused methods are reported as ever: these are used through the facade.
    drop(services::Hiddens::sum(1, true, (1, "")));
    drop(services::Hiddens::write(None));
    let _: fn() -> u64 = services::Hiddens::<app::App>::within;
    let _: fn() -> DateTime = services::Hiddens::<app::App>::now;
}
