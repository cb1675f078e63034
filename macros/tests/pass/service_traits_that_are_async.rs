//! A trait that is asked through `dyn`, with the crate `async-trait`: `#[service(more)]` stands above it, so that it sees async methods.

use async_trait::async_trait;
use scaffold::prelude::*;

#[async_trait]
pub trait Payments: Send + Sync {
    /// Takes the money.
    async fn charge(&self, cents: u64, note: &str) -> Result<String>;

    fn name(&self) -> String {
        "nobody".into()
    }
}

#[derive(Service)]
pub struct Stripe {
    core: scaffold::core::Core,
}

#[service(more)]
#[async_trait]
impl Payments for Stripe {
    #[logged(args(cents))]
    #[measured]
    #[transactional]
    async fn charge(&self, cents: u64, note: &str) -> Result<String> {
        Ok(format!("{cents} for {note}"))
    }
}

#[derive(Service)]
pub struct Shop {
    payments: Arc<dyn Payments>,
    _spare: Option<Arc<dyn Payments>>,
    _later: Lazy<dyn Payments>,
}

#[service(facade = Shops)]
impl Shop {
    /// Sells one.
    pub async fn sell(&self) -> Result<String> {
        self.payments.charge(1, "a pen").await
    }
}

scaffold::app! {
    pub struct App { services: [Shop, Stripe as dyn Payments] }
}

fn is_send(_: impl Send) {}

fn main() {
    is_send(Shops::sell());
}
