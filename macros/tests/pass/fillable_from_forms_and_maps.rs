//! A model filled from JSON, a form and maps of texts: the same fields, the same mistakes.

use std::collections::{BTreeMap, HashMap};

use scaffold::{FieldError, model::{Fillable, Input}, prelude::*};

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ColumnValue)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Post,
    LandingPage,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model, Fillable)]
#[serde(rename_all = "camelCase")]
pub struct Page {
    pub id: Id<Page>,
    pub page_title: String,
    pub word_count: i32,
    pub kind: Kind,
    pub note: Option<String>,
    pub born: Option<Date>,
    pub open: bool,
    #[fillable(guarded)]
    pub owner: i64,
}

fn page() -> Page {
    Page { id: Id::new(1), page_title: "a".into(), word_count: 1, kind: Kind::Post, note: Some("n".into()), born: None, open: false, owner: 7 }
}

fn filled(input: impl Into<Input>) -> Page {
    let mut page = page();
    assert_eq!(page.fill(input), Ok(()));
    page
}

fn told(input: impl Into<Input>) -> Vec<String> {
    let mut page = page();
    let mistakes = page.fill(input).unwrap_err();
    assert_eq!(page, self::page(), "nothing is set");
    let said = |FieldError { field, rule, given, .. }| format!("{field} {rule} {}", given.unwrap_or("-"));
    mistakes.into_iter().map(said).collect()
}

fn main() {
    let expected = Page { page_title: "B & C".into(), word_count: 20, kind: Kind::LandingPage, note: None, born: Some(Date::constant(2026, 1, 31)), open: true, ..page() };
    let json = json!({ "pageTitle": "B & C", "wordCount": 20, "kind": "landing_page", "note": null, "born": "2026-01-31", "open": true });
    assert_eq!(filled(json.as_object().cloned().unwrap_or_default()), expected);
    assert_eq!(filled(Input::form("pageTitle=B+%26+C&wordCount=20&kind=landing_page&note=&born=2026-01-31&open=on")), expected);
    let pairs = [("pageTitle", "B & C"), ("wordCount", "20"), ("kind", "landing_page"), ("note", ""), ("born", "2026-01-31"), ("open", "1")];
    assert_eq!(filled(Input::from_iter(pairs)), expected);
    let owned = pairs.map(|(name, text)| (name.to_owned(), text.to_owned()));
    assert_eq!(filled(HashMap::from(owned.clone())), expected);
    assert_eq!(filled(BTreeMap::from(owned)), expected);

    assert_eq!(
        told(Input::form("wordCount=5000000000&kind=post+it&owner=1&open=perhaps&pageTitel=x&born=tomorrow")),
        ["wordCount range text", "kind type text", "born type text", "open type text", "owner guarded text", "pageTitel unknown text"]
    );
    let json = json!({ "pageTitle": 1, "wordCount": 5_000_000_000_i64, "kind": ["post"], "id": 2 });
    assert_eq!(
        told(json.as_object().cloned().unwrap_or_default()),
        ["id guarded a number", "pageTitle type a number", "wordCount range a number", "kind type a list"]
    );
}
