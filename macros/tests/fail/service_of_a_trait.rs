//! A trait's block is never the main one.

use scaffold::prelude::*;

pub trait Payments {
    async fn charge(&self) -> Result<()>;
}

#[derive(Service)]
pub struct Stripe {
    clock: Clock,
}

#[service(facade = Cards)]
impl Payments for Stripe {
    #[logged]
    async fn charge(&self) -> Result<()> {
        Ok(())
    }
}

fn main() {}
