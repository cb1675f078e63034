//! Text is set and compared as it is written, also in columns that may be without.

#![deny(warnings)]

use scaffold::prelude::*;

#[derive(Debug, Clone, PartialEq, Model)]
pub struct User {
    pub id: Id<User>,
    pub name: String,
    pub nickname: Option<String>,
    pub hash: Uncached<String>,
    pub token: Uncached<Option<String>>,
    pub age: Option<i64>,
}

fn main() {
    let owned = String::from("b");
    let patch = User::patch().name("a").nickname("b").hash("c").token("d").age(7);
    assert_eq!(patch.nickname, Some(Some("b".into())));
    assert_eq!(patch.token.as_ref().and_then(|token| token.get()), Some(&Some("d".into())));
    assert_eq!(User::patch().nickname(None).nickname, Some(None));
    assert_eq!(User::patch().nickname(owned.clone()).nickname, User::patch().nickname(Some(owned.clone())).nickname);
    assert_eq!(User::patch().nickname(&*owned).nickname, Some(Some(owned)));
    let _ = (User::NICKNAME.eq("a"), User::NICKNAME.in_(["a"]), User::NICKNAME.between("a", "b"), User::AGE.eq(None));
    assert_eq!(format!("{:?}", User::patch().hash("secret")).matches("secret").count(), 0);
}
