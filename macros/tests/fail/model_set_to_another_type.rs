//! A column is set and compared with its own values.

use scaffold::prelude::*;

#[derive(Model)]
struct User {
    id: Id<User>,
    name: String,
    age: Option<i64>,
}

fn main() {
    let _ = User::patch().name(7);
    let _ = User::patch().age("7");
    let _ = User::NAME.eq(true);
    let _ = User::AGE.like("7");
}
