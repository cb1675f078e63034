//! Models called as things of the standard library, in Greek letters, with fields that are keywords, and in functions.


use scaffold::prelude::{Cacheable, Fillable, Id, Model};

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, Model, Cacheable, Fillable)]
#[model(table = "options")]
pub struct Option {
    pub id: Id<Option>,
    pub r#match: std::string::String,
    pub r#async: std::option::Option<i64>,
    pub größe: i32,
    pub self_: bool,
    pub len: i64,
}

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, Model)]
pub struct String {
    pub id: Id<Self>,
    pub vec: std::vec::Vec<u8>,
}

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, Model)]
#[model(table = "omegas")]
pub struct Ωmega {
    pub id: Id<Ωmega>,
    pub string: Id<String>,
}

fn main() {
    use scaffold::model::Model as _;
    #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, Model)]
    struct Local {
        id: Id<Local>,
        name: std::string::String,
    }
    assert_eq!(Option::MATCH.name(), "match");
    assert_eq!(Option::GRÖSSE.name(), "größe");
    assert_eq!(String::TABLE, "strings");
    assert_eq!(Ωmega::STRING.name(), "string");
    let draft = LocalDraft { name: "a".into() };
    assert_eq!((Local::TABLE, draft.name.as_str()), ("locals", "a"));
    let local = Local { id: Id::new(1), name: "b".into() };
    assert_eq!(local.id.value(), 1);
}
