//! The only code that prints: plans, mistakes, notes, lists; as text with styles on a terminal, or as JSON.
//!
//! A reader that has gone (`| head`) ends the printing, never the program.

use std::io::Write;

use anstyle::{AnsiColor, Style};
use serde_json::{Value, json};

use crate::{
    plan::{Change, Plan},
    spec::Mistake,
};

const GOOD: Style = AnsiColor::Green.on_default().bold();
const CHANGED: Style = AnsiColor::Yellow.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const QUIET: Style = Style::new().dimmed();
const HELP: Style = AnsiColor::Cyan.on_default().bold();

/// Where answers go: to people, or to programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shell {
    /// Lines with styles, as the terminal allows.
    Text,
    /// One JSON object on the standard output.
    Json,
}

impl Shell {
    /// The shell for a run with or without `--json`.
    #[must_use]
    pub fn new(json: bool) -> Self {
        if json { Self::Json } else { Self::Text }
    }

    /// A text as it is, on the standard output. It may have styles, which are taken out where there is no terminal.
    pub fn text(self, text: &str) {
        out(text);
    }

    /// An answer as data; only [`Shell::Json`] prints it.
    pub fn data(self, data: &Value) {
        if self == Self::Json {
            out(&format!("{data:#}\n"));
        }
    }

    /// What a run would do, or has done. The patch instead of the list with `patch`.
    pub fn plan(self, plan: &Plan, patch: Patch) {
        if self == Self::Json {
            return self.data(&plan.json());
        }
        match patch {
            Patch::Whole => out(&colored(&plan.diff())),
            Patch::None => out(&list(plan)),
            Patch::OfConflicts => {
                out(&list(plan));
                out(&plan
                    .conflicts()
                    .map(|change| colored(&change.diff()))
                    .collect::<String>());
            }
        }
        for paste in &plan.pastes {
            err(&format!(
                "{CHANGED}paste:{CHANGED:#} found no place in `{}`; put this {}:\n",
                paste.path, paste.place
            ));
            err(&paste
                .text
                .trim_end()
                .lines()
                .map(|line| format!("    {line}\n"))
                .collect::<String>());
        }
    }

    /// What to type next.
    pub fn next(self, commands: &[String]) {
        if self == Self::Text {
            for command in commands {
                out(&format!("{HELP}next:{HELP:#} {command}\n"));
            }
        }
    }

    /// Something to know, which is no mistake.
    pub fn note(self, text: &str) {
        err(&format!("{QUIET}note:{QUIET:#} {text}\n"));
    }

    /// A step that is being done.
    pub fn step(self, word: &str, text: &str) {
        err(&format!("  {GOOD}{word}{GOOD:#}  {text}\n"));
    }

    /// Everything that is wrong.
    pub fn mistakes(self, mistakes: &[Mistake]) {
        if self == Self::Json {
            return self.data(&json!({ "version": 1, "errors": mistakes }));
        }
        for Mistake { problem, help } in mistakes {
            err(&format!(
                "{BAD}error:{BAD:#} {problem}\n{HELP}help:{HELP:#} {help}\n"
            ));
        }
    }
}

/// How much of the patch is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patch {
    /// The list of files only.
    None,
    /// The list, and the patch of each file that is in the way.
    OfConflicts,
    /// The patch instead of the list.
    Whole,
}

fn list(plan: &Plan) -> String {
    let words = plan
        .changes
        .iter()
        .map(|change| change.word().len())
        .max()
        .unwrap_or_default();
    let edited = |change: &&Change| matches!(change, Change::Edit { .. });
    let paths = plan
        .changes
        .iter()
        .filter(edited)
        .map(|change| change.path().len())
        .max()
        .unwrap_or_default();
    let mut text = String::new();
    for change in &plan.changes {
        let (word, path) = (change.word(), change.path());
        let style = match change {
            Change::Create { .. } => GOOD,
            Change::Edit { .. } | Change::Delete { .. } => CHANGED,
            Change::Unchanged { .. } => QUIET,
            Change::Conflict { .. } => BAD,
        };
        let count = if edited(&change) {
            format!("  {}", lines(change.lines()))
        } else {
            String::new()
        };
        let path = if count.is_empty() {
            path.to_owned()
        } else {
            format!("{path:<paths$}")
        };
        text.push_str(&format!(
            "  {style}{word:<words$}{style:#}  {path}{QUIET}{count}{QUIET:#}\n"
        ));
    }
    text
}

fn lines((added, removed): (usize, usize)) -> String {
    let plural = |count| if count == 1 { "line" } else { "lines" };
    match (added, removed) {
        (added, 0) => format!("+{added} {}", plural(added)),
        (0, removed) => format!("-{removed} {}", plural(removed)),
        (added, removed) => format!("+{added} -{removed} lines"),
    }
}

fn colored(patch: &str) -> String {
    patch
        .split_inclusive('\n')
        .map(|line| {
            let style = match line.as_bytes() {
                [b'+', b'+', b'+', ..] | [b'-', b'-', b'-', ..] => QUIET,
                [b'+', ..] => GOOD,
                [b'-', ..] => BAD,
                [b'@', ..] => HELP,
                _ => return line.to_owned(),
            };
            let (text, end) = line
                .strip_suffix('\n')
                .map_or((line, ""), |text| (text, "\n"));
            format!("{style}{text}{style:#}{end}")
        })
        .collect()
}

fn out(text: &str) {
    let mut stream = anstream::stdout().lock();
    drop(
        stream
            .write_all(text.as_bytes())
            .and_then(|()| stream.flush()),
    );
}

fn err(text: &str) {
    drop(anstream::stderr().lock().write_all(text.as_bytes()));
}
