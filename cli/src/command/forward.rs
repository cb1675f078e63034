//! Words that Cargo or the application's own binary answers. Their exit code is ours, and signals reach them.

use std::{
    env,
    io::{self, IsTerminal},
    path::PathBuf,
    process::{Command, Stdio},
};

use super::{Failure, Outcome};
use crate::{args::Forward, project::Project, shell::Shell, spec::Mistake};

/// `cargo run -q --bin APP -- WORD …`, from any folder of the project.
pub(super) fn run(forward: &Forward, project: &Project) -> Outcome {
    let Forward {
        word,
        args,
        release,
    } = forward;
    let app = project.package()?.name;
    let mut command = cargo(project);
    command.arg("run");
    // A first build takes minutes, and Cargo's progress is the best there is; later ones are quiet.
    if !(io::stderr().is_terminal() && is_first_build(project, &app, *release)) {
        command.arg("--quiet");
    }
    if *release {
        command.arg("--release");
    }
    command.args(["--bin", &app, "--", word]).args(args);
    hand_over(command)
}

/// What a word of the application's own binary prints, once it has ended well; messages go to the person.
pub(super) fn answer(words: &[String], project: &Project) -> Result<Vec<u8>, Failure> {
    let app = project.package()?.name;
    let mut command = cargo(project);
    command.arg("run");
    if !(io::stderr().is_terminal() && is_first_build(project, &app, false)) {
        command.arg("--quiet");
    }
    command.args(["--bin", &app, "--"]).args(words);
    command.stdin(Stdio::null()).stderr(Stdio::inherit());
    let ended = command.output().map_err(|error| missing(&error))?;
    match ended.status.code() {
        Some(0) => Ok(ended.stdout),
        // It has said what is wrong.
        Some(2) => Err(Failure::Refused(Vec::new())),
        _ => Err(Failure::Failed(Mistake::new(
            "the application gave no answer",
            "its messages, or the compiler's, stand above",
        ))),
    }
}

/// `cargo test`.
pub(super) fn test(words: &[String], project: &Project) -> Outcome {
    let mut command = cargo(project);
    command.arg("test").args(words);
    hand_over(command)
}

/// Builds with Cargo's progress, then serves; development migrates and seeds by itself, and says so.
pub(super) fn build_and_serve(project: &Project, shell: &Shell) -> Outcome {
    let built = cargo(project)
        .arg("build")
        .status()
        .map_err(|error| missing(&error))?;
    if !built.success() {
        return Err(Failure::Failed(Mistake::new(
            "the application did not build",
            "its messages stand above; `cargo build` in its folder tries again",
        )));
    }
    shell.step(
        "serve",
        "Ctrl-C ends it; `scaffold serve` in its folder starts it again",
    );
    run(
        &Forward {
            word: "serve".to_owned(),
            args: Vec::new(),
            release: false,
        },
        project,
    )
}

fn cargo(project: &Project) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // The application reads `config/` and relative paths from where it is started.
    command.current_dir(project.root());
    command
}

fn is_first_build(project: &Project, app: &str, release: bool) -> bool {
    let target = env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| project.root().join("target"), PathBuf::from);
    let profile = target.join(if release { "release" } else { "debug" });
    !profile
        .join(app)
        .with_extension(env::consts::EXE_EXTENSION)
        .exists()
}

fn missing(error: &io::Error) -> Failure {
    Failure::Failed(Mistake::new(
        format!("`cargo` can't be started: {error}"),
        "install Rust: https://rustup.rs",
    ))
}

/// This process becomes the command, so that its signals and its exit code are the command's.
#[cfg(unix)]
fn hand_over(mut command: Command) -> Outcome {
    use std::os::unix::process::CommandExt;
    Err(missing(&command.exec()))
}

/// Waits for the command; Ctrl-C reaches it through the console.
#[cfg(not(unix))]
fn hand_over(mut command: Command) -> Outcome {
    let status = command.status().map_err(|error| missing(&error))?;
    let code = status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .unwrap_or(1);
    Ok(std::process::ExitCode::from(code))
}
