#![expect(non_snake_case, reason = "the case is about it")]

use scaffold::prelude::*;

#[derive(Model)]
struct User {
    id: Id<User>,
    name: String,
    Name: String,
}

fn main() {}
