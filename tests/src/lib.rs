//! What the end-to-end tests share: the command as it was built, a scratch folder, and a client as small as `curl`.

pub mod crash;

use std::{
    io::{Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::OnceLock,
    time::{Duration, Instant},
};

/// The checkout's root.
///
/// # Panics
/// Never: the package lies in it.
#[must_use]
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the package lies in the checkout")
        .to_owned()
}

/// One target folder for all generated applications, beside the workspace's own output, so that dependencies are built once.
///
/// # Panics
/// When the system does not know where the test's program is.
#[must_use]
pub fn target() -> PathBuf {
    let exe = std::env::current_exe().expect("a test has a path");
    exe.ancestors()
        .nth(3)
        .expect("target/debug/deps/test")
        .join("generated")
}

/// A command with its output, and what it was, for messages.
#[derive(Debug)]
pub struct Ran {
    /// The words.
    pub command: String,
    /// Exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Ran {
    /// Fails the test, with everything that was printed, unless the exit code is 0.
    ///
    /// # Panics
    /// When it is another.
    #[track_caller]
    pub fn ok(self) -> Self {
        self.exits(0)
    }

    /// Fails the test, with everything that was printed, unless the exit code is this.
    ///
    /// # Panics
    /// When it is another.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "`{}` exited so:\n{}\n{}",
            self.command,
            self.stdout,
            self.stderr
        );
        self
    }
}

/// Runs a command in a folder.
///
/// # Panics
/// When it can't be started.
pub fn run(folder: &Path, program: impl AsRef<Path>, words: &[&str]) -> Ran {
    let mut command = Command::new(program.as_ref());
    command
        .current_dir(folder)
        .args(words)
        .env("CARGO_TARGET_DIR", target())
        .env("CARGO_TERM_COLOR", "never");
    for name in [
        "DATABASE_URL",
        "CACHE_URL",
        "QUEUE_URL",
        "HOST",
        "PORT",
        "APP_ENV",
        "RUST_LOG",
    ] {
        command.env_remove(name);
    }
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap_or_else(|error| {
        panic!(
            "`{}` could not be started: {error}",
            program.as_ref().display()
        )
    });
    Ran {
        command: format!("{} {}", program.as_ref().display(), words.join(" ")),
        code: status.code(),
        stdout: String::from_utf8_lossy(&stdout).into_owned(),
        stderr: String::from_utf8_lossy(&stderr).into_owned(),
    }
}

/// `cargo` in a folder.
pub fn cargo(folder: &Path, words: &[&str]) -> Ran {
    run(folder, option_env!("CARGO").unwrap_or("cargo"), words)
}

/// The command, built once for all tests.
///
/// # Panics
/// When it does not build.
fn command() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let folder = target().parent().expect("the target folder").to_owned();
        let built = Command::new(option_env!("CARGO").unwrap_or("cargo"))
            .args(["build", "--quiet", "-p", "scaffold-cli", "--target-dir"])
            .arg(&folder)
            .current_dir(root())
            .status()
            .expect("cargo runs");
        assert!(built.success(), "the command does not build");
        folder
            .join("debug")
            .join(format!("scaffold{}", std::env::consts::EXE_SUFFIX))
    })
}

/// The command, in a folder.
///
/// # Panics
/// When it does not build, or can't be started.
pub fn scaffold(folder: &Path, words: &[&str]) -> Ran {
    run(folder, command(), words)
}

/// A serving application; ends with this value.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where it answers.
    pub port: u16,
}

impl Server {
    /// Builds and serves the application of this name on a free port.
    ///
    /// # Panics
    /// When it does not build, or does not answer within 30 s.
    #[must_use]
    pub fn start(folder: &Path, name: &str) -> Self {
        cargo(folder, &["build", "--quiet"]).ok();
        let port = free_port();
        let child = Command::new(
            target()
                .join("debug")
                .join(format!("{name}{}", std::env::consts::EXE_SUFFIX)),
        )
        .args(["serve", "--port", &port.to_string()])
        .current_dir(folder)
        .env_remove("APP_ENV")
        .env_remove("DATABASE_URL")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the application starts");
        let server = Self { child, port };
        let deadline = Instant::now() + Duration::from_secs(30);
        while http(port, "GET", "/health/live", None).is_err() {
            assert!(
                Instant::now() < deadline,
                "the application did not answer within 30 s"
            );
            std::thread::yield_now();
        }
        server
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // a server that is already gone is as good as a killed one
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// An answer over HTTP.
#[derive(Debug)]
pub struct Answer {
    /// The status line's number.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// One request on a connection of its own.
///
/// # Errors
/// When nobody listens, or the answer is no HTTP.
pub fn http(port: u16, method: &str, path: &str, body: Option<&str>) -> std::io::Result<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let body = body.unwrap_or_default();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .ok_or_else(|| std::io::Error::other("no head"))?;
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|word| word.parse().ok())
        .ok_or_else(|| std::io::Error::other("no status"))?;
    Ok(Answer {
        status,
        body: body.to_owned(),
    })
}

/// A port that nobody listens on now.
///
/// # Panics
/// When the machine has no loopback.
#[must_use]
pub fn free_port() -> u16 {
    let socket = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("loopback");
    socket.local_addr().expect("an address").port()
}
