//! What the derives write has no warning of its own, in a crate that denies them all.

#![deny(missing_docs, unreachable_pub, unused, nonstandard_style, future_incompatible, rust_2018_idioms, warnings)]

pub mod models {
    //! The tables.

    use scaffold::prelude::*;

    /// A page that says something.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model, Cacheable, Fillable)]
    #[cacheable(ttl = "1h30m")]
    #[model(table = "pages")]
    pub struct Page {
        /// Its number.
        pub id: Id<Self>,
        /// Its parent.
        pub parent_id: Option<Id<Self>>,
        /// A keyword, and a name that a macro could take for its own.
        pub r#type: Kind,
        /// Names of the generated code.
        pub name: String,
        /// Names of the generated code.
        pub table: String,
        /// Names of the generated code.
        pub columns: i64,
        /// Names of the generated code.
        pub layout: Option<i32>,
        /// Names of the generated code.
        pub default: bool,
        /// Names of the generated code.
        pub value: f64,
        /// Names of the generated code.
        pub values: Vec<u8>,
        /// Names of the generated code.
        pub patch: String,
        /// Names of the generated code.
        pub draft: String,
        /// Names of the generated code.
        pub fields: String,
        /// Names of the generated code.
        pub row: String,
        /// Names of the generated code.
        pub bytes: String,
        /// Names of the generated code.
        pub clone: String,
        /// Never cached.
        pub secret: Uncached<Option<String>>,
        /// With a default.
        #[model(default, index)]
        pub status: Option<Kind>,
        #[expect(missing_docs, reason = "the draft's and the patch's field say their name")]
        #[model(unique)]
        pub slug: String,
        /// When it began.
        pub created_at: DateTime,
        /// When it changed.
        pub updated_at: DateTime,
    }

    /// The kinds of pages.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ColumnValue, CacheKey)]
    #[serde(rename_all = "snake_case")]
    #[expect(missing_docs, reason = "the names say it")]
    pub enum Kind {
        Post,
        LandingPage,
    }

    /// A key of many parts.
    #[derive(Debug, CacheKey)]
    pub struct Wanted {
        /// A keyword.
        pub r#type: Kind,
        /// A number.
        pub page: i64,
    }

    /// Nothing but an id.
    #[derive(Debug, Model, Cacheable, Fillable)]
    pub struct Empty {
        /// Its number.
        pub id: Id<Empty>,
    }
}

mod private {
    use scaffold::prelude::*;

    /// Private items that nobody uses are no dead code of the person's.
    #[derive(Debug, Model, Cacheable)]
    pub(crate) struct Note {
        pub(crate) id: Id<Note>,
        pub(crate) text: String,
    }
}

fn main() {
    use models::{Kind, Page};

    let patch = Page::patch().name("Ada").parent_id(None).layout(Some(3)).columns(5).secret(Some("s".to_owned())).slug("x").r#type(Kind::Post);
    assert_eq!(patch.parent_id, Some(None));
    assert_eq!(patch.columns, Some(5));
    assert!(patch.default.is_none());
    assert_eq!(Page::SLUG.name(), "slug");
    assert_eq!(Page::TYPE.name(), "type");
    assert_eq!(Kind::LandingPage.to_string(), "landing_page");
    assert_eq!("post".parse::<Kind>().ok(), Some(Kind::Post));
    assert_eq!("page".parse::<Kind>().map_err(|error| error.to_string()), Err("`page` is no `Kind`; legal: `post`, `landing_page`".to_owned()));
    let note = private::Note { id: 7.into(), text: "a".into() };
    assert_eq!((note.id.value(), note.text.as_str()), (7, "a"));
}
