//! `GET /users/1`: the service layer (facade, decorators, cache) beside a hand-written axum handler that serializes the same user from memory.
//!
//! Each server is a process of its own; the client has one thread and 64 kept-alive connections. Rounds alternate, so that both see the machine's weather.

mod client;
mod layered;
mod peer;

use std::{
    fs,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde::Serialize;

use crate::median;

/// What both answer: some 470 bytes.
#[derive(Debug, Clone, Serialize)]
pub struct UserResource {
    pub id: i64,
    pub name: String,
    pub email: String,
    pub biography: String,
}

pub const NAME: &str = "Ada Lovelace";
pub const EMAIL: &str = "ada@example.com";
pub const BIOGRAPHY: &str = "Ada wrote what is taken for the first program: a way to compute the numbers of Bernoulli on a machine that was never built. \
Her notes on it are three times as long as the text they explain; they say that such a machine could work on symbols of any kind, music among them, \
if their relations could be put in a form that it takes, and that it would never originate anything by itself.";

const ROUNDS: usize = 3;
const CONNECTIONS: usize = 64;

/// Runs one of the two servers; the benchmark starts itself with these words.
pub fn serve(peer: &str, port: &str) {
    let port = port.parse().unwrap_or(0);
    match peer {
        "axum" => peer::serve(port),
        _ => layered::serve(port),
    }
}

/// Prints the table.
pub fn compare(seconds: u64) {
    let mut rates = [Vec::new(), Vec::new()];
    let mut starts = [Vec::new(), Vec::new()];
    let mut memory = [(0, 0); 2];
    for _ in 0..ROUNDS {
        for (at, name) in ["axum", "scaffold"].into_iter().enumerate() {
            let server = Server::start(name);
            starts[at].push(server.started.as_secs_f64() * 1e3);
            let idle = server.resident();
            let rate = client::load(server.port, CONNECTIONS, Duration::from_secs(seconds));
            rates[at].push(rate);
            memory[at] = (idle, server.resident());
        }
    }
    println!(
        "GET /users/1, {CONNECTIONS} connections, {ROUNDS} rounds of {seconds} s, median (min-max)"
    );
    println!(
        "{:<10} {:>26} {:>8} {:>26} {:>10} {:>10}",
        "", "requests/s", "ratio", "start to first answer, ms", "idle MB", "after MB"
    );
    let reference = median(&rates[0]);
    for (at, name) in ["axum", "scaffold"].into_iter().enumerate() {
        println!(
            "{name:<10} {:>26} {:>8.2} {:>26} {:>10.1} {:>10.1}",
            spread(&rates[at], 0),
            median(&rates[at]) / reference,
            spread(&starts[at], 1),
            memory[at].0 as f64 / 1024.0,
            memory[at].1 as f64 / 1024.0,
        );
    }
}

struct Server {
    child: Child,
    port: u16,
    started: Duration,
    _folder: tempfile::TempDir,
}

impl Server {
    /// Starts the server and waits for its first answer.
    fn start(name: &str) -> Self {
        let port = free_port();
        let folder = tempfile::tempdir().expect("a folder for the database");
        let database = format!("sqlite://{}", folder.path().join("bench.db").display());
        // the first start makes the database; the second one is measured
        if name == "scaffold" {
            drop(Self::spawn(name, port, &database).0);
        }
        let (guard, started) = Self::spawn(name, port, &database);
        Self {
            child: guard.into_child(),
            port,
            started,
            _folder: folder,
        }
    }

    fn spawn(name: &str, port: u16, database: &str) -> (Guard, Duration) {
        let begin = Instant::now();
        let child = Command::new(std::env::current_exe().expect("a path"))
            .args(["serve", name, &port.to_string()])
            .env("DATABASE_URL", database)
            .env("APP_ENV", "production")
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the server starts");
        let guard = Guard(Some(child));
        while !client::answers(port) {
            assert!(
                begin.elapsed() < Duration::from_secs(20),
                "{name} does not answer"
            );
        }
        (guard, begin.elapsed())
    }

    /// Resident memory in KiB.
    fn resident(&self) -> u64 {
        let status =
            fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .unwrap_or_default();
        line.split_whitespace()
            .nth(1)
            .and_then(|word| word.parse().ok())
            .unwrap_or(0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // gone is gone
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Ends a child that nobody took over.
struct Guard(Option<Child>);

impl Guard {
    fn into_child(mut self) -> Child {
        self.0.take().expect("taken once")
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(mut child) = self.0.take() {
            child.kill().ok();
            child.wait().ok();
        }
    }
}

fn free_port() -> u16 {
    let socket = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("loopback");
    socket.local_addr().expect("an address").port()
}

fn spread(values: &[f64], digits: usize) -> String {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(0.0, f64::max);
    format!(
        "{:.digits$} ({low:.digits$}-{high:.digits$})",
        median(values)
    )
}
