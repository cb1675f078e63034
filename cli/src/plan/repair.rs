//! Ends of a run: its regular one, and the repair of what a crash has left.

use std::{collections::BTreeSet, io, path::PathBuf};

use super::{
    disk::Disk,
    hold::missing_folders,
    journal::{Journal, Manifest, State},
};

/// How an interrupted run was brought to its end: back when some of its files were not in place yet, on when all were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repaired {
    /// A run, taken back.
    TakenBack,
    /// A run, completed.
    Completed,
    /// An `undo`, taken back: what it was to undo is there again.
    UndoTakenBack,
    /// An `undo`, completed.
    UndoCompleted,
}

impl Repaired {
    /// What to tell the person.
    #[must_use]
    pub fn told(self) -> &'static str {
        match self {
            Self::TakenBack => "the interrupted run was taken back",
            Self::Completed => "the interrupted run was completed",
            Self::UndoTakenBack => "the interrupted `undo` was taken back",
            Self::UndoCompleted => "the interrupted `undo` was completed",
        }
    }

    /// Whether the changes that the person saw last are gone now, so that an `undo` has what it wanted.
    #[must_use]
    pub fn is_undone(self) -> bool {
        matches!(self, Self::TakenBack | Self::UndoCompleted)
    }
}

/// Puts on the disk what the folders of a run say of its files and of each other, as far as they are there.
pub(super) fn sync_names(
    disk: &mut dyn Disk,
    journal: &Journal,
    manifest: &Manifest,
) -> io::Result<()> {
    let files = manifest.files.iter().map(|entry| &entry.path);
    let folders: BTreeSet<PathBuf> = files
        .chain(&manifest.folders)
        .filter_map(|path| Some(journal.full(path).parent()?.to_owned()))
        .filter(|folder| folder.exists())
        .collect();
    disk.sync(&folders.into_iter().collect::<Vec<_>>())
}

/// Closes a run whose files are all in place.
pub(super) fn finish(
    disk: &mut dyn Disk,
    journal: &Journal,
    manifest: &Manifest,
) -> io::Result<()> {
    let (pending, last, done) = (journal.pending(), journal.last(), journal.done());
    for folder in manifest.leaves.iter().rev() {
        // Not empty: something of the person's is in it, and it stays.
        drop(disk.remove_folder(&journal.full(folder)));
    }
    if last.exists() {
        if done.exists() {
            disk.remove_tree(&done)?;
        }
        disk.rename(&last, &done)?;
    }
    disk.rename(&pending, &last)?;
    if done.exists() {
        // It is out of the way; the next run removes what is left of it.
        drop(disk.remove_tree(&done));
    }
    Ok(())
}

/// Brings an interrupted run to its end; none when nothing was changed yet.
pub(super) fn repair(disk: &mut dyn Disk, journal: &Journal) -> io::Result<Option<Repaired>> {
    let (pending, done) = (journal.pending(), journal.done());
    let Some(manifest) = journal.manifest(&pending)? else {
        for rest in [pending, done] {
            if rest.exists() {
                disk.remove_tree(&rest)?;
            }
        }
        return Ok(None);
    };
    let mut states = Vec::new();
    for entry in &manifest.files {
        states.push(journal.state(entry)?);
    }
    if states.iter().all(|state| *state == State::After) {
        finish(disk, journal, &manifest)?;
        return Ok(Some(if manifest.undoes {
            Repaired::UndoCompleted
        } else {
            Repaired::Completed
        }));
    }
    take_back(disk, journal, &manifest, &states)?;
    if done.exists() {
        // Between the two renames of a finished run there is no `last`: `done` is it.
        if journal.last().exists() {
            disk.remove_tree(&done)?;
        } else {
            disk.rename(&done, &journal.last())?;
        }
    }
    disk.rename(&pending, &done)?;
    disk.remove_tree(&done)?;
    Ok(Some(if manifest.undoes {
        Repaired::UndoTakenBack
    } else {
        Repaired::TakenBack
    }))
}

fn take_back(
    disk: &mut dyn Disk,
    journal: &Journal,
    manifest: &Manifest,
    states: &[State],
) -> io::Result<()> {
    let pending = journal.pending();
    let changed = manifest.files.iter().enumerate().zip(states);
    let changed: Vec<_> = changed
        .filter(|(_, state)| **state == State::After)
        .map(|((at, entry), _)| (at, entry))
        .collect();
    // Everything is looked at before anything is touched.
    for (at, entry) in changed.iter().filter(|(_, entry)| entry.before.is_some()) {
        journal.old(&pending, *at, entry)?;
    }
    for (at, entry) in changed.into_iter().rev() {
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
    // Only then may what would bring it back go.
    sync_names(disk, journal, manifest)
}
