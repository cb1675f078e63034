//! The shape of a `generator.toml`; `templates/README.md` says what each key means.
//!
//! Only data: reading it finds every wrong key, acting on it is the engine's.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// One generator, as its `generator.toml` describes it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// What it makes, in one line.
    pub about: String,
    /// A command that uses it, without the program's name.
    pub example: String,
    /// It has no verb of its own and is only reached by [`Call`].
    #[serde(default)]
    pub internal: bool,
    /// The words it takes.
    #[serde(default)]
    pub takes: Takes,
    /// Its flags by name.
    #[serde(default)]
    pub flags: BTreeMap<String, Flag>,
    /// Single files to create.
    #[serde(default)]
    pub create: Vec<Create>,
    /// Folders of files to create.
    #[serde(default)]
    pub tree: Vec<Tree>,
    /// Edits of files.
    #[serde(default)]
    pub insert: Vec<Insert>,
    /// Other generators to run as part of this one.
    #[serde(default)]
    pub call: Vec<Call>,
    /// What to type after the run.
    #[serde(default)]
    pub next: Vec<Next>,
}

/// The words of a command: a name, then fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Takes {
    /// How the first word is parsed; absent when there is none.
    pub name: Option<NameKind>,
    /// How the further words are parsed; absent when there are none.
    pub fields: Option<FieldsKind>,
    /// Whether a plural is made of the name, which `--plural` then gives where English has another.
    #[serde(default)]
    pub plural: bool,
    /// Whether `--diff` takes what it writes from the difference between the models and the migrations.
    #[serde(default)]
    pub difference: bool,
    /// An ending that a name of kind [`NameKind::Type`] may have or not.
    pub suffix: Option<String>,
}

/// The parsers of a first word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NameKind {
    /// A model: `Post`, `OrderItem`.
    Model,
    /// Any other type: `Billing`, `SendWelcome`.
    Type,
    /// What a migration does: `add_slug_to_posts`.
    Migration,
    /// A new application: `blog`.
    Application,
}

/// The parsers of further words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldsKind {
    /// `name:type[:argument][:modifier…]`.
    Fields,
}

/// A boolean option.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "FlagShape")]
pub struct Flag {
    /// What it does, in one line.
    pub help: String,
    /// Its short form, `-m`.
    pub short: Option<char>,
    /// The flags that are on when this one is.
    pub implies: Vec<String>,
}

/// A file to create.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Create {
    /// Where, relative to the project's root; a template.
    pub path: String,
    /// The file's template beside the definition, or in `_shared/`.
    pub from: String,
    /// Only when this boolean is on.
    pub when: Option<String>,
    /// Only when this boolean is off.
    pub unless: Option<String>,
    /// Once per entry of this list.
    pub each: Option<String>,
    /// The part of a migration's file name after its stamp, by which it is recognised; a template.
    pub once_suffix: Option<String>,
}

/// A folder of files to create.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tree {
    /// The folder beside the definition.
    pub from: String,
    /// The folder in the project; a template.
    pub into: String,
    /// Only when this boolean is on.
    pub when: Option<String>,
    /// Only when this boolean is off.
    pub unless: Option<String>,
}

/// An edit of a file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Insert {
    /// The file, relative to the project's root; a template.
    pub into: String,
    /// The verb of [`crate::edit`]; a template.
    pub what: String,
    /// What to insert; a template. Either this or `from`.
    pub text: Option<String>,
    /// The template of what to insert.
    pub from: Option<String>,
    /// Only when this boolean is on.
    pub when: Option<String>,
    /// Only when this boolean is off.
    pub unless: Option<String>,
    /// Once per entry of this list.
    pub each: Option<String>,
    /// Do nothing when the file is missing.
    #[serde(default)]
    pub when_exists: bool,
}

/// Another generator, run as part of this one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// Its name.
    pub generator: String,
    /// Only when this boolean is on.
    pub when: Option<String>,
    /// Only when this boolean is off.
    pub unless: Option<String>,
    /// Once per entry of this list.
    pub each: Option<String>,
    /// Its flags that are on.
    #[serde(default)]
    pub flags: BTreeSet<String>,
    /// Texts that its templates see as `with`.
    #[serde(default)]
    pub with: BTreeMap<String, String>,
}

/// What to type after the run.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Next {
    /// The command; a template.
    pub text: String,
    /// Only when this boolean is on.
    pub when: Option<String>,
    /// Only when this boolean is off.
    pub unless: Option<String>,
}

/// The two ways to write a flag.
#[derive(Deserialize)]
#[serde(untagged)]
enum FlagShape {
    Help(String),
    Full(FullFlag),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FullFlag {
    help: String,
    short: Option<char>,
    #[serde(default)]
    implies: Vec<String>,
}

impl From<FlagShape> for Flag {
    fn from(shape: FlagShape) -> Self {
        match shape {
            FlagShape::Help(help) => Self {
                help,
                short: None,
                implies: Vec::new(),
            },
            FlagShape::Full(FullFlag {
                help,
                short,
                implies,
            }) => Self {
                help,
                short,
                implies,
            },
        }
    }
}

impl Definition {
    /// Reads a `generator.toml`.
    ///
    /// # Errors
    ///
    /// A syntax error, an unknown key, a flag that implies an unknown one, or an insert without its one text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let definition: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        for (name, flag) in &definition.flags {
            if let Some(unknown) = flag
                .implies
                .iter()
                .find(|implied| !definition.flags.contains_key(*implied))
            {
                return Err(format!(
                    "flag `{name}` implies `{unknown}`, which is not a flag"
                ));
            }
        }
        for insert in &definition.insert {
            if insert.text.is_some() == insert.from.is_some() {
                return Err(format!(
                    "the insert into `{}` needs either `text` or `from`",
                    insert.into
                ));
            }
        }
        Ok(definition)
    }

    /// The flags that are on when `chosen` are: with everything that they imply, directly or not.
    #[must_use]
    pub fn closure(&self, chosen: &BTreeSet<String>) -> BTreeSet<String> {
        let mut on = BTreeSet::new();
        let mut todo: Vec<&str> = chosen.iter().map(String::as_str).collect();
        while let Some(name) = todo.pop() {
            if let Some(flag) = self.flags.get(name)
                && on.insert(name.to_owned())
            {
                todo.extend(flag.implies.iter().map(String::as_str));
            }
        }
        on
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_an_error_that_names_it() {
        let error =
            Definition::parse("about = 'x'\nexample = 'y'\n[[create]]\npath = 'a'\nfrm = 'b'\n")
                .unwrap_err();
        assert!(error.contains("frm"), "{error}");
    }

    #[test]
    fn flags_imply_each_other_transitively() {
        let definition = Definition::parse(
            "about = 'x'\nexample = 'y'\n[flags]\na = 'a'\nb = { help = 'b', implies = ['a'] }\nc = { help = 'c', short = 'c', implies = ['b'] }\n",
        )
        .unwrap();
        let on = definition.closure(&BTreeSet::from(["c".to_owned()]));
        assert_eq!(on.into_iter().collect::<Vec<_>>(), ["a", "b", "c"]);
    }

    #[test]
    fn an_insert_has_exactly_one_text() {
        assert!(
            Definition::parse(
                "about = 'x'\nexample = 'y'\n[[insert]]\ninto = 'a'\nwhat = 'module'\n"
            )
            .is_err()
        );
    }
}
