//! `list`: every command, grouped by the word before the colon.

use std::{collections::BTreeMap, process::ExitCode};

use anstyle::{AnsiColor, Style};
use serde_json::json;

use crate::shell::{Form, Shell};

const HEADER: Style = AnsiColor::Yellow.on_default();
const WORD: Style = AnsiColor::Green.on_default();

pub(super) fn run(all: &[(String, String)], shell: &Shell) -> ExitCode {
    match shell.form() {
        Form::Json => {
            let commands: Vec<_> = all
                .iter()
                .map(|(word, about)| json!({ "command": word, "about": about }))
                .collect();
            shell.data(&json!({ "version": 1, "commands": commands }));
        }
        Form::Text => shell.text(&text(all)),
    }
    ExitCode::SUCCESS
}

fn text(all: &[(String, String)]) -> String {
    let width = all
        .iter()
        .map(|(word, _)| word.len())
        .max()
        .unwrap_or_default();
    let mut groups: BTreeMap<&str, Vec<&(String, String)>> = BTreeMap::new();
    for command in all {
        groups
            .entry(command.0.split_once(':').map_or("", |(group, _)| group))
            .or_default()
            .push(command);
    }
    let mut text = format!(
        "Scaffold {}\n\n{HEADER}Usage:{HEADER:#}\n  scaffold COMMAND [WORDS] [--flags]\n\n",
        env!("CARGO_PKG_VERSION")
    );
    for (group, commands) in groups {
        let header = if group.is_empty() { "Commands:" } else { group };
        text.push_str(&format!("{HEADER}{header}{HEADER:#}\n"));
        for (word, about) in commands {
            text.push_str(&format!("  {WORD}{word:<width$}{WORD:#}  {about}\n"));
        }
    }
    text.push_str("\n`scaffold COMMAND --help` shows the words and flags of one.\n");
    text
}
