//! One field: `name:type[:argument][:modifier…]`, read from a raw word.
//!
//! Spellings that people bring from Loco and Rails are understood: `title:string!`, `body:text?`, `slug:string^`,
//! `name:string{30}`, `price:decimal{10,2}`, `author:references`, `index`es and `uniq`s.

mod argument;
mod modifier;
mod read;
#[cfg(test)]
mod tests;

use heck::ToUpperCamelCase;

use super::{Kind, Name, reserved};

pub(super) use read::field;

/// A checked field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The column's name, which is the field's name in JSON: `title`, `author_id`, `type`.
    pub column: String,
    /// What it holds.
    pub kind: Kind,
    /// It may be absent.
    pub null: bool,
    /// No two rows share a value.
    pub unique: bool,
    /// The database has an index on it; references always have one.
    pub index: bool,
    /// The value of a row that leaves it out, as it was typed.
    pub default: Option<String>,
    /// It is left out of requests.
    pub guarded: bool,
    /// It is left out of resources.
    pub hidden: bool,
    /// It never leaves the process.
    pub uncached: bool,
    /// What the person should know about how the field was understood.
    pub notices: Vec<String>,
}

impl Field {
    /// The name of the Rust field: the column, raw where it is a keyword.
    #[must_use]
    pub fn ident(&self) -> String {
        if reserved::is_keyword(&self.column) {
            format!("r#{}", self.column)
        } else {
            self.column.clone()
        }
    }

    /// The name that is typed: for a reference without its `_id`.
    #[must_use]
    pub fn label(&self) -> &str {
        match self.kind {
            Kind::BelongsTo { .. } => self.column.strip_suffix("_id").unwrap_or(&self.column),
            _ => &self.column,
        }
    }

    /// The field as it is typed; parsing it gives the same field.
    #[must_use]
    pub fn spelling(&self) -> String {
        let mut words = format!("{}:{}", self.label(), self.kind.spelling());
        let reference = matches!(self.kind, Kind::BelongsTo { .. });
        let modifiers = [
            (self.null, "null"),
            (self.unique, "unique"),
            (self.index && !reference && !self.unique, "index"),
            (self.guarded, "guarded"),
            (self.hidden && !self.uncached, "hidden"),
            (self.uncached, "uncached"),
        ];
        for (_, word) in modifiers.iter().filter(|(set, _)| *set) {
            words.push(':');
            words.push_str(word);
        }
        if let Some(default) = &self.default {
            words.push_str(":default=");
            words.push_str(default);
        }
        words
    }

    /// The model that this field belongs to.
    #[must_use]
    pub fn target(&self) -> Option<&Name> {
        match &self.kind {
            Kind::BelongsTo { model, .. } => Some(model),
            _ => None,
        }
    }
}

/// The name of a field's own enum: `PostStatus`. It steps aside for what is derived or generated under such a name.
#[must_use]
pub(super) fn enum_type(owner: &str, column: &str) -> String {
    let own = column.to_upper_camel_case();
    let taken = [
        "Draft",
        "Patch",
        "Service",
        "Controller",
        "Resource",
        "Request",
        "Fake",
        "Facade",
    ];
    let kind = if taken.contains(&own.as_str()) {
        "Kind"
    } else {
        ""
    };
    format!("{owner}{own}{kind}")
}
