//! Models whose names, fields and attributes come from `macro_rules!`.

use scaffold::prelude::*;

macro_rules! named {
    ($($(#[$above:meta])* $name:ident($table:literal) { $($field:ident: $ty:ty),* $(,)? })*) => {
        $(
            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model, Cacheable, Fillable)]
            $(#[$above])*
            #[model(table = $table)]
            pub struct $name {
                pub id: Id<$name>,
                $(pub $field: $ty,)*
                pub created_at: DateTime,
            }
        )*
    };
}

named! {
    /// Who writes.
    Author("people") { name: String, born: Option<Date> }
    #[cacheable(ttl = "5m")]
    Book("books") { author_id: Id<Author>, title: String, r#type: i32 }
}

fn main() {
    use scaffold::model::Model as _;
    assert_eq!((Author::TABLE, Book::TABLE), ("people", "books"));
    assert_eq!(Book::AUTHOR_ID.name(), "author_id");
    let draft = BookDraft { author_id: Id::new(1), title: "On numbers".into(), r#type: 2 };
    assert_eq!(draft.r#type, 2);
    let _ = Author::patch().name("Ada").born(None);
}
