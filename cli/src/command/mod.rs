//! One file a verb: validate, plan, preview, apply, report.

mod about;
mod difference;
mod forward;
mod list;
mod make;
mod models;
mod new;
mod runtime;
mod settle;
mod undo;

use std::{
    env,
    ffi::{OsStr, OsString},
    path::Path,
    process::ExitCode,
};

use crate::{
    args::{self, Command, Verb},
    generator::Generators,
    plan::{ApplyError, Hold, Repaired, is_interrupted},
    project::Project,
    shell::{Form, Shell},
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

impl From<ApplyError> for Failure {
    fn from(error: ApplyError) -> Self {
        match error {
            ApplyError::Refused(mistake) => Self::from(mistake),
            ApplyError::Failed(mistake) => Self::Failed(mistake),
        }
    }
}

type Outcome = Result<ExitCode, Failure>;

/// Answers a command line, without the program's name: 0 done or unchanged, 1 failed, 2 not understood or refused.
#[must_use]
pub fn run(words: impl Iterator<Item = OsString>) -> ExitCode {
    let words: Vec<OsString> = words.collect();
    let json = OsStr::new("--json");
    let asked = words.iter().take_while(|word| *word != "--");
    let shell = Shell::new(if asked.into_iter().any(|word| word == json) {
        Form::Json
    } else {
        Form::Text
    });
    let code = match begin(words, &shell) {
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
    };
    match shell.lost() {
        None => code,
        Some(error) => {
            let problem = format!("the answer did not arrive: {error}");
            let help = "see to where it is written; the command itself was carried out";
            Shell::new(Form::Text).mistakes(&[Mistake::new(problem, help)]);
            ExitCode::FAILURE
        }
    }
}

fn begin(words: Vec<OsString>, shell: &Shell) -> Outcome {
    let text = |word: OsString| {
        word.into_string().map_err(|word| {
            Mistake::new(
                format!("`{}` is not UTF-8", word.display()),
                "type it in UTF-8, names of folders too",
            )
        })
    };
    let mut understood = Vec::new();
    let mut mistakes = Vec::new();
    for word in words {
        match text(word) {
            Ok(word) => understood.push(word),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    if !mistakes.is_empty() {
        return Err(mistakes.into());
    }
    let here = env::current_dir().map_err(|error| {
        Failure::Failed(Mistake::new(
            format!("the current folder can't be read: {error}"),
            "change into another one",
        ))
    })?;
    answer(&understood, &here, shell)
}

fn answer(words: &[String], here: &Path, shell: &Shell) -> Outcome {
    let (mut project, mut generators, mut command) = read(words, here)?;
    // What an interrupted run has left is neither as it was nor as planned, so nothing is read from it.
    let repaired = match &project {
        Some(found) => repair(found, &command, shell)?,
        None => None,
    };
    if repaired.is_some() {
        (project, generators, command) = read(words, here)?;
    }
    match command {
        Command::Text(text) => {
            shell.text(&text);
            Ok(ExitCode::SUCCESS)
        }
        Command::List(commands) => Ok(list::run(&commands, shell)),
        Command::New(new) => new::run(&new, here, &generators, shell),
        Command::Make(make) => make::run(&make, project, &generators, shell),
        Command::Undo(output) => undo::run(output, project, repaired, shell),
        Command::About => about::run(&inside(project)?, shell),
        Command::Forward(forward) => forward::run(&forward, &inside(project)?),
        Command::Test(words) => forward::test(&words, &inside(project)?),
    }
}

/// Where the person stands, and what the words mean there.
fn read(words: &[String], here: &Path) -> Result<(Option<Project>, Generators, Command), Failure> {
    let project = Project::find(here);
    let mut generators = Generators::builtin();
    if let Some(project) = &project {
        generators = generators.with_own(project);
    }
    let (verbs, broken) = verbs(&generators);
    let command = args::parse(words.to_vec(), &verbs).map_err(|mistakes| {
        let typed = |word: &String| words.first() == Some(word);
        let own = broken.into_iter().find(|(word, _)| typed(word));
        own.map_or(mistakes, |(_, mistake)| vec![mistake])
    })?;
    Ok((project, generators, command))
}

/// Ends what an interrupted run has left in the project, unless the command must write nothing.
fn repair(
    project: &Project,
    command: &Command,
    shell: &Shell,
) -> Result<Option<Repaired>, Failure> {
    if matches!(command, Command::Text(_)) || !is_interrupted(project.root())? {
        return Ok(None);
    }
    if command.only_tells() {
        return Err(Failure::Failed(Mistake::new(
            "a run was interrupted, and what it has left can't be planned upon",
            "`scaffold undo` takes it back",
        )));
    }
    let hold = Hold::take(project.root())?;
    if let Some(repaired) = hold.repaired() {
        shell.note(repaired.told());
    }
    Ok(hold.repaired())
}

/// The generators that have a command, and what is wrong with the others, by their command.
fn verbs(generators: &Generators) -> (Vec<Verb>, Vec<(String, Mistake)>) {
    let mut verbs = Vec::new();
    let mut broken = Vec::new();
    for generator in generators.names() {
        match generators.definition(&generator) {
            Ok(definition) if definition.internal => {}
            Ok(definition) => verbs.push(Verb {
                generator,
                definition,
            }),
            Err(mistake) => broken.push((args::word_of(&generator), mistake)),
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
