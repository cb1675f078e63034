//! Every mistake of a request at once, in the client's words.

use scaffold::{FieldError, prelude::*, request::Request as _};

const LONGEST: usize = 5;

#[derive(Debug, PartialEq, Deserialize, Request)]
#[serde(rename_all = "camelCase")]
struct Register {
    #[rule(length(min = 1, max = LONGEST))]
    full_name: String,
    #[rule(email)]
    email: String,
    #[rule(length(min = 12))]
    password: Secret<String>,
    #[rule(range(min = 0, max = 1))]
    share: Option<f64>,
    nickname: Option<Option<String>>,
    #[rule(default, one_of("draft", "published", ""))]
    r#type: String,
    #[serde(default = "seven")]
    number: i64,
    #[serde(skip)]
    trace: String,
    /// Never read, and still not the type's own default.
    #[serde(skip, default = "seven")]
    page: i64,
    /// A default of its own, though `None` is one too.
    #[serde(default = "my::default")]
    limit: Option<u8>,
    /// As many write it.
    #[serde(default)]
    offset: Option<u8>,
}

mod my {
    pub(super) fn default() -> Option<u8> {
        Some(20)
    }
}

#[derive(Deserialize, Request)]
struct Nothing {}

const fn seven() -> i64 {
    7
}

fn read(json: serde_json::Value) -> Result<Register, Vec<String>> {
    let said = |it: FieldError| format!("{} {}: {}", it.field, it.rule, it.message);
    let fields = json.as_object().cloned().unwrap_or_default();
    Register::from_fields(fields).map_err(|mistakes| mistakes.into_iter().map(said).collect())
}

fn main() {
    let right = read(json!({ "fullName": "Ada", "email": "ada@example.com", "password": "correct horse", "nickname": null }));
    assert_eq!(
        right,
        Ok(Register {
            full_name: "Ada".into(),
            email: "ada@example.com".into(),
            password: "correct horse".to_owned().into(),
            share: None,
            nickname: Some(None),
            r#type: String::new(),
            number: 7,
            trace: String::new(),
            page: 7,
            limit: Some(20),
            offset: None,
        })
    );
    let wrong = read(json!({ "full_name": "Ada", "email": "ada", "password": "hunter2", "share": 2, "type": "x", "number": "7", "trace": "" }));
    assert_eq!(
        wrong.err().unwrap_or_default(),
        [
            "fullName missing: is missing",
            "email email: must be an email address",
            "password length: must have at least 12 characters",
            "share range: must be between 0 and 1",
            "type one_of: must be one of `draft`, `published`, ``",
            "number type: must be a whole number",
            "full_name unknown: is unknown; did you mean `fullName`?",
            "trace unknown: is unknown",
        ]
    );
    assert!(Nothing::from_fields(serde_json::Map::new()).is_ok());
    assert!(Nothing::from_fields(serde_json::Map::from_iter([("a".to_owned(), json!(1))])).is_err());
}
