//! The type of a field, and what stands behind it: `decimal:10,2`, `enum:draft,published`, `belongs_to:User`.

use heck::ToSnakeCase;

use super::modifier::modifier;
use crate::spec::{Kind, Mistake, Role, TYPES, kind::STRING_LENGTH, name, nearest};

/// What is known of the type before its argument is read.
pub(super) struct TypeWord {
    word: &'static str,
    pub(super) null: bool,
    pub(super) unique: bool,
    braces: Option<String>,
}

/// The legal types, as a help.
pub(super) fn types() -> String {
    format!("the types are {}", TYPES.map(|row| row.word).join(", "))
}

/// Our word for a type.
pub(super) fn type_row(word: &str) -> Option<&'static str> {
    let lower = word.to_lowercase();
    TYPES
        .iter()
        .find(|row| row.word == lower || row.aliases.contains(&lower.as_str()))
        .map(|row| row.word)
}

/// The type that a word begins with.
pub(super) fn read_type(typed: &str) -> Option<TypeWord> {
    let (typed, mut null, mut unique) = (
        typed.trim_end_matches(['!', '?', '^']),
        typed.contains('?'),
        typed.contains('^'),
    );
    let (typed, braces) = match typed.split_once(['{', '(']) {
        Some((word, rest)) => {
            null |= rest.ends_with('?');
            unique |= rest.ends_with('^');
            (word, Some(rest.trim_end_matches(['}', ')']).to_owned()))
        }
        None => (typed, None),
    };
    let optional = typed
        .strip_prefix("Option<")
        .and_then(|inner| inner.strip_suffix('>'));
    null |= optional.is_some();
    type_row(optional.unwrap_or(typed)).map(|word| TypeWord {
        word,
        null,
        unique,
        braces,
    })
}

/// The answer to a type that does not exist.
pub(super) fn unknown_type(typed: &str, label: &str, raw: &str) -> Mistake {
    let bare = typed.trim_end_matches(['!', '?', '^']);
    let legal = TYPES
        .iter()
        .flat_map(|row| std::iter::once(row.word).chain(row.aliases.iter().copied()));
    let help = match nearest(bare, legal).and_then(type_row) {
        Some(near) => format!(
            "type `{}`; {}",
            raw.replacen(typed, near, 1).replacen(
                &format!("{near}:"),
                &format!("{label}:"),
                usize::from(label == typed)
            ),
            types()
        ),
        None => types(),
    };
    Mistake::new(format!("unknown type `{typed}` in `{raw}`"), help)
}

/// The kind, and how many words its argument took.
pub(super) fn read_argument(
    typed: &TypeWord,
    column: &str,
    label: &str,
    rest: &[&str],
    mistakes: &mut Vec<Mistake>,
    notices: &mut Vec<String>,
) -> (Option<Kind>, usize) {
    let next = rest
        .first()
        .copied()
        .filter(|word| modifier(word).is_none());
    let argument = typed.braces.as_deref().or(next);
    let used = usize::from(typed.braces.is_none() && next.is_some());
    let simple = |kind| (Some(kind), 0);
    match typed.word {
        "string" => match argument.filter(|word| {
            typed.braces.is_some()
                || word.starts_with(|letter: char| letter.is_ascii_digit() || letter == '-')
        }) {
            None => simple(Kind::String {
                length: STRING_LENGTH,
            }),
            Some(length) => match length.parse() {
                Ok(length @ 1..) => (Some(Kind::String { length }), used),
                _ => {
                    mistakes.push(Mistake::new(
                        format!("`{length}` is no length of a `string`: 1 to {}", u16::MAX),
                        format!("type `{label}:string:120`, or `{label}:text` for any length"),
                    ));
                    (None, used)
                }
            },
        },
        "decimal" => (decimal(argument, label, mistakes), used),
        "enum" => (words(argument, label, mistakes), used),
        "belongs_to" => (reference(argument, column, mistakes, notices), used),
        "text" => simple(Kind::Text),
        "int" => simple(Kind::Int),
        "bigint" => simple(Kind::BigInt),
        "float" => simple(Kind::Float),
        "bool" => simple(Kind::Bool),
        "date" => simple(Kind::Date),
        "time" => simple(Kind::Time),
        "datetime" => simple(Kind::DateTime),
        "uuid" => simple(Kind::Uuid),
        "json" => simple(Kind::Json),
        _ => simple(Kind::Bytes),
    }
}

fn decimal(argument: Option<&str>, label: &str, mistakes: &mut Vec<Mistake>) -> Option<Kind> {
    let help = format!("type `{label}:decimal:10,2`: 10 digits, 2 of them behind the point");
    let Some(argument) = argument else {
        mistakes.push(Mistake::new(
            format!("`{label}:decimal` needs its precision and scale"),
            help,
        ));
        return None;
    };
    let numbers = argument
        .split_once(',')
        .and_then(|(precision, scale)| Some((precision.parse().ok()?, scale.parse().ok()?)));
    match numbers {
        Some((precision @ 1..=28, scale)) if scale <= precision => {
            Some(Kind::Decimal { precision, scale })
        }
        Some(_) => {
            mistakes.push(Mistake::new(format!("`decimal:{argument}` does not exist: a precision is 1 to 28, a scale at most that"), help));
            None
        }
        None => {
            mistakes.push(Mistake::new(
                format!("`{argument}` is no precision and scale"),
                help,
            ));
            None
        }
    }
}

fn words(argument: Option<&str>, label: &str, mistakes: &mut Vec<Mistake>) -> Option<Kind> {
    let Some(argument) = argument.filter(|argument| !argument.is_empty()) else {
        mistakes.push(Mistake::new(
            format!("`{label}:enum` needs its words"),
            format!("type `{label}:enum:draft,published`"),
        ));
        return None;
    };
    let before = mistakes.len();
    let mut words: Vec<String> = Vec::new();
    for word in argument.split([',', '|']) {
        // A word is stored as the snake case of its variant, so it must be just that.
        let instead = match name(word, Role::Suffixed(""), None) {
            Ok(name) => name.snake,
            Err(_) if word.is_empty() => {
                mistakes.push(Mistake::new(
                    format!("`{label}:enum:{argument}` has an empty word"),
                    "leave out the comma",
                ));
                continue;
            }
            Err(found) => {
                let help = found[0]
                    .help
                    .split_once("try `")
                    .map_or("draft", |(_, word)| word.trim_end_matches('`'))
                    .to_snake_case();
                mistakes.push(Mistake::new(
                    format!("`{word}` is no word of an `enum`"),
                    format!("try `{help}`"),
                ));
                continue;
            }
        };
        if instead != word {
            mistakes.push(Mistake::new(
                format!(
                    "`{word}` is no word of an `enum`: it is written small, its parts joined by `_`"
                ),
                format!("try `{instead}`"),
            ));
        } else if words.iter().any(|other| other == word) {
            mistakes.push(Mistake::new(
                format!("`{label}` has the word `{word}` twice"),
                "leave one out",
            ));
        } else {
            words.push(instead);
        }
    }
    (mistakes.len() == before).then_some(Kind::Enum { words })
}

fn reference(
    argument: Option<&str>,
    column: &str,
    mistakes: &mut Vec<Mistake>,
    notices: &mut Vec<String>,
) -> Option<Kind> {
    let own = column.strip_suffix("_id").unwrap_or(column);
    match name(argument.unwrap_or(own), Role::Model, None) {
        Ok(model) => {
            if argument.is_none() {
                notices.push(format!("`{own}` belongs to a `{}`", model.type_name));
            }
            Some(Kind::BelongsTo {
                model: Box::new(model),
                uuid: false,
            })
        }
        Err(found) => {
            mistakes.extend(found);
            None
        }
    }
}
