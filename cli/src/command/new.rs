//! `new`: an application from nothing, by the same engine as every generator.

use std::{
    fs,
    path::{Component, Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

use super::{
    Failure, Outcome, forward,
    make::now,
    runtime,
    settle::{Settled, settle},
};
use crate::{
    args::New,
    generator::{Generators, Request, plan},
    plan::recover,
    project::Project,
    shell::Shell,
    spec::{self, AppView, Mistake, RuntimeView, View},
};

pub(super) fn run(new: &New, here: &Path, generators: &Generators, shell: Shell) -> Outcome {
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
    if let Some(db) = db.as_deref().filter(|db| *db != "sqlite") {
        mistakes.push(Mistake::new(
            format!("`{db}` is not a database of this release"),
            "type `--db sqlite`, or leave it out",
        ));
    }
    let folder = folder(name, path.as_deref(), here);
    let package = package(name, here)
        .map_err(|mistake| mistakes.push(mistake))
        .ok();
    let dependency = runtime::dependency(runtime.as_deref(), here)
        .map_err(|mistake| mistakes.push(mistake))
        .ok();
    if mistakes.is_empty() && !output.dry_run && !output.diff {
        // A run that was interrupted here is taken back, so that the same command works again.
        recover(&folder).map_err(Failure::Failed)?;
    }
    if !name.is_empty() && !output.force && is_taken(&folder) {
        let folder = path.as_deref().unwrap_or(name);
        mistakes.push(Mistake::new(
            format!("`{folder}` exists already and is not empty"),
            "choose another name, or `--force` to write into it",
        ));
    }
    if let Some(around) =
        Project::find(folder.parent().unwrap_or(&folder)).filter(|_| !output.force)
    {
        let help = format!(
            "type `scaffold new {}`, or `--force` to nest them",
            around
                .root()
                .with_file_name(folder.file_name().unwrap_or_default())
                .display()
        );
        mistakes.push(Mistake::new(
            format!(
                "the folder would lie inside the application `{}`",
                around.root().display()
            ),
            help,
        ));
    }
    let (Some(package), Some(dependency), []) = (package, dependency, mistakes.as_slice()) else {
        return Err(mistakes.into());
    };

    let mut view = View {
        app: AppView::new(&package),
        runtime: RuntimeView::new(dependency),
        facades: *facades,
        ..View::default()
    };
    view.app.in_workspace = in_workspace(&folder);
    let request = Request {
        generator: "new".to_owned(),
        view: serde_json::to_value(&view)
            .map_err(|error| Mistake::new(error.to_string(), "report this"))?,
        flags: Default::default(),
        now: now(),
    };
    let project = Project::open(&folder);
    let plan = plan(&request, &project, generators)?;
    if !output.dry_run && !output.diff {
        fs::create_dir_all(&folder).map_err(|error| {
            let problem = format!("`{}` can't be made: {error}", folder.display());
            Failure::Failed(Mistake::new(problem, "choose another folder with `--path`"))
        })?;
    }
    if settle(&plan, &project, *output, shell)? == Settled::Told {
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
    let shown = folder.strip_prefix(here).map_or_else(
        |_| path.clone().unwrap_or_else(|| name.clone()),
        |inside| inside.display().to_string(),
    );
    shell.next(&[format!("cd {} && scaffold serve", quoted(&shown))]);
    Ok(ExitCode::SUCCESS)
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

/// Whether something is in the folder that an application would mix with.
fn is_taken(folder: &Path) -> bool {
    match fs::read_dir(folder) {
        Ok(mut entries) => {
            entries.any(|entry| entry.is_ok_and(|entry| entry.file_name() != ".git"))
        }
        Err(_) => folder.exists(),
    }
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

fn quoted(path: &str) -> String {
    if path.contains(' ') {
        format!("\"{path}\"")
    } else {
        path.to_owned()
    }
}
