//! The right to write to a project: one run at a time, upon what no interrupted run has left half done.
//!
//! A run takes it before it reads the project, so that what is planned is still true when it is applied.

use std::{
    fs::{File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use super::{
    ApplyError,
    disk::{Disk, RealDisk},
    journal::Journal,
    repair::{Repaired, repair},
};
use crate::{project::MARKER, spec::Mistake};

/// A project that no other run writes to as long as this value lives.
pub struct Hold {
    pub(super) disk: Box<dyn Disk>,
    pub(super) journal: Journal,
    repaired: Option<Repaired>,
    lock: Option<File>,
    /// The folders that were missing, parents first.
    made: Vec<PathBuf>,
}

impl Hold {
    /// Takes hold of the project at `root`, which need not exist yet, and ends what an interrupted run has left there.
    ///
    /// # Errors
    ///
    /// Another run at work, a journal that cannot be read or leads elsewhere, a disk that fails.
    pub fn take(root: &Path) -> Result<Self, ApplyError> {
        Self::take_with(Box::new(RealDisk), root)
    }

    pub(super) fn take_with(disk: Box<dyn Disk>, root: &Path) -> Result<Self, ApplyError> {
        let mut hold = Self {
            disk,
            journal: Journal::of(root).map_err(ApplyError::Failed)?,
            repaired: None,
            lock: None,
            made: Vec::new(),
        };
        hold.make_folders().map_err(|error| {
            let help = "choose another folder, or see to its permissions";
            failed(format!("the run could not begin: {error}"), help)
        })?;
        // What has just been made has its true path only now.
        hold.journal = Journal::of(root).map_err(ApplyError::Failed)?;
        hold.lock()?;
        hold.repaired = repair(&mut *hold.disk, &hold.journal).map_err(|error| {
            let pending = ".scaffold/journal/pending";
            failed(
                format!("an interrupted run can't be brought to its end, for {error}"),
                format!("compare the project with version control, then delete what is left of the run: `rm -r {pending}`"),
            )
        })?;
        Ok(hold)
    }

    /// What was done about an interrupted run; none when there was none.
    #[must_use]
    pub fn repaired(&self) -> Option<Repaired> {
        self.repaired
    }

    fn make_folders(&mut self) -> io::Result<()> {
        for folder in missing_folders(&self.journal.folder) {
            match self.disk.create_folder(&folder) {
                Ok(()) => self.made.push(folder),
                // Another run has made it in the meantime.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Only one run at a time.
    fn lock(&mut self) -> Result<(), ApplyError> {
        let busy = || {
            failed(
                "another run is at work in this project",
                "try again when it has ended",
            )
        };
        let file = File::create(self.journal.lock()).map_err(|error| match error.kind() {
            // The other run has just ended and taken its folders with it.
            io::ErrorKind::NotFound => busy(),
            _ => failed(
                format!("`.scaffold/journal/lock` can't be written: {error}"),
                "make it writable",
            ),
        })?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => Err(busy()),
            Ok(()) if !is_at(&file, &self.journal.lock()) => Err(busy()),
            // A file system without locks: one person at a time is the rule there anyway.
            Ok(()) | Err(TryLockError::Error(_)) => {
                self.lock = Some(file);
                Ok(())
            }
        }
    }

    /// A journal in which nothing stands goes again, and with it the folders that were made for it.
    fn tidy(&mut self) {
        let Self {
            disk,
            journal,
            lock,
            made,
            ..
        } = self;
        if lock.is_some() {
            let is_project = journal.root.join(MARKER).exists();
            let is_in_use = journal.pending().exists()
                || is_project && (journal.last().exists() || journal.ledger().exists());
            if is_in_use {
                return;
            }
            drop(disk.remove_tree(&journal.last()));
            for file in [journal.ledger(), journal.folder.join(".gitignore")] {
                drop(disk.remove_file(&file));
            }
            // Last, and never again: from here on the name may be another run's.
            drop(disk.remove_file(&journal.lock()));
            drop(disk.remove_folder(&journal.folder));
            if !is_project {
                drop(disk.remove_folder(&journal.root.join(".scaffold")));
            }
        }
        for folder in made.iter().rev() {
            drop(disk.remove_folder(folder));
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.tidy();
        if let Some(lock) = &self.lock {
            // Not left to the closing of the file: a process that is just being started may have it open too.
            drop(lock.unlock());
        }
    }
}

/// Whether a run has begun to change the project at `root` and not ended; nothing in there is as it was or as planned.
///
/// # Errors
///
/// A journal that leads elsewhere.
pub fn is_interrupted(root: &Path) -> Result<bool, Mistake> {
    Ok(Journal::of(root)?.is_interrupted())
}

/// Whether the file is still the one of that name.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let identity = |metadata: std::fs::Metadata| (metadata.dev(), metadata.ino());
    let open = file.metadata().map(identity).ok();
    open.is_some() && open == std::fs::metadata(path).map(identity).ok()
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

/// The folders that are missing on the way to `path`, itself included, parents first.
pub(super) fn missing_folders(path: &Path) -> Vec<PathBuf> {
    let missing = path
        .ancestors()
        .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
    let mut missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
    missing.reverse();
    missing
}

fn failed(problem: impl Into<String>, help: impl Into<String>) -> ApplyError {
    ApplyError::Failed(Mistake::new(problem, help))
}
