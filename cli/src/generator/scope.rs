//! What the templates and conditions of one generator see.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use serde_json::{Map, Value};

use super::Definition;
use crate::{render::View, spec::Mistake};

/// The view of one generator within a run, with its flags in it.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    pub(super) view: View,
    pub(super) flags: BTreeSet<String>,
    known: BTreeSet<String>,
}

impl Scope {
    /// The scope of `definition` with the flags `chosen`, unknown ones left out.
    pub(super) fn new(definition: &Definition, mut view: View, chosen: &BTreeSet<String>) -> Self {
        let flags = definition.closure(chosen);
        let words: Map<String, Value> = definition
            .flags
            .keys()
            .map(|name| (name.replace('-', "_"), Value::Bool(flags.contains(name))))
            .collect();
        view.set("flags", Value::Object(words));
        Self {
            view,
            flags,
            known: definition.flags.keys().cloned().collect(),
        }
    }

    /// With a migration's stamp.
    pub(super) fn with_stamp(&self, stamp: String) -> Self {
        let mut scope = self.clone();
        let migration = self.view.get("migration").and_then(Value::as_object);
        let mut migration = migration.cloned().unwrap_or_default();
        migration.insert("stamp".to_owned(), Value::String(stamp));
        scope.view.set("migration", Value::Object(migration));
        scope
    }

    /// With a list's entry as `item`.
    pub(super) fn with_item(&self, item: Option<Value>) -> Cow<'_, Self> {
        let Some(item) = item else {
            return Cow::Borrowed(self);
        };
        let mut scope = self.clone();
        scope.view.set("item", item);
        Cow::Owned(scope)
    }

    /// With texts as `with`.
    pub(super) fn with_texts(&self, texts: &BTreeMap<String, String>) -> Self {
        let mut scope = self.clone();
        scope.view.set("with", serde_json::json!(texts));
        scope
    }

    /// Whether both conditions hold, each where it is given.
    pub(super) fn holds(&self, when: Option<&str>, unless: Option<&str>) -> Result<bool, Mistake> {
        let when = when.map_or(Ok(true), |name| self.boolean(name))?;
        let unless = unless.map_or(Ok(false), |name| self.boolean(name))?;
        Ok(when && !unless)
    }

    /// The entries of the list that `each` names; one without an item where it is absent.
    pub(super) fn items(&self, each: Option<&str>) -> Result<Vec<Option<Value>>, Mistake> {
        let Some(name) = each else {
            return Ok(vec![None]);
        };
        match self.view.get(name) {
            Some(Value::Array(items)) => Ok(items.iter().cloned().map(Some).collect()),
            Some(_) => Err(self.wrong(name, "is not a list")),
            None => Err(self.wrong(name, "is not in the view")),
        }
    }

    fn boolean(&self, name: &str) -> Result<bool, Mistake> {
        let flag = name.replace('_', "-");
        for flag in [name, &flag] {
            if self.known.contains(flag) {
                return Ok(self.flags.contains(flag));
            }
        }
        match self.view.get(name) {
            Some(Value::Bool(value)) => Ok(*value),
            Some(_) => Err(self.wrong(name, "is not a boolean")),
            None => Err(self.wrong(name, "is neither a flag nor in the view")),
        }
    }

    fn wrong(&self, name: &str, why: &str) -> Mistake {
        let words = self.known.iter().chain(self.view.names());
        let words: Vec<&str> = words.map(String::as_str).collect();
        let nearest = words
            .iter()
            .map(|word| (strsim::damerau_levenshtein(word, name), word))
            .min()
            .filter(|(distance, _)| (1..=2).contains(distance));
        let help = match nearest {
            Some((_, word)) => format!("did you mean `{word}`?"),
            None => format!("the names are `{}`", words.join("`, `")),
        };
        Mistake::new(
            format!("`{name}` {why}, but the generator asks for it"),
            help,
        )
    }
}
