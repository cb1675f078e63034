//! One message a field, on its type.

use std::collections::HashMap;

use scaffold::prelude::*;

#[derive(Model)]
struct Counter {
    id: Id<Counter>,
    clicks: u64,
    names: HashMap<String, String>,
}

fn main() {}
