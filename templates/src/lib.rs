//! The files that Scaffold generates, as data; no logic.
//!
//! `README.md` beside this package's manifest says how a generator is written.

use include_dir::{Dir, include_dir};

static GENERATORS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/generators");

/// Every embedded file: its path below `generators/`, with `/` between folders, and its content.
#[must_use]
pub fn files() -> Vec<(&'static str, &'static [u8])> {
    let mut files = Vec::new();
    let mut folders = vec![&GENERATORS];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        files.extend(
            folder
                .files()
                .filter_map(|file| Some((file.path().to_str()?, file.contents()))),
        );
    }
    files.sort_unstable_by_key(|(path, _)| *path);
    files
}

#[cfg(test)]
mod tests {
    use super::files;

    #[test]
    fn each_folder_is_a_generator_or_shared() {
        let files = files();
        for (path, _) in &files {
            let folder = path.split('/').next().unwrap_or_default();
            let definition = format!("{folder}/generator.toml");
            assert!(
                folder == "_shared" || files.iter().any(|(path, _)| *path == definition),
                "`{path}` belongs to no generator"
            );
        }
    }

    #[test]
    fn the_application_has_its_hidden_files() {
        let files = files();
        for path in [
            "new/files/.gitignore.tera",
            "new/files/.github/workflows/ci.yml",
        ] {
            assert!(
                files.iter().any(|(file, _)| *file == path),
                "`{path}` is missing"
            );
        }
    }

    #[test]
    fn nothing_asks_for_a_lock_file_that_no_generator_writes() {
        for (path, content) in files() {
            let text = String::from_utf8_lossy(content);
            assert!(!text.contains("--locked"), "`{path}`");
        }
    }
}
