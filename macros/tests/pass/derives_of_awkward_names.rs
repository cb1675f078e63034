//! What a derive writes means no name of the person's by its own ones.

#![deny(warnings)]

use scaffold::{
    model::{ColumnValue as _, Fillable as _, Value},
    prelude::*,
    request::Request as _,
};

const NAMES: usize = 3;

const fn fields() -> u8 {
    7
}

#[derive(Debug, PartialEq, Deserialize, Request)]
pub struct Report {
    #[rule(length(max = NAMES))]
    pub fields: Vec<String>,
    pub names: String,
    pub value: String,
    #[serde(default = "fields")]
    pub number: u8,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Model, Cacheable, Fillable)]
pub struct Row {
    pub id: Id<Row>,
    pub fields: String,
    pub value: i64,
    pub values: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ColumnValue, CacheKey)]
pub enum Outcome {
    Ok,
    Err,
}

/// Its own words for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ColumnValue)]
#[column(no_display)]
pub enum Status {
    Draft,
    Published,
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Draft => "Entwurf",
            Self::Published => "Veröffentlicht",
        })
    }
}

fn main() {
    let fields = json!({ "fields": ["a"], "names": "b", "value": "c" });
    let report = Report::from_fields(fields.as_object().cloned().unwrap_or_default());
    assert_eq!(report, Ok(Report { fields: vec!["a".into()], names: "b".into(), value: "c".into(), number: 7 }));

    let mut row = Row { id: Id::new(1), fields: "a".into(), value: 1, values: true };
    let fields = json!({ "fields": "b", "value": 2 });
    assert!(row.fill(fields.as_object().cloned().unwrap_or_default()).is_ok());
    assert_eq!((row.fields.as_str(), row.value), ("b", 2));

    assert_eq!("err".parse(), Ok(Outcome::Err));
    assert_eq!(Status::Draft.to_string(), "Entwurf");
    assert_eq!(Status::Published.value(), Value::Text("published".into()), "the column's word is its own");
}
