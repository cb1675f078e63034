use scaffold::prelude::*;

pub trait Payments: Send + Sync {}

#[derive(Service)]
pub struct Stripe {}

scaffold::app! {
    pub struct App { services: [Stripe as dyn Payments] }
}

fn main() {}
