//! `new`: an application from nothing, by the same engine as every generator.

use std::{
    fs,
    path::{Component, Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

use super::{Outcome, forward, make::now, runtime, settle::settle};
use crate::{
    args::New,
    generator::{Generators, Request, plan},
    plan::{Hold, Told, is_interrupted},
    project::Project,
    shell::{Form, Shell},
    spec::{self, AppView, Database, Mistake, RuntimeView, View},
};

pub(super) fn run(new: &New, here: &Path, generators: &Generators, shell: &Shell) -> Outcome {
    let New {
        name,
        path,
        db,
        facades,
        git,
        serve,
        runtime,
        output,
        mistakes,
    } = new;
    let mut mistakes = mistakes.clone();
    let db = db.as_deref().unwrap_or(Database::Sqlite.word());
    let words = Database::ALL.map(Database::word);
    if !words.contains(&db) {
        mistakes.push(Mistake::new(
            format!("`{db}` is not a database of this release"),
            format!("legal: `--db {}`", words.join("`, `--db ")),
        ));
    }
    if *serve && shell.form() == Form::Json {
        mistakes.push(Mistake::new(
            "`--serve` and `--json` don't go together: the build and the server have the standard output",
            "leave out one of them",
        ));
    }
    let folder = folder(name, path.as_deref(), here);
    let package = package(name, here)
        .map_err(|mistake| mistakes.push(mistake))
        .ok();
    let dependency = runtime::dependency(runtime.as_deref(), here, db)
        .map_err(|mistake| mistakes.push(mistake))
        .ok();
    let shown = path.as_deref().unwrap_or(name);
    let taken = |folder: &Path| taken(folder, shown).filter(|_| !output.force && !name.is_empty());
    // What an interrupted run has left there is taken back first.
    if !output.writes() || !is_interrupted(&folder)? {
        mistakes.extend(taken(&folder));
    }
    mistakes.extend(around(&folder).filter(|_| !output.force));
    let (Some(package), Some(dependency), []) = (package, dependency, mistakes.as_slice()) else {
        return Err(mistakes.into());
    };

    let mut hold = output.writes().then(|| Hold::take(&folder)).transpose()?;
    if let Some(repaired) = hold.as_ref().and_then(Hold::repaired) {
        shell.note(repaired.told());
    }
    if let Some(mistake) = taken(&folder) {
        return Err(mistake.into());
    }
    let mut view = View {
        app: AppView::new(&package, &package.replace('-', "_")),
        runtime: RuntimeView::new(dependency),
        facades: *facades,
        ..View::default()
    };
    view.app.in_workspace = in_workspace(&folder);
    view.app.db = db.to_owned();
    view.app.database_url = match db {
        "postgres" => format!("postgres://postgres@localhost/{}", view.app.crate_name),
        "mysql" => format!("mysql://root@localhost/{}", view.app.crate_name),
        _ => format!("sqlite://data/{}.db", view.app.name),
    };
    view.set_database(db);
    let request = Request {
        generator: "new".to_owned(),
        view: serde_json::to_value(&view)
            .map_err(|error| Mistake::new(error.to_string(), "report this"))?,
        flags: Default::default(),
        now: now(),
    };
    let project = Project::open(&folder);
    let mut plan = plan(&request, &project, generators)?;
    let told = settle(&mut plan, hold.as_mut(), *output, shell)?;
    drop(hold);
    if told == Told::Only {
        return Ok(ExitCode::SUCCESS);
    }
    if *git && !is_in_repository(&folder) && !init(&folder) {
        shell.note("git did not answer, so the folder is no repository");
    }
    if *serve {
        shell.step(
            "build",
            "the first build takes a minute or two; later ones seconds",
        );
        return forward::build_and_serve(&project, shell);
    }
    let inside = folder.strip_prefix(here).ok().and_then(Path::to_str);
    shell.next(&[match inside.unwrap_or(shown) {
        "" => "scaffold serve".to_owned(),
        folder => format!("cd {} && scaffold serve", quoted(folder)),
    }]);
    Ok(ExitCode::SUCCESS)
}

/// The mistake of a folder that an application would lie inside.
fn around(folder: &Path) -> Option<Mistake> {
    let around = Project::find(folder.parent().unwrap_or(folder))?;
    let beside = around
        .root()
        .with_file_name(folder.file_name().unwrap_or_default());
    Some(Mistake::new(
        format!(
            "the folder would lie inside the application `{}`",
            around.root().display()
        ),
        format!(
            "type `scaffold new {}`, or `--force` to nest them",
            quoted(&beside.to_string_lossy())
        ),
    ))
}

/// The name of the package: the last part of a path, and of `.` that of the folder.
fn package(name: &str, here: &Path) -> Result<String, Mistake> {
    if name.is_empty() {
        return Err(Mistake::new(
            "an application needs a name",
            "type `scaffold new blog`",
        ));
    }
    let last = match Path::new(name).components().next_back() {
        Some(Component::Normal(last)) => last.to_string_lossy().into_owned(),
        Some(Component::CurDir) => here
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        _ => name.to_owned(),
    };
    spec::application(&last)
}

fn folder(name: &str, path: Option<&str>, here: &Path) -> PathBuf {
    let joined = here.join(path.unwrap_or(name));
    // `..` is taken out by its words: what does not exist yet can't be asked.
    let mut folder = PathBuf::new();
    for part in joined.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                folder.pop();
            }
            part => folder.push(part),
        }
    }
    folder
}

/// The mistake of a folder in which something is that an application would mix with.
fn taken(folder: &Path, shown: &str) -> Option<Mistake> {
    // A repository may be there first, and the journal of a run that has just begun or was interrupted.
    let is_none = |name: &str| match name {
        ".git" => true,
        ".scaffold" => fs::read_dir(folder.join(name)).is_ok_and(|mut inside| {
            inside.all(|entry| entry.is_ok_and(|entry| entry.file_name() == "journal"))
        }),
        _ => false,
    };
    let is_empty = match fs::read_dir(folder) {
        Ok(mut entries) => entries
            .all(|entry| entry.is_ok_and(|entry| entry.file_name().to_str().is_some_and(is_none))),
        Err(_) => match folder.try_exists() {
            Ok(exists) => !exists,
            Err(error) => {
                return Some(Mistake::new(
                    format!("`{shown}` can't be read: {error}"),
                    "choose another folder with `--path`",
                ));
            }
        },
    };
    (!is_empty).then(|| {
        Mistake::new(
            format!("`{shown}` exists already and is not empty"),
            "choose another name, or `--force` to write into it",
        )
    })
}

/// Whether Cargo would take the folder for a member of a workspace above it.
fn in_workspace(folder: &Path) -> bool {
    folder.ancestors().skip(1).any(|above| {
        let manifest = fs::read_to_string(above.join("Cargo.toml"))
            .ok()
            .and_then(|text| text.parse::<toml::Table>().ok());
        manifest.is_some_and(|manifest| manifest.contains_key("workspace"))
    })
}

fn is_in_repository(folder: &Path) -> bool {
    folder.ancestors().any(|above| above.join(".git").exists())
}

/// A repository with everything added and nothing committed: the first commit is the person's.
fn init(folder: &Path) -> bool {
    let git = |words: &[&str]| {
        let mut command = Command::new("git");
        // Set by a hook that calls us, these would name its repository.
        for variable in [
            "GIT_DIR",
            "GIT_WORK_TREE",
            "GIT_INDEX_FILE",
            "GIT_COMMON_DIR",
        ] {
            command.env_remove(variable);
        }
        command
            .args(words)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    git(&["init", "--quiet"]) && git(&["add", "--all"])
}

/// The path as a POSIX shell takes it literally.
fn quoted(path: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "/._-+@:".contains(letter);
    let path = if path.starts_with('-') {
        format!("./{path}")
    } else {
        path.to_owned()
    };
    if path.chars().all(is_plain) {
        path
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_path_is_quoted_so_that_no_shell_reads_more_into_it() {
        for (path, wanted) in [
            ("blog", "blog"),
            ("../my-blog_2", "../my-blog_2"),
            ("we ird;$(touch pwned)", "'we ird;$(touch pwned)'"),
            ("it's", r"'it'\''s'"),
            ("-x", "./-x"),
        ] {
            assert_eq!(quoted(path), wanted);
        }
    }
}
