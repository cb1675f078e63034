use scaffold::prelude::*;

#[derive(Cacheable)]
struct User {
    id: Id<User>,
}

fn main() {}
