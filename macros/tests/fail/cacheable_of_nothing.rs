//! A struct that is neither a model nor a service has nothing to cache.

use scaffold::prelude::*;

#[derive(Cacheable)]
struct Settings {
    name: String,
}

fn main() {}
