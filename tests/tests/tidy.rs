//! Rules about the project's own files that a reader relies on: arrows between packages, the code map, file sizes.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file below `folder` whose name ends so, build output left out.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the project") {
            let path = entry.expect("an entry").path();
            if path.is_dir() && !path.ends_with("target") {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The project's own packages that `package` needs outside its tests.
fn arrows(package: &str) -> BTreeSet<String> {
    let manifest: toml::Table =
        toml::from_str(&read(&format!("{package}/Cargo.toml"))).expect("a manifest");
    let mut arrows = BTreeSet::new();
    for section in ["dependencies", "build-dependencies"] {
        let Some(table) = manifest.get(section).and_then(toml::Value::as_table) else {
            continue;
        };
        for name in table.keys().filter(|name| name.starts_with("scaffold")) {
            arrows.insert(if name == "scaffold" {
                "runtime".to_owned()
            } else {
                name.replace("scaffold-", "")
            });
        }
    }
    arrows
}

#[test]
fn packages_depend_only_along_the_arrows() {
    for (package, allowed) in [
        ("macros", vec![]),
        ("templates", vec![]),
        ("cli", vec!["templates"]),
        ("runtime", vec!["macros"]),
    ] {
        let allowed: BTreeSet<String> = allowed.into_iter().map(str::to_owned).collect();
        assert_eq!(arrows(package), allowed, "{package}/Cargo.toml");
    }
}

#[test]
fn the_code_map_names_what_exists_and_leaves_no_folder_out() {
    let page = read("ARCHITECTURE.md");
    let map: BTreeSet<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(path, _)| path)
        .collect();
    assert!(map.len() > 20, "the code map was not found");
    for path in &map {
        assert!(
            root().join(path).exists(),
            "ARCHITECTURE.md names `{path}`, which does not exist"
        );
    }
    for source in ["cli/src", "runtime/src", "macros/src"] {
        for entry in fs::read_dir(root().join(source)).expect("sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                let name = path
                    .file_name()
                    .expect("a name")
                    .to_string_lossy()
                    .into_owned();
                assert!(
                    page.contains(&format!("`{source}/{name}`"))
                        || page.contains(&format!("`{name}`")),
                    "ARCHITECTURE.md leaves out `{source}/{name}`"
                );
            }
        }
    }
}

#[test]
fn no_source_file_is_too_long_to_read() {
    for package in ["cli", "macros", "runtime", "templates", "bench"] {
        for path in files(&root().join(package).join("src"), ".rs") {
            let place = path
                .strip_prefix(root())
                .expect("below")
                .to_string_lossy()
                .into_owned();
            if place.contains("/tests") {
                continue;
            }
            let lines = fs::read_to_string(&path)
                .expect("a source file")
                .lines()
                .count();
            assert!(
                lines <= 500,
                "{}: {lines} lines; split it by question",
                path.display()
            );
        }
    }
}

#[test]
fn exceptions_to_lints_carry_a_reason() {
    for package in ["cli", "macros", "runtime", "templates", "tests", "bench"] {
        // What the macros write is nobody's source: there an expectation would have to be met.
        let sources = files(&root().join(package), ".rs");
        for path in sources
            .iter()
            .filter(|it| !it.to_string_lossy().contains("tests/golden"))
        {
            let source = fs::read_to_string(path).expect("a source file");
            let allows = source.lines().any(|line| {
                let line = line.trim_start();
                line.starts_with("#[allow(") || line.starts_with("#![allow(")
            });
            assert!(!allows, "{}: write `expect` with a reason", path.display());
        }
    }
}

#[test]
fn services_of_the_generated_application_know_nothing_of_http() {
    let generators = root().join("templates/generators");
    let inner = [
        "service.rs",
        "model.rs",
        "requests.rs",
        "job.rs",
        "files/src/services/",
        "files/src/models/",
        "files/src/requests/",
        "files/src/jobs/",
    ];
    let mut seen = 0;
    for path in files(&generators, ".tera")
        .into_iter()
        .chain(files(&generators, ".rs"))
    {
        let place = path
            .strip_prefix(&generators)
            .expect("below")
            .to_string_lossy()
            .into_owned();
        if inner.iter().any(|part| place.contains(part)) {
            seen += 1;
            let source = fs::read_to_string(&path).expect("a template");
            assert!(
                !source.contains("axum") && !source.contains("crate::http"),
                "{place} reaches into http"
            );
        }
    }
    assert!(seen >= 8, "only {seen} templates were looked at");
}
