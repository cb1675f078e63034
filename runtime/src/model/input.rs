//! What a model is filled from: JSON, a form, or a map of texts.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

/// What a model is [filled](super::Fillable::fill) from: a JSON object, the text of a form, or names with texts. Text becomes what the field is:
/// `on`, `true` and `1` are true, nothing is an absent value for an `Option`, a name that is given several times is a list.
///
/// ```
/// use scaffold::{model::{Fillable, Input}, prelude::*};
///
/// #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model, Fillable)]
/// pub struct Note {
///     pub id: Id<Note>,
///     pub text: String,
///     pub stars: i32,
///     pub public: bool,
/// }
///
/// let mut note = Note { id: Id::new(1), text: "old".into(), stars: 0, public: false };
/// note.fill(Input::form("text=a+new+one&stars=5&public=on")).unwrap();
/// assert_eq!((note.text.as_str(), note.stars, note.public), ("a new one", 5, true));
///
/// let mistakes = note.fill(Input::form("stars=3000000000")).unwrap_err();
/// assert_eq!((mistakes[0].rule, mistakes[0].given), ("range", Some("text")));
/// assert_eq!(mistakes[0].expected.as_deref(), Some("a whole number between -2147483648 and 2147483647"));
/// ```
#[derive(Debug, Default)]
pub struct Input(pub(crate) Vec<(String, Given)>);

/// One value on its way to a field.
#[derive(Debug)]
pub(crate) enum Given {
    Json(Value),
    /// Of a form: everything is text, and a name may be there several times.
    Texts(Vec<String>),
    /// Its field has it.
    Taken,
}

impl Input {
    /// The pairs of a form (`application/x-www-form-urlencoded`), or of a query: `text=a+new+one&stars=5`.
    #[must_use]
    pub fn form(text: &str) -> Self {
        form_urlencoded::parse(text.as_bytes())
            .map(|(name, text)| (name.into_owned(), text.into_owned()))
            .collect()
    }
}

impl From<Map<String, Value>> for Input {
    fn from(fields: Map<String, Value>) -> Self {
        let fields = fields.into_iter();
        Self(
            fields
                .map(|(name, value)| (name, Given::Json(value)))
                .collect(),
        )
    }
}

impl From<HashMap<String, String>> for Input {
    fn from(fields: HashMap<String, String>) -> Self {
        fields.into_iter().collect()
    }
}

impl From<BTreeMap<String, String>> for Input {
    fn from(fields: BTreeMap<String, String>) -> Self {
        fields.into_iter().collect()
    }
}

impl<N: Into<String>, T: Into<String>> FromIterator<(N, T)> for Input {
    fn from_iter<I: IntoIterator<Item = (N, T)>>(pairs: I) -> Self {
        let (mut fields, mut places) = (Vec::new(), HashMap::new());
        for (name, text) in pairs {
            let (name, text) = (name.into(), text.into());
            let at = *places.entry(name.clone()).or_insert(fields.len());
            match fields.get_mut(at) {
                Some((_, Given::Texts(texts))) => texts.push(text),
                _ => fields.push((name, Given::Texts(vec![text]))),
            }
        }
        Self(fields)
    }
}

impl Given {
    /// Whether it is a whole number beyond 64 bits.
    pub(crate) fn is_huge(&self) -> bool {
        match self {
            Self::Json(Value::Number(number)) if number.is_f64() => {
                number.as_f64().is_some_and(|number| number.abs() > 9.2e18)
            }
            _ => false,
        }
    }

    /// What a client calls the type of what it sent.
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Self::Json(Value::Null) | Self::Taken => "null",
            Self::Json(Value::Bool(_)) => "a boolean",
            Self::Json(Value::Number(_)) => "a number",
            Self::Json(Value::String(_)) => "text",
            Self::Json(Value::Object(_)) => "an object",
            Self::Texts(texts) if texts.len() == 1 => "text",
            Self::Json(Value::Array(_)) | Self::Texts(_) => "a list",
        }
    }
}
