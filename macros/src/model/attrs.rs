//! `#[model(…)]` on the struct and on its fields, as written.

use syn::{Attribute, LitStr};

use crate::support::{errors::Errors, key::Key, keys};

/// `#[model(…)]` on the struct.
#[derive(Default)]
pub(super) struct Table {
    /// `table = "people"`
    pub(super) table: Option<LitStr>,
}

impl Table {
    pub(super) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut table = Self::default();
        for key in keys::of(attributes, "model", &["table"], errors) {
            table.table = key.string(errors);
        }
        table
    }
}

/// `#[model(…)]` on a field; each flag with the word that set it.
#[derive(Default)]
pub(super) struct Flags {
    pub(super) unique: Option<Key>,
    pub(super) index: Option<Key>,
    pub(super) default: Option<Key>,
    pub(super) references: Option<Key>,
    pub(super) computed: Option<Key>,
    pub(super) version: Option<Key>,
    pub(super) soft_delete: Option<Key>,
}

impl Flags {
    pub(super) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut flags = Self::default();
        for key in keys::of(
            attributes,
            "model",
            &[
                "unique",
                "index",
                "default",
                "references",
                "computed",
                "version",
                "soft_delete",
            ],
            errors,
        ) {
            key.flag(errors);
            match key.text().as_str() {
                "unique" => flags.unique = Some(key),
                "index" => flags.index = Some(key),
                "default" => flags.default = Some(key),
                "computed" => flags.computed = Some(key),
                "version" => flags.version = Some(key),
                "soft_delete" => flags.soft_delete = Some(key),
                _ => flags.references = Some(key),
            }
        }
        flags
    }
}
