//! Edits of the person's files: syn finds the place, a splice of the text makes the edit.
//!
//! Nothing but the insertion changes: comments, order, line endings, a byte order mark and `cfg` attributes stay. What is
//! there already is left alone. A file that was laid out by rustfmt still is.

mod append;
mod dependency;
mod enum_variant;
mod impl_method;
mod key;
mod list;
mod manifest;
mod module;
mod names;
mod route;
mod source;
mod struct_field;
mod struct_value;
mod use_;
mod use_tree;

#[cfg(test)]
mod tests;

use crate::spec::Mistake;
use source::Prefix;

/// Why an edit was not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unmade {
    /// The file doesn't parse, or has not the shape that the verb looks for: the person makes the edit.
    NoPlace,
    /// Something else is there under that name, and both can't be.
    Taken(Mistake),
}

/// An edit that the person makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paste {
    /// The file.
    pub path: String,
    /// What to paste.
    pub text: String,
    /// Where, as the end of the sentence "paste this line …".
    pub place: String,
}

impl Paste {
    /// Text, and where it belongs.
    pub fn new(path: &str, text: &str, place: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: text.trim_end().to_owned(),
            place: place.to_owned(),
        }
    }
}

/// What an edit inserts, and so where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verb {
    /// `mod` lines, and the `pub use` that go with them.
    Module,
    /// `use` lines.
    Use,
    /// An entry of a list of `scaffold::app!`.
    List(String),
    /// Calls of the `Routes::new()` chain.
    Route,
    /// Fields of a struct.
    StructField(String),
    /// Fields of every expression of a struct.
    StructValue(String),
    /// Variants of an enum.
    EnumVariant(String),
    /// Methods of a type.
    ImplMethod(String),
    /// Dependencies in a table of `Cargo.toml`.
    Dependency(String),
    /// A line of a TOML table, or of an env file.
    Key(Option<String>),
}

impl Verb {
    /// Reads the `what` of a `generator.toml`.
    ///
    /// # Errors
    ///
    /// An unknown verb, or one without the name that it needs.
    pub fn parse(what: &str) -> Result<Self, Mistake> {
        let (verb, target) = match what.split_once(':') {
            Some((verb, target)) => (verb, Some(target.to_owned())),
            None => (what, None),
        };
        match (verb, target) {
            ("module", None) => Ok(Self::Module),
            ("use", None) => Ok(Self::Use),
            ("route", None) => Ok(Self::Route),
            ("list", Some(list)) => Ok(Self::List(list)),
            ("struct-field", Some(name)) => Ok(Self::StructField(name)),
            ("struct-value", Some(name)) => Ok(Self::StructValue(name)),
            ("enum-variant", Some(name)) => Ok(Self::EnumVariant(name)),
            ("impl-method", Some(name)) => Ok(Self::ImplMethod(name)),
            ("dependency", table) => Ok(Self::Dependency(
                table.unwrap_or_else(|| "dependencies".to_owned()),
            )),
            ("key", table) => Ok(Self::Key(table)),
            _ => Err(Mistake::new(
                format!("an `[[insert]]` says `what = \"{what}\"`, which is no verb"),
                "the verbs are `module`, `use`, `list:KEY`, `route`, `struct-field:TYPE`, `struct-value:TYPE`, \
                 `enum-variant:TYPE`, `impl-method:TYPE`, `dependency` and `key`",
            )),
        }
    }

    /// Where a person would look for the place.
    pub fn place(&self) -> String {
        match self {
            Self::Module => "among the modules".to_owned(),
            Self::Use => "among the `use` lines".to_owned(),
            Self::List(list) => format!("into the list `{list}` of `scaffold::app!`"),
            Self::Route => "after the last route in `fn routes`".to_owned(),
            Self::StructField(name) => format!("as the last field of `struct {name}`"),
            Self::StructValue(name) => format!("into each `{name} {{ … }}`"),
            Self::EnumVariant(name) => format!("as the last variant of `enum {name}`"),
            Self::ImplMethod(name) => format!("at the end of `impl {name}`"),
            Self::Dependency(table) | Self::Key(Some(table)) => {
                format!("into the table `[{table}]`")
            }
            Self::Key(None) => "at the end".to_owned(),
        }
    }
}

/// The source of the file `path` with `text` inserted; the same source when it is there already.
///
/// # Errors
///
/// No place was found, or it is taken by something else.
pub fn edit(verb: &Verb, path: &str, source: &str, text: &str) -> Result<String, Unmade> {
    match verb {
        Verb::Dependency(table) => dependency::insert(source, table, text).ok_or(Unmade::NoPlace),
        Verb::Key(table) => {
            key::insert(source, path, table.as_deref(), text).ok_or(Unmade::NoPlace)
        }
        _ => rust(verb, path, source, text),
    }
}

fn rust(verb: &Verb, path: &str, source: &str, text: &str) -> Result<String, Unmade> {
    // syn leaves these out of its positions.
    let Prefix { prefix, body } = Prefix::of(source);
    let text = text.replace("\r\n", "\n");
    let text = text.trim_matches('\n');
    let edited = match verb {
        Verb::Module => module::insert(path, body, text)?,
        Verb::Use => use_::insert(path, body, text)?,
        Verb::Route => route::insert(path, body, text)?,
        Verb::List(list) => list::insert(path, body, list, text).ok_or(Unmade::NoPlace)?,
        Verb::StructField(name) => struct_field::insert(body, name, text).ok_or(Unmade::NoPlace)?,
        Verb::StructValue(name) => struct_value::insert(body, name, text).ok_or(Unmade::NoPlace)?,
        Verb::EnumVariant(name) => enum_variant::insert(body, name, text).ok_or(Unmade::NoPlace)?,
        Verb::ImplMethod(name) => impl_method::insert(body, name, text).ok_or(Unmade::NoPlace)?,
        Verb::Dependency(_) | Verb::Key(_) => return Err(Unmade::NoPlace),
    };
    match source::parse(&edited) {
        Some(_) => Ok(format!("{prefix}{edited}")),
        None => Err(Unmade::NoPlace),
    }
}
