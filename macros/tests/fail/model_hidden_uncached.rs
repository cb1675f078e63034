//! A name that hides `Uncached` would let its value into caches.

use scaffold::prelude::*;

type Hash = Uncached<String>;

#[derive(Model)]
struct User {
    id: Id<User>,
    hash: Hash,
}

fn main() {}
