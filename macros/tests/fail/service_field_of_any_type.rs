use std::sync::atomic::AtomicU64;

use scaffold::prelude::*;

#[derive(Service)]
pub struct Shop {
    sold: AtomicU64,
}

fn main() {}
