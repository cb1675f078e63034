//! `make:migration --diff`: the application compares its models with its migrations, and says what to write.

use std::io::{self, BufRead, IsTerminal};

use serde::Deserialize;

use super::{Failure, forward};
use crate::{
    args::Make,
    plan::{Plan, Told},
    project::Project,
    shell::{Form, Patch, Shell},
    spec::{Database, Mistake},
};

/// The migration that ends the difference.
#[derive(Debug)]
pub(super) struct Difference {
    pub(super) name: String,
    pub(super) scripts: Vec<Script>,
}

/// Its SQL for one database.
#[derive(Debug, Deserialize)]
pub(super) struct Script {
    /// `postgres`.
    pub(super) database: String,
    /// Where it belongs below `migrations/`: nothing, or `postgres/`.
    pub(super) folder: String,
    pub(super) up: String,
    pub(super) down: String,
}

/// The difference as the application says it: the SQL itself where there is nothing but SQLite, else each database's.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Said {
    Each {
        name: String,
        databases: Vec<Script>,
    },
    One {
        name: String,
        up: String,
        down: String,
    },
}

impl From<Said> for Difference {
    fn from(said: Said) -> Self {
        match said {
            Said::Each { name, databases } => Self {
                name,
                scripts: databases,
            },
            Said::One { name, up, down } => Self {
                name,
                scripts: vec![Script {
                    database: Database::Sqlite.word().to_owned(),
                    folder: String::new(),
                    up,
                    down,
                }],
            },
        }
    }
}

/// What the application answers: `{ "difference": null }` where there is none.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Answer {
    Difference(Option<Said>),
    Doubts(Vec<Doubt>),
}

/// A name that went while others came.
#[derive(Debug, Deserialize)]
struct Doubt {
    question: String,
    from: String,
    to: Vec<String>,
    table: bool,
}

/// Asks the application, and the person where only they know; none when nothing differs, which is told.
pub(super) fn ask(
    make: &Make,
    said: &[String],
    project: &Project,
    shell: &Shell,
) -> Result<Option<Difference>, Failure> {
    let mut said = said.to_vec();
    loop {
        let words = ["migrate:diff", "--json"].map(str::to_owned);
        let words: Vec<String> = words.into_iter().chain(said.iter().cloned()).collect();
        let answer = forward::answer(&words, project)?;
        let answer = serde_json::from_slice(&answer).map_err(|error| {
            Failure::Failed(Mistake::new(
                format!("the application's answer can't be read: {error}"),
                "let it depend on the runtime of this command's version",
            ))
        })?;
        match answer {
            Answer::Difference(None) => {
                same(shell);
                return Ok(None);
            }
            Answer::Difference(Some(difference)) => {
                return Ok(Some(named(difference.into(), make, project)?));
            }
            Answer::Doubts(doubts) => {
                if !(io::stdin().is_terminal() && shell.form() == Form::Text) {
                    return Err(Failure::Refused(doubts.iter().map(Doubt::told).collect()));
                }
                for doubt in &doubts {
                    said.extend(doubt.asked(shell)?);
                }
            }
        }
    }
}

fn same(shell: &Shell) {
    match shell.form() {
        Form::Text => shell.text("nothing differs: the models are what the migrations make\n"),
        Form::Json => {
            let nothing = Plan {
                generator: "migration".to_owned(),
                ..Plan::default()
            };
            shell.plan(&nothing, Told::Applied, Patch::None);
        }
    }
}

/// Under the name that was given, or one that no migration has.
fn named(
    mut difference: Difference,
    make: &Make,
    project: &Project,
) -> Result<Difference, Mistake> {
    let folders = ["migrations".to_owned()].into_iter();
    let own = Database::ALL.map(|database| format!("migrations/{}", database.word()));
    let names: Vec<_> = folders
        .chain(own)
        .flat_map(|folder| project.list(&folder))
        .collect();
    let is_taken = |name: &str| {
        let ending = format!("_{name}.up.sql");
        names.iter().any(|file| {
            let digits = file.bytes().take_while(u8::is_ascii_digit).count();
            file[digits..] == ending
        })
    };
    if make.name.is_empty() {
        let name = difference.name.clone();
        let mut number = 2;
        while is_taken(&difference.name) {
            difference.name = format!("{name}_{number}");
            number += 1;
        }
    } else {
        difference.name.clone_from(&make.name);
        if is_taken(&make.name) {
            return Err(Mistake::new(
                format!("there is a migration `{}`", make.name),
                "give another name, or none",
            ));
        }
    }
    for script in &mut difference.scripts {
        for text in [&mut script.up, &mut script.down] {
            text.truncate(text.trim_end().len());
        }
    }
    Ok(difference)
}

impl Doubt {
    /// What it may be, each with the words that say so.
    fn choices(&self) -> Vec<(String, [String; 2])> {
        let Self {
            from, to, table, ..
        } = self;
        let rename = |to: &String| {
            let does = format!("rename `{from}` to `{to}`");
            (does, ["--rename".to_owned(), format!("{from}:{to}")])
        };
        let mut choices: Vec<_> = to.iter().map(rename).collect();
        let does = format!("drop `{from}` and all that is in it");
        choices.push((does, ["--drop".to_owned(), from.clone()]));
        if *table {
            let does = format!("keep `{from}`, which no model names");
            choices.push((does, ["--keep".to_owned(), from.clone()]));
        }
        choices
    }

    fn told(&self) -> Mistake {
        let words = self.choices().into_iter();
        let words: Vec<_> = words
            .map(|(_, words)| format!("`{}`", words.join(" ")))
            .collect();
        Mistake::new(&self.question, words.join(" or "))
    }

    /// Asks on the terminal until one of the choices is made.
    fn asked(&self, shell: &Shell) -> Result<[String; 2], Failure> {
        let choices = self.choices();
        shell.note(&self.question);
        for (at, (does, _)) in choices.iter().enumerate() {
            shell.step(&(at + 1).to_string(), does);
        }
        let mut lines = io::stdin().lock().lines();
        while let Some(Ok(line)) = lines.next() {
            let number: Option<usize> = line.trim().parse().ok();
            let chosen = number.and_then(|number| choices.get(number.checked_sub(1)?));
            if let Some((_, words)) = chosen {
                return Ok(words.clone());
            }
            shell.note(&format!("type a number from 1 to {}", choices.len()));
        }
        Err(Failure::from(self.told()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(answer: &str, expected: &[(&str, &str, &str)]) {
        let answer = serde_json::from_str(answer).expect("an answer");
        let Answer::Difference(Some(said)) = answer else {
            panic!("{answer:?}");
        };
        let difference = Difference::from(said);
        assert_eq!(difference.name, "create_tags");
        let scripts = difference.scripts.iter();
        let scripts: Vec<_> = scripts
            .map(|script| {
                (
                    script.database.as_str(),
                    script.folder.as_str(),
                    script.up.as_str(),
                )
            })
            .collect();
        assert_eq!(scripts, expected);
    }

    #[test]
    fn the_sql_of_each_database_is_understood_and_that_of_sqlite_alone() {
        check(
            r#"{ "difference": { "name": "create_tags", "changes": [], "up": "a", "down": "b" } }"#,
            &[("sqlite", "", "a")],
        );
        check(
            r#"{ "difference": { "name": "create_tags", "changes": [], "databases": [
                { "database": "sqlite", "title": "SQLite", "folder": "", "up": "a", "down": "b" },
                { "database": "postgres", "title": "PostgreSQL", "folder": "postgres/", "up": "c", "down": "d" } ] } }"#,
            &[("sqlite", "", "a"), ("postgres", "postgres/", "c")],
        );
    }
}
