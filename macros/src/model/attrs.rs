//! `#[model(…)]` on the struct and on its fields, as written.

use syn::{Attribute, LitStr};

use super::relation::{self, Relation};

use crate::support::{errors::Errors, key::Key, keys};

/// `#[model(…)]` on the struct.
#[derive(Default)]
pub(super) struct Table {
    /// `table = "people"`
    pub(super) table: Option<LitStr>,
    /// `has_many(posts: Post::AUTHOR_ID)` and its siblings.
    pub(super) relations: Vec<Relation>,
}

impl Table {
    pub(super) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut table = Self::default();
        let legal: Vec<&str> = relation::WORDS
            .iter()
            .map(|(word, ..)| *word)
            .chain(["table"])
            .collect();
        for key in keys::of(attributes, "model", &legal, errors) {
            match key.text().as_str() {
                "table" => table.table = key.string(errors),
                _ => table.relations.extend(relation::read(&key, errors)),
            }
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
    pub(super) uuid: Option<Key>,
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
                "uuid",
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
                "uuid" => flags.uuid = Some(key),
                _ => flags.references = Some(key),
            }
        }
        flags
    }
}
