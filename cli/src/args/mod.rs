//! Words in, a command out.
//!
//! The flags of `make:*` come from the generators' data. Field words are taken raw: what is wrong with them is told together
//! with what is wrong with the flags, in one answer.

mod builder;
mod flags;
mod forward;
mod later;

use std::collections::BTreeSet;

use clap::{ArgMatches, error::ErrorKind};

pub use builder::Verb;
pub use forward::{FORWARDED, Forwarded};

use crate::spec::{Mistake, nearest};

/// What a person asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// A new application.
    New(New),
    /// A generator.
    Make(Make),
    /// Taking the last run back.
    Undo(Output),
    /// A word of the application's own binary.
    Forward(Forward),
    /// `cargo test`, with these words.
    Test(Vec<String>),
    /// What the application is made of.
    About(Output),
    /// All commands.
    List(Output),
    /// A text that is the whole answer: help, the version. It may have terminal styles.
    Text(String),
}

/// A new application.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct New {
    /// Its name, or its path.
    pub name: String,
    /// Its folder, if it is not the name's.
    pub path: Option<String>,
    /// The database.
    pub db: Option<String>,
    /// Whether services get facades.
    pub facades: bool,
    /// Whether the folder becomes a git repository.
    pub git: bool,
    /// Whether it is built and served at once.
    pub serve: bool,
    /// A path or a version of the runtime.
    pub runtime: Option<String>,
    /// How the plan is told and applied.
    pub output: Output,
    /// What is wrong with the flags; to be told with what is wrong with the name.
    pub mistakes: Vec<Mistake>,
}

/// A run of a generator.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Make {
    /// The generator.
    pub generator: String,
    /// The first word.
    pub name: String,
    /// The further words.
    pub fields: Vec<String>,
    /// The flags that were given.
    pub flags: BTreeSet<String>,
    /// `--plural`
    pub plural: Option<String>,
    /// How the plan is told and applied.
    pub output: Output,
    /// What is wrong with the flags; to be told with what is wrong with the words.
    pub mistakes: Vec<Mistake>,
}

/// A word of the application's own binary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forward {
    /// The word: `serve`.
    pub word: String,
    /// What follows it.
    pub args: Vec<String>,
    /// Whether the release build answers.
    pub release: bool,
}

/// How a plan is told, and whether it is applied.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Output {
    /// Tell the plan, write nothing.
    pub dry_run: bool,
    /// Tell the plan as a patch, write nothing.
    pub diff: bool,
    /// Overwrite what is in the way.
    pub force: bool,
    /// Tell the plan as data.
    pub json: bool,
}

/// First words that are also typed without their colon: `make model`.
const GROUPS: [&str; 8] = [
    "make", "migrate", "queue", "db", "route", "service", "cache", "schedule",
];

/// Reads a command line, without the program's name.
///
/// # Errors
/// Every mistake in words and flags that can be told without knowing the project.
pub fn parse(words: Vec<String>, verbs: &[Verb]) -> Result<Command, Vec<Mistake>> {
    let words = join_colon(words, verbs);
    let Some(word) = words.first().cloned() else {
        return Ok(Command::List(Output::default()));
    };
    let rest = &words[1..];
    let help = rest
        .iter()
        .take_while(|word| *word != "--")
        .any(|word| word == "--help" || word == "-h");
    if let Some(forwarded) = FORWARDED.iter().find(|forwarded| forwarded.word == word) {
        return Ok(if help {
            Command::Text(forwarded.help())
        } else {
            Command::Forward(forward::read(&word, rest))
        });
    }
    if word == "test" {
        return Ok(Command::Test(rest.to_vec()));
    }
    if matches!(word.as_str(), "--version" | "-V" | "version") {
        return Ok(Command::Text(format!(
            "scaffold {}\n",
            env!("CARGO_PKG_VERSION")
        )));
    }
    if matches!(word.as_str(), "help" | "--help" | "-h") && rest.is_empty() {
        return Ok(Command::Text(
            builder::root(verbs).render_help().ansi().to_string(),
        ));
    }
    let words = if word == "help" {
        [&words[1..], &["--help".to_owned()]].concat()
    } else {
        words
    };
    let root = builder::root(verbs);
    let Some(command) = root.find_subcommand(&words[0]) else {
        return Err(vec![unknown(&words[0], verbs)]);
    };
    let flags::Sorted { known, mistakes } = flags::sort(&words[0], &words[1..], command);
    let line = ["scaffold", &words[0]]
        .into_iter()
        .chain(known.iter().map(String::as_str));
    let found = match root.try_get_matches_from(line) {
        Ok(found) => found,
        Err(error) if error.kind() == ErrorKind::DisplayHelp => {
            return Ok(Command::Text(error.render().ansi().to_string()));
        }
        Err(error) => {
            return Err(mistakes
                .into_iter()
                .chain([flags::told(&words[0], &error)])
                .collect());
        }
    };
    let Some((word, found)) = found.subcommand() else {
        return Ok(Command::List(Output::default()));
    };
    let output = output(found);
    let text = |name: &str| found.try_get_one::<String>(name).ok().flatten().cloned();
    let command = match word {
        "new" => {
            return Ok(Command::New(New {
                name: text("name").unwrap_or_default(),
                path: text("path"),
                db: text("db"),
                facades: !found.get_flag("no-facades"),
                git: !found.get_flag("no-git"),
                serve: found.get_flag("serve"),
                runtime: text("runtime"),
                output,
                mistakes,
            }));
        }
        "undo" => Command::Undo(output),
        "about" => Command::About(output),
        "list" => Command::List(output),
        _ => {
            let Some(verb) = verbs.iter().find(|verb| verb.word() == word) else {
                return Err(vec![unknown(word, verbs)]);
            };
            return Ok(Command::Make(make(verb, found, output, mistakes)));
        }
    };
    if mistakes.is_empty() {
        Ok(command)
    } else {
        Err(mistakes)
    }
}

fn make(verb: &Verb, found: &ArgMatches, output: Output, mistakes: Vec<Mistake>) -> Make {
    let flag = |name: &&String| {
        found
            .try_get_one::<bool>(name)
            .ok()
            .flatten()
            .copied()
            .unwrap_or_default()
    };
    Make {
        generator: verb.generator.clone(),
        name: found
            .try_get_one::<String>("name")
            .ok()
            .flatten()
            .cloned()
            .unwrap_or_default(),
        fields: found
            .try_get_many::<String>("fields")
            .ok()
            .flatten()
            .map(|words| words.cloned().collect())
            .unwrap_or_default(),
        flags: verb.definition.flags.keys().filter(flag).cloned().collect(),
        plural: found
            .try_get_one::<String>("plural")
            .ok()
            .flatten()
            .cloned(),
        output,
        mistakes,
    }
}

fn output(found: &ArgMatches) -> Output {
    let flag = |name: &str| {
        found
            .try_get_one::<bool>(name)
            .ok()
            .flatten()
            .copied()
            .unwrap_or_default()
    };
    Output {
        dry_run: flag("dry-run"),
        diff: flag("diff"),
        force: flag("force"),
        json: flag("json"),
    }
}

/// `make model` is `make:model`, as long as that is a command and `make` is none.
fn join_colon(mut words: Vec<String>, verbs: &[Verb]) -> Vec<String> {
    if matches!(words.first().map(String::as_str), Some("generate" | "g")) {
        "make".clone_into(&mut words[0]);
    }
    let [first, second, ..] = words.as_slice() else {
        return words;
    };
    if !GROUPS.contains(&first.as_str()) || second.starts_with('-') {
        return words;
    }
    let joined = format!("{first}:{second}");
    let known = commands(verbs).any(|word| word == joined) || later::word(&joined).is_some();
    if known || first == "make" {
        words.splice(..2, [joined]);
    }
    words
}

fn commands(verbs: &[Verb]) -> impl Iterator<Item = String> {
    let own = ["new", "undo", "list", "about", "test", "help"].map(str::to_owned);
    own.into_iter()
        .chain(verbs.iter().map(Verb::word))
        .chain(FORWARDED.iter().map(|forwarded| forwarded.word.to_owned()))
}

/// The answer to a command that does not exist: what to do today, or the nearest one.
fn unknown(word: &str, verbs: &[Verb]) -> Mistake {
    if let Some(instead) = later::word(word) {
        return Mistake::new(
            format!("`{word}` is not a command of this release"),
            instead,
        );
    }
    if word.starts_with('-') {
        return Mistake::new(
            format!("`{word}` stands before a command"),
            "type the command first; `scaffold list` shows all",
        );
    }
    let legal: Vec<String> = commands(verbs).collect();
    let near = nearest(word, legal.iter().map(String::as_str)).or_else(|| {
        word.strip_prefix("make:")
            .and_then(|thing| nearest(thing, verbs.iter().map(|verb| verb.generator.as_str())))
            .and_then(|near| {
                legal
                    .iter()
                    .find(|word| word.strip_prefix("make:") == Some(near))
                    .map(String::as_str)
            })
    });
    let help = match near {
        Some(near) => format!("type `scaffold {near}`; `scaffold list` shows all"),
        None if word.starts_with("make:") => {
            let all: Vec<String> = verbs
                .iter()
                .filter(|verb| verb.generator != "new")
                .map(|verb| format!("`{}`", verb.word()))
                .collect();
            format!("the generators are {}", all.join(", "))
        }
        None => "`scaffold list` shows all".to_owned(),
    };
    Mistake::new(format!("unknown command `{word}`"), help)
}

#[cfg(test)]
mod tests;
