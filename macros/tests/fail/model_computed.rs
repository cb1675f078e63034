//! What the database computes is given by nobody.

use scaffold::prelude::*;

#[derive(Model, Fillable)]
struct Item {
    #[model(computed)]
    id: Id<Item>,
    #[model(computed, default)]
    a: i64,
    #[model(computed = "a * 2")]
    b: i64,
    #[model(computed, unique, index)]
    c: i64,
    #[model(computed)]
    #[fillable(guarded)]
    d: i64,
    #[model(computed)]
    created_at: DateTime,
}

fn main() {}
