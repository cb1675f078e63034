//! Words that people look for in `#[model(…)]`, and where they are.

use scaffold::prelude::*;

#[derive(Model)]
struct Note {
    id: Id<Note>,
    #[model(hidden)]
    a: String,
    #[model(guarded)]
    b: String,
    #[model(nullable)]
    c: String,
    #[model(uncached)]
    d: String,
    #[model(rename = "x")]
    e: String,
    #[model(primary_key)]
    f: String,
    #[model(computd)]
    g: String,
    #[model]
    h: String,
    #[model = "unique"]
    i: String,
}

fn main() {}
