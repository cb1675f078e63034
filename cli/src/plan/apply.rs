//! All or nothing: stage, journal, rename in place.

use std::{collections::BTreeSet, fs, io, path::PathBuf};

use super::{
    Change, Hold, Ledger, Plan,
    disk::Disk,
    hold::missing_folders,
    journal::{Entry, Journal, LEDGER, Manifest, present},
    ledger::fingerprint,
    repair::{Repaired, finish, repair, sync_names},
};
use crate::{project::Project, spec::Mistake};

/// What keeps the journal out of a repository.
const IGNORE: &[u8] = b"*\n";

/// Why a run was not done. The project is as it was before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApplyError {
    /// Something stands in the way that the person decides about; nothing was tried.
    Refused(Mistake),
    /// It was tried in vain.
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

impl Hold {
    /// Applies a plan to the project on the disk: all of it, or nothing.
    ///
    /// # Errors
    ///
    /// A conflict, a file that has changed since the plan was made or is read-only, a disk that fails.
    pub fn apply(&mut self, plan: &Plan) -> Result<(), ApplyError> {
        let Self { disk, journal, .. } = self;
        if let Some(conflict) = plan.conflicts().next() {
            return Err(refused(
                format!(
                    "`{}` has other content than planned; nothing was written",
                    conflict.path()
                ),
                "look at it with `--diff`, or overwrite it with `--force`",
            ));
        }
        if plan.is_unchanged() {
            return Ok(());
        }
        let targets = targets(plan, journal)?;
        let Err(error) = run(&mut **disk, plan, journal, &targets) else {
            return Ok(());
        };
        let help = "see to the disk's space and permissions, then try again";
        let problem = match repair(&mut **disk, journal) {
            // All of its files were in place.
            Ok(Some(Repaired::Completed | Repaired::UndoCompleted)) => return Ok(()),
            Ok(_) => format!("the run failed and was taken back: {error}"),
            Err(_) => format!("the run failed: {error}; the next one takes it back"),
        };
        Err(ApplyError::Failed(Mistake::new(problem, help)))
    }
}

/// One file that the run writes.
struct Target {
    entry: Entry,
    content: Option<Vec<u8>>,
    old: Option<Vec<u8>>,
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

/// What the plan writes, checked against what lies on the disk now.
fn targets(plan: &Plan, journal: &Journal) -> Result<Vec<Target>, ApplyError> {
    let unreadable = |path: &str, error: &io::Error| {
        refused(
            format!("`{path}` can't be read: {error}"),
            format!("make `{path}` readable"),
        )
    };
    let project = Project::open(&journal.root);
    let mut targets = Vec::new();
    let old_ledger =
        present(fs::read(journal.ledger())).map_err(|error| unreadable(LEDGER, &error))?;
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
        let relative = relative(journal, &full);
        let old = journal
            .content(&relative)
            .map_err(|error| unreadable(path, &error))?;
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
        targets.push(Target::new(LEDGER.to_owned(), old_ledger, new_ledger));
    }
    Ok(targets)
}

fn relative(journal: &Journal, full: &std::path::Path) -> String {
    let path = full.strip_prefix(&journal.root).unwrap_or(full);
    path.to_string_lossy().replace('\\', "/")
}

fn run(disk: &mut dyn Disk, plan: &Plan, journal: &Journal, targets: &[Target]) -> io::Result<()> {
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
    sync_names(disk, journal, &manifest)?;
    finish(disk, journal, &manifest)
}

/// Everything that the run needs, beside the project; the last step makes it a run in progress.
fn stage(
    disk: &mut dyn Disk,
    plan: &Plan,
    journal: &Journal,
    targets: &[Target],
) -> io::Result<Manifest> {
    let ignore = journal.folder.join(".gitignore");
    // A run that was killed between opening and writing it has left an empty one.
    if present(fs::read(&ignore))?.as_deref() != Some(IGNORE) {
        disk.write(&ignore, IGNORE)?;
    }
    let pending = journal.pending();
    for folder in ["", "new", "old"] {
        disk.create_folder(&pending.join(folder))?;
    }
    let mut folders = BTreeSet::new();
    let mut written = vec![pending.join("old"), pending.join("manifest.draft")];
    for (at, target) in targets.iter().enumerate() {
        let full = journal.full(&target.entry.path);
        let new = target.content.as_ref();
        if let Some(content) = new {
            written.push(put(disk, pending.join(format!("new/{at}")), content)?);
        }
        if let Some(content) = &target.old {
            let permissions = fs::metadata(&full)?.permissions();
            if new.is_some() {
                disk.set_permissions(&pending.join(format!("new/{at}")), permissions.clone())?;
            }
            let aside = pending.join(format!("old/{at}"));
            // A second name is enough, for nothing is written in place; but not every file system has them.
            if disk.link(&full, &aside).is_err() {
                written.push(put(disk, aside.clone(), content)?);
                disk.set_permissions(&aside, permissions)?;
            }
        }
        if let Some(parent) = full.parent().filter(|_| new.is_some()) {
            folders.extend(missing_folders(parent));
        }
    }
    let undoes = plan.undoes.as_ref();
    let manifest = Manifest {
        version: 1,
        generator: plan.generator.clone(),
        undoes: undoes.is_some(),
        folders: folders
            .iter()
            .map(|folder| relative(journal, folder))
            .collect(),
        leaves: undoes
            .map(|undoes| undoes.folders.clone())
            .unwrap_or_default(),
        files: targets.iter().map(|target| target.entry.clone()).collect(),
    };
    let draft = pending.join("manifest.draft");
    disk.write(&draft, &serde_json::to_vec_pretty(&manifest)?)?;
    disk.sync(&written)?;
    disk.rename(&draft, &pending.join("manifest.json"))?;
    disk.sync(&[pending, journal.folder.clone()])?;
    Ok(manifest)
}

fn put(disk: &mut dyn Disk, path: PathBuf, content: &[u8]) -> io::Result<PathBuf> {
    disk.write(&path, content)?;
    Ok(path)
}

fn refused(problem: impl Into<String>, help: impl Into<String>) -> ApplyError {
    ApplyError::Refused(Mistake::new(problem, help))
}
