//! Flags that a command does not have, told all at once; clap would stop at the first.

use clap::{
    Command,
    error::{ContextKind, ContextValue, ErrorKind},
};

use super::later;
use crate::spec::{Mistake, nearest};

/// The words of a command, sorted.
pub(super) struct Sorted {
    /// What clap gets.
    pub(super) known: Vec<String>,
    /// One for each flag that does not exist.
    pub(super) mistakes: Vec<Mistake>,
}

/// Takes the flags that `command` does not have out of `words`.
pub(super) fn sort(word: &str, words: &[String], command: &Command) -> Sorted {
    let mut sorted = Sorted {
        known: Vec::new(),
        mistakes: Vec::new(),
    };
    let mut rest = words.iter().peekable();
    while let Some(typed) = rest.next() {
        if typed == "--" {
            sorted.known.push(typed.clone());
            sorted.known.extend(rest.cloned());
            break;
        }
        if let Some(long) = typed.strip_prefix("--") {
            let name = long.split('=').next().unwrap_or_default();
            if let Some(arg) = command
                .get_arguments()
                .find(|arg| arg.get_long() == Some(name))
            {
                sorted.known.push(typed.clone());
                if arg.get_action().takes_values() && !long.contains('=') {
                    sorted.known.extend(rest.next().cloned());
                }
            } else if name == "help" {
                sorted.known.push(typed.clone());
            } else if let Some(understood) = later::understood(word, name) {
                sorted.known.push(format!("--{understood}"));
            } else {
                if later::takes_value(name)
                    && !long.contains('=')
                    && rest
                        .peek()
                        .is_some_and(|next| !next.starts_with('-') && !next.contains(':'))
                {
                    rest.next();
                }
                sorted.mistakes.push(unknown_long(word, name, command));
            }
        } else if typed.len() > 1 && typed.starts_with('-') {
            let legal = |letter: &char| {
                *letter == 'h'
                    || command
                        .get_arguments()
                        .any(|arg| arg.get_short() == Some(*letter))
            };
            let (known, unknown): (String, String) = typed[1..].chars().partition(legal);
            if !known.is_empty() {
                sorted.known.push(format!("-{known}"));
            }
            sorted.mistakes.extend(
                unknown
                    .chars()
                    .map(|letter| unknown_short(word, letter, command)),
            );
        } else {
            sorted.known.push(typed.clone());
        }
    }
    sorted
}

fn unknown_long(word: &str, name: &str, command: &Command) -> Mistake {
    if let Some(instead) = later::flag(word, name) {
        return Mistake::new(format!("`--{name}` is not in this release"), instead);
    }
    let legal: Vec<&str> = command
        .get_arguments()
        .filter_map(|arg| arg.get_long())
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
        .filter_map(|arg| Some(format!("-{} (--{})", arg.get_short()?, arg.get_long()?)))
        .collect();
    let help = if legal.is_empty() {
        format!("`scaffold {word} --help` shows the flags")
    } else {
        format!("the short flags are {}", legal.join(" "))
    };
    Mistake::new(format!("`{word}` has no flag `-{letter}`"), help)
}

/// What clap found wrong, in our words.
pub(super) fn told(word: &str, error: &clap::Error) -> Mistake {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(" "),
        _ => String::new(),
    };
    let (arg, value) = (
        context(ContextKind::InvalidArg),
        context(ContextKind::InvalidValue),
    );
    let flag = arg.split_whitespace().next().unwrap_or_default();
    let help = format!("`scaffold {word} --help` shows what it takes");
    match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => {
            Mistake::new(format!("`{flag}` needs a value"), format!("type `{arg}`"))
        }
        ErrorKind::InvalidValue => Mistake::new(
            format!("`{value}` is no value of `{flag}`"),
            format!("type one of {}", context(ContextKind::ValidValue)),
        ),
        ErrorKind::TooManyValues => {
            Mistake::new(format!("`{flag}` takes no value"), format!("type `{flag}`"))
        }
        ErrorKind::ArgumentConflict => {
            Mistake::new(format!("`{flag}` is there twice"), "leave one out")
        }
        ErrorKind::UnknownArgument => Mistake::new(format!("`{word}` does not take `{arg}`"), help),
        _ => {
            let text = error.to_string();
            let line = text
                .lines()
                .next()
                .unwrap_or_default()
                .trim_start_matches("error: ")
                .to_owned();
            Mistake::new(line, help)
        }
    }
}
