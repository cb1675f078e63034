//! A type that lacks something of a column's is told once of each, where it says that it is one.

use scaffold::prelude::*;

#[derive(ColumnValue)]
enum Kind {
    A,
}

#[derive(Model)]
struct Note {
    id: Id<Note>,
    kind: Kind,
    other: Option<Kind>,
}

fn main() {}
