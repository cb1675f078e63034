//! The struct is the source of truth: what a person changes in a model becomes a migration.

use std::{collections::BTreeSet, fs, path::Path};

use scaffold_tests::scaffold;

/// The files of the migrations.
fn migrations(blog: &Path) -> BTreeSet<String> {
    let files = fs::read_dir(blog.join("migrations")).expect("the migrations");
    let names = files.map(|file| file.expect("a file").file_name());
    names
        .map(|name| name.to_string_lossy().into_owned())
        .collect()
}

#[track_caller]
fn check(blog: &Path, code: i32, expected: &str) {
    let ran = scaffold(blog, &["migrate", "--check"]).exits(code);
    assert_eq!(ran.stdout, expected, "{}", ran.stderr);
}

const SAME: &str = "nothing is pending, and the models are what the migrations make\n";

/// Begins where all migrations are applied.
pub(super) fn the_models_lead_and_the_migrations_follow(blog: &Path) {
    // Of every type that `make:model` knows, a model and its migration say the same.
    check(blog, 0, SAME);
    let ran = scaffold(blog, &["make:migration", "--diff"]).ok();
    let same = "nothing differs: the models are what the migrations make\n";
    assert_eq!(ran.stdout, same, "{}", ran.stderr);

    scaffold(blog, &["make:model", "Sticker", "name:string:index"]).ok();
    let before = migrations(blog);
    check(
        blog,
        1,
        "table `stickers`: a model names it, no migration makes it\n",
    );
    let told = scaffold(blog, &["make:migration", "--diff", "--dry-run"]).ok();
    assert!(
        told.stdout.contains("+CREATE TABLE \"stickers\" ("),
        "{}",
        told.stdout
    );
    assert_eq!(migrations(blog), before, "a dry run has written");
    let made = scaffold(blog, &["make:migration", "--diff"]).ok();
    assert!(
        made.stdout.contains("_create_stickers.up.sql"),
        "{}",
        made.stdout
    );
    check(blog, 1, "pending: `create_stickers`\n");
    scaffold(blog, &["migrate"]).ok();
    check(blog, 0, SAME);

    let model = blog.join("src/models/sticker.rs");
    let source = fs::read_to_string(&model).expect("the model");
    let edited = source.replace(
        "pub name: String,",
        "pub label: String,\n    pub sold: i64,",
    );
    assert_ne!(edited, source);
    fs::write(&model, edited).expect("an edit by hand");
    let before = migrations(blog);
    let asked = scaffold(blog, &["make:migration", "relabel", "--diff"]).exits(2);
    for words in [
        "--rename stickers.name:stickers.label",
        "--drop stickers.name",
    ] {
        assert!(asked.stderr.contains(words), "{}", asked.stderr);
    }
    assert_eq!(migrations(blog), before, "a question has written");
    let rename = ["--rename", "stickers.name:label"];
    let words = [&["make:migration", "relabel", "--diff"][..], &rename].concat();
    scaffold(blog, &words).ok();
    let migrated = scaffold(blog, &["migrate"]).ok();
    assert_eq!(migrated.stdout, "migrated relabel\n");
    let again = scaffold(blog, &["make:migration", "--diff", "--json"]).ok();
    assert!(
        again.stdout.contains(r#""changes": []"#),
        "{}",
        again.stdout
    );
    check(blog, 0, SAME);
    scaffold(blog, &["migrate:rollback"]).ok();
    check(blog, 1, "pending: `relabel`\n");
    scaffold(blog, &["undo"]).ok();
    assert_eq!(migrations(blog), before, "undo left something");
}
