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

use crate::project::Project;

/// How long rustfmt may take; it needs a hundredth of it.
const PATIENCE: Duration = Duration::from_secs(5);

/// A Rust file: its path in the project and its text.
pub(super) type Text = (String, String);

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
    pub(super) fn format(&self, files: &[Text]) -> Result<Vec<String>, String> {
        if files.is_empty() {
            return Ok(Vec::new());
        }
        let staging = lay_out(files).map_err(|error| format!("no room to run rustfmt: {error}"))?;
        let default = staging.path().join("rustfmt.toml");
        let mut command = Command::new("rustfmt");
        command
            .args(["--edition", "2024", "--config-path"])
            .arg(self.rules.as_ref().unwrap_or(&default))
            .args(files.iter().map(|(path, _)| staging.path().join(path)))
            .current_dir(&self.folder)
            // A toolchain that is not there would be downloaded.
            .env("RUSTUP_AUTO_INSTALL", "0");
        run(&mut command)?;
        let texts = files.iter().map(|(path, text)| {
            fs::read_to_string(staging.path().join(path))
                .ok()
                .filter(|formatted| is_same(text, formatted))
                .ok_or_else(|| format!("rustfmt made something else of `{path}`"))
        });
        texts.collect()
    }
}

fn lay_out(files: &[Text]) -> io::Result<TempDir> {
    let staging = tempfile::Builder::new().prefix("scaffold-").tempdir()?;
    fs::write(staging.path().join("rustfmt.toml"), "")?;
    for (path, text) in files {
        let full = staging.path().join(path);
        fs::create_dir_all(full.parent().unwrap_or(staging.path()))?;
        fs::write(full, text)?;
    }
    for (path, text) in files {
        stand_in(&staging.path().join(path), text)?;
    }
    Ok(staging)
}

/// An empty file for each `mod name;` of a file whose module is not of this run.
fn stand_in(path: &Path, text: &str) -> io::Result<()> {
    let items = match syn::parse_file(text) {
        Ok(file) if text.contains("mod ") => file.items,
        _ => return Ok(()),
    };
    let mut folder = path.parent().unwrap_or(path).to_owned();
    match path.file_stem().and_then(|stem| stem.to_str()) {
        Some("mod" | "lib" | "main") | None => {}
        Some(stem) => folder.push(stem),
    }
    for item in items {
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

/// Whether both texts are the same items, `use` lines aside, which rules may merge and split.
fn is_same(text: &str, formatted: &str) -> bool {
    let count = |text: &str| {
        let items = syn::parse_file(text).ok()?.items.into_iter();
        Some(
            items
                .filter(|item| !matches!(item, syn::Item::Use(_)))
                .count(),
        )
    };
    let count_of_formatted = count(formatted);
    count_of_formatted.is_some() && count_of_formatted == count(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const UGLY: &str = "pub struct   A { pub a: u8 }";

    fn format(root: &Path, files: &[&str]) -> Result<Vec<String>, String> {
        let files: Vec<Text> = files
            .iter()
            .enumerate()
            .map(|(at, text)| (format!("src/f{at}.rs"), (*text).to_owned()))
            .collect();
        Formatter::of(&Project::open(root)).format(&files)
    }

    #[test]
    fn the_rules_of_a_folder_above_hold() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("deep/blog");
        assert_eq!(
            format(&root, &[UGLY]).unwrap(),
            ["pub struct A {\n    pub a: u8,\n}\n"]
        );
        fs::write(folder.path().join("rustfmt.toml"), "hard_tabs = true").unwrap();
        assert_eq!(
            format(&root, &[UGLY]).unwrap(),
            ["pub struct A {\n\tpub a: u8,\n}\n"]
        );
    }

    #[test]
    fn what_rustfmt_refuses_stays_and_it_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let told = format(folder.path(), &[UGLY, "fn ("]).unwrap_err();
        assert!(told.starts_with("rustfmt refuses: "), "{told}");
        fs::write(folder.path().join("rustfmt.toml"), "hard_tabs = 7").unwrap();
        assert!(format(folder.path(), &[UGLY]).is_err());
    }

    #[test]
    fn another_program_is_not_taken_for_the_same_in_a_better_layout() {
        assert!(is_same(
            "use a::b; use a::c; struct A;",
            "use a::{b, c};\n\nstruct A;\n"
        ));
        for other in ["", "struct A", "use a::b;"] {
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
