//! What serde's attributes say about names, read without judging them: serde reports its own mistakes.

use syn::{Attribute, Ident, Lit, Meta};

use super::{
    errors::Errors,
    key::{Given, Key},
    keys,
    spelling::Spelling,
};

/// What serde does with a field that we don't: each would be silently different from what the person wrote.
const REFUSED: [&str; 7] = [
    "alias",
    "bound",
    "borrow",
    "deserialize_with",
    "flatten",
    "getter",
    "with",
];

/// The names of a type and its fields as they are read from outside.
#[derive(Default)]
pub(crate) struct Names {
    keys: Vec<Key>,
}

impl Names {
    /// Reads `#[serde(…)]` of a type, a field or a variant.
    pub(crate) fn of(attributes: &[Attribute]) -> Self {
        let serdes = attributes
            .iter()
            .filter(|attribute| attribute.path().is_ident("serde"));
        let keys = serdes.flat_map(|attribute| match &attribute.meta {
            Meta::List(list) => keys::foreign(list.tokens.clone()),
            _ => Vec::new(),
        });
        Self {
            keys: keys.collect(),
        }
    }

    /// `rename = "…"`, or `rename(deserialize = "…")`.
    pub(crate) fn rename(&self) -> Option<String> {
        self.text("rename")
    }

    /// `rename_all = "…"`.
    pub(crate) fn rename_all(&self) -> Option<Spelling> {
        self.text("rename_all").as_deref().and_then(Spelling::of)
    }

    /// A field's name outside: its own `rename`, else the type's `rename_all`, else as it is.
    pub(crate) fn field(&self, name: &str, all: Option<Spelling>) -> String {
        self.rename()
            .unwrap_or_else(|| all.map_or_else(|| name.to_owned(), |spelling| spelling.field(name)))
    }

    /// Whether the field is never read from outside.
    pub(crate) fn is_skipped(&self) -> bool {
        self.find("skip").is_some() || self.find("skip_deserializing").is_some()
    }

    /// Reports what serde would do with this field, and `reader` ("a request") does not; `help` says what to do instead.
    pub(crate) fn refuse(&self, reader: &str, help: &str, errors: &mut Errors) {
        for word in REFUSED {
            if let Some(key) = self.find(word) {
                errors.at(
                    &key.word,
                    format!("{reader} does not know serde's `{word}`\nhelp: {help}"),
                );
            }
        }
    }

    /// The word, if it is given.
    pub(crate) fn find(&self, word: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.word == word)
    }

    fn text(&self, word: &str) -> Option<String> {
        let key = self.find(word)?;
        match &key.given {
            Given::List(list) => {
                let inner = keys::foreign(list.clone());
                inner
                    .iter()
                    .find(|key| key.word == "deserialize")
                    .and_then(string)
            }
            _ => string(key),
        }
    }
}

fn string(key: &Key) -> Option<String> {
    match key.literal() {
        Some((Lit::Str(text), _)) => Some(text.value()),
        _ => None,
    }
}

/// Reports fields that have one name outside.
pub(crate) fn report_shared_names<'a>(
    fields: impl IntoIterator<Item = (&'a Ident, &'a str)>,
    errors: &mut Errors,
) {
    let mut earlier: Vec<(&Ident, &str)> = Vec::new();
    for (ident, name) in fields {
        if let Some((first, _)) = earlier.iter().find(|(_, other)| *other == name) {
            errors.at(ident, format!("`{first}` and `{ident}` are both called `{name}` outside\nhelp: rename one of them"));
        }
        earlier.push((ident, name));
    }
}
