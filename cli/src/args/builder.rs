//! The commands and flags, for clap: built from the generators' definitions.

use clap::{
    Arg, ArgAction, Command,
    builder::styling::{AnsiColor, Styles},
};

use super::FORWARDED;
use crate::{
    generator::{Definition, NameKind},
    spec::{MODIFIERS, TYPES},
};

/// A generator that has a command.
#[derive(Debug, Clone)]
pub struct Verb {
    /// The generator's name.
    pub generator: String,
    /// What it takes.
    pub definition: Definition,
}

impl Verb {
    /// The command: `make:model`.
    #[must_use]
    pub fn word(&self) -> String {
        word_of(&self.generator)
    }
}

/// The command of a generator: `make:model`, and `new` for the generator of that name.
#[must_use]
pub fn word_of(generator: &str) -> String {
    match generator {
        "new" => "new".to_owned(),
        other => format!("make:{other}"),
    }
}

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// The whole command line: every word that there is, in the order in which they are listed.
pub(super) fn root(verbs: &[Verb]) -> Command {
    let own = [
        new(),
        output(Command::new("list").about("all commands"), &["json"]),
        output(
            Command::new("about").about("what this application is made of"),
            &["json"],
        ),
        Command::new("test").about("`cargo test`"),
        output(
            Command::new("undo").about("take the last run back"),
            &["dry-run", "diff", "force", "json"],
        ),
        Command::new("help").about("what a command takes"),
    ];
    let make = verbs
        .iter()
        .filter(|verb| verb.generator != "new")
        .map(make);
    let forwarded = FORWARDED.map(|forwarded| {
        Command::new(forwarded.word)
            .about(forwarded.about)
            .override_help(forwarded.help())
    });
    let mut root = Command::new("scaffold")
        .about("generates, scaffolds and runs Laravel-style service layers in Rust")
        .version(env!("CARGO_PKG_VERSION"))
        .styles(STYLES)
        .disable_help_subcommand(true)
        .after_help("`scaffold COMMAND --help` shows the words and flags of one; that of `make:model` the field syntax.")
        .subcommands(own)
        .subcommands(forwarded)
        .subcommands(make);
    root.build();
    root
}

fn new() -> Command {
    let command = Command::new("new")
        .about("a new application: services, cached repositories, durable jobs and HTTP, tested")
        .arg(
            Arg::new("name")
                .value_name("NAME")
                .help("its name, or its path: `blog`, `../blog`"),
        )
        .arg(value(
            "path",
            "PATH",
            "its folder, if not one of its name here",
        ))
        .arg(value(
            "db",
            "DATABASE",
            "the database: sqlite, postgres or mysql",
        ))
        .arg(value(
            "runtime",
            "PATH|VERSION",
            "the runtime it depends on, if not this command's own",
        ))
        .arg(flag(
            "no-facades",
            "services are injected only, without static access",
        ))
        .arg(flag("no-git", "no repository"))
        .arg(flag("serve", "build, migrate, seed and serve it at once"));
    output(command, &["dry-run", "diff", "force", "json"])
}

fn make(verb: &Verb) -> Command {
    let Definition {
        about,
        example,
        takes,
        flags,
        ..
    } = &verb.definition;
    let mut command = Command::new(verb.word())
        .about(about.clone())
        .after_help(after_help(verb, example));
    if let Some(kind) = takes.name {
        let help = match kind {
            NameKind::Model => "a noun in the singular: `Post`, `OrderItem`",
            NameKind::Type => "a name: `Billing`, `SendWelcome`",
            NameKind::Migration => {
                "what it does: `create_posts`, `add_slug_to_posts`, `remove_slug_from_posts`"
            }
            NameKind::Application => "the name of a package: `blog`",
        };
        command = command.arg(Arg::new("name").value_name("NAME").help(help));
        if takes.plural {
            command = command.arg(value(
                "plural",
                "WORD",
                "the plural, where English has another",
            ));
        }
    }
    if takes.fields.is_some() {
        command = command.arg(
            Arg::new("fields")
                .value_name("FIELD")
                .num_args(0..)
                .help("name:type[:argument][:modifier…]"),
        );
    }
    for (name, own) in flags {
        let mut arg = flag(name, &own.help);
        if let Some(short) = own.short {
            arg = arg.short(short);
        }
        command = command.arg(arg);
    }
    if takes.difference {
        let many = |name, shape, help| value(name, shape, help).action(ArgAction::Append);
        command = command
            .arg(flag(
                "diff",
                "without fields: what the models have and the migrations have not, as SQL; builds the application. With fields, or --dry-run, the plan as a patch",
            ))
            .arg(many(
                "rename",
                "OLD:NEW",
                "with --diff: `posts.title:posts.headline`, or a table; as often as needed",
            ))
            .arg(many(
                "drop",
                "NAME",
                "with --diff: a table that no model names, or a column that is not renamed",
            ))
            .arg(many(
                "keep",
                "TABLE",
                "with --diff: a table that is not renamed, and stays",
            ));
    }
    output(command, &["dry-run", "diff", "force", "json"])
}

fn output(mut command: Command, names: &[&str]) -> Command {
    for name in names {
        let help = match *name {
            "dry-run" => "tell the plan, write nothing",
            "diff" => "tell the plan as a patch, write nothing",
            "force" => "overwrite what is in the way",
            _ => "answer as JSON",
        };
        if command
            .get_arguments()
            .all(|arg| arg.get_long() != Some(name))
        {
            command = command.arg(flag(name, help));
        }
    }
    command
}

fn flag(name: &str, help: &str) -> Arg {
    Arg::new(name.to_owned())
        .long(name.to_owned())
        .help(help.to_owned())
        .action(ArgAction::SetTrue)
        .overrides_with(name.to_owned())
}

fn value(name: &'static str, shape: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(shape).help(help)
}

fn after_help(verb: &Verb, example: &str) -> String {
    let tables = if verb.definition.takes.fields.is_some() {
        tables()
    } else {
        String::new()
    };
    format!("{tables}Example:\n  scaffold {example}")
}

/// Both tables of the field syntax.
fn tables() -> String {
    let types = TYPES.map(|row| {
        [
            format!("{}{}", row.word, row.argument),
            row.rust.to_owned(),
            row.sql.to_owned(),
        ]
    });
    let modifiers = MODIFIERS.map(|row| {
        [
            format!("{}{}", row.word, row.argument),
            row.about.to_owned(),
            String::new(),
        ]
    });
    let lines = |rows: &[[String; 3]]| {
        rows.iter()
            .map(|[word, first, second]| {
                format!("  {word:<20}{first:<20}{second}")
                    .trim_end()
                    .to_owned()
                    + "\n"
            })
            .collect::<String>()
    };
    format!(
        "Types:\n{}\nModifiers:\n{}\n",
        lines(&types),
        lines(&modifiers)
    )
}
