//! Words in, a command out.
//!
//! The flags of `make:*` come from the generators' data. Field words are taken raw: what is wrong with them is told together
//! with what is wrong with the flags, in one answer.

mod builder;
mod flags;
mod forward;
mod later;

use std::collections::BTreeSet;

use clap::ArgMatches;

pub use builder::{Verb, word_of};
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
    About,
    /// All commands, each with what it does.
    List(Vec<(String, String)>),
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
    /// What is said to the application with `make:migration --diff`: `--rename`, `posts.title:posts.headline`.
    pub difference: Option<Vec<String>>,
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
}

impl Output {
    /// Whether the plan is to be applied, not only told.
    #[must_use]
    pub fn writes(self) -> bool {
        !self.dry_run && !self.diff
    }
}

impl Command {
    /// Whether nothing may be written on its behalf.
    #[must_use]
    pub fn only_tells(&self) -> bool {
        match self {
            Self::New(New { output, .. })
            | Self::Make(Make { output, .. })
            | Self::Undo(output) => !output.writes(),
            Self::Text(_) => true,
            Self::Forward(_) | Self::Test(_) | Self::About | Self::List(_) => false,
        }
    }
}

/// Reads a command line, without the program's name.
///
/// # Errors
/// Every mistake in words and flags that can be told without knowing the project.
pub fn parse(words: Vec<String>, verbs: &[Verb]) -> Result<Command, Vec<Mistake>> {
    let root = builder::root(verbs);
    let words = join_colon(words, &root);
    let Some((word, rest)) = words.split_first() else {
        return Ok(list(&root));
    };
    let asks_help = |typed: &String| matches!(typed.as_str(), "--help" | "-h");
    match word.as_str() {
        "--version" | "-V" | "version" => {
            let text = format!("scaffold {}\n", env!("CARGO_PKG_VERSION"));
            return Ok(Command::Text(text));
        }
        "help" | "--help" | "-h" => {
            let about = rest.iter().find(|typed| !typed.starts_with('-'));
            let about = about.filter(|about| *about != "help");
            return help(about.map_or("scaffold", String::as_str), root, verbs);
        }
        // What follows is Cargo's.
        "test" => return Ok(Command::Test(rest.to_vec())),
        _ if rest
            .iter()
            .take_while(|typed| *typed != "--")
            .any(asks_help) =>
        {
            return help(word, root, verbs);
        }
        _ => {}
    }
    if FORWARDED.iter().any(|forwarded| forwarded.word == word) {
        return Ok(Command::Forward(forward::read(word, rest)));
    }
    let Some(command) = root.find_subcommand(word) else {
        return Err(vec![unknown(word, &root)]);
    };
    let flags::Sorted {
        known,
        mut mistakes,
    } = flags::sort(word, rest, command);
    let line = [word].into_iter().chain(&known);
    let found = command
        .clone()
        .try_get_matches_from(line)
        .map_err(|error| {
            let text = error.to_string();
            let problem = text.lines().next().unwrap_or_default();
            let help = format!("`scaffold {word} --help` shows what it takes");
            mistakes.push(Mistake::new(problem.trim_start_matches("error: "), help));
            std::mem::take(&mut mistakes)
        })?;
    let output = output(&found);
    let command = match word.as_str() {
        "new" => return Ok(Command::New(new(&found, output, mistakes))),
        "undo" => Command::Undo(output),
        "about" => Command::About,
        "list" => list(&root),
        _ => match verbs.iter().find(|verb| verb.word() == *word) {
            Some(verb) => return Ok(Command::Make(make(verb, &found, output, mistakes))),
            None => return Err(vec![unknown(word, &root)]),
        },
    };
    if mistakes.is_empty() {
        Ok(command)
    } else {
        Err(mistakes)
    }
}

fn help(word: &str, mut root: clap::Command, verbs: &[Verb]) -> Result<Command, Vec<Mistake>> {
    let text = if word == root.get_name() {
        root.render_help()
    } else {
        match root.find_subcommand_mut(word) {
            Some(command) => command.render_help(),
            None => return Err(vec![unknown(word, &builder::root(verbs))]),
        }
    };
    Ok(Command::Text(text.ansi().to_string()))
}

fn list(root: &clap::Command) -> Command {
    let about = |command: &clap::Command| {
        let about = command.get_about().map(ToString::to_string);
        (command.get_name().to_owned(), about.unwrap_or_default())
    };
    Command::List(root.get_subcommands().map(about).collect())
}

fn new(found: &ArgMatches, output: Output, mistakes: Vec<Mistake>) -> New {
    New {
        name: text(found, "name").unwrap_or_default(),
        path: text(found, "path"),
        db: text(found, "db"),
        facades: !flag(found, "no-facades"),
        git: !flag(found, "no-git"),
        serve: flag(found, "serve"),
        runtime: text(found, "runtime"),
        output,
        mistakes,
    }
}

fn make(verb: &Verb, found: &ArgMatches, mut output: Output, mut mistakes: Vec<Mistake>) -> Make {
    let fields = found.try_get_many::<String>("fields").ok().flatten();
    let flags = verb.definition.flags.keys();
    let mut difference = None;
    if verb.definition.takes.difference {
        let said: Vec<String> = ["rename", "drop", "keep"]
            .into_iter()
            .flat_map(|name| {
                let given = found.try_get_many::<String>(name).ok().flatten();
                let given = given.into_iter().flatten();
                given.flat_map(move |value| [format!("--{name}"), value.clone()])
            })
            .collect();
        // With fields there is nothing to ask: they say what is written.
        if output.diff
            && found
                .try_get_one::<String>("fields")
                .is_ok_and(|first| first.is_none())
        {
            difference = Some(said);
            // The SQL is what there is to see.
            output.diff = output.dry_run;
        } else if let Some(flag) = said.first() {
            let problem = format!("`{flag}` answers what `--diff` asks, without fields");
            let help = format!("type `scaffold {} --diff {}`", verb.word(), said.join(" "));
            mistakes.push(Mistake::new(problem, help));
        }
    }
    Make {
        generator: verb.generator.clone(),
        name: text(found, "name").unwrap_or_default(),
        fields: fields.into_iter().flatten().cloned().collect(),
        flags: flags.filter(|name| flag(found, name)).cloned().collect(),
        plural: text(found, "plural"),
        difference,
        output,
        mistakes,
    }
}

fn output(found: &ArgMatches) -> Output {
    Output {
        dry_run: flag(found, "dry-run"),
        diff: flag(found, "diff"),
        force: flag(found, "force"),
    }
}

/// Whether a flag is given; not every command has each.
fn flag(found: &ArgMatches, name: &str) -> bool {
    found.try_get_one(name).ok().flatten() == Some(&true)
}

/// The value of an argument; not every command has each.
fn text(found: &ArgMatches, name: &str) -> Option<String> {
    found.try_get_one(name).ok().flatten().cloned()
}

/// `make model` is `make:model`, as long as that is a command.
fn join_colon(mut words: Vec<String>, root: &clap::Command) -> Vec<String> {
    let [first, second, ..] = words.as_slice() else {
        return words;
    };
    let group = match first.as_str() {
        "generate" | "g" => "make",
        other => other,
    };
    let joined = format!("{group}:{second}");
    let is_known = root.find_subcommand(&joined).is_some() || later::word(&joined).is_some();
    if is_known || group == "make" && !second.starts_with('-') {
        words.splice(..2, [joined]);
    }
    words
}

/// The answer to a command that does not exist: what to do today, or the nearest one.
fn unknown(word: &str, root: &clap::Command) -> Mistake {
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
    let legal = || root.get_subcommands().map(clap::Command::get_name);
    let makes = || legal().filter(|word| word.starts_with("make:"));
    let near = nearest(word, legal()).or_else(|| {
        // A word as short as `job` is far from everything as long as `make:` is told with it.
        let thing = word.strip_prefix("make:")?;
        let near = nearest(thing, makes().map(|word| &word["make:".len()..]))?;
        makes().find(|word| &word["make:".len()..] == near)
    });
    let help = match near {
        Some(near) => format!("type `scaffold {near}`; `scaffold list` shows all"),
        None if word == "make" || word.starts_with("make:") => {
            let all: Vec<String> = makes().map(|word| format!("`{word}`")).collect();
            format!("the generators are {}", all.join(", "))
        }
        None => "`scaffold list` shows all".to_owned(),
    };
    Mistake::new(format!("unknown command `{word}`"), help)
}

#[cfg(test)]
mod tests;
