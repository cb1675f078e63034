//! All or nothing, shown on a disk that stops at every single step.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    rc::Rc,
};

use super::{
    ApplyError, Change, Hold, Plan, Repaired,
    disk::{Disk, RealDisk},
    undo,
};
use crate::project::Project;

/// A disk that does `left` steps and then fails: for ever, as after a crash, or once.
#[derive(Clone)]
struct Faulty(Rc<RefCell<Steps>>);

struct Steps {
    left: usize,
    once: bool,
    failed: bool,
}

impl Faulty {
    /// Whether the step may be done.
    fn step(&self) -> io::Result<()> {
        let mut steps = self.0.borrow_mut();
        if steps.left > 0 || (steps.once && steps.failed) {
            steps.left = steps.left.saturating_sub(1);
            return Ok(());
        }
        steps.failed = true;
        Err(io::Error::other("the disk has stopped"))
    }

    fn has_failed(&self) -> bool {
        self.0.borrow().failed
    }
}

impl Disk for Faulty {
    fn create_folder(&mut self, path: &Path) -> io::Result<()> {
        self.step()?;
        RealDisk.create_folder(path)
    }

    fn write(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if let Err(error) = self.step() {
            // What is written last is written in part.
            fs::write(path, &bytes[..bytes.len() / 2])?;
            return Err(error);
        }
        RealDisk.write(path, bytes)
    }

    fn link(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        RealDisk.link(from, to)
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

    fn sync(&mut self, paths: &[PathBuf]) -> io::Result<()> {
        self.step()?;
        RealDisk.sync(paths)
    }
}

fn apply(plan: &Plan, root: &Path) -> Result<(), ApplyError> {
    Hold::take(root)?.apply(plan)
}

fn apply_with(disk: &Faulty, plan: &Plan, root: &Path) -> Result<(), ApplyError> {
    Hold::take_with(Box::new(disk.clone()), root)?.apply(plan)
}

fn recover(root: &Path) -> Option<Repaired> {
    Hold::take(root).unwrap().repaired()
}

fn forced(mut plan: Plan) -> Plan {
    plan.force();
    plan
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
        ..Plan::default()
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
fn at_each_step(once: bool, mut act: impl FnMut(&Faulty) -> bool) {
    for left in 0.. {
        let steps = Steps {
            left,
            once,
            failed: false,
        };
        let disk = Faulty(Rc::new(RefCell::new(steps)));
        let is_done = act(&disk);
        if !disk.has_failed() {
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
        let (folder, _) = project();
        let old = tree(folder.path());
        let result = apply_with(disk, &changes(), folder.path());
        recover(folder.path());
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
        assert_eq!(recover(folder.path()), None, "repaired twice");
        result.is_ok()
    });
    assert!(before > 10 && after > 0);
}

#[test]
fn killed_at_any_step_of_undo_the_next_start_finds_all_or_nothing() {
    at_each_step(false, |disk| {
        let (folder, project) = project();
        let old = tree(folder.path());
        apply(&changes(), project.root()).unwrap();
        let new = tree(folder.path());
        let result = apply_with(disk, &undo(&project).unwrap(), folder.path());
        recover(folder.path());
        let now = tree(folder.path());
        assert!(now == old || now == new, "between");
        assert!(now == old || result.is_err());
        if now == new {
            apply(&undo(&project).unwrap(), project.root()).unwrap();
            assert_eq!(tree(folder.path()), old);
        }
        result.is_ok()
    });
}

#[test]
fn a_step_that_fails_is_taken_back_at_once() {
    at_each_step(true, |disk| {
        let (folder, _) = project();
        let old = tree(folder.path());
        let result = apply_with(disk, &changes(), folder.path());
        match &result {
            Ok(_) => assert_ne!(tree(folder.path()), old),
            Err(error) => {
                assert!(matches!(error, ApplyError::Failed(_)));
                assert_eq!(tree(folder.path()), old);
            }
        }
        assert_eq!(recover(folder.path()), None, "something was left to repair");
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
        let result = apply_with(disk, &all, &root);
        recover(&root);
        let found = tree(&root);
        assert!(
            found.is_empty()
                || found.contains_key("src/lib.rs") && found.contains_key(".scaffold/project.toml")
        );
        if found.is_empty() {
            apply(&all, &root).unwrap();
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
        let result = apply_with(disk, &all, &root);
        assert_eq!(folder.path().join("deep").exists(), result.is_ok());
        result.is_ok()
    });
}

#[test]
fn undo_brings_back_the_exact_bytes_and_modes_and_the_folders() {
    let (folder, project) = project();
    let old = tree(folder.path());
    apply(&changes(), project.root()).unwrap();
    let plan = undo(&project).unwrap();
    assert_eq!(
        plan.changes.iter().map(Change::word).collect::<Vec<_>>(),
        ["delete", "update", "update", "create", "delete"]
    );
    apply(&plan, project.root()).unwrap();
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
        project.root(),
    )
    .unwrap();
    apply(&undo(&project).unwrap(), project.root()).unwrap();
    assert_eq!(fs::read_dir(&root).into_iter().flatten().count(), 0);
}

#[test]
fn undo_refuses_what_was_changed_since_unless_forced() {
    let (folder, project) = project();
    let old = tree(folder.path());
    apply(&changes(), project.root()).unwrap();
    fs::write(folder.path().join("src/lib.rs"), "mine").unwrap();
    fs::remove_file(folder.path().join("migrations/1.sql")).unwrap();
    let before = tree(folder.path());
    let plan = undo(&project).unwrap();
    assert_eq!(
        plan.conflicts().map(Change::path).collect::<Vec<_>>(),
        ["src/lib.rs"]
    );
    assert!(matches!(
        apply(&plan, project.root()),
        Err(ApplyError::Refused(_))
    ));
    assert_eq!(tree(folder.path()), before);
    apply(&forced(plan), project.root()).unwrap();
    assert_eq!(tree(folder.path())["src/lib.rs"], old["src/lib.rs"]);
}

#[test]
fn only_the_last_run_is_taken_back() {
    let (folder, project) = project();
    apply(&plan(vec![create("src/a.rs", "a")]), project.root()).unwrap();
    let middle = tree(folder.path());
    apply(&plan(vec![edit("src/a.rs", "a", "b")]), project.root()).unwrap();
    // A run that changes nothing is none.
    apply(
        &plan(vec![Change::Unchanged {
            path: "src/a.rs".into(),
        }]),
        project.root(),
    )
    .unwrap();
    apply(&undo(&project).unwrap(), project.root()).unwrap();
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
        apply(&plan, project.root()),
        Err(ApplyError::Refused(_))
    ));
    assert_eq!(tree(folder.path()), old);
    apply(&forced(plan), project.root()).unwrap();
    assert_eq!(
        fs::read(folder.path().join("src/lib.rs")).unwrap(),
        b"new lib"
    );
    apply(&undo(&project).unwrap(), project.root()).unwrap();
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
            apply(&forced(plan), project.root()),
            Err(ApplyError::Refused(_))
        ));
        assert_eq!(tree(folder.path()), old);
    }
    let lib = folder.path().join("src/lib.rs");
    let mut permissions = fs::metadata(&lib).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&lib, permissions).unwrap();
    let old = tree(folder.path());
    let error = apply(&changes(), project.root()).unwrap_err();
    assert!(error.mistake().problem.contains("read-only"), "{error:?}");
    assert_eq!(tree(folder.path()), old);
}

#[test]
fn a_persons_edit_after_a_crash_survives_the_repair() {
    let mut seen = 0;
    at_each_step(false, |disk| {
        let (folder, _) = project();
        let result = apply_with(disk, &changes(), folder.path());
        let lib = folder.path().join("src/lib.rs");
        if result.is_err() && fs::read(&lib).unwrap() == b"new lib" {
            seen += 1;
            fs::write(&lib, "mine").unwrap();
            recover(folder.path());
            assert_eq!(fs::read(&lib).unwrap(), b"mine");
        }
        result.is_ok()
    });
    assert!(seen > 0);
}

#[test]
fn what_was_done_about_an_interrupted_run_is_told_apart() {
    let (folder, project) = project();
    let root = folder.path();
    let journal = root.join(".scaffold/journal");
    let stop = || fs::rename(journal.join("last"), journal.join("pending")).unwrap();
    apply(&changes(), root).unwrap();
    stop();
    assert_eq!(recover(root), Some(Repaired::Completed));
    stop();
    fs::write(root.join("src/lib.rs"), "old lib").unwrap();
    assert_eq!(recover(root), Some(Repaired::TakenBack));
    apply(&changes(), root).unwrap();
    apply(&undo(&project).unwrap(), root).unwrap();
    stop();
    assert_eq!(recover(root), Some(Repaired::UndoCompleted));
    assert!(undo(&project).is_err(), "an undo was undone");
    stop();
    fs::write(root.join("src/lib.rs"), "new lib").unwrap();
    assert_eq!(recover(root), Some(Repaired::UndoTakenBack));
}

#[test]
fn an_undo_that_was_taken_back_can_be_done_again_whatever_was_edited_meanwhile() {
    at_each_step(false, |disk| {
        let (folder, project) = project();
        let root = folder.path();
        apply(&changes(), root).unwrap();
        let result = apply_with(disk, &undo(&project).unwrap(), root);
        fs::write(root.join("src/app.rs"), "mine").unwrap();
        match recover(root) {
            Some(Repaired::UndoTakenBack) => assert!(undo(&project).is_ok()),
            // The undo had ended, or not begun.
            None => {}
            other => panic!("{other:?}"),
        }
        result.is_ok()
    });
}

#[test]
fn a_run_that_may_not_begin_leaves_nothing_behind() {
    let (folder, project) = project();
    drop(Hold::take(project.root()).unwrap());
    assert!(!folder.path().join(".scaffold/journal").exists());
    let deep = folder.path().join("no/such/project");
    drop(Hold::take(&deep).unwrap());
    assert!(!folder.path().join("no").exists());
}

/// A project with a run in progress whose manifest names these files.
#[cfg(unix)]
fn interrupted(files: &str) -> (tempfile::TempDir, Project) {
    let (folder, project) = project();
    let pending = folder.path().join(".scaffold/journal/pending");
    fs::create_dir_all(pending.join("old")).unwrap();
    let manifest = format!(
        "{{\"version\":1,\"generator\":\"x\",\"undoes\":false,\"folders\":[],\"leaves\":[],\"files\":[{files}]}}"
    );
    fs::write(pending.join("manifest.json"), manifest).unwrap();
    (folder, project)
}

#[cfg(unix)]
#[test]
fn a_journal_from_elsewhere_touches_nothing_outside_the_project() {
    let outside = tempfile::tempdir().unwrap();
    let victim = outside.path().join("victim");
    fs::write(&victim, "mine").unwrap();
    let print = super::ledger::fingerprint(b"mine");
    for path in [
        victim.display().to_string(),
        format!(
            "../{}/victim",
            outside.path().file_name().unwrap().display()
        ),
        "outer/victim".to_owned(),
    ] {
        let (folder, project) = interrupted(&format!(
            "{{\"path\":\"{path}\",\"before\":null,\"after\":\"{print}\"}},{{\"path\":\"src/lib.rs\",\"before\":null,\"after\":\"\"}}"
        ));
        std::os::unix::fs::symlink(outside.path(), folder.path().join("outer")).unwrap();
        let old = tree(folder.path());
        let error = Hold::take(project.root()).err().unwrap();
        assert!(error.mistake().help.contains("rm -r"), "{error:?}");
        assert_eq!(fs::read(&victim).unwrap(), b"mine", "{path}");
        assert_eq!(tree(folder.path()), old);
    }
}

#[cfg(unix)]
#[test]
fn old_content_that_the_run_has_not_put_there_is_not_brought_back() {
    let new = super::ledger::fingerprint(b"new lib");
    let print = super::ledger::fingerprint(b"old lib");
    let entry = format!("{{\"path\":\"src/lib.rs\",\"before\":\"{print}\",\"after\":\"{new}\"}}");
    let other = "{\"path\":\"src/app.rs\",\"before\":null,\"after\":\"\"}";
    let (folder, project) = interrupted(&format!("{entry},{other}"));
    let lib = folder.path().join("src/lib.rs");
    fs::write(&lib, "new lib").unwrap();
    let old = folder.path().join(".scaffold/journal/pending/old/0");
    std::os::unix::fs::symlink("/etc/passwd", &old).unwrap();
    assert!(Hold::take(project.root()).is_err());
    fs::remove_file(&old).unwrap();
    fs::write(&old, "something else").unwrap();
    assert!(Hold::take(project.root()).is_err());
    assert_eq!(fs::read(&lib).unwrap(), b"new lib");
    fs::write(&old, "old lib").unwrap();
    assert_eq!(recover(project.root()), Some(Repaired::TakenBack));
    assert_eq!(fs::read(&lib).unwrap(), b"old lib");
}

#[cfg(unix)]
#[test]
fn a_journal_is_written_through_no_link() {
    for name in ["", "pending", "last", "done", "lock", "ledger.json"] {
        let (folder, project) = project();
        let outside = tempfile::tempdir().unwrap();
        let link = folder.path().join(".scaffold/journal").join(name);
        let link = link.to_string_lossy();
        let link = Path::new(link.trim_end_matches('/'));
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(outside.path(), link).unwrap();
        let error = apply(&changes(), project.root()).unwrap_err();
        assert!(
            error.mistake().problem.contains("symbolic link"),
            "{error:?}"
        );
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn a_run_that_fails_names_the_file_that_it_failed_at() {
    let (folder, project) = project();
    fs::create_dir(folder.path().join(".scaffold/journal")).unwrap();
    fs::write(folder.path().join(".scaffold/journal/pending"), "a file").unwrap();
    let error = apply(&changes(), project.root()).unwrap_err();
    assert!(
        error.mistake().problem.contains("journal/pending"),
        "{error:?}"
    );
}

#[test]
fn two_runs_never_meet() {
    let (folder, project) = project();
    apply(&plan(vec![create("src/a.rs", "a")]), project.root()).unwrap();
    let lock = fs::File::create(folder.path().join(".scaffold/journal/lock")).unwrap();
    lock.lock().unwrap();
    let error = apply(&changes(), project.root()).unwrap_err();
    assert!(error.mistake().problem.contains("another run"), "{error:?}");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_that_leads_outside() {
    let (folder, project) = project();
    let outside = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(outside.path(), folder.path().join("src/models")).unwrap();
    let error = apply(&plan(vec![create("src/models/a.rs", "a")]), project.root()).unwrap_err();
    assert!(error.mistake().problem.contains("outside"), "{error:?}");
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}

#[test]
fn the_journal_is_ignored_by_git_whatever_a_crash_has_left_of_that() {
    let (folder, _) = project();
    let ignore = folder.path().join(".scaffold/journal/.gitignore");
    fs::create_dir_all(ignore.parent().unwrap()).unwrap();
    fs::write(&ignore, "").unwrap();
    apply(&changes(), folder.path()).unwrap();
    assert_eq!(fs::read(ignore).unwrap(), b"*\n");
}
