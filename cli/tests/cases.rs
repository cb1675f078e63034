//! The command, from outside: each folder of `cases` is a run.
//!
//! `command` has the words, a line each run, in a new application `blog`. `out.txt` is what they print and their exit codes,
//! `changes.txt` which files they change.
//! `SNAPSHOTS=overwrite cargo test -p scaffold-cli --test cases` writes both.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use snapbox::{
    assert_data_eq,
    data::Data,
    filter::{Filter, FilterNewlines},
};

/// 2026-11-24 01:46:40, so that stamps of migrations are known.
const NOW: &str = "1795484800";

fn scaffold(folder: &Path, words: &str) -> (String, Option<i32>) {
    let output = Command::new(snapbox::cmd::cargo_bin!("scaffold"))
        .args(words.split_whitespace())
        .current_dir(folder)
        .env("SOURCE_DATE_EPOCH", NOW)
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (String::from_utf8(text).unwrap(), output.status.code())
}

/// All files of the project but those that no person reads.
fn files(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            if path.is_dir() {
                if name != ".git" && name != ".scaffold/journal" {
                    folders.push(path);
                }
            } else {
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

/// `+` for each new file, `-` for each that is gone, `~` for each with other content.
fn changes(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> String {
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let line = |name: &&String| match (before.get(*name), after.get(*name)) {
        (None, Some(_)) => Some(format!("+ {name}\n")),
        (Some(_), None) => Some(format!("- {name}\n")),
        (old, new) => (old != new).then(|| format!("~ {name}\n")),
    };
    names.iter().filter_map(line).collect()
}

fn case(name: &str) {
    let case: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "cases", name]
        .iter()
        .collect();
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().join("blog");
    let (text, code) = scaffold(temp.path(), "new blog --no-git");
    assert_eq!(code, Some(0), "{text}");
    let before = files(&root);
    let mut told = String::new();
    for line in fs::read_to_string(case.join("command")).unwrap().lines() {
        let (text, code) = scaffold(&root, line);
        let text = text
            .replace(&*root.to_string_lossy(), "[ROOT]")
            .replace(&*temp.path().to_string_lossy(), "[TEMP]");
        told.push_str(&format!(
            "$ scaffold {line}\n{text}[{}]\n",
            code.unwrap_or(-1)
        ));
    }
    let changes = changes(&before, &files(&root));
    let normal = |text: String| FilterNewlines.filter(Data::text(text));
    assert_data_eq!(
        normal(told),
        Data::read_from(&case.join("out.txt"), None).raw()
    );
    assert_data_eq!(
        normal(changes),
        Data::read_from(&case.join("changes.txt"), None).raw()
    );
}

macro_rules! cases {
    ($($name:ident)*) => {
        $(#[test] fn $name() { case(stringify!($name)); })*

        #[test]
        fn every_folder_is_a_case() {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
            for entry in fs::read_dir(folder).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                assert!([$(stringify!($name)),*].contains(&name.as_str()), "`{name}` is not run");
            }
        }
    };
}

cases! {
    a_model_with_everything
    a_second_run_is_unchanged_and_a_changed_one_a_conflict
    every_mistake_is_told_and_nothing_written
    short_flags_and_dry_runs
    undo_takes_the_last_run_back
    words_of_later_releases
}
