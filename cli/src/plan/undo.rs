//! The last run, taken back.

use std::{fs, io};

use super::{
    Change, Plan,
    journal::{Journal, LEDGER, State, present},
};
use crate::{project::Project, spec::Mistake};

/// What taking a run back needs beyond its changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Undoes {
    /// The ledger as it was before the run.
    pub(super) ledger: Option<Vec<u8>>,
    /// The folders that the run created, parents first.
    pub(super) folders: Vec<String>,
}

/// The plan that brings back the exact bytes of before the last run. Files that were changed since are conflicts.
///
/// # Errors
///
/// No run to take back, or a journal that cannot be read.
pub fn undo(project: &Project) -> Result<Plan, Mistake> {
    let journal = Journal::of(project.root())?;
    read(&journal)
        .map_err(|error| {
            Mistake::new(
                format!("the last run cannot be read: {error}"),
                "take the changes back with version control",
            )
        })?
        .ok_or_else(|| {
            Mistake::new(
                "there is no run to take back",
                "earlier runs are in version control",
            )
        })
}

fn read(journal: &Journal) -> io::Result<Option<Plan>> {
    let last = journal.last();
    let Some(manifest) = journal.manifest(&last)?.filter(|last| !last.undoes) else {
        return Ok(None);
    };
    let mut changes = Vec::new();
    let mut ledger = present(fs::read(journal.ledger()))?;
    for (at, entry) in manifest.files.iter().enumerate() {
        let old = match entry.before {
            Some(_) => Some(journal.old(&last, at, entry)?),
            None => None,
        };
        if entry.path == LEDGER {
            ledger = old;
            continue;
        }
        let path = entry.path.clone();
        let state = journal.state(entry)?;
        let now = journal.content(&entry.path)?;
        changes.push(match (state, now, old) {
            (State::Before, ..) => Change::Unchanged { path },
            (State::After, Some(before), None) => Change::Delete { path, before },
            (State::After, Some(before), Some(after)) => Change::Edit {
                path,
                before,
                after,
            },
            (State::After, None, Some(content)) => Change::Create { path, content },
            (_, before, after) => Change::Conflict {
                path,
                before,
                after,
            },
        });
    }
    Ok(Some(Plan {
        generator: "undo".to_owned(),
        changes,
        undoes: Some(Undoes {
            ledger,
            folders: manifest.folders,
        }),
        ..Plan::default()
    }))
}
