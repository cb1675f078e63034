//! What the database computes is read, searched and sorted by, and never written.

#![deny(warnings)]

use scaffold::{
    model::{Fillable as _, Model as _, Role},
    prelude::*,
};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model, Cacheable, Fillable)]
pub struct Item {
    pub id: Id<Item>,
    pub price: i64,
    pub amount: i64,
    #[model(computed, index)]
    pub total: i64,
}

fn main() {
    let _ = ItemDraft { price: 1, amount: 2 };
    let mut item = Item { id: Id::new(1), price: 2, amount: 3, total: 6 };
    assert_eq!(item.values().len(), 2);
    assert_eq!(Item::COLUMNS[3].role, Role::Computed);
    let _ = (Item::TOTAL.gt(5), Item::TOTAL.desc());
    let fields = json!({ "total": 7 });
    let mistakes = item.fill(fields.as_object().cloned().unwrap_or_default()).unwrap_err();
    assert_eq!(mistakes[0].rule, "guarded");
}
