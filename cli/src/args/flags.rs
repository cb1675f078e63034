//! The words behind a command, sorted: what it does not take is told all at once, where clap would stop at the first.

use clap::{Arg, ArgAction, Command};

use super::later;
use crate::spec::{Mistake, nearest};

/// The words of a command, sorted.
pub(super) struct Sorted {
    /// What clap gets, and has nothing to say against.
    pub(super) known: Vec<String>,
    /// One for each word and flag that does not belong there.
    pub(super) mistakes: Vec<Mistake>,
}

/// Takes what `command` does not have out of `words`.
pub(super) fn sort(word: &str, words: &[String], command: &Command) -> Sorted {
    let mut sorter = Sorter {
        word,
        command,
        room: command
            .get_positionals()
            .map(|arg| arg.get_num_args().map_or(1, |range| range.max_values()))
            .fold(0, usize::saturating_add),
        sorted: Sorted {
            known: Vec::new(),
            mistakes: Vec::new(),
        },
    };
    let mut rest = words.iter().peekable();
    while let Some(typed) = rest.next() {
        if typed == "--" {
            sorter.sorted.known.push(typed.clone());
            rest.by_ref().for_each(|typed| sorter.positional(typed));
        } else if let Some(long) = typed.strip_prefix("--") {
            let (name, value) = match long.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (long, None),
            };
            let is_word = |next: &&String| !next.starts_with('-') && !next.contains(':');
            if let Some(arg) = sorter.arg(name) {
                let takes = arg.get_action().takes_values();
                let value = match value {
                    None if takes => rest
                        .next_if(|next| !next.starts_with("--"))
                        .map(String::as_str),
                    value => value,
                };
                sorter.long(arg, value);
            } else if let Some(understood) = later::understood(word, name) {
                sorter.sorted.known.push(format!("--{understood}"));
            } else {
                if later::takes_value(name) && value.is_none() {
                    rest.next_if(|next| is_word(next));
                }
                let mistake = unknown_long(word, name, command);
                sorter.sorted.mistakes.push(mistake);
            }
        } else if typed.len() > 1 && typed.starts_with('-') {
            sorter.short(&typed[1..]);
        } else {
            sorter.positional(typed);
        }
    }
    sorter.sorted
}

struct Sorter<'a> {
    word: &'a str,
    command: &'a Command,
    /// How many more words it takes.
    room: usize,
    sorted: Sorted,
}

impl<'a> Sorter<'a> {
    fn arg(&self, long: &str) -> Option<&'a Arg> {
        self.command
            .get_arguments()
            .find(|arg| arg.get_long() == Some(long))
    }

    fn positional(&mut self, typed: &str) {
        let Self { word, .. } = self;
        if self.room > 0 {
            self.room -= 1;
            self.sorted.known.push(typed.to_owned());
        } else {
            self.sorted.mistakes.push(Mistake::new(
                format!("`{word}` does not take `{typed}`"),
                format!("leave it out; `scaffold {word} --help` shows what it takes"),
            ));
        }
    }

    fn long(&mut self, arg: &Arg, value: Option<&str>) {
        let name = arg.get_long().unwrap_or_default();
        let typed = match (arg.get_action().takes_values(), value) {
            (false, None) => Ok(format!("--{name}")),
            (true, Some(value)) if !value.is_empty() => Ok(format!("--{name}={value}")),
            (true, _) => {
                let shape = arg.get_value_names().and_then(|names| names.first());
                let shape = shape.map(ToString::to_string).unwrap_or_default();
                Err((
                    format!("`--{name}` needs a value"),
                    format!("type `--{name} {shape}`"),
                ))
            }
            (false, Some(_)) => Err((
                format!("`--{name}` takes no value"),
                format!("type `--{name}`"),
            )),
        };
        let is_second = |typed: &String| typed.starts_with(&format!("--{name}="));
        match typed {
            Ok(typed)
                if matches!(arg.get_action(), ArgAction::Set)
                    && self.sorted.known.iter().any(is_second) =>
            {
                let problem = format!("`--{name}` is there twice");
                let help = format!("leave out `{typed}`, or the one before it");
                self.sorted.mistakes.push(Mistake::new(problem, help));
            }
            Ok(typed) => self.sorted.known.push(typed),
            Err((problem, help)) => self.sorted.mistakes.push(Mistake::new(problem, help)),
        }
    }

    fn short(&mut self, letters: &str) {
        let Self { word, command, .. } = *self;
        let legal = |letter: &char| {
            command
                .get_arguments()
                .any(|arg| arg.get_short() == Some(*letter))
        };
        let (known, unknown): (String, String) = letters.chars().partition(legal);
        if !known.is_empty() {
            self.sorted.known.push(format!("-{known}"));
        }
        let told = unknown
            .chars()
            .map(|letter| unknown_short(word, letter, command));
        self.sorted.mistakes.extend(told);
    }
}

fn unknown_long(word: &str, name: &str, command: &Command) -> Mistake {
    if let Some(instead) = later::flag(word, name) {
        return Mistake::new(format!("`--{name}` is not in this release"), instead);
    }
    let legal: Vec<&str> = command
        .get_arguments()
        .filter_map(|arg| arg.get_long())
        .filter(|flag| *flag != "help")
        .collect();
    let all = legal
        .iter()
        .map(|flag| format!("--{flag}"))
        .collect::<Vec<_>>()
        .join(" ");
    let help = match nearest(name, legal) {
        Some(near) => format!("type `--{near}`; the flags are {all}"),
        None => format!("the flags are {all}"),
    };
    Mistake::new(format!("`{word}` has no flag `--{name}`"), help)
}

fn unknown_short(word: &str, letter: char, command: &Command) -> Mistake {
    if let Some(instead) = later::flag(word, &letter.to_string()) {
        return Mistake::new(format!("`-{letter}` is not in this release"), instead);
    }
    let legal: Vec<String> = command
        .get_arguments()
        .filter(|arg| arg.get_long() != Some("help"))
        .filter_map(|arg| Some(format!("-{} (--{})", arg.get_short()?, arg.get_long()?)))
        .collect();
    let help = if legal.is_empty() {
        format!("`scaffold {word} --help` shows the flags")
    } else {
        format!("the short flags are {}", legal.join(" "))
    };
    Mistake::new(format!("`{word}` has no flag `-{letter}`"), help)
}
