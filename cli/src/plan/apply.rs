//! All or nothing: stage, journal, rename in place.

use std::{collections::BTreeSet, fs, io, path::PathBuf};

use super::{
    Change, Ledger, Plan,
    disk::{Disk, Durable, RealDisk},
    journal::{Entry, Journal, Manifest, present},
    ledger::fingerprint,
    repair::{Repaired, finish, lock, missing_folders, repair, tidy},
};
use crate::{project::Project, spec::Mistake};

/// What a run has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Applied {
    /// Files created.
    pub created: usize,
    /// Files edited or overwritten.
    pub edited: usize,
    /// Files deleted.
    pub deleted: usize,
}

/// Why a plan was not applied. The project is as it was before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApplyError {
    /// Something stands in the way that the person decides about; nothing was tried.
    Refused(Mistake),
    /// It was tried, failed and was taken back.
    Failed(Mistake),
}

impl ApplyError {
    /// What to tell the person.
    #[must_use]
    pub fn mistake(&self) -> &Mistake {
        match self {
            Self::Refused(mistake) | Self::Failed(mistake) => mistake,
        }
    }
}

/// Applies a plan to the project on the disk: all of it, or nothing.
///
/// `force` overwrites the files of [`Change::Conflict`].
///
/// # Errors
///
/// A conflict without `force`, a file that has changed since the plan was made or is read-only, another run at work, a disk that fails.
pub fn apply(plan: &Plan, project: &Project, force: bool) -> Result<Applied, ApplyError> {
    apply_with(&mut RealDisk, plan, project, force)
}

/// One file that the run writes.
struct Target {
    entry: Entry,
    content: Option<Vec<u8>>,
    old: Option<Vec<u8>>,
}

pub(super) fn apply_with(
    disk: &mut impl Disk,
    plan: &Plan,
    project: &Project,
    force: bool,
) -> Result<Applied, ApplyError> {
    if !force && let Some(conflict) = plan.conflicts().next() {
        return Err(refused(
            format!(
                "`{}` has other content than planned; nothing was written",
                conflict.path()
            ),
            "look at it with `--diff`, or overwrite it with `--force`",
        ));
    }
    if plan.is_unchanged() {
        return Ok(Applied::default());
    }
    let new_root = missing_folders(project.root());
    let journal = match open(disk, project, &new_root) {
        Ok(journal) => journal,
        Err(error) => {
            tidy(disk, &Journal::of(project.root()), &new_root);
            return Err(failed(&error));
        }
    };
    let result = lock(&journal).and_then(|_lock| {
        repair(disk, &journal).map_err(|error| failed(&error))?;
        let targets = targets(plan, project, &journal)?;
        match run(disk, plan, &journal, &targets) {
            Ok(()) => Ok(count(plan)),
            // A disk that fails here too leaves the rest to the next start.
            Err(error) => match repair(disk, &journal) {
                Ok(Repaired::Forward) => Ok(count(plan)),
                _ => Err(failed(&error)),
            },
        }
    });
    if result.is_err() || plan.undoes.is_some() {
        tidy(disk, &journal, &new_root);
    }
    result
}

/// The project's journal, with the folders that it needs.
fn open(disk: &mut impl Disk, project: &Project, new_root: &[PathBuf]) -> io::Result<Journal> {
    for folder in new_root {
        disk.create_folder(folder)?;
    }
    let journal = Journal::of(project.root());
    for folder in missing_folders(&journal.folder) {
        disk.create_folder(&folder)?;
    }
    Ok(journal)
}

/// What the plan writes, checked against what lies on the disk now.
fn targets(plan: &Plan, project: &Project, journal: &Journal) -> Result<Vec<Target>, ApplyError> {
    let mut targets = Vec::new();
    let old_ledger = present(fs::read(journal.ledger())).map_err(|error| failed(&error))?;
    let mut ledger = Ledger::read(old_ledger.as_deref().unwrap_or_default());
    for change in &plan.changes {
        ledger.record(change);
        if matches!(change, Change::Unchanged { .. }) {
            continue;
        }
        let path = change.path();
        let full = project.resolve(path).map_err(ApplyError::Refused)?;
        if fs::symlink_metadata(&full).is_ok_and(|metadata| metadata.permissions().readonly()) {
            return Err(refused(
                format!("`{path}` is read-only; nothing was written"),
                format!("make `{path}` writable"),
            ));
        }
        let (before, after) = change.contents();
        let relative = full.strip_prefix(&journal.root).unwrap_or(&full);
        let relative = relative.to_string_lossy().replace('\\', "/");
        let old = journal.content(&relative).map_err(|error| failed(&error))?;
        if old.as_deref() != before {
            return Err(refused(
                format!("`{path}` has changed since the plan was made; nothing was written"),
                "try again",
            ));
        }
        targets.push(Target::new(relative, old, after.map(<[u8]>::to_vec)));
    }
    let new_ledger = match &plan.undoes {
        Some(undoes) => undoes.ledger.clone(),
        None => Some(ledger.write()),
    };
    if new_ledger != old_ledger {
        let path = format!("{}/ledger.json", super::journal::FOLDER);
        targets.push(Target::new(path, old_ledger, new_ledger));
    }
    Ok(targets)
}

impl Target {
    fn new(path: String, old: Option<Vec<u8>>, content: Option<Vec<u8>>) -> Self {
        let print = |bytes: &Option<Vec<u8>>| bytes.as_deref().map(fingerprint);
        let entry = Entry {
            path,
            before: print(&old),
            after: print(&content),
        };
        Self {
            entry,
            content,
            old,
        }
    }
}

fn run(disk: &mut impl Disk, plan: &Plan, journal: &Journal, targets: &[Target]) -> io::Result<()> {
    let manifest = stage(disk, plan, journal, targets)?;
    for folder in &manifest.folders {
        disk.create_folder(&journal.full(folder))?;
    }
    for (at, target) in targets.iter().enumerate() {
        let full = journal.full(&target.entry.path);
        if target.content.is_some() {
            disk.rename(&journal.pending().join(format!("new/{at}")), &full)?;
        } else {
            disk.remove_file(&full)?;
        }
    }
    let folders: BTreeSet<PathBuf> = targets
        .iter()
        .filter_map(|target| Some(journal.full(&target.entry.path).parent()?.to_owned()))
        .collect();
    for folder in &folders {
        disk.sync_folder(folder)?;
    }
    finish(disk, journal, &manifest)
}

/// Everything that the run needs, beside the project; the last step makes it a run in progress.
fn stage(
    disk: &mut impl Disk,
    plan: &Plan,
    journal: &Journal,
    targets: &[Target],
) -> io::Result<Manifest> {
    let ignore = journal.folder.join(".gitignore");
    if !ignore.exists() {
        disk.write(&ignore, b"*\n", Durable::No)?;
    }
    let pending = journal.pending();
    for folder in ["", "new", "old"] {
        disk.create_folder(&pending.join(folder))?;
    }
    let mut folders = BTreeSet::new();
    for (at, target) in targets.iter().enumerate() {
        let full = journal.full(&target.entry.path);
        let permissions = target
            .old
            .as_ref()
            .and_then(|_| Some(fs::metadata(&full).ok()?.permissions()));
        // A created file can be created again; what was there before can't.
        let durable = if target.old.is_some() {
            Durable::Yes
        } else {
            Durable::No
        };
        for (kind, content) in [("new", &target.content), ("old", &target.old)] {
            let Some(content) = content else { continue };
            let staged = pending.join(format!("{kind}/{at}"));
            disk.write(&staged, content, durable)?;
            if let Some(permissions) = &permissions {
                disk.set_permissions(&staged, permissions.clone())?;
            }
        }
        if let Some(parent) = full.parent().filter(|_| target.content.is_some()) {
            folders.extend(missing_folders(parent));
        }
    }
    let relative = |folder: &PathBuf| {
        let folder = folder.strip_prefix(&journal.root).unwrap_or(folder);
        folder.to_string_lossy().replace('\\', "/")
    };
    let manifest = Manifest {
        version: 1,
        generator: plan.generator.clone(),
        undoes: plan.undoes.is_some(),
        folders: folders.iter().map(relative).collect(),
        leaves: plan
            .undoes
            .as_ref()
            .map(|undoes| undoes.folders.clone())
            .unwrap_or_default(),
        files: targets.iter().map(|target| target.entry.clone()).collect(),
    };
    let draft = pending.join("manifest.draft");
    disk.write(&draft, &serde_json::to_vec_pretty(&manifest)?, Durable::Yes)?;
    disk.sync_folder(&pending.join("old"))?;
    disk.rename(&draft, &pending.join("manifest.json"))?;
    disk.sync_folder(&pending)?;
    Ok(manifest)
}

fn count(plan: &Plan) -> Applied {
    let mut applied = Applied::default();
    for change in &plan.changes {
        match change {
            Change::Unchanged { .. } => {}
            Change::Delete { .. } | Change::Conflict { after: None, .. } => applied.deleted += 1,
            Change::Create { .. } => applied.created += 1,
            Change::Edit { .. } | Change::Conflict { .. } => applied.edited += 1,
        }
    }
    applied
}

pub(super) fn refused(problem: impl Into<String>, help: impl Into<String>) -> ApplyError {
    ApplyError::Refused(Mistake::new(problem, help))
}

pub(super) fn failed(error: &io::Error) -> ApplyError {
    ApplyError::Failed(Mistake::new(
        format!("the run failed and was taken back: {error}"),
        "see to the disk's space and permissions, then try again",
    ))
}
