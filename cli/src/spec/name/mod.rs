//! The name of a thing that is generated, in every spelling that a template needs.
//!
//! One library for words and one rule for case: the type is made of what was typed, all else of the type. `Type`, `Match` and
//! other types whose snake case is a keyword are legal; where that word stands alone, as a module, a file or a variable, it
//! takes an underscore behind: `type_`. Joined names (`type_service`), tables, columns and paths keep the plain word.

mod application;
mod legal;

use heck::{ToSnakeCase, ToUpperCamelCase};

pub use application::application;
use legal::{check, check_plural, is_legal_plural};

use super::{
    Mistake,
    plural::{plural, singular},
    reserved,
};

/// The longest name: with `idx_` and a column it stays within what databases and file systems take.
const LONGEST: usize = 40;

/// What a name is for; it decides what is stripped and what it may clash with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role<'a> {
    /// A row's type: a noun in the singular.
    Model,
    /// A type that stands under its own name: a job.
    Type,
    /// A type that is named by a noun and this suffix: `Service`, `Controller`, `Request`, `Resource`.
    Suffixed(&'a str),
}

/// A checked name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// As it was typed.
    pub raw: String,
    /// `OrderItem`
    pub type_name: String,
    /// `order_item`; for joined names, for it may be a keyword.
    pub snake: String,
    /// `OrderItems`
    pub plural_type: String,
    /// `order_items`, also the table's name.
    pub plural_snake: String,
    /// The facade: `OrderItems`, or `SheepFacade` where the plural is the singular or is taken.
    pub facade: String,
    /// What the person should know about how the name was understood.
    pub notices: Vec<String>,
}

impl Name {
    /// The name of this type, in every spelling.
    pub(super) fn spelt(raw: &str, type_name: String, plural_snake: String) -> Self {
        let plural_type = plural_snake.to_upper_camel_case();
        let facade = if plural_type == type_name || reserved::replacement(&plural_type).is_some() {
            format!("{type_name}Facade")
        } else {
            plural_type.clone()
        };
        Self {
            raw: raw.to_owned(),
            snake: type_name.to_snake_case(),
            type_name,
            plural_type,
            plural_snake,
            facade,
            notices: Vec::new(),
        }
    }

    /// The snake case where it stands alone: `order_item`, `type_`.
    #[must_use]
    pub fn ident(&self) -> String {
        identifier(&self.snake)
    }

    /// `order item`
    #[must_use]
    pub fn human(&self) -> String {
        self.snake.replace('_', " ")
    }

    /// `order items`
    #[must_use]
    pub fn plural_human(&self) -> String {
        self.plural_snake.replace('_', " ")
    }
}

/// Whether a plural is understood as one thing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Number {
    AsTyped,
    Singular,
}

impl Number {
    fn of(role: Role<'_>) -> Self {
        match role {
            Role::Model => Self::Singular,
            Role::Type | Role::Suffixed(_) => Self::AsTyped,
        }
    }
}

/// The type that a word spells, whatever its number.
pub(super) fn type_of(raw: &str) -> String {
    camel(raw, Number::AsTyped)
}

/// A word as a Rust identifier: a keyword takes an underscore behind.
pub(super) fn identifier(snake: &str) -> String {
    if reserved::is_keyword(snake) {
        format!("{snake}_")
    } else {
        snake.to_owned()
    }
}

/// Reads a name.
///
/// # Errors
/// When it, or its plural, can't be used.
pub fn name(raw: &str, role: Role<'_>, given_plural: Option<&str>) -> Result<Name, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    // Who gives the plural has typed the singular: `Analytics --plural analytics`.
    let number = match given_plural {
        Some(_) => Number::AsTyped,
        None => Number::of(role),
    };
    let checked = match check(raw, role, number) {
        Ok(type_name) => Some(type_name),
        Err(mistake) => {
            mistakes.push(mistake);
            None
        }
    };
    let given_plural = match given_plural.map(check_plural).transpose() {
        Ok(given) => given,
        Err(mistake) => {
            mistakes.push(mistake);
            None
        }
    };
    let Some(type_name) = checked.filter(|_| mistakes.is_empty()) else {
        return Err(mistakes);
    };

    let snake = type_name.to_snake_case();
    let mut notices = Vec::new();
    if number == Number::Singular && camel(raw, Number::AsTyped) != type_name {
        let kept = raw.to_snake_case();
        notices.push(format!(
            "`{raw}` is a plural; the model is `{type_name}`; `--plural {kept}` keeps it"
        ));
    } else if raw.contains(|letter: char| letter.is_ascii_uppercase())
        && !raw.contains(['_', '-'])
        && unsuffixed(raw, role) != type_name
    {
        notices.push(format!("`{raw}` is written `{type_name}` in Rust"));
    }
    let plural_snake = match given_plural {
        Some(given) => given,
        None if role != Role::Model && singular(&snake) != snake => snake,
        None => plural(&snake),
    };
    if role == Role::Model && !is_legal_plural(&plural_snake) {
        return Err(vec![Mistake::new(
            format!(
                "the plural of `{raw}` would be `{plural_snake}`, which can't name a table and a module"
            ),
            format!(
                "give another: `--plural {}_rows`",
                type_name.to_snake_case()
            ),
        )]);
    }
    Ok(Name {
        notices,
        ..Name::spelt(raw, type_name, plural_snake)
    })
}

fn unsuffixed<'a>(raw: &'a str, role: Role<'_>) -> &'a str {
    let Role::Suffixed(suffix) = role else {
        return raw;
    };
    let snake = suffix.to_snake_case();
    [suffix, snake.as_str()]
        .iter()
        .find_map(|suffix| raw.strip_suffix(suffix))
        .map_or(raw, |rest| rest.trim_end_matches(['_', '-']))
}

fn camel(raw: &str, number: Number) -> String {
    // `AaA_a` is `AaAA`, and that read again `AaAa`: only what reads back as itself is a name.
    let mut type_name = raw.to_upper_camel_case();
    loop {
        let again = type_name.to_upper_camel_case();
        if again == type_name {
            break;
        }
        type_name = again;
    }
    if number == Number::AsTyped {
        return type_name;
    }
    let snake = type_name.to_snake_case();
    let one = singular(&snake);
    if one == snake {
        type_name
    } else {
        one.to_upper_camel_case()
    }
}

#[cfg(test)]
mod tests;
