//! Floats and hash sets are no keys, and the message says why.

use std::collections::HashSet;

use scaffold::{core::Core, prelude::*};

#[derive(Service)]
struct Prices {
    core: Core,
}

#[service]
impl Prices {
    #[cached(reads(none))]
    async fn at(&self, price: f64, names: HashSet<String>, password: Secret<String>) -> Result<u64> {
        Ok(1)
    }
}

fn main() {}
