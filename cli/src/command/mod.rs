//! One file a verb: validate, plan, preview, apply, report.

mod about;
mod forward;
mod list;
mod make;
mod models;
mod new;
mod runtime;
mod settle;
mod undo;

use std::{env, path::Path, process::ExitCode};

use crate::{
    args::{self, Command, Verb},
    generator::Generators,
    project::Project,
    shell::Shell,
    spec::Mistake,
};

/// Why a command has ended early.
#[derive(Debug)]
enum Failure {
    /// Not understood, or refused: exit code 2, nothing written. What is wrong is told already if the list is empty.
    Refused(Vec<Mistake>),
    /// Tried in vain: exit code 1.
    Failed(Mistake),
}

impl From<Mistake> for Failure {
    fn from(mistake: Mistake) -> Self {
        Self::Refused(vec![mistake])
    }
}

impl From<Vec<Mistake>> for Failure {
    fn from(mistakes: Vec<Mistake>) -> Self {
        Self::Refused(mistakes)
    }
}

type Outcome = Result<ExitCode, Failure>;

/// Answers a command line, without the program's name: 0 done or unchanged, 1 failed, 2 not understood or refused.
#[must_use]
pub fn run(words: Vec<String>) -> ExitCode {
    let shell = Shell::new(
        words
            .iter()
            .take_while(|word| *word != "--")
            .any(|word| word == "--json"),
    );
    let outcome = match env::current_dir() {
        Ok(here) => answer(words, &here, shell),
        Err(error) => Err(Failure::Failed(Mistake::new(
            format!("the current folder can't be read: {error}"),
            "change into another one",
        ))),
    };
    match outcome {
        Ok(code) => code,
        Err(Failure::Refused(mistakes)) => {
            if !mistakes.is_empty() {
                shell.mistakes(&mistakes);
            }
            ExitCode::from(2)
        }
        Err(Failure::Failed(mistake)) => {
            shell.mistakes(&[mistake]);
            ExitCode::FAILURE
        }
    }
}

fn answer(words: Vec<String>, here: &Path, shell: Shell) -> Outcome {
    let project = Project::find(here);
    let mut generators = Generators::builtin();
    if let Some(project) = &project {
        generators = generators.with_own(project)?;
    }
    let (verbs, broken) = verbs(&generators);
    let makes = words.first().is_some_and(|word| word.starts_with("make"));
    match args::parse(words, &verbs) {
        Err(mistakes) if makes && !broken.is_empty() => Err(broken
            .into_iter()
            .chain(mistakes)
            .collect::<Vec<_>>()
            .into()),
        Err(mistakes) => Err(mistakes.into()),
        Ok(Command::Text(text)) => {
            shell.text(&text);
            Ok(ExitCode::SUCCESS)
        }
        Ok(Command::List(_)) => Ok(list::run(&verbs, shell)),
        Ok(Command::New(new)) => new::run(&new, here, &generators, shell),
        Ok(Command::Make(make)) => make::run(&make, project, &generators, shell),
        Ok(Command::Undo(output)) => undo::run(output, project, shell),
        Ok(Command::About(_)) => about::run(&inside(project)?, shell),
        Ok(Command::Forward(forward)) => forward::run(&forward, &inside(project)?),
        Ok(Command::Test(words)) => forward::test(&words, &inside(project)?),
    }
}

/// The generators that have a command, and what is wrong with the others.
fn verbs(generators: &Generators) -> (Vec<Verb>, Vec<Mistake>) {
    let mut verbs = Vec::new();
    let mut broken = Vec::new();
    for generator in generators.names() {
        match generators.definition(&generator) {
            Ok(definition) if definition.internal => {}
            Ok(definition) => verbs.push(Verb {
                generator,
                definition,
            }),
            Err(mistake) => broken.push(mistake),
        }
    }
    (verbs, broken)
}

fn outside() -> Mistake {
    Mistake::new(
        "there is no Scaffold application in this folder or above it",
        "change into one, or make one: `scaffold new blog`",
    )
}

fn inside(project: Option<Project>) -> Result<Project, Mistake> {
    project.ok_or_else(outside)
}
