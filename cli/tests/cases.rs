//! The command, from outside: each folder of `cases` is a run.
//!
//! `command` has the words, a line each run, in a new application `blog`; lines with `@` are what happens in between:
//! `@rename FROM TO`, `@remove PATH`, `@write PATH TEXT`. `out.txt` is what the runs print and their exit codes, `changes.txt`
//! which files are others in the end.
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

fn happen(root: &Path, line: &str) {
    let words: Vec<&str> = line.splitn(3, ' ').collect();
    match words.as_slice() {
        ["@rename", from, to] => fs::rename(root.join(from), root.join(to)).unwrap(),
        ["@remove", path] => fs::remove_file(root.join(path)).unwrap(),
        ["@write", path, text] => {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        _ => panic!("`{line}` is nothing that happens"),
    }
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
        if line.starts_with('@') {
            happen(&root, line);
            told.push_str(&format!("{line}\n"));
            continue;
        }
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
    a_broken_generator_harms_no_other
    a_model_that_does_not_parse_is_not_taken_for_a_missing_one
    a_model_with_everything
    a_name_or_route_that_is_taken_is_refused
    a_second_run_is_unchanged_and_a_changed_one_a_conflict
    an_interrupted_run_is_ended_before_anything_is_read
    every_mistake_is_told_and_nothing_written
    force_says_what_it_does
    help_is_there_for_every_word
    short_flags_and_dry_runs
    the_table_of_records_is_made_once
    undo_after_a_crash_takes_one_run_back
    undo_takes_the_last_run_back
    unique_columns_are_unique_by_an_index
    what_differs_is_asked_without_fields_only
    words_of_later_releases
}
