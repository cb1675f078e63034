//! The application as a process: this test binary again, told by a variable to be the application.

use std::{
    env,
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, ExitCode, Output, Stdio},
    time::{Duration, Instant},
};

use crate::notes::app;

const WORDS: &str = "NOTES_WORDS";

/// Not a test of its own: the application that the other tests start. Does nothing where the variable is not set.
#[test]
fn the_application_as_a_process() {
    let Ok(words) = env::var(WORDS) else { return };
    let code = application(&words);
    let is = |wanted: u8| code == ExitCode::from(wanted);
    std::process::exit((0..=2).find(|wanted| is(*wanted)).map_or(99, i32::from));
}

/// As in an application: the runtime is dropped before this returns. More threads than jobs that block them.
#[tokio::main(worker_threads = 4)]
async fn application(words: &str) -> ExitCode {
    scaffold::logging::init();
    app()
        .run_words(words.split_whitespace().map(str::to_owned))
        .await
}

/// The application with these words, in this folder and environment.
pub(crate) fn command(folder: &Path, words: &str, variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env::current_exe().expect("this binary"));
    command.args([
        "process::the_application_as_a_process",
        "--exact",
        "--nocapture",
        "--quiet",
    ]);
    command
        .current_dir(folder)
        .env_clear()
        .env(WORDS, words)
        .envs(variables.iter().copied());
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// What it printed and how it ended.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: without_harness(&String::from_utf8_lossy(&output.stdout)),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// The lines that are not the test harness's.
fn without_harness(text: &str) -> String {
    text.lines()
        .filter(|line| !line.is_empty() && *line != "running 1 test")
        .map(|line| format!("{line}\n"))
        .collect()
}

pub(crate) fn run(folder: &Path, words: &str, variables: &[(&str, &str)]) -> Ended {
    command(folder, words, variables)
        .output()
        .expect("the application runs")
        .into()
}

/// A server that is ended when it is dropped.
pub(crate) struct Server {
    child: Child,
    out: BufReader<std::process::ChildStdout>,
    /// What it printed until it listened.
    pub(crate) said: Vec<String>,
    pub(crate) port: u16,
}

impl Server {
    pub(crate) fn start(folder: &Path, variables: &[(&str, &str)]) -> Self {
        let mut child = command(folder, "serve --port 0", variables)
            .spawn()
            .expect("the application starts");
        let out = BufReader::new(child.stdout.take().expect("it is piped"));
        // From here on, a panic ends the child too.
        let mut server = Self {
            child,
            out,
            said: Vec::new(),
            port: 0,
        };
        while server.port == 0 {
            let mut line = String::new();
            if server.out.read_line(&mut line).expect("it prints text") == 0 {
                let mut errors = String::new();
                let stderr = server.child.stderr.as_mut().expect("it is piped");
                stderr.read_to_string(&mut errors).expect("it prints text");
                panic!("the server ended after {:?}: {errors}", server.said);
            }
            let line = line.trim().to_owned();
            if let Some(port) = line.strip_prefix("listening on http://127.0.0.1:") {
                server.port = port.parse().expect("a port");
            }
            if !line.is_empty() && line != "running 1 test" {
                server.said.push(line);
            }
        }
        server
    }

    /// Waits until it prints this line.
    pub(crate) fn hear(&mut self, words: &str) {
        let mut line = String::new();
        while line.trim() != words {
            line.clear();
            let read = self.out.read_line(&mut line).expect("it prints text");
            assert!(read > 0, "it ended without `{words}`");
        }
    }

    pub(crate) fn signal(&self, name: &str) {
        signal(&self.child, name);
    }

    /// Whether it has ended by itself within this time, while nobody reads what it logs.
    pub(crate) fn ends_unread(&mut self, within: Duration) -> bool {
        let deadline = Instant::now() + within;
        while Instant::now() < deadline {
            if self.child.try_wait().expect("a process").is_some() {
                return true;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        false
    }

    /// Waits for its end; gives the exit code and what it logged.
    #[track_caller]
    pub(crate) fn end(mut self) -> (Option<i32>, String) {
        end(&mut self.child)
    }
}

/// Waits for its end, a minute at most; gives the exit code and what it logged.
#[track_caller]
pub(crate) fn end(child: &mut Child) -> (Option<i32>, String) {
    let mut stderr = child.stderr.take().expect("it is piped");
    let log = std::thread::spawn(move || {
        let mut log = String::new();
        stderr.read_to_string(&mut log).map(|_| log)
    });
    let deadline = Instant::now() + Duration::from_secs(60);
    let status = loop {
        match child.try_wait().expect("a process") {
            Some(status) => break status,
            None if Instant::now() > deadline => {
                child.kill().expect("it was alive");
                panic!("it did not end by itself");
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    let log = log.join().expect("no panic").expect("it prints text");
    (status.code(), log)
}

pub(crate) fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill")
        .args([&format!("-{name}"), &child.id().to_string()])
        .status();
    assert!(sent.expect("`kill` is there").success());
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
