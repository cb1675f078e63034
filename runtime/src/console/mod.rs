//! The words of the application's binary: `serve`, `migrate`, `queue:work`, `route:list` …
//!
//! A word is understood whole before anything is done: exit code 2 says that nothing was.

mod about;
mod check;
mod database;
mod difference;
mod graph;
mod help;
mod inspect;
mod parse;
mod queue;
mod routes;
mod services;
mod table;
mod work;

use std::{io::Write, process::ExitCode};

use parse::{Mistake, Word, parse};

use crate::{
    Error, Result,
    app::{Application, Builder, serve},
};

/// Does what the words say.
pub(crate) async fn run<A: Application>(builder: Builder<A>, words: Vec<String>) -> ExitCode {
    match execute(builder, &words).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Mistake(Mistake(text))) => {
            complain(&text);
            ExitCode::from(2)
        }
        Err(Failure::Error(error)) => {
            complain(&error.chain());
            ExitCode::FAILURE
        }
        Err(Failure::Told) => ExitCode::FAILURE,
    }
}

/// Why a word was not done.
enum Failure {
    /// It was not understood, or refused; nothing was done.
    Mistake(Mistake),
    /// It went wrong.
    Error(Error),
    /// The answer is no, and was printed.
    Told,
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

impl From<Mistake> for Failure {
    fn from(mistake: Mistake) -> Self {
        Self::Mistake(mistake)
    }
}

async fn execute<A: Application>(builder: Builder<A>, words: &[String]) -> Result<(), Failure> {
    match parse(words)? {
        Word::Serve(address) => serve(builder, address).await?,
        Word::Work(options) => work::work(builder, options).await?,
        Word::Queue(ask) => queue::ask(builder, ask).await?,
        Word::Migrate { pretend } => database::migrate(&builder, pretend).await?,
        Word::Check => check::check(&builder).await?,
        Word::Difference { answers, json } => {
            difference::difference(&builder, &answers, json).await?;
        }
        Word::Status => database::status(&builder).await?,
        Word::Undo(undo) => database::undo(&builder, &undo).await?,
        Word::Seed => database::seed(builder).await?,
        Word::Show { json } => inspect::show(&builder, json).await?,
        Word::Table { name, json } => {
            inspect::one_table(&builder, name.as_deref(), json).await?;
        }
        Word::Model { name, json } => say(&inspect::model::<A>(name.as_deref(), json)?),
        Word::Routes { json } => say(&routes::list(&builder, json)?),
        Word::Services { name, json } => say(&services::list::<A>(name.as_deref(), json)?),
        Word::Graph(picture) => say(&graph::graph::<A>(picture)?),
        Word::About { json } => say(&about::about(&builder, json)?),
        Word::Help(word) => say(&help::help(A::NAME, word)),
    }
    Ok(())
}

/// Prints a line. A reader that has gone (`route:list | head`) is no error.
pub(crate) fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{}", text.trim_end());
}

/// Prints a mistake or an error: the problem, and below it what to do.
fn complain(text: &str) {
    let mut out = std::io::stderr().lock();
    let _ = writeln!(out, "error: {}", text.trim_end());
}

/// Tells what is no mistake, beside what is printed.
fn note(text: &str) {
    let mut out = std::io::stderr().lock();
    let _ = writeln!(out, "note: {}", text.trim_end());
}

/// Pretty JSON for scripts.
fn json(value: &impl serde::Serialize) -> Result<String> {
    Ok(serde_json::to_string_pretty(value)?)
}
