//! The journal's folder, `.scaffold/journal`, and what each thing in it means.
//!
//! - `pending/` without `manifest.json`: a run that has touched nothing yet;
//! - `pending/` with it: a run in progress, to be finished or rolled back;
//! - `last/`: the last run, which `undo` takes back;
//! - `done/`: on its way out.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::ledger::fingerprint;

/// The journal's folder in the project's root.
pub(super) const FOLDER: &str = ".scaffold/journal";

/// The journal of one project.
pub(super) struct Journal {
    pub(super) root: PathBuf,
    pub(super) folder: PathBuf,
}

/// What a run was to do, written before it does it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub(super) version: u32,
    pub(super) generator: String,
    /// Whether the run takes back the last one.
    pub(super) undoes: bool,
    /// Folders that the run creates, parents first, relative to the root.
    pub(super) folders: Vec<String>,
    /// Folders that the run removes at its end, if they are empty by then.
    pub(super) leaves: Vec<String>,
    pub(super) files: Vec<Entry>,
}

/// One file of a run; its old content lies in `old/N`, its new one in `new/N`, N being its place in the list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Relative to the root.
    pub(super) path: String,
    /// Fingerprint of the old content; none when the file did not exist.
    pub(super) before: Option<String>,
    /// Fingerprint of the new content; none when the file is deleted.
    pub(super) after: Option<String>,
}

/// Which content a file of a run has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Before,
    After,
    /// The person has edited it since.
    Other,
}

impl Journal {
    pub(super) fn of(root: &Path) -> Self {
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        Self {
            folder: root.join(FOLDER),
            root,
        }
    }

    pub(super) fn pending(&self) -> PathBuf {
        self.folder.join("pending")
    }

    pub(super) fn last(&self) -> PathBuf {
        self.folder.join("last")
    }

    pub(super) fn done(&self) -> PathBuf {
        self.folder.join("done")
    }

    pub(super) fn ledger(&self) -> PathBuf {
        self.folder.join("ledger.json")
    }

    /// Where a file of a run lies.
    pub(super) fn full(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// The content of a file of a run; none when it does not exist.
    pub(super) fn content(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        present(fs::read(self.full(path)))
    }

    pub(super) fn state(&self, entry: &Entry) -> io::Result<State> {
        let now = self.content(&entry.path)?.map(|bytes| fingerprint(&bytes));
        Ok(if now == entry.after {
            State::After
        } else if now == entry.before {
            State::Before
        } else {
            State::Other
        })
    }
}

impl Manifest {
    /// The manifest of the run in `folder`; none when it has none.
    pub(super) fn read(folder: &Path) -> io::Result<Option<Self>> {
        let Some(bytes) = present(fs::read(folder.join("manifest.json")))? else {
            return Ok(None);
        };
        let manifest: Self = serde_json::from_slice(&bytes)?;
        if manifest.version == 1 {
            Ok(Some(manifest))
        } else {
            Err(io::Error::other(
                "the journal was written by a newer version",
            ))
        }
    }
}

/// A missing file as none.
pub(super) fn present<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
