//! The journal's folder, `.scaffold/journal`, and what each thing in it means.
//!
//! - `lock`: held by the one run that is at work;
//! - `pending/` without `manifest.json`: a run that has touched nothing yet;
//! - `pending/` with it: a run in progress, to be finished or rolled back;
//! - `last/`: the last run, which `undo` takes back;
//! - `done/`: on its way out, or what was `last` until a moment ago;
//! - `ledger.json`: what generators have created.
//!
//! The folder may have come with a project from elsewhere, so nothing in it is believed: no link is followed and no path
//! taken that leads out of the project.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::ledger::fingerprint;
use crate::{project::Project, spec::Mistake};

/// The journal's folder in the project's root.
const FOLDER: &str = ".scaffold/journal";

/// The one file of the journal that a run changes as it changes the project's.
pub(super) const LEDGER: &str = ".scaffold/journal/ledger.json";

/// The journal of one project.
#[derive(Debug)]
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
    /// The journal of the project at `root`, which need not exist yet.
    ///
    /// # Errors
    ///
    /// A symbolic link where the journal has its own files and folders.
    pub(super) fn of(root: &Path) -> Result<Self, Mistake> {
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        let journal = Self {
            folder: root.join(FOLDER),
            root,
        };
        let inside = [
            "lock",
            "ledger.json",
            ".gitignore",
            "done",
            "last",
            "last/old",
            "pending",
            "pending/old",
            "pending/new",
        ];
        let above = [".scaffold", FOLDER].map(|path| journal.root.join(path));
        let own = inside.map(|name| journal.folder.join(name));
        for path in above.into_iter().chain(own) {
            if fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink()) {
                let path = path.strip_prefix(&journal.root).unwrap_or(&path).display();
                return Err(Mistake::new(
                    format!("`{path}` is a symbolic link, and no run writes through one"),
                    format!("delete the link: `rm {path}`"),
                ));
            }
        }
        Ok(journal)
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

    pub(super) fn lock(&self) -> PathBuf {
        self.folder.join("lock")
    }

    pub(super) fn ledger(&self) -> PathBuf {
        self.root.join(LEDGER)
    }

    /// Whether a run has begun to change the project and not ended.
    pub(super) fn is_interrupted(&self) -> bool {
        self.pending().join("manifest.json").exists()
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

    /// The manifest of the run in `folder`, `pending` or `last`; none when it has none.
    pub(super) fn manifest(&self, folder: &Path) -> io::Result<Option<Manifest>> {
        let Some(bytes) = present(fs::read(folder.join("manifest.json")))? else {
            return Ok(None);
        };
        let manifest: Manifest = serde_json::from_slice(&bytes)
            .map_err(|error| io::Error::other(format!("its manifest is broken: {error}")))?;
        if manifest.version != 1 {
            return Err(io::Error::other("its manifest is of a newer version"));
        }
        let project = Project::open(&self.root);
        let files = manifest.files.iter().map(|entry| &entry.path);
        let all = files.chain(&manifest.folders).chain(&manifest.leaves);
        for path in all.filter(|path| *path != LEDGER) {
            project
                .resolve(path)
                .map_err(|mistake| io::Error::other(mistake.problem))?;
        }
        Ok(Some(manifest))
    }

    /// The old content of the file `at` of the run in `folder`.
    ///
    /// # Errors
    ///
    /// It is no longer what the run has put aside.
    pub(super) fn old(&self, folder: &Path, at: usize, entry: &Entry) -> io::Result<Vec<u8>> {
        let path = folder.join(format!("old/{at}"));
        let is_file = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_file());
        let bytes = if is_file {
            Some(fs::read(&path)?)
        } else {
            None
        };
        bytes
            .filter(|bytes| Some(fingerprint(bytes)) == entry.before)
            .ok_or_else(|| io::Error::other(format!("the old content of `{}` is gone", entry.path)))
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
