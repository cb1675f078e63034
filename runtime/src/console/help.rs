//! `help`: every word, its flags and what it does.

use super::table::table;

/// A word of the command line.
pub(super) struct Known {
    pub(super) name: &'static str,
    flags: &'static str,
    about: &'static str,
}

const fn known(name: &'static str, flags: &'static str, about: &'static str) -> Known {
    Known { name, flags, about }
}

pub(super) const WORDS: &[Known] = &[
    known(
        "serve",
        "[--host HOST] [--port PORT]",
        "answers requests; what it does without a word",
    ),
    known(
        "queue:work",
        "[--once] [--queue NAMES]",
        "runs jobs; `--once` until none is due, `--queue mail,default` those only",
    ),
    known("queue:size", "[--json]", "says how full each queue is"),
    known(
        "queue:failed",
        "[--json]",
        "lists the jobs that failed for good; `--json` with payload and history",
    ),
    known(
        "queue:retry",
        "[ID|all]",
        "puts failed jobs into their queues again: all, or one",
    ),
    known(
        "queue:flush",
        "[ID|all]",
        "deletes failed jobs: all, or one",
    ),
    known(
        "migrate",
        "[--check|--pretend]",
        "applies pending migrations; `--check` only says what is pending or differs from the models, and exits 1 for it; `--pretend` prints the SQL",
    ),
    known(
        "migrate:diff",
        "[--rename OLD:NEW] [--drop NAME] [--keep TABLE] [--json]",
        "prints the SQL, up and down, that brings the migrations to the models; `make:migration --diff` writes it",
    ),
    known("migrate:status", "", "says which migrations are applied"),
    known(
        "migrate:rollback",
        "[--step N] [--pretend] [--force]",
        "takes the last migration back, or the last N; in production with `--force` only",
    ),
    known(
        "migrate:reset",
        "[--pretend] [--force]",
        "takes all migrations back; in production with `--force` only",
    ),
    known(
        "migrate:fresh",
        "[--pretend] [--force]",
        "drops every table and migrates; in production with `--force` only",
    ),
    known("db:seed", "", "runs the seeders"),
    known(
        "db:show",
        "[--json]",
        "says which database answers, its tables and how many rows each has",
    ),
    known(
        "db:table",
        "NAME [--json]",
        "says what a table is made of: columns, indexes, references",
    ),
    known(
        "model:show",
        "NAME [--json]",
        "says what a model knows of its table",
    ),
    known("route:list", "[--json]", "lists the routes"),
    known(
        "service:list",
        "[NAME] [--json]",
        "lists the services, their facades and decorated methods; with a name, what each method reads, writes and calls",
    ),
    known(
        "service:graph",
        "[--dot|--json]",
        "says what each service is made of; `--dot` for graphviz",
    ),
    known(
        "about",
        "[--json]",
        "says what this application is and where it stores things",
    ),
    known("help", "[WORD]", "says this"),
];

/// `serve [--host HOST] [--port PORT]`
pub(super) fn usage(word: &str) -> String {
    let flags = WORDS
        .iter()
        .find(|known| known.name == word)
        .map_or("", |known| known.flags);
    format!("{word} {flags}").trim_end().to_owned()
}

pub(super) fn help(application: &str, word: Option<&str>) -> String {
    if let Some(known) = WORDS.iter().find(|known| Some(known.name) == word) {
        return format!("{application} {}\n\n{}", usage(known.name), known.about);
    }
    let rows: Vec<_> = WORDS
        .iter()
        .map(|known| [usage(known.name), known.about.to_owned()])
        .collect();
    format!("{application} WORD\n\n{}", table(&rows))
}
