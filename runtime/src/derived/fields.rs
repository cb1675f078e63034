//! Fields of a JSON object on their way into a struct, and every mistake in them.

use std::any::TypeId;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::text::Texts;
use crate::{
    FieldError,
    model::{Given, Input},
    nearest::nearest,
};

/// Takes fields out of an object one by one and collects what is wrong with them. No message holds a value.
#[derive(Debug)]
pub struct Fields {
    /// A list that is searched from its start: the names of a request are few, and most are of different lengths.
    given: Vec<(String, Given)>,
    mistakes: Vec<FieldError>,
}

impl Fields {
    /// Nothing is taken yet.
    #[must_use]
    pub fn new(given: impl Into<Input>) -> Self {
        Self {
            given: given.into().0,
            mistakes: Vec::new(),
        }
    }

    /// A field that must be given; `None` when it is wrong.
    pub fn required<T: DeserializeOwned + 'static>(&mut self, name: &'static str) -> Option<T> {
        if self.find(name).is_none() {
            self.mistake(name, "missing", "is missing".into());
        }
        self.given(name)
    }

    /// A field that may be missing or null; the outer `None` when it is wrong.
    pub fn optional<T: DeserializeOwned + 'static>(
        &mut self,
        name: &'static str,
    ) -> Option<Option<T>> {
        match self.find(name) {
            None => Some(None),
            Some(given @ Given::Json(Value::Null)) => {
                *given = Given::Taken;
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
        if self.find(name).is_some() {
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
        if self.find(name).is_some() {
            self.given(name)
        } else {
            Some(default())
        }
    }

    /// A field that may be missing; `None` when it is, or is wrong.
    pub fn given<T: DeserializeOwned + 'static>(&mut self, name: &'static str) -> Option<T> {
        let given = std::mem::replace(self.find(name)?, Given::Taken);
        let (type_name, is_huge) = (given.type_name(), given.is_huge());
        let problem = match given {
            Given::Json(value) => match T::deserialize(value) {
                Ok(value) => return Some(value),
                Err(error) => error.to_string(),
            },
            Given::Texts(texts) => match T::deserialize(Texts(&texts)) {
                Ok(value) => return Some(value),
                Err(error) => error.to_string(),
            },
            Given::Taken => return None,
        };
        let problem = match is_huge {
            // JSON has it as a number with a point.
            true => problem.replace("invalid type: floating point", "invalid value: integer"),
            false => problem,
        };
        self.unfit::<T>(name, type_name, &problem);
        None
    }

    #[inline]
    fn find(&mut self, name: &str) -> Option<&mut Given> {
        let mut given = self.given.iter_mut();
        let (_, found) = given.find(|(given, _)| given == name)?;
        (!matches!(found, Given::Taken)).then_some(found)
    }

    /// A value that the field's type does not take.
    #[cold]
    fn unfit<T: 'static>(&mut self, name: &str, given: &'static str, problem: &str) {
        let Expectation {
            rule,
            message,
            expected,
        } = expectation::<T>(problem);
        self.mistakes.push(FieldError {
            expected,
            given: Some(given),
            ..FieldError::new(name, rule, message)
        });
    }

    /// A field that nobody may set from outside.
    pub fn guarded(&mut self, name: &'static str) {
        if let Some(given) = self.find(name) {
            let given = std::mem::replace(given, Given::Taken);
            self.mistakes.push(FieldError {
                given: Some(given.type_name()),
                ..FieldError::new(name, "guarded", "can't be set")
            });
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
        for (name, given) in std::mem::take(&mut self.given) {
            if matches!(given, Given::Taken) {
                continue;
            }
            let message = match nearest(&name, legal.iter().copied()) {
                Some(near) => format!("is unknown; did you mean `{near}`?"),
                None => "is unknown".to_owned(),
            };
            self.mistakes.push(FieldError {
                given: Some(given.type_name()),
                ..FieldError::new(name, "unknown", message)
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
        self.mistakes.push(FieldError::new(name, rule, message));
    }
}

/// What a type has to say of a value that it does not take.
struct Expectation {
    rule: &'static str,
    message: String,
    expected: Option<String>,
}

impl Expectation {
    fn of(rule: &'static str, expected: String) -> Self {
        Self {
            rule,
            message: format!("must be {expected}"),
            expected: Some(expected),
        }
    }

    fn said(message: String) -> Self {
        Self {
            rule: "type",
            message,
            expected: None,
        }
    }
}

/// What the type wanted, from serde's message without its value.
fn expectation<T: 'static>(error: &str) -> Expectation {
    if let Some(form) = form::<T>() {
        return Expectation::of("type", form.to_owned());
    }
    let serdes = ["invalid type: ", "invalid value: ", "unknown variant "]
        .iter()
        .any(|start| error.starts_with(start));
    if let Some(name) = error.strip_prefix("missing field ") {
        return Expectation::said(format!("lacks {name}"));
    }
    match error.rsplit_once(", expected ") {
        Some((found, wanted)) if serdes => {
            let out_of_range = found.starts_with("invalid value: integer")
                || (found.starts_with("invalid type: integer") && found.ends_with("as i128"));
            let rule = if out_of_range { "range" } else { "type" };
            Expectation::of(rule, plain(wanted, out_of_range))
        }
        _ => Expectation::said("is not valid".to_owned()),
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
    use crate::{FieldError, model::Input};

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
                "age range: must be a whole number between 0 and 255",
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

    fn form(text: &str) -> Fields {
        Fields::new(Input::form(text))
    }

    #[test]
    fn texts_of_a_form_become_what_the_fields_are() {
        let mut fields = form(
            "age=+7&name=Ada+L.&on=on&off=false&rate=0.5&none=&some=3&tags=a&tags=b&born=2026-01-31&name=Last",
        );
        assert_eq!(fields.required::<u8>("age"), Some(7));
        assert_eq!(fields.required::<String>("name").unwrap(), "Last");
        assert_eq!(fields.required::<bool>("on"), Some(true));
        assert_eq!(fields.required::<bool>("off"), Some(false));
        assert_eq!(fields.required::<f64>("rate"), Some(0.5));
        assert_eq!(fields.given::<Option<u8>>("none"), Some(None));
        assert_eq!(fields.given::<Option<u8>>("some"), Some(Some(3)));
        assert_eq!(fields.required::<Vec<String>>("tags").unwrap(), ["a", "b"]);
        let born = fields.required::<jiff::civil::Date>("born");
        assert_eq!(born, Some(jiff::civil::date(2026, 1, 31)));
        assert_eq!(fields.finish(&[]), Ok(()));
    }

    #[test]
    fn a_whole_number_of_any_size_is_out_of_range_and_no_other_type() {
        let huge = "99999999999999999999999999999999999999999999";
        for number in ["18446744073709551616", "-9223372036854775809", huge] {
            let json = format!("{{ \"age\": {number} }}");
            let json: serde_json::Value = serde_json::from_str(&json).unwrap();
            for mut fields in [form(&format!("age={number}")), fields(json)] {
                fields.required::<u8>("age");
                let expected = "age range: must be a whole number between 0 and 255";
                assert_eq!(said(&fields.mistakes(&[])), [expected], "{number}");
            }
        }
    }

    #[test]
    fn mistakes_say_what_was_given_and_what_is_expected() {
        let mut of_form = form("age=300&rate=x&on=perhaps&count=12e3&age=-1");
        of_form.required::<u8>("age");
        of_form.required::<f64>("rate");
        of_form.required::<bool>("on");
        of_form.required::<u32>("count");
        let mut of_json = fields(json!({ "age": -1, "rate": [1], "on": null, "count": 1.5 }));
        of_json.required::<u8>("age");
        of_json.required::<f64>("rate");
        of_json.required::<bool>("on");
        of_json.required::<u32>("count");
        let told = |fields: Fields| -> Vec<String> {
            let mistakes = fields.mistakes(&[]).into_iter();
            let told = mistakes.map(|it| {
                let (given, expected) = (it.given.unwrap(), it.expected.unwrap());
                format!("{} {}: {given} for {expected}", it.field, it.rule)
            });
            told.collect()
        };
        assert_eq!(
            told(of_form),
            [
                "age range: a list for a whole number between 0 and 255",
                "rate type: text for a number",
                "on type: text for true or false",
                "count type: text for a whole number",
            ]
        );
        assert_eq!(
            told(of_json),
            [
                "age range: a number for a whole number between 0 and 255",
                "rate type: a list for a number",
                "on type: null for true or false",
                "count type: a number for a whole number",
            ]
        );
    }
}
