//! A read-only view of the person's project, on disk or in memory.
//!
//! Every path that leaves this module lies inside the project's root; only [`crate::plan`] writes.

mod place;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use crate::spec::Mistake;

/// The file that marks a project's root.
pub const MARKER: &str = ".scaffold/project.toml";

/// A project's files.
#[derive(Debug, Clone)]
pub struct Project {
    root: PathBuf,
    files: Files,
}

#[derive(Debug, Clone)]
enum Files {
    Disk,
    Memory(BTreeMap<String, Vec<u8>>),
}

impl Project {
    /// The project that `start` is in: the nearest folder upwards that has [`MARKER`].
    #[must_use]
    pub fn find(start: &Path) -> Option<Self> {
        start
            .ancestors()
            .find(|folder| folder.join(MARKER).is_file())
            .map(Self::open)
    }

    /// The project at `root`, which need not exist yet.
    #[must_use]
    pub fn open(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            files: Files::Disk,
        }
    }

    /// A project of these paths and contents, for tests.
    #[must_use]
    pub fn memory<P: Into<String>, C: Into<Vec<u8>>>(
        files: impl IntoIterator<Item = (P, C)>,
    ) -> Self {
        let files = files
            .into_iter()
            .map(|(path, content)| (path.into(), content.into()));
        Self {
            root: PathBuf::new(),
            files: Files::Memory(files.collect()),
        }
    }

    /// The folder that everything is relative to; empty for a project in memory.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The content of the file at `path`; none when there is no such file.
    ///
    /// # Errors
    ///
    /// A path that leads outside the project, or a file that cannot be read.
    pub fn bytes(&self, path: &str) -> Result<Option<Vec<u8>>, Mistake> {
        let path = place::relative(path)?;
        match &self.files {
            Files::Memory(files) => Ok(files.get(&path).cloned()),
            Files::Disk => {
                let full = place::on_disk(&self.root, &path)?;
                match fs::symlink_metadata(&full) {
                    Err(error) if is_absent(&error) => Ok(None),
                    Ok(metadata) if metadata.is_dir() => Err(Mistake::new(
                        format!("`{path}` is a folder where a file belongs"),
                        format!("move the folder `{path}` away"),
                    )),
                    _ => fs::read(&full)
                        .map(Some)
                        .map_err(|error| unreadable(&path, &error)),
                }
            }
        }
    }

    /// The text of the file at `path`.
    ///
    /// # Errors
    ///
    /// As [`Project::bytes`], or a file that is not UTF-8.
    pub fn text(&self, path: &str) -> Result<Option<String>, Mistake> {
        let Some(bytes) = self.bytes(path)? else {
            return Ok(None);
        };
        String::from_utf8(bytes).map(Some).map_err(|_| {
            Mistake::new(
                format!("`{path}` is not UTF-8"),
                format!("save `{path}` as UTF-8"),
            )
        })
    }

    /// The text of the file at `path`; none when there is no such file, or none that could be read.
    #[must_use]
    pub fn read(&self, path: &str) -> Option<String> {
        self.text(path).ok().flatten()
    }

    /// Whether a file or folder lies at `path`.
    #[must_use]
    pub fn exists(&self, path: &str) -> bool {
        let Ok(path) = place::relative(path) else {
            return false;
        };
        match &self.files {
            Files::Memory(files) => {
                files.contains_key(&path)
                    || files.keys().any(|file| {
                        file.strip_prefix(&path)
                            .is_some_and(|rest| rest.starts_with('/'))
                    })
            }
            Files::Disk => place::on_disk(&self.root, &path).is_ok_and(|full| full.exists()),
        }
    }

    /// The names of the files and folders in `folder`, sorted; empty when there is no such folder.
    #[must_use]
    pub fn list(&self, folder: &str) -> Vec<String> {
        let Ok(folder) = place::relative(folder) else {
            return Vec::new();
        };
        let names: BTreeSet<String> = match &self.files {
            Files::Memory(files) => {
                let inside = format!("{folder}/");
                files
                    .keys()
                    .filter_map(|file| file.strip_prefix(&inside))
                    .filter_map(|rest| rest.split('/').next().map(str::to_owned))
                    .collect()
            }
            Files::Disk => place::on_disk(&self.root, &folder)
                .and_then(|full| fs::read_dir(full).map_err(|error| unreadable(&folder, &error)))
                .into_iter()
                .flatten()
                .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
                .collect(),
        };
        names.into_iter().collect()
    }

    /// The paths of all files below `folder`, sorted. Folders that are symbolic links are not entered.
    #[must_use]
    pub fn files_below(&self, folder: &str) -> Vec<String> {
        let mut found = Vec::new();
        for name in self.list(folder) {
            let path = format!("{folder}/{name}");
            let is_folder = match &self.files {
                Files::Memory(files) => !files.contains_key(&path),
                Files::Disk => fs::symlink_metadata(self.root.join(&path))
                    .is_ok_and(|metadata| metadata.is_dir()),
            };
            if is_folder {
                found.extend(self.files_below(&path));
            } else {
                found.push(path);
            }
        }
        found
    }

    /// Where on the disk the file `path` belongs, symbolic links inside the project followed.
    ///
    /// # Errors
    ///
    /// A path that leads outside the project.
    pub fn resolve(&self, path: &str) -> Result<PathBuf, Mistake> {
        place::on_disk(&self.root, &place::relative(path)?)
    }

    /// A path in its one spelling: relative to the root, `/` between names.
    ///
    /// # Errors
    ///
    /// A path that leads outside the project, or to where no generator has business.
    pub fn relative(path: &str) -> Result<String, Mistake> {
        place::relative(path)
    }

    /// The name of the project's package, as its `Cargo.toml` says.
    #[must_use]
    pub fn package_name(&self) -> Option<String> {
        let manifest: toml::Table = self.read("Cargo.toml")?.parse().ok()?;
        Some(manifest.get("package")?.get("name")?.as_str()?.to_owned())
    }

    /// What `.scaffold/project.toml` says; empty when it is missing.
    ///
    /// # Errors
    ///
    /// A file that is not TOML.
    pub fn settings(&self) -> Result<toml::Table, Mistake> {
        let text = self.text(MARKER)?.unwrap_or_default();
        text.parse().map_err(|error: toml::de::Error| {
            Mistake::new(
                format!("`{MARKER}` cannot be read: {}", error.message()),
                format!("correct `{MARKER}`, or take it back from version control"),
            )
        })
    }
}

fn unreadable(path: &str, error: &std::io::Error) -> Mistake {
    Mistake::new(
        format!("`{path}` cannot be read: {error}"),
        format!("make `{path}` readable"),
    )
}

/// No such file, or a file where the path has a folder.
fn is_absent(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_found_from_any_subfolder() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join(".scaffold")).unwrap();
        fs::create_dir_all(folder.path().join("src/models")).unwrap();
        assert!(Project::find(&folder.path().join("src/models")).is_none());
        fs::write(folder.path().join(MARKER), "").unwrap();
        let project = Project::find(&folder.path().join("src/models")).unwrap();
        assert_eq!(project.root(), folder.path());
    }

    #[test]
    fn disk_and_memory_show_the_same() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("src/models")).unwrap();
        fs::write(folder.path().join("src/models/a.rs"), "a").unwrap();
        fs::write(folder.path().join("src/lib.rs"), "l").unwrap();
        let memory = Project::memory([("src/models/a.rs", "a"), ("src/lib.rs", "l")]);
        for project in [Project::open(folder.path()), memory] {
            assert_eq!(project.list("src"), ["lib.rs", "models"]);
            assert_eq!(
                project.files_below("src"),
                ["src/lib.rs", "src/models/a.rs"]
            );
            assert!(project.exists("src/models") && !project.exists("src/mod"));
            assert_eq!(project.read("src/lib.rs").as_deref(), Some("l"));
            assert_eq!(project.read("src/x.rs"), None);
        }
    }
}
