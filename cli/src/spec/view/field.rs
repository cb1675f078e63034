//! A field, ready to be written in Rust, SQL and JSON.

use serde::Serialize;

use crate::spec::{Field, Kind, default, field::enum_type, sample::sample};

/// A field, ready to be written.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FieldView {
    /// The Rust field, raw where it is a keyword: `title`, `author_id`, `r#type`.
    pub name: String,
    /// The column and the JSON name: `title`, `author_id`, `type`.
    pub column: String,
    /// The constant of the column on the model: `TITLE`.
    pub constant: String,
    /// For people: `author`, `published at`.
    pub human: String,
    /// The word of the table: `string`, `belongs_to`.
    pub kind: String,
    /// The type in the model: `Option<String>`, `Uncached<String>`.
    pub rust: String,
    /// The type in the request that creates: `Option` when it may be left out.
    pub request: String,
    /// The type in the request that updates: `Option`, and of an `Option` when it may be null.
    pub patch_request: String,
    /// The draft's value from `input`: `input.title`, `input.token.into()`; of a guarded field what stands there without one.
    pub to_draft: String,
    /// The patch's value from `input`.
    pub to_patch: String,
    /// The resource's value from `row` (a `&Model`): `row.title.clone()`, `row.stars`.
    pub to_resource: String,
    /// May be absent.
    pub null: bool,
    /// Must be in a request: not null, no default.
    pub required: bool,
    /// No two rows share a value.
    pub unique: bool,
    /// Needs an index of its own: typed `index`, or a reference; not with `unique`, which is one.
    pub index: bool,
    /// The SQL literal of the default, or null.
    pub default: Option<String>,
    /// Left out of requests.
    pub guarded: bool,
    /// Left out of resources.
    pub hidden: bool,
    /// Never leaves the process.
    pub uncached: bool,
    /// Its own enum, or null.
    #[serde(rename = "enum")]
    pub enum_: Option<EnumView>,
    /// The model it belongs to, or null.
    pub references: Option<ReferenceView>,
    /// What stands in `#[rule(…)]`, each: `length(min = 1, max = 255)`.
    pub rules: Vec<String>,
    /// A legal value as JSON.
    pub sample: String,
    /// Another legal value as JSON; the same only where the type has one value.
    pub sample2: String,
    /// The first sample as an expression of the draft's type: `Some("a title".to_owned())`.
    pub sample_rust: String,
    /// The expression of a draft's value that looks real: `fake.sentence()`.
    pub fake: String,
}

impl FieldView {
    /// The field of `owner` (a type's name), ready to be written.
    #[must_use]
    pub fn new(owner: &str, field: &Field) -> Self {
        let Field {
            column,
            kind,
            null,
            unique,
            index,
            default: default_value,
            guarded,
            hidden,
            uncached,
            notices: _,
        } = field;
        let (null, unique) = (*null, *unique);
        let name = field.ident();
        let enum_name = enum_type(owner, column);
        let base = kind.rust(&enum_name);
        let optional = |yes: bool, inner: String| {
            if yes {
                format!("Option<{inner}>")
            } else {
                inner
            }
        };
        let value = optional(null, base.clone());
        let rust = if *uncached {
            format!("Uncached<{value}>")
        } else {
            value.clone()
        };
        let has_default = default_value.is_some();
        let into = if *uncached { ".into()" } else { "" };
        let some = |yes: bool, inner: String| if yes { format!("Some({inner})") } else { inner };
        let model_value = |rust: String| format!("{}{into}", some(null, rust));
        let draft_value = |rust: String| some(has_default, model_value(rust));
        let (first, second) = (sample(field, &enum_name, 0), sample(field, &enum_name, 1));
        let copy = !matches!(
            kind,
            Kind::String { .. } | Kind::Text | Kind::Json | Kind::Bytes
        );
        Self {
            column: column.clone(),
            constant: column.to_uppercase(),
            human: field.label().replace('_', " "),
            kind: kind.word().to_owned(),
            request: optional(null || has_default, base),
            patch_request: optional(true, value),
            to_draft: match (*guarded, has_default, null, *uncached) {
                (true, true, ..) => "None".to_owned(),
                (true, false, true, true) => "None.into()".to_owned(),
                (true, false, true, false) => "None".to_owned(),
                (true, false, false, _) => format!("{}{into}", zero(kind, &enum_name)),
                (false, true, true, true) => {
                    format!("input.{name}.map(|value| Some(value).into())")
                }
                (false, true, true, false) => format!("input.{name}.map(Some)"),
                (false, true, false, true) => format!("input.{name}.map(Into::into)"),
                (false, false, _, true) => format!("input.{name}.into()"),
                (false, _, _, false) => format!("input.{name}"),
            },
            to_patch: if *uncached {
                format!("input.{name}.map(Into::into)")
            } else {
                format!("input.{name}")
            },
            to_resource: if copy {
                format!("row.{name}")
            } else {
                format!("row.{name}.clone()")
            },
            null,
            required: !null && !has_default,
            unique,
            index: *index && !unique,
            default: default_value
                .as_deref()
                .map(|value| default::write(kind, &enum_name, value).sql),
            guarded: *guarded,
            hidden: *hidden,
            uncached: *uncached,
            enum_: EnumView::new(kind, &enum_name, column),
            references: ReferenceView::new(owner, kind),
            rules: rules(field),
            sample: first.json,
            sample2: second.json,
            sample_rust: draft_value(first.rust),
            fake: match (kind, null) {
                (Kind::BelongsTo { .. }, true) => "None".to_owned(),
                _ => draft_value(fake(field, &enum_name)),
            },
            name,
            rust,
        }
    }
}

/// A value that looks real, by the field's type and what its name says.
fn fake(field: &Field, enum_name: &str) -> String {
    let Field {
        column,
        kind,
        unique,
        ..
    } = field;
    let says = |words: &[&str]| words.iter().any(|word| column.contains(word));
    match kind {
        Kind::String { .. } if says(&["email"]) => "fake.email()".to_owned(),
        Kind::String { .. } | Kind::Text if *unique => "fake.slug()".to_owned(),
        Kind::String { .. } if says(&["phone"]) => "fake.phone()".to_owned(),
        Kind::String { .. } if says(&["city"]) => "fake.city()".to_owned(),
        Kind::String { .. } if says(&["street"]) => "fake.street()".to_owned(),
        Kind::String { .. } if says(&["company"]) => "fake.company()".to_owned(),
        Kind::String { .. } if says(&["name", "author"]) => "fake.name()".to_owned(),
        Kind::String { .. } if says(&["slug"]) => "fake.slug()".to_owned(),
        Kind::String { length } if *length < 60 => "fake.word()".to_owned(),
        Kind::String { .. } => "fake.words(4)".to_owned(),
        Kind::Text => "fake.paragraph()".to_owned(),
        Kind::Int | Kind::BigInt if *unique => "fake.unique_number()".to_owned(),
        Kind::Int | Kind::BigInt => "fake.number(0, 100)".to_owned(),
        Kind::Float => "fake.fraction() * 100.0".to_owned(),
        Kind::Bool => "fake.bool()".to_owned(),
        Kind::Decimal { scale, .. } => format!("Decimal::new(fake.number(0, 99), {scale})"),
        Kind::Date => "fake.date()".to_owned(),
        Kind::Time => "fake.time()".to_owned(),
        Kind::DateTime => "fake.datetime()".to_owned(),
        Kind::Uuid => "fake.uuid()".to_owned(),
        Kind::Json => "json!({ \"word\": fake.word() })".to_owned(),
        Kind::Bytes => "fake.bytes(16)".to_owned(),
        Kind::Enum { words } => {
            use heck::ToUpperCamelCase as _;
            let variants = words
                .iter()
                .map(|word| format!("{enum_name}::{}", word.to_upper_camel_case()));
            format!(
                "fake.one_of(&[{}])",
                variants.collect::<Vec<_>>().join(", ")
            )
        }
        Kind::BelongsTo { uuid, .. } => KeyView::new(*uuid).rust,
    }
}

fn rules(field: &Field) -> Vec<String> {
    match field.kind {
        Kind::String { length } if field.column == "email" => {
            vec!["email".to_owned(), format!("length(max = {length})")]
        }
        Kind::String { length } if field.null => vec![format!("length(max = {length})")],
        Kind::String { length } => vec![format!("length(min = 1, max = {length})")],
        _ => Vec::new(),
    }
}

/// The emptiest value of a type.
fn zero(kind: &Kind, enum_type: &str) -> String {
    use heck::ToUpperCamelCase;
    match kind {
        Kind::String { .. } | Kind::Text => "String::new()".to_owned(),
        Kind::Int | Kind::BigInt => "0".to_owned(),
        Kind::Float => "0.0".to_owned(),
        Kind::Bool => "false".to_owned(),
        Kind::Decimal { .. } => "Decimal::ZERO".to_owned(),
        Kind::Date => "Date::ZERO".to_owned(),
        Kind::Time => "Time::MIN".to_owned(),
        Kind::DateTime => "DateTime::ZERO".to_owned(),
        Kind::Uuid => "Uuid::nil()".to_owned(),
        Kind::Json => "Value::Null".to_owned(),
        Kind::Bytes => "Vec::new()".to_owned(),
        Kind::Enum { words } => format!(
            "{enum_type}::{}",
            words
                .first()
                .map(|word| word.to_upper_camel_case())
                .unwrap_or_default()
        ),
        Kind::BelongsTo { uuid: false, .. } => "Id::new(0)".to_owned(),
        Kind::BelongsTo { uuid: true, .. } => "Id::new(Uuid::nil())".to_owned(),
    }
}

/// A field's own enum.
#[derive(Debug, Clone, Default, Serialize)]
pub struct EnumView {
    /// `PostStatus`
    #[serde(rename = "type")]
    pub type_name: String,
    /// The column it is the type of.
    pub column: String,
    /// In the order they were typed.
    pub variants: Vec<VariantView>,
}

/// A variant and the word that is stored for it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct VariantView {
    /// `InReview`
    pub name: String,
    /// `in_review`
    pub word: String,
}

/// A model that is referred to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ReferenceView {
    /// `User`
    #[serde(rename = "type")]
    pub type_name: String,
    /// `users`: its table, and the module of its tests.
    pub plural_snake: String,
    /// The model refers to itself.
    pub itself: bool,
    /// What its ids are.
    pub key: KeyView,
}

/// What the ids of a model are, and one that no row has that a test did not make first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct KeyView {
    /// They are UUIDs, and not numbers.
    pub uuid: bool,
    /// As a part of a path: `1`.
    pub path: String,
    /// As JSON: `1`, `"00000000-…"`.
    pub json: String,
    /// In Rust: `Id::new(1)`.
    pub rust: String,
    /// As JSON, one that no row has: `999`.
    pub nobody: String,
}

impl KeyView {
    /// Of numbers, or of UUIDs.
    #[must_use]
    pub fn new(uuid: bool) -> Self {
        let [path, json, rust, nobody] = match uuid {
            false => ["1", "1", "Id::new(1)", "999"],
            true => [
                "00000000-0000-7000-8000-000000000001",
                "\"00000000-0000-7000-8000-000000000001\"",
                "Id::new(Uuid::from_u128(1))",
                "\"00000000-0000-7000-8000-000000000999\"",
            ],
        };
        Self {
            uuid,
            path: path.to_owned(),
            json: json.to_owned(),
            rust: rust.to_owned(),
            nobody: nobody.to_owned(),
        }
    }
}

impl EnumView {
    fn new(kind: &Kind, type_name: &str, column: &str) -> Option<Self> {
        use heck::ToUpperCamelCase;
        let Kind::Enum { words } = kind else {
            return None;
        };
        let variants = words
            .iter()
            .map(|word| VariantView {
                name: word.to_upper_camel_case(),
                word: word.clone(),
            })
            .collect();
        Some(Self {
            type_name: type_name.to_owned(),
            column: column.to_owned(),
            variants,
        })
    }
}

impl ReferenceView {
    fn new(owner: &str, kind: &Kind) -> Option<Self> {
        let Kind::BelongsTo { model, uuid } = kind else {
            return None;
        };
        Some(Self {
            type_name: model.type_name.clone(),
            plural_snake: model.plural_snake.clone(),
            itself: model.type_name == owner,
            key: KeyView::new(*uuid),
        })
    }
}
