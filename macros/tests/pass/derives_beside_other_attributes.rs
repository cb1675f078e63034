//! Documentation, `cfg_attr`, `expect`, serde's attributes and visibilities stand beside ours.

#![deny(warnings)]

pub mod models {
    use scaffold::prelude::*;

    /// With words.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model, Cacheable, Fillable)]
    #[cfg_attr(all(), model(table = "people"))]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    #[expect(clippy::struct_field_names, reason = "an attribute of another tool, for the test")]
    pub struct Person {
        #[doc = "The key."]
        pub id: Id<Self>,
        #[serde(rename = "name", default)]
        pub(crate) full_name: String,
        #[serde(skip_serializing)]
        #[cfg_attr(all(), model(index))]
        pub(super) hidden: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        r#type: Option<String>,
    }

    impl Person {
        pub fn ada() -> Self {
            Self { id: Id::new(1), full_name: "Ada".into(), hidden: "secret".into(), r#type: None }
        }

        pub fn draft() -> PersonDraft {
            PersonDraft { full_name: "Ada".into(), hidden: String::new(), r#type: None }
        }

        pub fn of_type(self) -> Option<String> {
            Self::patch().r#type("a").r#type.flatten().or(self.r#type)
        }
    }
}

fn main() {
    use scaffold::model::Model as _;
    let person = models::Person::ada();
    assert_eq!(models::Person::TABLE, "people");
    assert_eq!(serde_json::to_string(&person).expect("it is JSON"), r#"{"id":1,"name":"Ada"}"#, "what is hidden is serde's");
    assert!(models::Person::COLUMNS[2].index);
    assert_eq!(person.of_type().as_deref(), Some("a"));
    let _ = models::Person::draft();
}
