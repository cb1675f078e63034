//! Fields, variants and whole models under a condition.

use scaffold::prelude::*;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model, Cacheable, Fillable)]
pub struct Page {
    pub id: Id<Page>,
    #[cfg(all())]
    pub title: String,
    #[cfg(any())]
    pub missing: Missing,
    #[cfg_attr(all(), model(unique))]
    pub slug: String,
    #[cfg_attr(any(), fillable(guarded))]
    pub open: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ColumnValue)]
pub enum Kind {
    Post,
    #[cfg(any())]
    Never(Missing),
    #[cfg_attr(all(), column(rename = "page"))]
    Landing,
}

#[cfg(any())]
#[derive(Model)]
pub struct Gone {
    id: Missing,
}

fn main() {
    let draft = PageDraft { title: "a".into(), slug: "b".into(), open: true };
    assert!(draft.open);
    assert_eq!(Kind::Landing.to_string(), "page");
    let _ = Page::SLUG.eq("b");
    use scaffold::model::Fillable as _;
    let mut page = Page { id: Id::new(1), title: "a".into(), slug: "b".into(), open: false };
    assert!(page.fill([("open", "on")].into_iter().collect::<scaffold::model::Input>()).is_ok());
    assert!(page.open);
}
