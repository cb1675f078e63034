//! No draft and no patch has what the database computes.

use scaffold::prelude::*;

#[derive(Model)]
struct Item {
    id: Id<Item>,
    a: i64,
    #[model(computed)]
    total: i64,
}

fn main() {
    let _ = ItemDraft { a: 1, total: 2 };
    let _ = Item::patch().total(1);
}
