//! The command line, by hand: a dozen words are no reason for a parser of thirty crates.

use super::{
    help::{WORDS, usage},
    queue::Ask,
};
use crate::{app::Address, nearest::nearest, schema::Answers};

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Word {
    Serve(Address),
    Work(Work),
    Queue(Ask),
    Migrate { pretend: bool },
    Check,
    Difference { answers: Answers, json: bool },
    Status,
    Undo(Undo),
    Seed,
    Show { json: bool },
    Table { name: Option<String>, json: bool },
    Model { name: Option<String>, json: bool },
    Routes { json: bool },
    Services { name: Option<String>, json: bool },
    Graph(Picture),
    About { json: bool },
    Help(Option<&'static str>),
}

/// A word that takes tables away: `migrate:rollback`, `migrate:reset`, `migrate:fresh`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Undo {
    pub(super) word: &'static str,
    pub(super) what: What,
    /// In production too.
    pub(super) force: bool,
    /// Prints the SQL, runs nothing.
    pub(super) pretend: bool,
}

/// What is taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// The last migrations.
    Last(usize),
    /// All of them.
    All,
    /// Every table; then all migrations are applied.
    Tables,
}

/// `queue:work`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Work {
    pub(super) once: bool,
    pub(super) queues: Vec<String>,
}

/// How `service:graph` is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Picture {
    Text,
    Dot,
    Json,
}

/// What was not understood, or refused, and what to type instead.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mistake(pub(super) String);

pub(super) fn parse(words: &[String]) -> Result<Word, Mistake> {
    let Some((word, rest)) = words.split_first() else {
        return Ok(Word::Serve(Address::default()));
    };
    if matches!(word.as_str(), "help" | "--help" | "-h" | "list") {
        return parse_word("help", rest);
    }
    if word.starts_with('-') {
        // `./blog --port 8080` is `./blog serve --port 8080`.
        return parse_word("serve", words);
    }
    parse_word(known(word)?, rest)
}

fn known(word: &str) -> Result<&'static str, Mistake> {
    let names = || WORDS.iter().map(|known| known.name);
    names().find(|name| *name == word).ok_or_else(|| {
        let help = match nearest(word, names()) {
            Some(near) => format!("did you mean `{near}`? `help` lists all words"),
            None => "`help` lists the words".to_owned(),
        };
        Mistake(format!("there is no word `{word}`\nhelp: {help}"))
    })
}

fn parse_word(word: &'static str, rest: &[String]) -> Result<Word, Mistake> {
    let mut given = Given {
        word,
        rest: rest.to_vec(),
    };
    if given.flag("--help") || given.flag("-h") {
        return Ok(Word::Help(Some(word)));
    }
    let parsed = match word {
        "serve" => {
            let port = given
                .value("--port")?
                .map(|port| {
                    port.parse()
                        .map_err(|_| given.wrong("--port", &port, "a number up to 65535"))
                })
                .transpose()?;
            Word::Serve(Address {
                host: given.value("--host")?,
                port,
            })
        }
        "queue:work" => {
            let queues = given.value("--queue")?.map(|names| {
                names
                    .split(',')
                    .map(|name| name.trim().to_owned())
                    .collect()
            });
            Word::Work(Work {
                once: given.flag("--once"),
                queues: queues.unwrap_or_default(),
            })
        }
        "queue:size" => Word::Queue(Ask::Size {
            json: given.flag("--json"),
        }),
        "queue:failed" => Word::Queue(Ask::Failed {
            json: given.flag("--json"),
        }),
        "queue:retry" => Word::Queue(Ask::Retry(given.id()?)),
        "queue:flush" => Word::Queue(Ask::Flush(given.id()?)),
        "migrate" => match (given.flag("--check"), given.flag("--pretend")) {
            (false, pretend) => Word::Migrate { pretend },
            (true, false) => Word::Check,
            (true, true) => {
                return Err(Mistake(format!(
                    "`--check` runs nothing that `--pretend` could print\nhelp: one of them, `{}`",
                    usage(word)
                )));
            }
        },
        "migrate:status" => Word::Status,
        "migrate:rollback" | "migrate:reset" | "migrate:fresh" => Word::Undo(Undo {
            word,
            what: match word {
                "migrate:reset" => What::All,
                "migrate:fresh" => What::Tables,
                _ => What::Last(given.steps()?),
            },
            force: given.flag("--force"),
            pretend: given.flag("--pretend"),
        }),
        "migrate:diff" => Word::Difference {
            answers: given.answers()?,
            json: given.flag("--json"),
        },
        "db:seed" => Word::Seed,
        "db:show" => Word::Show {
            json: given.flag("--json"),
        },
        "db:table" => Word::Table {
            json: given.flag("--json"),
            name: given.name(),
        },
        "model:show" => Word::Model {
            json: given.flag("--json"),
            name: given.name(),
        },
        "route:list" => Word::Routes {
            json: given.flag("--json"),
        },
        "service:list" => Word::Services {
            json: given.flag("--json"),
            name: given.name(),
        },
        "service:graph" => match (given.flag("--dot"), given.flag("--json")) {
            (false, false) => Word::Graph(Picture::Text),
            (true, false) => Word::Graph(Picture::Dot),
            (false, true) => Word::Graph(Picture::Json),
            (true, true) => {
                return Err(Mistake(format!(
                    "`--dot` and `--json` are two pictures\nhelp: one of them, `{}`",
                    usage(word)
                )));
            }
        },
        "about" => Word::About {
            json: given.flag("--json"),
        },
        _ => Word::Help(given.name().map(|about| known(&about)).transpose()?),
    };
    given.nothing_left()?;
    Ok(parsed)
}

/// The words behind the first, taken one by one.
struct Given {
    word: &'static str,
    rest: Vec<String>,
}

impl Given {
    fn flag(&mut self, name: &str) -> bool {
        let at = self.rest.iter().position(|word| word == name);
        at.map(|at| self.rest.remove(at)).is_some()
    }

    /// `--rename posts.title:posts.headline --drop tags --keep notes`, each as often as there is something to say.
    fn answers(&mut self) -> Result<Answers, Mistake> {
        let mut answers = Answers::default();
        for rename in self.values("--rename")? {
            let Some((from, to)) = rename.split_once(':') else {
                return Err(self.wrong(
                    "--rename",
                    &rename,
                    "an old name and a new one: `posts.title:posts.headline`",
                ));
            };
            if !from.contains('.') && to.contains('.') {
                return Err(self.wrong("--rename", &rename, "two tables, or two columns"));
            }
            answers.renames.push((from.to_owned(), to.to_owned()));
        }
        answers.drops = self.values("--drop")?;
        answers.keeps = self.values("--keep")?;
        Ok(answers)
    }

    fn values(&mut self, name: &str) -> Result<Vec<String>, Mistake> {
        let mut values = Vec::new();
        while let Some(value) = self.take(name)? {
            values.push(value);
        }
        Ok(values)
    }

    /// `--port 80` or `--port=80`, once.
    fn value(&mut self, name: &str) -> Result<Option<String>, Mistake> {
        let value = self.take(name)?;
        if value.is_some() && self.rest.iter().any(|word| is_flag(word, name)) {
            return Err(self.problem(name, "is there twice"));
        }
        Ok(value)
    }

    /// The first value of this flag.
    fn take(&mut self, name: &str) -> Result<Option<String>, Mistake> {
        let is_it = |word: &String| is_flag(word, name);
        let Some(at) = self.rest.iter().position(is_it) else {
            return Ok(None);
        };
        let word = self.rest.remove(at);
        let value = match word.split_once('=') {
            Some((_, value)) => Some(value.to_owned()),
            // The next flag is no value of this one.
            None if self
                .rest
                .get(at)
                .is_some_and(|next| !next.starts_with("--")) =>
            {
                Some(self.rest.remove(at))
            }
            None => None,
        };
        match value {
            None => Err(self.problem(name, "needs a value")),
            value => Ok(value),
        }
    }

    fn problem(&self, name: &str, problem: &str) -> Mistake {
        Mistake(format!("`{name}` {problem}\nhelp: `{}`", usage(self.word)))
    }

    fn name(&mut self) -> Option<String> {
        let at = self.rest.iter().position(|word| !word.starts_with('-'))?;
        Some(self.rest.remove(at))
    }

    /// A number; none for `all` or nothing.
    fn id(&mut self) -> Result<Option<i64>, Mistake> {
        let Some(word) = self.name().filter(|word| word != "all") else {
            return Ok(None);
        };
        match word.parse() {
            Ok(id) => Ok(Some(id)),
            Err(_) => Err(Mistake(format!(
                "`{word}` is no id: it must be a number\nhelp: `queue:failed` lists them; `{}`",
                usage(self.word)
            ))),
        }
    }

    fn steps(&mut self) -> Result<usize, Mistake> {
        let Some(steps) = self.value("--step")? else {
            return Ok(1);
        };
        let wrong = |_| self.wrong("--step", &steps, "a whole number");
        steps.parse().map_err(wrong)
    }

    fn wrong(&self, name: &str, value: &str, wanted: &str) -> Mistake {
        Mistake(format!(
            "`{name} {value}`: must be {wanted}\nhelp: `{}`",
            usage(self.word)
        ))
    }

    fn nothing_left(&self) -> Result<(), Mistake> {
        let Some(word) = self.rest.first() else {
            return Ok(());
        };
        let usage = usage(self.word);
        let flags = usage
            .split(['[', ']', ' ', '|'])
            .filter(|part| part.starts_with("--"));
        let help = match nearest(word, flags) {
            Some(near) => format!("did you mean `{near}`? `{usage}`"),
            None => format!("`{usage}`"),
        };
        Err(Mistake(format!(
            "`{}` does not know `{word}`\nhelp: {help}",
            self.word
        )))
    }
}

fn is_flag(word: &str, name: &str) -> bool {
    let rest = word.strip_prefix(name);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
}

#[cfg(test)]
mod tests;
