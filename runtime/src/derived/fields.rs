//! Fields of a JSON object on their way into a struct, and every mistake in them.

use std::any::TypeId;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{FieldError, nearest::nearest};

/// Takes fields out of an object one by one and collects what is wrong with them. No message holds a value.
#[derive(Debug)]
pub struct Fields {
    given: Map<String, Value>,
    mistakes: Vec<FieldError>,
}

impl Fields {
    /// Nothing is taken yet.
    #[must_use]
    pub const fn new(given: Map<String, Value>) -> Self {
        Self {
            given,
            mistakes: Vec::new(),
        }
    }

    /// A field that must be given; `None` when it is wrong.
    pub fn required<T: DeserializeOwned + 'static>(&mut self, name: &'static str) -> Option<T> {
        if !self.given.contains_key(name) {
            self.mistake(name, "missing", "is missing".into());
        }
        self.given(name)
    }

    /// A field that may be missing or null; the outer `None` when it is wrong.
    pub fn optional<T: DeserializeOwned + 'static>(
        &mut self,
        name: &'static str,
    ) -> Option<Option<T>> {
        match self.given.get(name) {
            None => Some(None),
            Some(Value::Null) => {
                self.given.remove(name);
                Some(None)
            }
            Some(_) => self.given(name).map(Some),
        }
    }

    /// A field that may be missing, or null, which is told apart; the outer `None` when it is wrong.
    pub fn nullable<T: DeserializeOwned + 'static>(
        &mut self,
        name: &'static str,
    ) -> Option<Option<Option<T>>> {
        if self.given.contains_key(name) {
            self.optional(name).map(Some)
        } else {
            Some(None)
        }
    }

    /// A field that has a value of its own when it is missing; `None` when it is wrong.
    pub fn or_else<T: DeserializeOwned + 'static>(
        &mut self,
        name: &'static str,
        default: impl FnOnce() -> T,
    ) -> Option<T> {
        if self.given.contains_key(name) {
            self.given(name)
        } else {
            Some(default())
        }
    }

    /// A field that may be missing; `None` when it is, or is wrong.
    pub fn given<T: DeserializeOwned + 'static>(&mut self, name: &'static str) -> Option<T> {
        let value = self.given.remove(name)?;
        match serde_json::from_value(value) {
            Ok(value) => Some(value),
            Err(error) => {
                self.mistake(name, "type", expectation::<T>(&error.to_string()));
                None
            }
        }
    }

    /// A field that nobody may set from outside.
    pub fn guarded(&mut self, name: &'static str) {
        if self.given.remove(name).is_some() {
            self.mistake(name, "guarded", "can't be set".into());
        }
    }

    /// What a rule says of a field.
    pub fn rule(&mut self, name: &'static str, rule: &'static str, result: Result<(), String>) {
        if let Err(message) = result {
            self.mistake(name, rule, message);
        }
    }

    /// Every mistake, also fields that nobody asked for; `legal` are the names that may be given.
    ///
    /// # Errors
    /// One for each mistake.
    pub fn finish(mut self, legal: &[&str]) -> Result<(), Vec<FieldError>> {
        for (name, _) in std::mem::take(&mut self.given) {
            let message = match nearest(&name, legal.iter().copied()) {
                Some(near) => format!("is unknown; did you mean `{near}`?"),
                None => "is unknown".to_owned(),
            };
            self.mistakes.push(FieldError {
                field: name,
                rule: "unknown",
                message,
            });
        }
        if self.mistakes.is_empty() {
            Ok(())
        } else {
            Err(self.mistakes)
        }
    }

    /// Every mistake, once there is one.
    #[must_use]
    pub fn mistakes(self, legal: &[&str]) -> Vec<FieldError> {
        self.finish(legal).err().unwrap_or_default()
    }

    fn mistake(&mut self, name: &str, rule: &'static str, message: String) {
        self.mistakes.push(FieldError {
            field: name.to_owned(),
            rule,
            message,
        });
    }
}

/// What the type wanted, from serde's message without its value.
fn expectation<T: 'static>(error: &str) -> String {
    if let Some(form) = form::<T>() {
        return format!("must be {form}");
    }
    let serdes = ["invalid type: ", "invalid value: ", "unknown variant "]
        .iter()
        .any(|start| error.starts_with(start));
    if let Some(name) = error.strip_prefix("missing field ") {
        return format!("lacks {name}");
    }
    match error.rsplit_once(", expected ") {
        Some((found, wanted)) if serdes => format!(
            "must be {}",
            plain(wanted, found.starts_with("invalid value: integer"))
        ),
        _ => "is not valid".to_owned(),
    }
}

/// Types whose own messages repeat the value.
fn form<T: 'static>() -> Option<&'static str> {
    let is = |id: TypeId| id == TypeId::of::<T>();
    if is(TypeId::of::<jiff::civil::Date>()) {
        return Some("a date such as `2026-01-31`");
    }
    if is(TypeId::of::<jiff::civil::Time>()) {
        return Some("a time such as `18:30:00`");
    }
    if is(TypeId::of::<jiff::civil::DateTime>()) {
        return Some("a date and time such as `2026-01-31T18:30:00`");
    }
    #[cfg(feature = "uuid")]
    if is(TypeId::of::<uuid::Uuid>()) {
        return Some("a UUID");
    }
    #[cfg(feature = "decimal")]
    if is(TypeId::of::<rust_decimal::Decimal>()) {
        return Some("a decimal number");
    }
    None
}

/// Rust's words in those of a client.
fn plain(wanted: &str, out_of_range: bool) -> String {
    macro_rules! range {
        ($($number:ident)*) => {
            match wanted {
                $(stringify!($number) if out_of_range => Some((i128::from($number::MIN), i128::from($number::MAX))),)*
                _ => None,
            }
        };
    }
    if let Some((min, max)) = range!(i8 i16 i32 i64 u8 u16 u32 u64) {
        return format!("a whole number between {min} and {max}");
    }
    match wanted {
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" | "u8" | "u16" | "u32" | "u64" | "u128"
        | "usize" => "a whole number",
        "f32" | "f64" => "a number",
        "a boolean" => "true or false",
        "a string" | "a borrowed string" | "a character" => "text",
        "a sequence" => "a list",
        "a map" => "an object",
        other => {
            return other
                .strip_prefix("struct ")
                .map_or(other, |_| "an object")
                .to_owned();
        }
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Fields;
    use crate::FieldError;

    fn fields(value: serde_json::Value) -> Fields {
        match value {
            serde_json::Value::Object(fields) => Fields::new(fields),
            other => panic!("not an object: {other}"),
        }
    }

    fn said(mistakes: &[FieldError]) -> Vec<String> {
        mistakes
            .iter()
            .map(|it| format!("{} {}: {}", it.field, it.rule, it.message))
            .collect()
    }

    #[test]
    fn every_mistake_is_told_in_the_words_of_a_client() {
        let mut fields =
            fields(json!({ "age": 300, "name": 7, "born": "yesterday", "tags": "a", "emial": "" }));
        fields.required::<u8>("age");
        fields.required::<String>("name");
        fields.required::<jiff::civil::Date>("born");
        fields.required::<Vec<String>>("tags");
        fields.required::<String>("email");
        assert_eq!(
            said(&fields.mistakes(&["age", "name", "born", "tags", "email"])),
            [
                "age type: must be a whole number between 0 and 255",
                "name type: must be text",
                "born type: must be a date such as `2026-01-31`",
                "tags type: must be a list",
                "email missing: is missing",
                "emial unknown: is unknown; did you mean `email`?",
            ]
        );
    }

    #[test]
    fn no_message_repeats_a_value() {
        let mut fields = fields(json!({ "a": "hunter2, expected hunter2", "b": "hunter2" }));
        fields.required::<u8>("a");
        fields.required::<jiff::SignedDuration>("b");
        assert!(
            !said(&fields.mistakes(&["a", "b"]))
                .concat()
                .contains("hunter2")
        );
    }

    #[test]
    fn missing_null_and_given_are_told_apart() {
        let mut fields = fields(json!({ "null": null, "given": 1 }));
        assert_eq!(fields.nullable::<i32>("missing"), Some(None));
        assert_eq!(fields.nullable::<i32>("null"), Some(Some(None)));
        assert_eq!(fields.nullable::<i32>("given"), Some(Some(Some(1))));
        assert_eq!(fields.finish(&[]), Ok(()));
    }

    #[test]
    fn a_long_name_is_not_searched() {
        let name = "a".repeat(1_000_000);
        let fields = fields(json!({ name: 1 }));
        assert_eq!(fields.mistakes(&["a"]).len(), 1);
    }
}
