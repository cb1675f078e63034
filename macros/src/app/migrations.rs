//! Finds the files of `migrations/`, in sqlx's naming: `20261123180000_create_posts.up.sql` and `.down.sql`.
//!
//! The only macro that looks at files. cargo is told to look again by the application's `build.rs`.

use std::{collections::BTreeMap, fs, io::ErrorKind, path::Path};

use syn::Ident;

use crate::support::errors::Errors;

/// One migration, its files by their full path.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Migration {
    pub(crate) version: i64,
    pub(crate) name: String,
    pub(crate) up: String,
    pub(crate) down: Option<String>,
    /// The folder of one database that it is in.
    pub(crate) only: Option<&'static str>,
}

/// The folders of one database's own migrations; the runtime knows the same.
const DATABASES: [&str; 3] = ["sqlite", "postgres", "mysql"];

/// Reads the folder below `root`; none there is no migration. Mistakes are reported all at once, on the application's name.
pub(crate) fn read(root: &Path, app: &Ident, errors: &mut Errors) -> Vec<Migration> {
    let folder = root.join("migrations");
    let mut migrations = in_folder(&folder, app, errors);
    for database in DATABASES {
        let own = in_folder(&folder.join(database), app, errors).into_iter();
        migrations.extend(own.map(|migration| Migration {
            only: Some(database),
            ..migration
        }));
    }
    migrations
}

fn in_folder(folder: &Path, app: &Ident, errors: &mut Errors) -> Vec<Migration> {
    let mut names = Vec::new();
    match fs::read_dir(folder) {
        Ok(entries) => {
            for entry in entries.flatten() {
                names.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => errors.at(
            app,
            format!("`{}` can't be read: {error}", folder.display()),
        ),
    }
    let (migrations, mistakes) = sort(folder, names);
    if !mistakes.is_empty() {
        errors.at(
            app,
            format!(
                "files in `migrations/` that are no migration:\n  {}\nhelp: name them `<version>_<name>.up.sql` and `<version>_<name>.down.sql`, the version in digits and each only once",
                mistakes.join("\n  ")
            ),
        );
    }
    migrations
}

/// Pairs the files up, oldest first; and one line for each that is no good. Only `*.sql` is looked at.
fn sort(folder: &Path, mut names: Vec<String>) -> (Vec<Migration>, Vec<String>) {
    names.sort();
    let mut migrations: BTreeMap<i64, Migration> = BTreeMap::new();
    let mut downs = Vec::new();
    let mut mistakes = Vec::new();
    for file in names {
        let Some(stem) = file.strip_suffix(".sql") else {
            continue;
        };
        let path = folder.join(&file).to_string_lossy().into_owned();
        match parse(stem) {
            Err(problem) => mistakes.push(format!("`{file}`: {problem}")),
            Ok((version, name, Direction::Down)) => {
                downs.push((version, name.to_owned(), path, file));
            }
            Ok((version, name, Direction::Up)) => {
                if let Some(other) = migrations.get(&version) {
                    mistakes.push(format!("`{file}`: `{}` has the same version", other.name));
                    continue;
                }
                let migration = Migration {
                    version,
                    name: name.to_owned(),
                    up: path,
                    down: None,
                    only: None,
                };
                migrations.insert(version, migration);
            }
        }
    }
    for (version, name, path, file) in downs {
        match migrations.get_mut(&version) {
            Some(migration) if migration.name == name => migration.down = Some(path),
            _ => mistakes.push(format!(
                "`{file}`: its `{version}_{name}.up.sql` is missing"
            )),
        }
    }
    (migrations.into_values().collect(), mistakes)
}

enum Direction {
    Up,
    Down,
}

fn parse(stem: &str) -> Result<(i64, &str, Direction), String> {
    let (rest, direction) = if let Some(rest) = stem.strip_suffix(".up") {
        (rest, Direction::Up)
    } else if let Some(rest) = stem.strip_suffix(".down") {
        (rest, Direction::Down)
    } else {
        return Err("ends with neither `.up.sql` nor `.down.sql`".to_owned());
    };
    let (version, name) = rest.split_once('_').unwrap_or((rest, ""));
    if !version.bytes().all(|letter| letter.is_ascii_digit()) {
        return Err(format!("`{version}` is no version"));
    }
    let version = version
        .parse()
        .map_err(|_| format!("`{version}` is no version"))?;
    if name.is_empty() {
        return Err("has no name after its version".to_owned());
    }
    Ok((version, name, direction))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Migration, sort};

    fn sorted(names: &[&str]) -> (Vec<Migration>, Vec<String>) {
        let names = names.iter().map(|&name| name.to_owned()).collect();
        sort(Path::new("/app/migrations"), names)
    }

    #[test]
    fn files_are_paired_and_ordered_by_version() {
        let (migrations, mistakes) = sorted(&[
            "20260102000000_create_posts.up.sql",
            "20260101000000_create_users.up.sql",
            "20260101000000_create_users.down.sql",
            "README.md",
        ]);
        assert!(mistakes.is_empty(), "{mistakes:?}");
        let users = "/app/migrations/20260101000000_create_users";
        assert_eq!(
            migrations,
            [
                Migration {
                    version: 20_260_101_000_000,
                    name: "create_users".to_owned(),
                    up: format!("{users}.up.sql"),
                    down: Some(format!("{users}.down.sql")),
                    only: None,
                },
                Migration {
                    version: 20_260_102_000_000,
                    name: "create_posts".to_owned(),
                    up: "/app/migrations/20260102000000_create_posts.up.sql".to_owned(),
                    down: None,
                    only: None,
                },
            ]
        );
    }

    #[test]
    fn every_file_that_is_no_migration_is_named() {
        let (migrations, mistakes) = sorted(&[
            "1_a.up.sql",
            "1_b.up.sql",
            "2_c.down.sql",
            "3_d.sql",
            "4.up.sql",
            "users.up.sql",
            "99999999999999999999_e.up.sql",
            "_f.up.sql",
        ]);
        assert_eq!(migrations.len(), 1);
        assert_eq!(
            mistakes,
            [
                "`1_b.up.sql`: `a` has the same version",
                "`3_d.sql`: ends with neither `.up.sql` nor `.down.sql`",
                "`4.up.sql`: has no name after its version",
                "`99999999999999999999_e.up.sql`: `99999999999999999999` is no version",
                "`_f.up.sql`: `` is no version",
                "`users.up.sql`: `users` is no version",
                "`2_c.down.sql`: its `2_c.up.sql` is missing",
            ]
        );
    }
}
