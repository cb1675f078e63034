//! Conditions and orders, typed by their columns, with what a person has at hand for a value.

use std::borrow::Cow;

use scaffold::{model::{Filter, Order}, prelude::*};

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ColumnValue)]
pub enum Kind {
    Post,
    Page,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ColumnValue)]
pub struct Cents(pub i64);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model)]
pub struct Post {
    pub id: Id<Post>,
    pub parent: Option<Id<Post>>,
    pub title: String,
    pub note: Option<String>,
    pub words: i32,
    pub rate: f64,
    pub kind: Kind,
    pub price: Cents,
    pub open: bool,
    pub born: Option<Date>,
    pub raw: Vec<u8>,
    pub created_at: DateTime,
}

fn filters(text: &str, owned: String, cow: Cow<'_, str>, ids: &[Id<Post>]) -> Vec<Filter<Post>> {
    let day = Date::constant(2026, 1, 31);
    vec![
        Post::TITLE.eq(text),
        Post::TITLE.ne(owned),
        Post::TITLE.like(cow),
        Post::TITLE.in_(["a", "b"]),
        Post::NOTE.eq("x").or(Post::NOTE.is_null()),
        Post::ID.in_(ids.iter().copied()),
        Post::PARENT.is_not_null().and(Post::PARENT.ne(Id::new(1))),
        Post::WORDS.between(1, 10),
        Post::WORDS.lt(3).or(Post::WORDS.ge(7)),
        Post::RATE.gt(0.5),
        Post::KIND.eq(Kind::Post).and(Post::OPEN.eq(true)),
        Post::PRICE.le(Cents(100)),
        Post::BORN.eq(day),
        Post::CREATED_AT.ge(DateTime::constant(2026, 1, 1, 0, 0, 0, 0)),
        Post::KIND.in_([Kind::Post, Kind::Page]),
    ]
}

fn orders() -> [Order<Post>; 2] {
    [Post::CREATED_AT.desc(), Post::TITLE.asc()]
}

async fn ask(posts: &Repo<Post>) -> Result<u64> {
    let mut query = posts.query();
    for filter in filters("a", "b".into(), "c%".into(), &[Id::new(1)]) {
        query = query.filter(filter);
    }
    query.fresh().count().await
}

fn main() {
    assert_eq!(filters("a", "b".into(), "c%".into(), &[]).len(), 15);
    let _ = (orders(), ask);
}
