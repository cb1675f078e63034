//! A run as a value: what it would change; printed, checked, applied all-or-nothing, taken back.
//!
//! The only code that writes to the person's project.

mod apply;
mod check;
mod diff;
mod disk;
mod hold;
mod journal;
mod ledger;
mod repair;
mod undo;

#[cfg(test)]
mod tests;

use serde_json::{Value, json};

pub use apply::ApplyError;
pub use hold::{Hold, is_interrupted};
pub use repair::Repaired;
pub use undo::undo;

use crate::edit::Paste;

pub(crate) use check::compare;
pub(crate) use ledger::Ledger;

/// What one run would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// The generator that it comes from, or `undo`.
    pub generator: String,
    /// One change a file, in the order in which they are to be told.
    pub changes: Vec<Change>,
    /// Lines that found no place: the person pastes them.
    pub pastes: Vec<Paste>,
    /// What to type afterwards.
    pub next: Vec<String>,
    /// What the person should know about how it came about.
    pub notes: Vec<String>,
    pub(crate) undoes: Option<undo::Undoes>,
}

/// What happens to one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A file that does not exist is created.
    Create {
        /// Where.
        path: String,
        /// Its content.
        content: Vec<u8>,
    },
    /// A file that exists is edited.
    Edit {
        /// Where.
        path: String,
        /// Its content as it was planned upon.
        before: Vec<u8>,
        /// Its content afterwards.
        after: Vec<u8>,
    },
    /// A file is deleted.
    Delete {
        /// Where.
        path: String,
        /// Its content as it was planned upon.
        before: Vec<u8>,
    },
    /// A file with other content is overwritten, as `--force` says.
    Overwrite {
        /// Where.
        path: String,
        /// Its content as it was planned upon.
        before: Vec<u8>,
        /// Its content afterwards.
        after: Vec<u8>,
    },
    /// Everything is as it should be.
    Unchanged {
        /// Where.
        path: String,
    },
    /// A file has other content than planned, so nothing is written; [`Plan::force`] makes another change of it.
    Conflict {
        /// Where.
        path: String,
        /// Its content now; none when it is missing.
        before: Option<Vec<u8>>,
        /// The content that was planned; none when it was to be deleted.
        after: Option<Vec<u8>>,
    },
}

impl Change {
    /// The file, relative to the project's root.
    #[must_use]
    pub fn path(&self) -> &str {
        match self {
            Self::Create { path, .. }
            | Self::Edit { path, .. }
            | Self::Delete { path, .. }
            | Self::Overwrite { path, .. }
            | Self::Unchanged { path }
            | Self::Conflict { path, .. } => path,
        }
    }

    /// The word for it in a list: `create`, `update`, `delete`, `overwrite`, `unchanged` or `conflict`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Create { .. } => "create",
            Self::Edit { .. } => "update",
            Self::Delete { .. } => "delete",
            Self::Overwrite { .. } => "overwrite",
            Self::Unchanged { .. } => "unchanged",
            Self::Conflict { .. } => "conflict",
        }
    }

    /// The file's content before and after; none where there is no file. Both none for an unchanged one.
    #[must_use]
    pub fn contents(&self) -> (Option<&[u8]>, Option<&[u8]>) {
        match self {
            Self::Create { content, .. } => (None, Some(content)),
            Self::Edit { before, after, .. } | Self::Overwrite { before, after, .. } => {
                (Some(before), Some(after))
            }
            Self::Delete { before, .. } => (Some(before), None),
            Self::Unchanged { .. } => (None, None),
            Self::Conflict { before, after, .. } => (before.as_deref(), after.as_deref()),
        }
    }

    /// What `--force` makes of it: of a conflict, whatever brings the planned content about.
    #[must_use]
    fn forced(self) -> Self {
        let Self::Conflict {
            path,
            before,
            after,
        } = self
        else {
            return self;
        };
        match (before, after) {
            (Some(before), Some(after)) => Self::Overwrite {
                path,
                before,
                after,
            },
            (Some(before), None) => Self::Delete { path, before },
            (None, Some(content)) => Self::Create { path, content },
            (None, None) => Self::Unchanged { path },
        }
    }

    /// How many lines are added and removed.
    #[must_use]
    pub fn lines(&self) -> (usize, usize) {
        let (before, after) = self.contents();
        diff::lines(before, after)
    }

    /// The change as a unified diff; empty for an unchanged file.
    #[must_use]
    pub fn diff(&self) -> String {
        let (before, after) = self.contents();
        diff::unified(self.path(), before, after)
    }
}

/// Whether a plan that is told is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// The project is as planned.
    Applied,
    /// Nothing was written.
    Only,
}

impl Plan {
    /// Whether applying it would change nothing.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        self.changes
            .iter()
            .all(|change| matches!(change, Change::Unchanged { .. }))
    }

    /// Turns conflicts into the changes that overcome them.
    pub fn force(&mut self) {
        let changes = std::mem::take(&mut self.changes);
        self.changes = changes.into_iter().map(Change::forced).collect();
    }

    /// The files that stand in the way.
    pub fn conflicts(&self) -> impl Iterator<Item = &Change> {
        self.changes
            .iter()
            .filter(|change| matches!(change, Change::Conflict { .. }))
    }

    /// All changes as one unified diff, which `patch -p1` understands.
    #[must_use]
    pub fn diff(&self) -> String {
        self.changes.iter().map(Change::diff).collect()
    }

    /// The plan as data, for editors and agents. The shape is stable:
    ///
    /// ```json
    /// { "version": 1, "generator": "model", "applied": true,
    ///   "changes": [{ "change": "create", "path": "src/models/post.rs", "added": 12, "removed": 0, "diff": "…" }],
    ///   "pastes": [{ "path": "src/routes.rs", "text": ".get(…)", "place": "…" }],
    ///   "notes": [],
    ///   "next": ["scaffold migrate"] }
    /// ```
    ///
    /// `change` is a [`Change::word`]; `applied` is whether the project is now as planned.
    #[must_use]
    pub fn json(&self, told: Told) -> Value {
        let changes: Vec<Value> = self
            .changes
            .iter()
            .map(|change| {
                let (added, removed) = change.lines();
                json!({
                    "change": change.word(),
                    "path": change.path(),
                    "added": added,
                    "removed": removed,
                    "diff": change.diff(),
                })
            })
            .collect();
        let pastes: Vec<Value> = self
            .pastes
            .iter()
            .map(|paste| json!({"path": paste.path, "text": paste.text, "place": paste.place}))
            .collect();
        json!({
            "version": 1,
            "generator": self.generator,
            "applied": told == Told::Applied,
            "changes": changes,
            "pastes": pastes,
            "notes": self.notes,
            "next": self.next,
        })
    }
}
