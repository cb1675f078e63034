//! Models are written by `macro_rules!`, and within functions.

#![deny(warnings)]

use scaffold::{model::Model as _, prelude::*};

macro_rules! model {
    ($(#[$attribute:meta])* $name:ident { $($field:ident: $ty:ty),* $(,)? } ttl $ttl:literal table $table:expr) => {
        #[derive(Debug, Clone, Serialize, Deserialize, Model, Cacheable)]
        #[model(table = $table)]
        #[cacheable(ttl = $ttl)]
        $(#[$attribute])*
        pub struct $name { pub id: Id<$name>, $(pub $field: $ty),* }
    };
}

model! { #[doc = "A tag."] Tag { text: String, of: Option<Weight> } ttl "1m" table "labels" }

#[derive(Debug, Clone, Copy, Serialize, Deserialize, ColumnValue)]
#[column(no_from)]
pub struct Weight(i64);

fn main() {
    #[derive(Debug, Clone, Model)]
    struct Local {
        id: Id<Self>,
        kind: Kind,
    }

    #[derive(Debug, Clone, Copy, PartialEq, ColumnValue)]
    #[column(rename_all = "SCREAMING_SNAKE_CASE")]
    enum Kind {
        VeryShort,
    }

    assert_eq!(Tag::TABLE, "labels");
    assert_eq!(Local::patch().kind(Kind::VeryShort).kind, Some(Kind::VeryShort));
    assert_eq!(Kind::VeryShort.to_string(), "VERY_SHORT");
    let local = Local { id: Id::new(1), kind: Kind::VeryShort };
    assert_eq!(local.id().value(), local.id.value());
}
