//! The engine that turns a generator (data) and a request into a plan.
//!
//! Nothing here knows a model from a controller; `templates/README.md` documents the format.

mod definition;
mod draft;
mod engine;
mod format;
mod library;
mod migration;
mod scope;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use jiff::civil::DateTime;
use serde_json::Value;

pub use definition::{
    Call, Create, Definition, FieldsKind, Flag, Insert, NameKind, Next, Takes, Tree,
};
pub use engine::plan;
pub use library::Generators;

/// What the person asks for, understood.
#[derive(Debug, Clone)]
pub struct Request {
    /// The generator's name: its folder's.
    pub generator: String,
    /// The typed view that its templates get, an object.
    pub view: Value,
    /// The flags that are on, without those that they imply.
    pub flags: BTreeSet<String>,
    /// The time of the run, UTC.
    pub now: DateTime,
}
