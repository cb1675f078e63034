//! Ends of a run: its regular one, and the repair of what a crash has left.

use std::{
    fs::{File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use super::{
    apply::{ApplyError, failed, refused},
    disk::{Disk, RealDisk},
    journal::{Journal, Manifest, State},
};
use crate::spec::Mistake;

/// Repairs what an interrupted run has left in the project at `root`; says whether there was something.
///
/// # Errors
///
/// Another run at work, a journal that cannot be read, a disk that fails.
pub fn recover(root: &Path) -> Result<bool, Mistake> {
    let journal = Journal::of(root);
    if !journal.pending().exists() && !journal.done().exists() {
        // A run that died before it began, in a folder that was to become a project.
        tidy(&mut RealDisk, &journal, &[]);
        return Ok(false);
    }
    let _lock = lock(&journal).map_err(|error| error.mistake().clone())?;
    let repaired = repair(&mut RealDisk, &journal).map_err(|error| {
        Mistake::new(
            format!("an interrupted run cannot be taken back: {error}"),
            format!(
                "make `{}` readable and writable, then try again",
                journal.pending().display()
            ),
        )
    })?;
    tidy(&mut RealDisk, &journal, &[]);
    Ok(repaired != Repaired::Nothing)
}

/// Which way an interrupted run was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repaired {
    Nothing,
    Forward,
    Back,
}

/// Closes a run whose files are all in place.
pub(super) fn finish(
    disk: &mut impl Disk,
    journal: &Journal,
    manifest: &Manifest,
) -> io::Result<()> {
    let (pending, last, done) = (journal.pending(), journal.last(), journal.done());
    for folder in manifest.leaves.iter().rev() {
        // Not empty: something of the person's is in it, and it stays.
        drop(disk.remove_folder(&journal.full(folder)));
    }
    if manifest.undoes {
        // The run in `last` goes first: with it gone, nothing can be taken back twice.
        if last.exists() {
            disk.rename(&last, &done)?;
            disk.remove_tree(&done)?;
        }
        disk.rename(&pending, &done)?;
    } else {
        if last.exists() {
            disk.rename(&last, &done)?;
        }
        disk.rename(&pending, &last)?;
    }
    if done.exists() {
        // It is out of the way; the next start removes what is left of it.
        drop(disk.remove_tree(&done));
    }
    Ok(())
}

/// Brings an interrupted run to its end, forward when all its files are in place, back otherwise.
pub(super) fn repair(disk: &mut impl Disk, journal: &Journal) -> io::Result<Repaired> {
    let (pending, done) = (journal.pending(), journal.done());
    if !pending.exists() {
        if done.exists() {
            // Between the two renames of a finished run there is no `last`: `done` is it.
            disk.remove_tree(&done)?;
        }
        return Ok(Repaired::Nothing);
    }
    let Some(manifest) = Manifest::read(&pending)? else {
        disk.remove_tree(&pending)?;
        return Ok(Repaired::Back);
    };
    let mut states = Vec::new();
    for entry in &manifest.files {
        states.push(journal.state(entry)?);
    }
    if states.iter().all(|state| *state == State::After) {
        if done.exists() {
            disk.remove_tree(&done)?;
        }
        finish(disk, journal, &manifest)?;
        return Ok(Repaired::Forward);
    }
    for (at, (entry, state)) in manifest.files.iter().zip(&states).enumerate().rev() {
        if *state != State::After {
            continue;
        }
        let full = journal.full(&entry.path);
        if entry.before.is_some() {
            for folder in full.parent().map(missing_folders).unwrap_or_default() {
                disk.create_folder(&folder)?;
            }
            disk.rename(&pending.join(format!("old/{at}")), &full)?;
        } else {
            disk.remove_file(&full)?;
        }
    }
    for folder in manifest.folders.iter().rev() {
        drop(disk.remove_folder(&journal.full(folder)));
    }
    if done.exists() {
        if journal.last().exists() {
            disk.remove_tree(&done)?;
        } else {
            disk.rename(&done, &journal.last())?;
        }
    }
    disk.rename(&pending, &done)?;
    disk.remove_tree(&done)?;
    Ok(Repaired::Back)
}

/// Removes the journal of a project that is none (any more), and the folders that were created for it.
pub(super) fn tidy(disk: &mut impl Disk, journal: &Journal, new_root: &[PathBuf]) {
    let is_project = journal.root.join(crate::project::MARKER).exists();
    if is_project || journal.pending().exists() || journal.last().exists() {
        return;
    }
    drop(disk.remove_tree(&journal.folder));
    drop(disk.remove_folder(&journal.root.join(".scaffold")));
    for folder in new_root.iter().rev() {
        drop(disk.remove_folder(folder));
    }
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

/// Only one run at a time.
pub(super) fn lock(journal: &Journal) -> Result<File, ApplyError> {
    let file = File::create(journal.folder.join("lock")).map_err(|error| failed(&error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(refused(
            "another run is at work in this project",
            "try again when it has ended",
        )),
        // A file system without locks: one person at a time is the rule there anyway.
        Err(TryLockError::Error(_)) => Ok(file),
    }
}
