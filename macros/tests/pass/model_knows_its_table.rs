//! Names, statements and roles of a table, and its bytes in a cache.

use scaffold::{
    model::{Cacheable as _, Model as _, Role, Value, ValueKind},
    prelude::*,
};

#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
#[cacheable(ttl = "30m")]
struct OrderItem {
    id: Id<OrderItem>,
    order_id: Id<Order>,
    #[model(unique)]
    code: String,
    note: Option<String>,
    secret: Uncached<String>,
    #[model(default)]
    count: i32,
    created_at: DateTime,
    updated_at: DateTime,
}

#[derive(Model)]
struct Order {
    id: Id<Order>,
}

/// The same table with another type of column.
mod later {
    use scaffold::prelude::*;

    #[derive(Model)]
    pub struct OrderItem {
        id: Id<OrderItem>,
        count: i64,
    }
}

fn item() -> OrderItem {
    let now = DateTime::constant(2026, 1, 31, 18, 30, 0, 0);
    OrderItem {
        id: 1.into(),
        order_id: 2.into(),
        code: "a".into(),
        note: None,
        secret: "hush".to_owned().into(),
        count: 3,
        created_at: now,
        updated_at: now,
    }
}

fn main() {
    assert_eq!((OrderItem::NAME, OrderItem::TABLE), ("OrderItem", "order_items"));
    let columns = ["id", "order_id", "code", "note", "count", "created_at", "updated_at"];
    assert_eq!(OrderItem::SQL.cached, columns.map(|column| format!(r#""order_items"."{column}""#)).join(", "));
    assert!(OrderItem::SQL.find_fresh.contains(r#""order_items"."secret""#));
    let column = |name: &str| OrderItem::COLUMNS.iter().find(|column| column.name == name).copied().expect("a column");
    assert_eq!((column("id").role, column("updated_at").role), (Role::Id, Role::UpdatedAt));
    assert_eq!((column("order_id").index, column("order_id").kind), (true, ValueKind::BigInt));
    assert_eq!((column("code").unique, column("code").index, column("count").index), (true, true, false));
    assert_eq!((column("note").null, column("secret").uncached), (true, true));
    assert_ne!(OrderItem::LAYOUT, later::OrderItem::LAYOUT);

    let draft = OrderItemDraft { order_id: 2.into(), code: "a".into(), note: None, secret: Uncached::absent(), count: None };
    let values = OrderItem::draft_values(draft);
    assert_eq!(values.iter().map(|(index, _)| *index).collect::<Vec<_>>(), [1, 2, 3, 4], "the column with a default is left out");
    assert_eq!(OrderItem::patch_values(OrderItem::patch().note(None).count(4)), [(3, Value::Null), (5, Value::Int(4))]);

    let mut cached = item();
    let heavy = cached.heap();
    cached.secret = Uncached::absent();
    assert_eq!(cached.heap(), heavy, "what is uncached weighs nothing there");
    assert!(cached.values().contains(&(4, Value::Absent)), "what is absent is not NULL");
    assert_eq!(OrderItem::TTL, Some(std::time::Duration::from_secs(1800)));
}
