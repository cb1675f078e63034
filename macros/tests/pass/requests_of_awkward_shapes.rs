//! Requests whose fields have names, types and rules of every kind.

use scaffold::{prelude::*, request::Request as _};

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ColumnValue)]
pub enum Kind {
    Post,
    Page,
}

/// What a client may send.
#[derive(Debug, Deserialize, Request)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Save {
    #[rule(length(min = 1, max = 200))]
    pub(crate) title_line: String,
    #[rule(url)]
    pub(crate) r#ref: Option<String>,
    #[serde(rename = "Type")]
    pub(crate) kind: Kind,
    #[rule(length(max = 3))]
    pub(crate) tags: Vec<String>,
    #[rule(range(min = -1.5, max = 1.5))]
    pub(crate) rate: f64,
    #[rule(range(min = 1))]
    pub(crate) count: Option<u64>,
    #[rule(default)]
    pub(crate) open: bool,
    pub(crate) born: Option<Option<Date>>,
    pub(crate) author: Id<Author>,
    pub(crate) password: Secret<String>,
    pub(crate) extra: Value,
}

#[derive(Debug)]
#[derive(Model)]
pub struct Author {
    pub id: Id<Author>,
}

fn main() {
    let fields = json!({
        "title-line": "a", "ref": "https://example.com/", "Type": "Post", "tags": [], "rate": 1, "author": 5, "password": "x",
        "extra": { "any": [1] },
    });
    let save = Save::from_fields(fields.as_object().cloned().unwrap_or_default()).unwrap();
    assert_eq!((save.title_line.as_str(), save.kind, save.open, save.born), ("a", Kind::Post, false, None));
    assert_eq!((save.author.value(), save.rate, save.count, save.tags.len()), (5, 1.0, None, 0));
    assert_eq!((save.r#ref.as_deref(), save.password.expose().as_str()), (Some("https://example.com/"), "x"));
    assert_eq!(save.extra["any"][0], 1);
    let wrong = json!({ "title-line": "", "ref": "nowhere", "Type": "x", "tags": [1], "rate": 2, "count": 0, "born": "x", "author": "x", "password": 1 });
    let wrong = Save::from_fields(wrong.as_object().cloned().unwrap_or_default()).unwrap_err();
    assert_eq!(wrong.len(), 10, "{wrong:?}");
}
