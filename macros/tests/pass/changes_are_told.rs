//! What has changed is told by every model, through the prelude alone.

#![deny(warnings)]

use scaffold::prelude::*;

#[derive(Debug, Clone, PartialEq, Model)]
struct Reading {
    id: Id<Reading>,
    value: f64,
    #[model(computed)]
    doubled: f64,
    at: Option<DateTime>,
    updated_at: DateTime,
}

fn main() {
    let now = DateTime::constant(2026, 1, 31, 0, 0, 0, 0);
    let before = Reading { id: Id::new(1), value: f64::NAN, doubled: 0.0, at: None, updated_at: now };
    assert!(before.changes(&before).is_empty(), "a NaN is what it was");
    let later = DateTime::constant(2027, 1, 1, 0, 0, 0, 0);
    let after = Reading { doubled: 1.0, at: Some(now), updated_at: later, ..before.clone() };
    let columns: Vec<_> = after.changes(&before).iter().map(|change| change.column).collect();
    assert_eq!(columns, ["at"]);
}
