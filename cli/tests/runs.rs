//! Runs that meet something outside of the project: other runs, other folders, a full disk.

use std::{
    ffi::OsStr,
    fs,
    path::Path,
    process::{Command, Output, Stdio},
};

fn scaffold(folder: &Path) -> Command {
    let mut command = Command::new(snapbox::cmd::cargo_bin!("scaffold"));
    command
        .current_dir(folder)
        .env("SOURCE_DATE_EPOCH", "1795484800")
        .env("NO_COLOR", "1")
        .stdin(Stdio::null());
    command
}

#[track_caller]
fn run(folder: &Path, words: &[impl AsRef<OsStr>], code: i32) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = scaffold(folder).args(words).output().unwrap();
    let text = String::from_utf8([stdout, stderr].concat()).unwrap();
    assert_eq!(status.code(), Some(code), "{text}");
    text
}

fn blog() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["new", "blog", "--no-git"], 0);
    let root = folder.path().join("blog");
    (folder, root)
}

#[test]
fn runs_that_overlap_give_no_stamp_twice() {
    let (_folder, root) = blog();
    let mut waiting: Vec<String> = (0..6).map(|at| format!("tidy_{at}")).collect();
    while !waiting.is_empty() {
        let children: Vec<_> = waiting
            .iter()
            .map(|name| {
                scaffold(&root)
                    .args(["make:migration", name])
                    .stdout(Stdio::null())
                    .stderr(Stdio::null())
                    .spawn()
                    .unwrap()
            })
            .collect();
        let done: Vec<bool> = children
            .into_iter()
            .map(|mut child| match child.wait().unwrap().code() {
                Some(0) => true,
                // Another run was at work.
                Some(1) => false,
                other => panic!("{other:?}"),
            })
            .collect();
        let mut done = done.into_iter();
        waiting.retain(|_| !done.next().unwrap());
    }
    let mut stamps: Vec<String> = fs::read_dir(root.join("migrations"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".up.sql"))
        .map(|name| name[..14].to_owned())
        .collect();
    stamps.sort_unstable();
    stamps.dedup();
    assert_eq!(stamps.len(), 7);
}

#[test]
fn of_two_that_make_one_application_one_succeeds() {
    for _ in 0..5 {
        let folder = tempfile::tempdir().unwrap();
        let start = || {
            scaffold(folder.path())
                .args(["new", "blog", "--no-git"])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap()
        };
        let codes = [start(), start(), start()].map(|mut child| child.wait().unwrap().code());
        let done = codes.iter().filter(|code| **code == Some(0)).count();
        assert_eq!(done, 1, "{codes:?}");
        assert!(folder.path().join("blog/src/lib.rs").exists());
    }
}

#[test]
fn a_new_application_that_is_refused_leaves_no_folder() {
    let folder = tempfile::tempdir().unwrap();
    let (_other, root) = blog();
    run(folder.path(), &["new", "fn"], 2);
    run(folder.path(), &["new", "shop", "--dry-run"], 0);
    fs::create_dir_all(folder.path().join("taken/sub")).unwrap();
    run(folder.path(), &["new", "taken"], 2);
    // A generator of the project's own that names a template which is missing.
    let own = root.join(".scaffold/generators/new");
    fs::create_dir_all(&own).unwrap();
    fs::write(
        own.join("generator.toml"),
        "about = 'x'\nexample = 'new x'\n[[create]]\npath = 'x'\nfrom = 'gone'\n",
    )
    .unwrap();
    run(&root, &["new", "../deep/shop"], 2);
    assert!(!root.with_file_name("deep").exists());
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn what_is_printed_next_can_be_typed() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path().join("shop");
    fs::create_dir(&here).unwrap();
    let told = run(&here, &["new", ".", "--no-git"], 0);
    assert!(told.ends_with("next: scaffold serve\n"), "{told}");
    let words = ["new", "shop", "--no-git", "--path", "we ird;$(touch pwned)"];
    let told = run(folder.path(), &words, 0);
    let next = "next: cd 'we ird;$(touch pwned)' && scaffold serve\n";
    assert!(told.ends_with(next), "{told}");
}

#[test]
fn a_repository_of_another_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other");
    fs::create_dir(&other).unwrap();
    let made = scaffold(folder.path())
        .args(["new", "blog"])
        .env("GIT_DIR", &other)
        .env("GIT_WORK_TREE", &other)
        .output()
        .unwrap();
    assert!(made.status.success());
    assert!(folder.path().join("blog/.git").exists());
    assert_eq!(fs::read_dir(&other).unwrap().count(), 0);
}

#[test]
fn what_is_asked_for_as_data_is_data() {
    let (_folder, root) = blog();
    let json = |words: &[&str], code: i32| -> serde_json::Value {
        let output = scaffold(&root).args(words).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{words:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    };
    assert_eq!(json(&["version", "--json"], 0)["text"], "scaffold 0.1.0\n");
    assert_eq!(json(&["--help", "--json"], 0)["version"], 1);
    assert_eq!(
        json(&["make:service", "Billing", "--dry-run", "--json"], 0)["applied"],
        false
    );
    assert_eq!(
        json(&["make:service", "Billing", "--json"], 0)["applied"],
        true
    );
    assert_eq!(json(&["undo", "--json"], 0)["applied"], true);
    assert_eq!(
        json(&["new", "../shop", "--serve", "--json"], 2)["version"],
        1
    );
}

#[cfg(unix)]
#[test]
fn a_word_that_is_not_utf_8_is_refused() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = tempfile::tempdir().unwrap();
    let words = [b"new".as_slice(), b"blog", b"--path", b"caf\xe9"];
    let told = run(folder.path(), &words.map(OsStr::from_bytes), 2);
    assert!(told.contains("is not UTF-8"), "{told}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_does_not_arrive_is_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    let full = fs::File::create("/dev/full").unwrap();
    let ended = scaffold(folder.path())
        .arg("list")
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(ended.status.code(), Some(1));
    let told = String::from_utf8(ended.stderr).unwrap();
    assert!(told.contains("the answer did not arrive"), "{told}");
    assert!(!folder.path().join("blog").exists());
}

#[cfg(unix)]
#[test]
fn without_a_rustfmt_that_works_a_run_says_so() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, root) = blog();
    let bin = folder.path().join("bin");
    fs::create_dir(&bin).unwrap();
    let told = |script: &str| {
        fs::write(bin.join("rustfmt"), format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(bin.join("rustfmt"), fs::Permissions::from_mode(0o755)).unwrap();
        let path = format!("{}:/bin:/usr/bin", bin.display());
        let made = scaffold(&root)
            .args(["make:service", "Billing"])
            .env("PATH", path)
            .output()
            .unwrap();
        assert!(made.status.success());
        let service = fs::read_to_string(root.join("src/services/billing_service.rs")).unwrap();
        assert!(service.contains("pub struct BillingService"), "{service}");
        run(&root, &["undo"], 0);
        String::from_utf8(made.stderr).unwrap()
    };
    let cut = "for file; do case $file in *.rs) : > $file;; esac; done";
    assert!(told(cut).contains("made something else"));
    assert!(told("echo no >&2; exit 1").contains("rustfmt refuses: no"));
    fs::remove_dir_all(&bin).unwrap();
    let made = scaffold(&root)
        .args(["make:service", "Billing"])
        .env("PATH", &bin)
        .output()
        .unwrap();
    let told = String::from_utf8(made.stderr).unwrap();
    assert!(told.contains("rustup component add rustfmt"), "{told}");
}
