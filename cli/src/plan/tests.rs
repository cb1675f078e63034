//! All or nothing, shown on a disk that stops at every single step.

use std::{collections::BTreeMap, fs, io, path::Path};

use super::{
    Change, Plan, apply, apply_with,
    disk::{Disk, Durable, RealDisk},
    recover, undo,
};
use crate::{plan::ApplyError, project::Project};

/// A disk that does `left` steps and then fails: for ever, as after a crash, or once.
struct Faulty {
    left: usize,
    once: bool,
    failed: bool,
}

impl Faulty {
    /// Whether the step may be done.
    fn step(&mut self) -> io::Result<()> {
        if self.left > 0 || (self.once && self.failed) {
            self.left = self.left.saturating_sub(1);
            return Ok(());
        }
        self.failed = true;
        Err(io::Error::other("the disk has stopped"))
    }
}

impl Disk for Faulty {
    fn create_folder(&mut self, path: &Path) -> io::Result<()> {
        self.step()?;
        RealDisk.create_folder(path)
    }

    fn write(&mut self, path: &Path, bytes: &[u8], durable: Durable) -> io::Result<()> {
        if let Err(error) = self.step() {
            // What is written last is written in part.
            fs::write(path, &bytes[..bytes.len() / 2])?;
            return Err(error);
        }
        RealDisk.write(path, bytes, durable)
    }

    fn set_permissions(&mut self, path: &Path, permissions: fs::Permissions) -> io::Result<()> {
        self.step()?;
        RealDisk.set_permissions(path, permissions)
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        RealDisk.rename(from, to)
    }

    fn remove_file(&mut self, path: &Path) -> io::Result<()> {
        self.step()?;
        RealDisk.remove_file(path)
    }

    fn remove_folder(&mut self, path: &Path) -> io::Result<()> {
        self.step()?;
        RealDisk.remove_folder(path)
    }

    fn remove_tree(&mut self, path: &Path) -> io::Result<()> {
        if let Err(error) = self.step() {
            // One file of it is gone already.
            if let Some(entry) = fs::read_dir(path)?
                .flatten()
                .find(|entry| entry.path().is_file())
            {
                fs::remove_file(entry.path())?;
            }
            return Err(error);
        }
        RealDisk.remove_tree(path)
    }

    fn sync_folder(&mut self, path: &Path) -> io::Result<()> {
        self.step()?;
        RealDisk.sync_folder(path)
    }
}

/// Every file and folder but the journal's, with content and mode.
fn tree(root: &Path) -> BTreeMap<String, Option<(Vec<u8>, u32)>> {
    fn walk(root: &Path, folder: &Path, found: &mut BTreeMap<String, Option<(Vec<u8>, u32)>>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_string_lossy()
                .into_owned();
            if name == ".scaffold/journal" {
                continue;
            }
            if path.is_dir() {
                found.insert(name, None);
                walk(root, &path, found);
            } else {
                found.insert(name, Some((fs::read(&path).unwrap(), mode(&path))));
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(root, root, &mut found);
    found
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).unwrap().permissions().mode()
}

#[cfg(not(unix))]
fn mode(_: &Path) -> u32 {
    0
}

fn project() -> (tempfile::TempDir, Project) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir_all(root.join(".scaffold")).unwrap();
    fs::create_dir_all(root.join("src")).unwrap();
    fs::write(root.join(".scaffold/project.toml"), "").unwrap();
    fs::write(root.join("src/lib.rs"), "old lib").unwrap();
    fs::write(root.join("src/app.rs"), "old app").unwrap();
    fs::write(root.join("src/gone.rs"), "gone").unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(root.join("src/app.rs"), fs::Permissions::from_mode(0o751)).unwrap();
    }
    let project = Project::open(root);
    (folder, project)
}

fn plan(changes: Vec<Change>) -> Plan {
    Plan {
        generator: "test".into(),
        changes,
        pastes: Vec::new(),
        next: Vec::new(),
        undoes: None,
    }
}

fn create(path: &str, content: &str) -> Change {
    Change::Create {
        path: path.into(),
        content: content.into(),
    }
}

fn edit(path: &str, before: &str, after: &str) -> Change {
    Change::Edit {
        path: path.into(),
        before: before.into(),
        after: after.into(),
    }
}

fn changes() -> Plan {
    plan(vec![
        create("src/models/deep/post.rs", "post"),
        edit("src/lib.rs", "old lib", "new lib"),
        edit("src/app.rs", "old app", "new app"),
        Change::Delete {
            path: "src/gone.rs".into(),
            before: "gone".into(),
        },
        Change::Unchanged {
            path: "src/lib.rs".into(),
        },
        create("migrations/1.sql", "sql"),
    ])
}

/// Runs `act` on disks that stop at each step in turn, until one has enough steps; a project of its own for each.
fn at_each_step(once: bool, mut act: impl FnMut(&mut Faulty) -> bool) {
    for left in 0.. {
        let mut disk = Faulty {
            left,
            once,
            failed: false,
        };
        let is_done = act(&mut disk);
        if !disk.failed {
            assert!(
                is_done && left > 20,
                "the run has fewer steps than it must have"
            );
            return;
        }
    }
}

#[test]
fn killed_at_any_step_the_next_start_finds_all_or_nothing() {
    let (mut before, mut after) = (0, 0);
    at_each_step(false, |disk| {
        let (folder, project) = project();
        let old = tree(folder.path());
        let result = apply_with(disk, &changes(), &project, false);
        recover(folder.path()).unwrap();
        let new = tree(folder.path());
        if new == old {
            before += 1;
            assert!(result.is_err());
        } else {
            after += 1;
            assert_eq!(new["src/lib.rs"].as_ref().unwrap().0, b"new lib");
            assert_eq!(
                new["src/app.rs"].as_ref().unwrap(),
                &(b"new app".to_vec(), old["src/app.rs"].as_ref().unwrap().1)
            );
            assert!(
                new.contains_key("src/models/deep/post.rs") && new.contains_key("migrations/1.sql")
            );
            assert!(!new.contains_key("src/gone.rs"));
        }
        assert!(!recover(folder.path()).unwrap(), "repaired twice");
        result.is_ok()
    });
    assert!(before > 10 && after > 0);
}

#[test]
fn killed_at_any_step_of_undo_the_next_start_finds_all_or_nothing() {
    at_each_step(false, |disk| {
        let (folder, project) = project();
        let old = tree(folder.path());
        apply(&changes(), &project, false).unwrap();
        let new = tree(folder.path());
        let result = apply_with(disk, &undo(&project).unwrap(), &project, false);
        recover(folder.path()).unwrap();
        let now = tree(folder.path());
        assert!(now == old || now == new, "between");
        assert!(now == old || result.is_err());
        if now == new {
            apply(&undo(&project).unwrap(), &project, false).unwrap();
            assert_eq!(tree(folder.path()), old);
        }
        result.is_ok()
    });
}

#[test]
fn a_step_that_fails_is_taken_back_at_once() {
    at_each_step(true, |disk| {
        let (folder, project) = project();
        let old = tree(folder.path());
        let result = apply_with(disk, &changes(), &project, false);
        match &result {
            Ok(_) => assert_ne!(tree(folder.path()), old),
            Err(error) => {
                assert!(matches!(error, ApplyError::Failed(_)));
                assert_eq!(tree(folder.path()), old);
            }
        }
        assert!(
            !recover(folder.path()).unwrap(),
            "something was left to repair"
        );
        result.is_ok()
    });
}

#[test]
fn killed_at_any_step_a_new_project_can_be_made_again() {
    at_each_step(false, |disk| {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("deep/blog");
        let all = plan(vec![
            create(".scaffold/project.toml", ""),
            create("src/lib.rs", "lib"),
        ]);
        let result = apply_with(disk, &all, &Project::open(&root), false);
        recover(&root).unwrap();
        let found = tree(&root);
        assert!(
            found.is_empty()
                || found.contains_key("src/lib.rs") && found.contains_key(".scaffold/project.toml")
        );
        if found.is_empty() {
            apply(&all, &Project::open(&root), false).unwrap();
        }
        result.is_ok()
    });
}

#[test]
fn a_new_project_that_failed_leaves_no_folder_behind() {
    at_each_step(true, |disk| {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("deep/blog");
        let all = plan(vec![
            create(".scaffold/project.toml", ""),
            create("src/lib.rs", "lib"),
        ]);
        let result = apply_with(disk, &all, &Project::open(&root), false);
        assert_eq!(folder.path().join("deep").exists(), result.is_ok());
        result.is_ok()
    });
}

#[test]
fn undo_brings_back_the_exact_bytes_and_modes_and_the_folders() {
    let (folder, project) = project();
    let old = tree(folder.path());
    apply(&changes(), &project, false).unwrap();
    let plan = undo(&project).unwrap();
    assert_eq!(
        plan.changes.iter().map(Change::word).collect::<Vec<_>>(),
        ["delete", "update", "update", "create", "delete"]
    );
    apply(&plan, &project, false).unwrap();
    let mut now = tree(folder.path());
    // A deleted file comes back with the mode that files have.
    now.insert("src/gone.rs".into(), old["src/gone.rs"].clone());
    assert_eq!(now, old);
    assert!(undo(&project).unwrap_err().problem.contains("no run"));
}

#[test]
fn undo_of_a_new_project_takes_its_folder_too() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("blog");
    let project = Project::open(&root);
    apply(
        &plan(vec![
            create(".scaffold/project.toml", ""),
            create("src/lib.rs", "lib"),
        ]),
        &project,
        false,
    )
    .unwrap();
    apply(&undo(&project).unwrap(), &project, false).unwrap();
    assert_eq!(fs::read_dir(&root).into_iter().flatten().count(), 0);
}

#[test]
fn undo_refuses_what_was_changed_since_unless_forced() {
    let (folder, project) = project();
    let old = tree(folder.path());
    apply(&changes(), &project, false).unwrap();
    fs::write(folder.path().join("src/lib.rs"), "mine").unwrap();
    fs::remove_file(folder.path().join("migrations/1.sql")).unwrap();
    let before = tree(folder.path());
    let plan = undo(&project).unwrap();
    assert_eq!(
        plan.conflicts().map(Change::path).collect::<Vec<_>>(),
        ["src/lib.rs"]
    );
    assert!(matches!(
        apply(&plan, &project, false),
        Err(ApplyError::Refused(_))
    ));
    assert_eq!(tree(folder.path()), before);
    apply(&plan, &project, true).unwrap();
    assert_eq!(tree(folder.path())["src/lib.rs"], old["src/lib.rs"]);
}

#[test]
fn only_the_last_run_is_taken_back() {
    let (folder, project) = project();
    apply(&plan(vec![create("src/a.rs", "a")]), &project, false).unwrap();
    let middle = tree(folder.path());
    apply(&plan(vec![edit("src/a.rs", "a", "b")]), &project, false).unwrap();
    // A run that changes nothing is none.
    apply(
        &plan(vec![Change::Unchanged {
            path: "src/a.rs".into(),
        }]),
        &project,
        false,
    )
    .unwrap();
    apply(&undo(&project).unwrap(), &project, false).unwrap();
    assert_eq!(tree(folder.path()), middle);
}

#[test]
fn a_conflict_writes_nothing_unless_forced() {
    let (folder, project) = project();
    let old = tree(folder.path());
    let conflict = Change::Conflict {
        path: "src/lib.rs".into(),
        before: Some("old lib".into()),
        after: Some("new lib".into()),
    };
    let plan = plan(vec![create("src/a.rs", "a"), conflict]);
    assert!(matches!(
        apply(&plan, &project, false),
        Err(ApplyError::Refused(_))
    ));
    assert_eq!(tree(folder.path()), old);
    apply(&plan, &project, true).unwrap();
    assert_eq!(
        fs::read(folder.path().join("src/lib.rs")).unwrap(),
        b"new lib"
    );
    apply(&undo(&project).unwrap(), &project, false).unwrap();
    assert_eq!(tree(folder.path()), old);
}

#[test]
fn a_file_that_changed_since_the_plan_or_is_read_only_stops_the_run() {
    let (folder, project) = project();
    let old = tree(folder.path());
    for plan in [
        plan(vec![
            create("src/a.rs", "a"),
            edit("src/lib.rs", "other", "new"),
        ]),
        plan(vec![create("src/a.rs", "a"), create("src/lib.rs", "new")]),
    ] {
        assert!(matches!(
            apply(&plan, &project, true),
            Err(ApplyError::Refused(_))
        ));
        assert_eq!(tree(folder.path()), old);
    }
    let lib = folder.path().join("src/lib.rs");
    let mut permissions = fs::metadata(&lib).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&lib, permissions).unwrap();
    let old = tree(folder.path());
    let error = apply(&changes(), &project, true).unwrap_err();
    assert!(error.mistake().problem.contains("read-only"), "{error:?}");
    assert_eq!(tree(folder.path()), old);
}

#[test]
fn a_persons_edit_after_a_crash_survives_the_repair() {
    let mut seen = 0;
    at_each_step(false, |disk| {
        let (folder, project) = project();
        let result = apply_with(disk, &changes(), &project, false);
        let lib = folder.path().join("src/lib.rs");
        if result.is_err() && fs::read(&lib).unwrap() == b"new lib" {
            seen += 1;
            fs::write(&lib, "mine").unwrap();
            recover(folder.path()).unwrap();
            assert_eq!(fs::read(&lib).unwrap(), b"mine");
        }
        result.is_ok()
    });
    assert!(seen > 0);
}

#[test]
fn two_runs_never_meet() {
    let (folder, project) = project();
    apply(&plan(vec![create("src/a.rs", "a")]), &project, false).unwrap();
    let lock = fs::File::create(folder.path().join(".scaffold/journal/lock")).unwrap();
    lock.lock().unwrap();
    let error = apply(&changes(), &project, false).unwrap_err();
    assert!(error.mistake().problem.contains("another run"), "{error:?}");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_that_leads_outside() {
    let (folder, project) = project();
    let outside = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(outside.path(), folder.path().join("src/models")).unwrap();
    let error = apply(&plan(vec![create("src/models/a.rs", "a")]), &project, true).unwrap_err();
    assert!(error.mistake().problem.contains("outside"), "{error:?}");
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}

#[test]
fn the_journal_is_ignored_by_git() {
    let (folder, project) = project();
    apply(&changes(), &project, false).unwrap();
    assert_eq!(
        fs::read(folder.path().join(".scaffold/journal/.gitignore")).unwrap(),
        b"*\n"
    );
}
