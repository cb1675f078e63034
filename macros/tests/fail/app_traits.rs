//! What follows `as` in the lists.

use scaffold::prelude::*;

pub trait Payments: Send + Sync {}

#[derive(Service)]
pub struct Stripe {}

#[derive(Debug, Serialize, Deserialize, Job)]
pub struct Remind {}

impl Remind {
    async fn handle(&self, _: &JobContext) -> Result<()> {
        Ok(())
    }
}

scaffold::app! {
    pub struct App {
        services: [Stripe as Payments, Stripe as],
        jobs: [Remind as dyn Payments],
    }
}

fn main() {}
