//! A model is filled by names, or told every reason why not, and then nothing is set.

use scaffold::{model::Fillable as _, prelude::*};

#[derive(Deserialize, Model, Fillable)]
struct User {
    id: Id<User>,
    #[serde(rename = "fullName")]
    name: String,
    nickname: Option<String>,
    password_hash: Uncached<String>,
    #[fillable(guarded)]
    admin: bool,
}

fn main() {
    let mut user = User { id: 1.into(), name: "Ada".into(), nickname: Some("A".into()), password_hash: Uncached::absent(), admin: false };
    let fields = |json: serde_json::Value| json.as_object().cloned().unwrap_or_default();

    let mistakes = user.fill(fields(json!({ "fullName": "Eve", "admin": true, "id": 2, "nick": "x", "nickname": 7, "password_hash": "h" })));
    let mut rules: Vec<_> = mistakes.err().unwrap_or_default().into_iter().map(|it| (it.field, it.rule)).collect();
    rules.sort();
    assert_eq!(rules, [("admin".into(), "guarded"), ("id".into(), "guarded"), ("nick".into(), "unknown"), ("nickname".to_owned(), "type"), ("password_hash".into(), "guarded")]);
    assert_eq!(user.name, "Ada", "nothing is set when there is a mistake");

    assert!(user.fill(fields(json!({ "fullName": "Eve", "nickname": null }))).is_ok());
    assert_eq!((user.name.as_str(), user.nickname.as_deref(), user.admin, user.id.value()), ("Eve", None, false, 1));
}
