//! Paths that cannot leave the project.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::spec::Mistake;

/// `path` in its one spelling: relative, `/` between names, no `.` and no `..`.
///
/// # Errors
///
/// A path that is absolute, climbs, names a drive, or lies where no generator has business.
pub(super) fn relative(path: &str) -> Result<String, Mistake> {
    let refuse = |why: &str| {
        Mistake::new(
            format!("`{path}` {why}"),
            "use a path relative to the project's root, such as `src/models/post.rs`",
        )
    };
    if path.starts_with('/') {
        return Err(refuse("is an absolute path"));
    }
    if path.contains(['\\', ':']) || path.chars().any(char::is_control) {
        return Err(refuse("has a character that no path of a project has"));
    }
    let names: Vec<&str> = path
        .split('/')
        .filter(|name| !name.is_empty() && *name != ".")
        .collect();
    if names.contains(&"..") {
        return Err(refuse("leads outside the project"));
    }
    match names.as_slice() {
        [] => Err(refuse("names no file")),
        [first, ..] if first.eq_ignore_ascii_case(".git") => {
            Err(refuse("belongs to version control"))
        }
        [first, second, ..]
            if first.eq_ignore_ascii_case(".scaffold")
                && second.eq_ignore_ascii_case("journal") =>
        {
            Err(refuse("belongs to the journal"))
        }
        _ => Ok(names.join("/")),
    }
}

/// Where `relative` lies below `root`, symbolic links followed as long as they stay inside.
///
/// # Errors
///
/// A symbolic link that leads outside, nowhere, or to where no generator has business.
pub(super) fn on_disk(root: &Path, path: &str) -> Result<PathBuf, Mistake> {
    let inside = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let mut full = inside.clone();
    let mut has_links = false;
    for name in path.split('/') {
        full.push(name);
        let is_link = fs::symlink_metadata(&full).is_ok_and(|metadata| metadata.is_symlink());
        if is_link {
            has_links = true;
            let target = full.canonicalize().ok();
            match target.filter(|target| target.starts_with(&inside)) {
                Some(target) => full = target,
                None => {
                    return Err(Mistake::new(
                        format!("`{path}` leads outside the project through a symbolic link"),
                        "replace the link by a folder or file of the project",
                    ));
                }
            }
        }
    }
    if has_links {
        let found = full.strip_prefix(&inside).unwrap_or(&full);
        relative(&found.to_string_lossy().replace('\\', "/"))?;
    }
    Ok(full)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_never_leaves_the_project() {
        for path in [
            "",
            ".",
            "..",
            "../x",
            "src/../../x",
            "/etc/passwd",
            "C:\\x",
            "c:x",
            "src\\..\\x",
            "a\0b",
            ".git/hooks/pre-commit",
            ".GIT/config",
            "./.git/config",
            ".scaffold/journal/last",
            ".SCAFFOLD/Journal/last",
        ] {
            assert!(relative(path).is_err(), "{path:?} was let through");
        }
        assert_eq!(
            relative("./src//models/post.rs").unwrap(),
            "src/models/post.rs"
        );
        assert_eq!(
            relative(".scaffold/project.toml").unwrap(),
            ".scaffold/project.toml"
        );
        assert_eq!(relative(".gitignore").unwrap(), ".gitignore");
    }

    #[cfg(unix)]
    #[test]
    fn a_symbolic_link_is_followed_only_inside() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("project");
        fs::create_dir_all(root.join("real")).unwrap();
        fs::create_dir_all(folder.path().join("outside")).unwrap();
        symlink(root.join("real"), root.join("inner")).unwrap();
        symlink(folder.path().join("outside"), root.join("outer")).unwrap();
        symlink(root.join("nowhere"), root.join("dangling")).unwrap();
        symlink(folder.path().join("outside/new.rs"), root.join("file.rs")).unwrap();
        fs::create_dir_all(root.join(".git/hooks")).unwrap();
        symlink(root.join(".git"), root.join("git")).unwrap();
        assert!(on_disk(&root, "inner/a.rs").unwrap().ends_with("real/a.rs"));
        for path in [
            "outer/a.rs",
            "outer",
            "dangling",
            "dangling/a.rs",
            "file.rs",
            "git/hooks/post-merge",
        ] {
            assert!(on_disk(&root, path).is_err(), "{path} was let through");
        }
    }
}
