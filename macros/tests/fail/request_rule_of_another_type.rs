//! A rule that the type has no sense for is reported on the type.

use scaffold::prelude::*;

#[derive(Deserialize, Request)]
struct Register {
    #[rule(length(min = 1))]
    age: u8,
    #[rule(range(min = 1))]
    name: String,
    #[rule(email)]
    tags: Vec<String>,
}

fn main() {}
