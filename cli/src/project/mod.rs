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
                    // A pipe would keep the reader waiting.
                    Ok(metadata) if !metadata.is_file() => Err(Mistake::new(
                        format!("`{path}` is not a file, and a file belongs there"),
                        format!("move `{path}` away"),
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

    /// The paths of all files below `folder`, sorted; pipes and the like are none. Folders that are symbolic links are not entered.
    #[must_use]
    pub fn files_below(&self, folder: &str) -> Vec<String> {
        let mut found = Vec::new();
        for name in self.list(folder) {
            let path = format!("{folder}/{name}");
            let (is_folder, is_file) = match &self.files {
                Files::Memory(files) => {
                    let is_file = files.contains_key(&path);
                    (!is_file, is_file)
                }
                Files::Disk => {
                    fs::symlink_metadata(self.root.join(&path)).map_or((false, false), |metadata| {
                        (
                            metadata.is_dir(),
                            metadata.is_file() || metadata.is_symlink(),
                        )
                    })
                }
            };
            if is_folder {
                found.extend(self.files_below(&path));
            } else if is_file {
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

    /// What `Cargo.toml` says of the project's package.
    ///
    /// # Errors
    ///
    /// A `Cargo.toml` that is missing, cannot be read or names no package.
    pub fn package(&self) -> Result<Package, Mistake> {
        let help = "correct it, or take it back from version control";
        let wrong = |why: &str| Mistake::new(format!("`Cargo.toml` {why}"), help);
        let text = self
            .text("Cargo.toml")?
            .ok_or_else(|| wrong("is missing"))?;
        let manifest: toml::Table = text.parse().map_err(|error: toml::de::Error| {
            wrong(&format!("cannot be read: {}", error.message()))
        })?;
        let name_of = |table: &str| Some(manifest.get(table)?.get("name")?.as_str()?.to_owned());
        let name = name_of("package").ok_or_else(|| wrong("names no package"))?;
        Ok(Package {
            library: name_of("lib").unwrap_or_else(|| name.replace('-', "_")),
            name,
        })
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

/// The package of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// As Cargo knows it: `my-blog`.
    pub name: String,
    /// Its library, as Rust code names it: `my_blog`.
    pub library: String,
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
    fn the_library_has_the_name_that_the_manifest_gives_it() {
        let package = |manifest: &str| Project::memory([("Cargo.toml", manifest)]).package();
        assert_eq!(
            package("[package]\nname = 'my-blog'").unwrap().library,
            "my_blog"
        );
        let named = package("[package]\nname = 'blog'\n[lib]\nname = 'bloglib'").unwrap();
        assert_eq!((&*named.name, &*named.library), ("blog", "bloglib"));
        for (manifest, why) in [("[package", "cannot be read"), ("", "names no package")] {
            let mistake = package(manifest).unwrap_err();
            assert!(mistake.problem.contains(why), "{mistake:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_no_file_to_read() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("src")).unwrap();
        let pipe = folder.path().join("src/a.rs");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let project = Project::open(folder.path());
        assert!(project.files_below("src").is_empty());
        assert!(
            project
                .bytes("src/a.rs")
                .unwrap_err()
                .problem
                .contains("not a file")
        );
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
            assert_eq!(project.read("src/lib.rs").as_deref(), Some("l"));
            assert_eq!(project.read("src/x.rs"), None);
        }
    }
}
