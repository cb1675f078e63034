//! What a new row needs, and an update that tells absent, null and a value apart.

use scaffold::prelude::*;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model, Cacheable)]
pub struct User {
    pub id: Id<User>,
    pub name: String,
    pub nick: Option<String>,
    pub hash: Uncached<String>,
    pub recovery: Uncached<Option<String>>,
    #[model(default)]
    pub points: i64,
    #[model(default)]
    pub level: Option<i32>,
    #[model(computed)]
    pub shown: Option<String>,
    pub created_at: DateTime,
    pub updated_at: DateTime,
}

fn main() {
    let UserDraft { name, nick, hash, recovery, points, level } = UserDraft {
        name: "Ada".into(),
        nick: None,
        hash: String::from("x").into(),
        recovery: None.into(),
        points: None,
        level: Some(Some(1)),
    };
    assert_eq!((name.as_str(), nick, points, level), ("Ada", None, None, Some(Some(1))));
    assert_eq!((hash.get().map(String::as_str), recovery.get()), (Some("x"), Some(&None)));

    let patch = User::patch();
    assert!(patch.name.is_none() && patch.nick.is_none());
    let patch = User::patch().name("Grace").nick(None).points(3).recovery(None);
    assert_eq!(patch.name.as_deref(), Some("Grace"));
    assert_eq!((patch.nick, patch.points), (Some(None), Some(3)));
    assert_eq!(User::patch().nick("G".to_owned()).nick, Some(Some("G".into())));
    let _ = User::SHOWN.is_null();
}
