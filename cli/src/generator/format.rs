//! One rustfmt process for all Rust files of a run.
//!
//! They are laid out in a folder of their own, with an empty file for each module that only the project has, since
//! rustfmt follows `mod` lines. What it makes of them is believed only when it ended well and is the same program.

use std::{
    env, fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::{project::Project, spec::Mistake};

/// How long rustfmt may take; it needs a hundredth of it.
const PATIENCE: Duration = Duration::from_secs(5);

/// A Rust file.
pub(super) struct Source {
    /// Where in the project.
    pub(super) path: String,
    text: String,
    shape: Shape,
}

/// What stays the same when a file is laid out.
#[derive(PartialEq, Eq)]
struct Shape {
    /// Its items, without the `use` lines, which rules may merge and split.
    items: usize,
    /// The modules that stand in files of their own.
    modules: Vec<String>,
}

impl Source {
    /// Reads a file; none when it is no text.
    ///
    /// # Errors
    ///
    /// It is not Rust.
    pub(super) fn read(path: &str, content: &[u8]) -> Result<Option<Self>, Mistake> {
        let Ok(text) = std::str::from_utf8(content) else {
            return Ok(None);
        };
        let shape = Shape::of(text).map_err(|error| not_rust(path, text, &error))?;
        Ok(Some(Self {
            path: path.to_owned(),
            text: text.to_owned(),
            shape,
        }))
    }

    /// Where it comes from when it is laid out.
    pub(super) fn at(self, path: String) -> Self {
        Self { path, ..self }
    }
}

impl Shape {
    fn of(text: &str) -> syn::Result<Self> {
        let file = syn::parse_file(text)?;
        let items = file.items.iter();
        let name = |item: &syn::Item| match item {
            syn::Item::Mod(module) if module.content.is_none() => Some(module.ident.to_string()),
            _ => None,
        };
        let mut modules: Vec<String> = items.clone().filter_map(name).collect();
        // Rules may bring them into order.
        modules.sort_unstable();
        Ok(Self {
            items: items
                .filter(|item| !matches!(item, syn::Item::Use(_)))
                .count(),
            modules,
        })
    }
}

/// rustfmt, by a project's rules.
pub(super) struct Formatter {
    /// Where rustfmt runs, so that rustup chooses it by the project's `rust-toolchain.toml`.
    folder: PathBuf,
    rules: Option<PathBuf>,
}

impl Formatter {
    /// The formatter of a project, by the `rustfmt.toml` that rustfmt would find there.
    pub(super) fn of(project: &Project) -> Self {
        let root = project.root();
        let folder = root.ancestors().find(|folder| folder.is_dir());
        let home = env::var_os("HOME").map(PathBuf::from);
        let config = env::var_os("XDG_CONFIG_HOME")
            .map(PathBuf::from)
            .or(home.as_ref().map(|home| home.join(".config")));
        let above = root.ancestors().map(Path::to_owned);
        let mut places = above
            .chain(home)
            .chain(config.map(|config| config.join("rustfmt")));
        Self {
            folder: folder.map_or_else(env::temp_dir, Path::to_owned),
            rules: places.find_map(|place| {
                let names = [".rustfmt.toml", "rustfmt.toml"];
                names
                    .iter()
                    .map(|name| place.join(name))
                    .find(|file| file.is_file())
            }),
        }
    }

    /// Whether the person has rules of their own, which the verbs of `edit` don't know.
    pub(super) fn has_rules(&self) -> bool {
        self.rules.is_some()
    }

    /// The texts as rustfmt lays them out.
    ///
    /// # Errors
    ///
    /// Why they stay as they are.
    pub(super) fn format(&self, files: &[Source]) -> Result<Vec<String>, String> {
        if files.is_empty() {
            return Ok(Vec::new());
        }
        let staging = lay_out(files).map_err(|error| format!("no room to run rustfmt: {error}"))?;
        let default = staging.path().join("rustfmt.toml");
        let mut command = Command::new("rustfmt");
        command
            .args(["--edition", "2024", "--config-path"])
            .arg(self.rules.as_ref().unwrap_or(&default))
            .args(files.iter().map(|file| staging.path().join(&file.path)))
            .current_dir(&self.folder)
            // A toolchain that is not there would be downloaded.
            .env("RUSTUP_AUTO_INSTALL", "0");
        run(&mut command)?;
        let texts = files.iter().map(|file| {
            let text = fs::read_to_string(staging.path().join(&file.path));
            text.ok()
                .filter(|text| Shape::of(text).is_ok_and(|shape| shape == file.shape))
                .ok_or_else(|| format!("rustfmt made something else of `{}`", file.path))
        });
        texts.collect()
    }
}

fn lay_out(files: &[Source]) -> io::Result<TempDir> {
    let staging = tempfile::Builder::new().prefix("scaffold-").tempdir()?;
    fs::write(staging.path().join("rustfmt.toml"), "")?;
    let full = |file: &Source| staging.path().join(&file.path);
    for file in files {
        let path = full(file);
        fs::create_dir_all(path.parent().unwrap_or(staging.path()))?;
        fs::write(path, &file.text)?;
    }
    for file in files {
        stand_in(&full(file), &file.shape.modules)?;
    }
    Ok(staging)
}

/// An empty file for each of the modules below `path` that is not of this run.
fn stand_in(path: &Path, modules: &[String]) -> io::Result<()> {
    let mut folder = path.parent().unwrap_or(path).to_owned();
    match path.file_stem().and_then(|stem| stem.to_str()) {
        Some("mod" | "lib" | "main") | None => {}
        Some(stem) => folder.push(stem),
    }
    for name in modules {
        let name = name.trim_start_matches("r#");
        let (flat, nested) = (
            folder.join(format!("{name}.rs")),
            folder.join(name).join("mod.rs"),
        );
        if !flat.exists() && !nested.exists() {
            fs::create_dir_all(&folder)?;
            fs::write(flat, "")?;
        }
    }
    Ok(())
}

/// Runs rustfmt to a good end, or says why it came to none.
fn run(command: &mut Command) -> Result<(), String> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| {
            format!("rustfmt can't be started: {error}; `rustup component add rustfmt`")
        })?;
    let (told, listen) = mpsc::channel();
    if let Some(mut stream) = child.stderr.take() {
        // It tells nothing more when it ends.
        thread::spawn(move || {
            let mut text = Vec::new();
            drop(stream.read_to_end(&mut text));
            drop(told.send(String::from_utf8_lossy(&text).into_owned()));
        });
    }
    let deadline = Instant::now() + PATIENCE;
    let text = listen.recv_timeout(PATIENCE);
    match ended(&mut child, deadline) {
        Some(status) if status.success() => Ok(()),
        Some(_) => {
            let text = text.unwrap_or_default();
            let line = text.lines().find(|line| !line.trim().is_empty());
            Err(format!(
                "rustfmt refuses: {}",
                line.unwrap_or("no reason given")
            ))
        }
        None => {
            drop(child.kill());
            drop(child.wait());
            Err(format!(
                "rustfmt did not end within {} seconds",
                PATIENCE.as_secs()
            ))
        }
    }
}

fn ended(child: &mut Child, deadline: Instant) -> Option<ExitStatus> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < deadline => thread::sleep(Duration::from_millis(1)),
            _ => return None,
        }
    }
}

fn not_rust(path: &str, text: &str, error: &syn::Error) -> Mistake {
    let line = error.span().start().line;
    let source = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    Mistake::new(
        format!(
            "the generator makes a `{path}` that is not Rust: {error}, in line {line}: `{}`",
            source.trim()
        ),
        "correct its template",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const UGLY: &str = "pub struct   A { pub a: u8 }";

    fn format(root: &Path, text: &str) -> Result<String, String> {
        let file = Source::read("src/a.rs", text.as_bytes());
        let formatter = Formatter::of(&Project::open(root));
        Ok(formatter.format(&[file.unwrap().unwrap()])?.remove(0))
    }

    #[test]
    fn the_rules_of_a_folder_above_hold() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("deep/blog");
        assert_eq!(
            format(&root, UGLY).unwrap(),
            "pub struct A {\n    pub a: u8,\n}\n"
        );
        fs::write(folder.path().join("rustfmt.toml"), "hard_tabs = true").unwrap();
        assert_eq!(
            format(&root, UGLY).unwrap(),
            "pub struct A {\n\tpub a: u8,\n}\n"
        );
    }

    #[test]
    fn what_rustfmt_refuses_stays_and_it_says_why() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("rustfmt.toml"), "hard_tabs = 7").unwrap();
        let told = format(folder.path(), UGLY).unwrap_err();
        assert!(told.starts_with("rustfmt refuses: "), "{told}");
    }

    #[test]
    fn another_program_is_not_taken_for_the_same_in_a_better_layout() {
        let is_same = |text: &str, other: &str| {
            Shape::of(other).is_ok_and(|other| other == Shape::of(text).unwrap())
        };
        assert!(is_same(
            "mod b; mod a; use a::b; use a::c; struct A;",
            "mod a;\nmod b;\n\nuse a::{b, c};\n\nstruct A;\n"
        ));
        for other in ["", "struct A", "use a::b;", "mod a;"] {
            assert!(!is_same("use a::b; struct A;", other), "{other}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_process_that_does_not_end_is_not_waited_for() {
        let mut command = Command::new("sh");
        assert!(run(command.args(["-c", "exit 0"])).is_ok());
        let mut child = Command::new("sleep").arg("60").spawn().unwrap();
        assert_eq!(ended(&mut child, Instant::now()), None);
        child.kill().unwrap();
        child.wait().unwrap();
    }
}
