//! Side by side with peers and limits: prints ratios of one run, and fails nothing.
//!
//! `cargo run --release -p scaffold-bench -- http [SECONDS]`, `-- queue`, `-- repo`, `-- compiler` or `-- building`

mod building;
mod compiler;
mod http;
mod queue;
mod repo;

use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["http"] => http::compare(4),
        ["http", seconds] if seconds.parse::<u64>().is_ok() => {
            http::compare(seconds.parse().unwrap_or(4))
        }
        ["queue"] => queue::compare(),
        ["repo"] => repo::compare(),
        ["building"] => building::compare(),
        ["compiler"] => compiler::compare(),
        ["compiler-rows"] => compiler::run_rows(),
        ["serve", peer, port] => http::serve(peer, port),
        _ => {
            eprintln!(
                "error: not a benchmark\nhelp: http [SECONDS]   GET /users/1 beside a hand-written axum server\n      queue            what each `database.durability` costs\n      repo             a repository beside raw sqlx, on each database; with `--features peers` beside SeaORM and Diesel too\n      compiler         what the macros' code costs beside the same by hand; needs valgrind\n      building         how long an application takes to build beside the same by hand"
            );
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}
