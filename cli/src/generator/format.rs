//! One rustfmt process for all Rust files of a run.
//!
//! They are laid out in a folder of their own, with the project's `rustfmt.toml` and an empty file for each module
//! that only the project has, since rustfmt follows `mod` lines.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicU64, Ordering},
};

use crate::project::Project;

/// The files `(path, text)` as rustfmt lays them out; as they are where there is no rustfmt or it refuses.
pub(super) fn format(files: &[(String, String)], project: &Project) -> Vec<String> {
    let unformatted = || files.iter().map(|(_, text)| text.clone()).collect();
    if files.is_empty() {
        return Vec::new();
    }
    let Some(staging) = Staging::new() else {
        return unformatted();
    };
    if staging.lay_out(files, project).is_none() {
        return unformatted();
    }
    let paths = files.iter().map(|(path, _)| staging.0.join(path));
    let ran = Command::new("rustfmt")
        .args(["--edition", "2024", "--quiet"])
        .args(paths)
        .current_dir(&staging.0)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if ran.is_err() {
        return unformatted();
    }
    files
        .iter()
        .map(|(path, text)| {
            fs::read_to_string(staging.0.join(path)).unwrap_or_else(|_| text.clone())
        })
        .collect()
}

/// A folder that goes away with the value.
struct Staging(PathBuf);

impl Staging {
    fn new() -> Option<Self> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let name = format!(
            "scaffold-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let folder = std::env::temp_dir().join(name);
        // `create_dir` refuses a folder, or a link, that somebody else has put there.
        fs::create_dir(&folder).ok()?;
        Some(Self(folder))
    }

    fn lay_out(&self, files: &[(String, String)], project: &Project) -> Option<()> {
        for name in ["rustfmt.toml", ".rustfmt.toml"] {
            if let Some(rules) = project.read(name) {
                fs::write(self.0.join(name), rules).ok()?;
            }
        }
        for (path, text) in files {
            let full = self.0.join(path);
            fs::create_dir_all(full.parent()?).ok()?;
            fs::write(full, text).ok()?;
        }
        for (path, text) in files {
            self.stand_in(Path::new(path), text)?;
        }
        Some(())
    }

    /// An empty file for each `mod name;` of a file whose module is not of this run.
    fn stand_in(&self, path: &Path, text: &str) -> Option<()> {
        let Ok(file) = syn::parse_file(text) else {
            return Some(());
        };
        let stem = path.file_stem()?.to_str()?;
        let mut folder = self.0.join(path.parent()?);
        if !matches!(stem, "mod" | "lib" | "main") {
            folder.push(stem);
        }
        for item in file.items {
            let syn::Item::Mod(module) = item else {
                continue;
            };
            let name = module.ident.to_string();
            let name = name.trim_start_matches("r#");
            let (flat, nested) = (
                folder.join(format!("{name}.rs")),
                folder.join(name).join("mod.rs"),
            );
            if module.content.is_none() && !flat.exists() && !nested.exists() {
                fs::create_dir_all(&folder).ok()?;
                fs::write(flat, "").ok()?;
            }
        }
        Some(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}
