//! Which cached methods share their answers: one method of one service, and no other.

use scaffold::{cache::Cache, clock::Clock, config, core::Core, prelude::*};

mod billing {
    #[derive(scaffold::Service)]
    pub(super) struct Report {
        pub(super) core: scaffold::core::Core,
    }
}

mod sales {
    #[derive(scaffold::Service)]
    pub(super) struct Report {
        pub(super) core: scaffold::core::Core,
    }
}

#[scaffold::service]
impl billing::Report {
    #[cached(reads(none))]
    pub(crate) async fn total(&self) -> Result<u64> {
        Ok(1)
    }
}

#[scaffold::service]
impl sales::Report {
    #[cached(reads(none))]
    pub(crate) async fn total(&self) -> Result<u64> {
        Ok(2)
    }
}

async fn core() -> Core {
    let database = Database::memory().await.unwrap();
    let cache = Cache::new(&config::Cache::default(), Clock::manual());
    Core::new(database, cache, Clock::manual())
}

#[tokio::test]
async fn two_services_of_one_name_do_not_share_answers() {
    let core = core().await;
    let (bills, sold) = (
        billing::Report { core: core.clone() },
        sales::Report { core },
    );
    for _ in 0..2 {
        assert_eq!(bills.total().await.unwrap(), 1);
        assert_eq!(sold.total().await.unwrap(), 2);
    }
}

#[tokio::test]
async fn instances_of_one_service_share_answers() {
    let core = core().await;
    let loads = |core: &Core| core.cache().stats().loads;
    for _ in 0..3 {
        let report = billing::Report { core: core.clone() };
        report.total().await.unwrap();
    }
    assert_eq!(loads(&core), 1);
}
