//! Columns that are more than a value: JSON of one's own type, what the database computes, values that a check refuses.

use std::collections::BTreeMap;

use scaffold::{
    ErrorKind, Id,
    model::Json,
    prelude::{Cacheable, ColumnValue, Model},
    repository::Repo,
};
use serde::{Deserialize, Serialize};

use crate::support::{World, migrations};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Address {
    street: String,
    lines: Vec<u8>,
    extra: BTreeMap<String, Option<f64>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ColumnValue)]
#[column(check = has_at)]
struct Email(String);

fn has_at(text: &str) -> bool {
    text.contains('@')
}

#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
struct Order {
    id: Id<Order>,
    price: i64,
    amount: i64,
    #[model(computed)]
    total: i64,
    to: Json<Address>,
    past: Option<Json<Vec<Address>>>,
    #[model(unique)]
    by: Email,
}

const TABLE: &str = "CREATE TABLE orders (
    id INTEGER PRIMARY KEY NOT NULL,
    price BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    total BIGINT NOT NULL GENERATED ALWAYS AS (price * amount),
    \"to\" TEXT NOT NULL,
    past TEXT,
    \"by\" TEXT NOT NULL UNIQUE
);";

async fn orders() -> (World, Repo<Order>) {
    let world = World::with(TABLE).await;
    let orders = Repo::new(world.core.clone());
    (world, orders)
}

fn address(street: &str) -> Address {
    Address {
        street: street.into(),
        lines: vec![0, 255],
        extra: BTreeMap::from([("\"q\" \u{0}'ß".into(), Some(0.1)), ("none".into(), None)]),
    }
}

fn draft(price: i64, by: &str) -> OrderDraft {
    OrderDraft {
        price,
        amount: 3,
        to: address("12 St James's Square").into(),
        past: None,
        by: Email::try_from(by.to_owned()).unwrap(),
    }
}

#[tokio::test]
async fn json_of_ones_own_type_comes_back_as_it_was() {
    let (_world, orders) = orders().await;
    let order = orders.create(draft(1, "a@b")).await.unwrap();
    assert_eq!(order.to.0, address("12 St James's Square"));
    let past = vec![address(""), address("b")];
    let patch = Order::patch().to(address("c")).past(Json(past.clone()));
    let changed = orders.update(order.id, patch).await.unwrap();
    let found = orders.find(order.id).await.unwrap().unwrap();
    let fresh = orders.find_fresh(order.id).await.unwrap().unwrap();
    for order in [&changed, &*found, &fresh] {
        assert_eq!(order.to.0, address("c"));
        assert_eq!(order.past.as_ref().map(|past| &past.0), Some(&past));
    }
}

#[tokio::test]
async fn a_computed_column_is_read_searched_and_follows_what_it_is_made_of() {
    let (_world, orders) = orders().await;
    let first = orders.create(draft(10, "a@b")).await.unwrap();
    let second = orders.create(draft(20, "c@d")).await.unwrap();
    assert_eq!((first.total, second.total), (30, 60));
    let dear = async || {
        let dear = orders.query().filter(Order::TOTAL.gt(50));
        let dear = dear.order(Order::TOTAL.desc()).all().await.unwrap();
        dear.iter().map(|order| order.id).collect::<Vec<_>>()
    };
    assert_eq!(dear().await, [second.id]);
    let patch = Order::patch().price(100);
    assert_eq!(orders.update(first.id, patch).await.unwrap().total, 300);
    assert_eq!(dear().await, [first.id, second.id]);
    let mut row = orders.find_fresh(second.id).await.unwrap().unwrap();
    row.amount = 1;
    row.total = 7;
    orders.save(&mut row).await.unwrap();
    assert_eq!(row.total, 20);
    assert_eq!(orders.find(second.id).await.unwrap().unwrap().total, 20);
}

#[tokio::test]
async fn a_stored_value_that_its_check_refuses_is_an_error_of_the_read_that_names_it() {
    let (world, orders) = orders().await;
    let id = orders.create(draft(1, "a@b")).await.unwrap().id;
    let by = Email::try_from("a@b".to_owned()).unwrap();
    assert_eq!(orders.find_by(Order::BY, by).await.unwrap().unwrap().id, id);
    let later = migrations(&[TABLE, "UPDATE orders SET \"by\" = 'hunter2';"]);
    world.core.database().migrate(&later).await.unwrap();
    let error = orders.find_fresh(id).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Internal);
    let text = error.chain();
    assert!(text.contains("`by`") && text.contains("`Email`"), "{text}");
    assert!(!text.contains("hunter2"), "{text}");
    assert!(Email::try_from("nobody".to_owned()).is_err());
}
