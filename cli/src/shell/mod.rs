//! The only code that prints: plans, mistakes, notes, lists; as text with styles on a terminal, or as JSON.
//!
//! A reader that has gone (`| head`) ends the printing, never the program.

use std::{
    cell::RefCell,
    io::{self, Write as _},
};

use anstyle::{AnsiColor, Style};
use serde_json::{Value, json};

use crate::{
    plan::{Change, Plan, Told},
    spec::Mistake,
};

const GOOD: Style = AnsiColor::Green.on_default().bold();
const CHANGED: Style = AnsiColor::Yellow.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const QUIET: Style = Style::new().dimmed();
const HELP: Style = AnsiColor::Cyan.on_default().bold();

/// Where answers go: to people, or to programs.
#[derive(Debug)]
pub struct Shell {
    form: Form,
    /// Why an answer did not arrive.
    lost: RefCell<Option<io::Error>>,
}

/// How answers look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Lines with styles, as the terminal allows.
    Text,
    /// One JSON object on the standard output.
    Json,
}

impl Shell {
    /// A shell that answers in this form.
    #[must_use]
    pub fn new(form: Form) -> Self {
        Self {
            form,
            lost: RefCell::new(None),
        }
    }

    /// The form that answers have.
    #[must_use]
    pub fn form(&self) -> Form {
        self.form
    }

    /// Why an answer did not arrive, if one didn't: a full disk. A reader that has gone is no reason.
    #[must_use]
    pub fn lost(&self) -> Option<io::Error> {
        self.lost.take()
    }

    /// A text that may have styles, which are taken out where there is no terminal.
    pub fn text(&self, text: &str) {
        match self.form {
            Form::Text => self.out(text),
            Form::Json => {
                let text = anstream::adapter::strip_str(text).to_string();
                self.data(&json!({ "version": 1, "text": text }));
            }
        }
    }

    /// An answer as data; only told where answers are JSON.
    pub fn data(&self, data: &Value) {
        if self.form == Form::Json {
            self.out(&format!("{data:#}\n"));
        }
    }

    /// What a run would do, or has done. The patch instead of the list with `patch`.
    pub fn plan(&self, plan: &Plan, told: Told, patch: Patch) {
        if self.form == Form::Json {
            return self.data(&plan.json(told));
        }
        match patch {
            Patch::Whole => self.out(&colored(&plan.diff())),
            Patch::None => self.out(&list(plan)),
            Patch::OfConflicts => {
                self.out(&list(plan));
                self.out(
                    &plan
                        .conflicts()
                        .map(|change| colored(&change.diff()))
                        .collect::<String>(),
                );
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
        for note in &plan.notes {
            self.note(note);
        }
    }

    /// What to type next.
    pub fn next(&self, commands: &[String]) {
        if self.form == Form::Text {
            for command in commands {
                self.out(&format!("{HELP}next:{HELP:#} {command}\n"));
            }
        }
    }

    /// Something to know, which is no mistake.
    pub fn note(&self, text: &str) {
        err(&format!("{QUIET}note:{QUIET:#} {text}\n"));
    }

    /// A step that is being done.
    pub fn step(&self, word: &str, text: &str) {
        err(&format!("  {GOOD}{word}{GOOD:#}  {text}\n"));
    }

    /// Everything that is wrong.
    pub fn mistakes(&self, mistakes: &[Mistake]) {
        if self.form == Form::Json {
            return self.data(&json!({ "version": 1, "errors": mistakes }));
        }
        for Mistake { problem, help } in mistakes {
            err(&format!(
                "{BAD}error:{BAD:#} {problem}\n{HELP}help:{HELP:#} {help}\n"
            ));
        }
    }

    fn out(&self, text: &str) {
        let mut stream = anstream::stdout().lock();
        let written = stream
            .write_all(text.as_bytes())
            .and_then(|()| stream.flush());
        if let Err(error) = written
            && error.kind() != io::ErrorKind::BrokenPipe
        {
            self.lost.replace(Some(error));
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
    let edited =
        |change: &&Change| matches!(change, Change::Edit { .. } | Change::Overwrite { .. });
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
            Change::Edit { .. } | Change::Delete { .. } | Change::Overwrite { .. } => CHANGED,
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

fn err(text: &str) {
    drop(anstream::stderr().lock().write_all(text.as_bytes()));
}
