//! The words that the application's own binary answers.

use super::Forward;

/// A forwarded word.
#[derive(Debug, Clone, Copy)]
pub struct Forwarded {
    /// The word: `queue:work`.
    pub word: &'static str,
    /// What it takes: `[--once] [--queue NAMES]`.
    pub takes: &'static str,
    /// What it does, in one line.
    pub about: &'static str,
}

/// All of them, in the order of `scaffold list`.
pub const FORWARDED: [Forwarded; 18] = [
    word(
        "serve",
        "[--host HOST] [--port PORT]",
        "answer HTTP; in development also migrate, seed an empty database and run jobs",
    ),
    word(
        "migrate",
        "[--check|--pretend]",
        "apply pending migrations; `--check` only says what is pending or differs from the models, and exits 1 for it; `--pretend` prints the SQL",
    ),
    word("migrate:status", "", "which migrations are applied"),
    word(
        "migrate:rollback",
        "[--step N] [--pretend] [--force]",
        "take the last migration back, or the last N; in production with `--force` only",
    ),
    word(
        "migrate:reset",
        "[--pretend] [--force]",
        "take all migrations back; in production with `--force` only",
    ),
    word(
        "migrate:fresh",
        "[--pretend] [--force]",
        "drop every table and migrate; in production with `--force` only",
    ),
    word("db:seed", "", "run the seeders"),
    word(
        "db:show",
        "[--json]",
        "which database answers, its tables and how many rows each has",
    ),
    word(
        "db:table",
        "NAME [--json]",
        "what a table is made of: columns, indexes, references",
    ),
    word(
        "model:show",
        "NAME [--json]",
        "what a model knows of its table",
    ),
    word(
        "queue:work",
        "[--once] [--queue NAMES]",
        "run jobs; `--once` until none is due, `--queue mail,default` those only",
    ),
    word(
        "queue:failed",
        "[--json]",
        "the jobs that failed for good; `--json` with payload and history",
    ),
    word(
        "queue:retry",
        "[ID|all]",
        "put failed jobs into their queues again: all, or one",
    ),
    word("queue:flush", "[ID|all]", "delete failed jobs: all, or one"),
    word("queue:size", "[--json]", "how full each queue is"),
    word("route:list", "[--json]", "the routes, with their handlers"),
    word(
        "service:list",
        "[NAME] [--json]",
        "the services, their facades and decorated methods; with a name, what each method reads, writes and calls",
    ),
    word(
        "service:graph",
        "[--dot|--json]",
        "what each service is made of; `--dot` for graphviz",
    ),
];

const fn word(word: &'static str, takes: &'static str, about: &'static str) -> Forwarded {
    Forwarded { word, takes, about }
}

impl Forwarded {
    /// The answer to `--help`, which needs no build.
    pub(super) fn help(&self) -> String {
        let Self { word, takes, about } = self;
        let usage = format!("scaffold {word} [--release] {takes}");
        format!(
            "{about}\n\nUsage: {}\n\nThe application's own binary answers it: `cargo run -q --bin APP -- {word}`.\n",
            usage.trim_end()
        )
    }
}

/// `--release` is Cargo's; all else is the application's.
pub(super) fn read(word: &str, rest: &[String]) -> Forward {
    let mut release = false;
    let mut args = Vec::new();
    let mut own = true;
    for typed in rest {
        if own && typed == "--release" {
            release = true;
            continue;
        }
        if own && typed == "--" {
            own = false;
            continue;
        }
        args.push(typed.clone());
    }
    Forward {
        word: word.to_owned(),
        args,
        release,
    }
}
