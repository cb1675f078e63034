//! The name of a thing that is generated, in every spelling that a template needs.
//!
//! One library for words and one rule for case: the type is made of what was typed, all else of the type. `Type`, `Match` and
//! other types whose snake case is a keyword are legal; where that word stands alone, as a module, a file or a variable, it
//! takes an underscore behind: `type_`. Joined names (`type_service`), tables, columns and paths keep the plain word.

use heck::{ToSnakeCase, ToUpperCamelCase};

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

/// Reads the name of a new application: the name of its package.
///
/// # Errors
/// When Cargo or the generated code can't use it.
pub fn application(raw: &str) -> Result<String, Mistake> {
    let crate_name = raw.replace('-', "_").to_lowercase();
    let legal = crate_name
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && crate_name.starts_with(|letter: char| letter.is_ascii_lowercase())
        && !crate_name.ends_with('_')
        && !crate_name.contains("__")
        && raw.len() <= LONGEST;
    let suggestion = {
        let is_empty = raw.chars().all(|letter| transliterate(letter) == "_");
        let plain = match is_empty {
            true => "blog".to_owned(),
            false => legalize(raw, Role::Suffixed("")).to_snake_case(),
        };
        if reserved::PACKAGES.contains(&plain.as_str())
            || reserved::is_keyword(&plain)
            || reserved::DEVICES.contains(&plain.as_str())
        {
            format!("my-{}", plain.replace('_', "-"))
        } else {
            plain.replace('_', "-")
        }
    };
    let problem = if raw.is_empty() {
        "an application needs a name".to_owned()
    } else if raw.len() > LONGEST {
        format!("`{raw}` is longer than {LONGEST} letters")
    } else if !legal {
        format!(
            "`{raw}` can't be the name of a package: it takes ASCII letters, digits and single `-` and `_`, a letter first"
        )
    } else if reserved::is_keyword(&crate_name) {
        format!("`{raw}` is a keyword of Rust")
    } else if reserved::PACKAGES.contains(&crate_name.as_str()) {
        format!(
            "`{raw}` is the name of a crate that the application needs, or of a folder of Cargo"
        )
    } else if reserved::DEVICES.contains(&crate_name.as_str()) {
        format!("`{raw}` is the name of a device on Windows")
    } else if raw.chars().any(|letter| letter.is_ascii_uppercase()) {
        format!("`{raw}` has capital letters, and a package is written small")
    } else {
        return Ok(raw.to_owned());
    };
    let suggestion = if raw.len() > LONGEST {
        suggestion.chars().take(LONGEST).collect()
    } else {
        suggestion
    };
    Err(Mistake::new(
        problem,
        format!("try `scaffold new {suggestion}`"),
    ))
}

fn check(raw: &str, role: Role<'_>, number: Number) -> Result<String, Mistake> {
    let instead = legalize(raw, role);
    let help = format!("try `{instead}`");
    if raw.trim().is_empty() {
        return Err(Mistake::new("the name is empty", "give one, as in `Post`"));
    }
    if raw.contains("::") || raw.contains(['/', '\\']) || raw.starts_with('.') {
        return Err(Mistake::new(
            format!("`{raw}` is a path, and a name is one word"),
            help,
        ));
    }
    if let Some(letter) = raw
        .chars()
        .find(|letter| !letter.is_ascii_alphanumeric() && !matches!(letter, '_' | '-'))
    {
        let help = format!("names take ASCII letters and digits: {help}");
        return Err(Mistake::new(
            format!("`{raw}` has `{}` in it", letter.escape_debug()),
            help,
        ));
    }
    if raw.starts_with(|letter: char| letter.is_ascii_digit()) {
        return Err(Mistake::new(
            format!("`{raw}` begins with a digit, and no Rust name may"),
            help,
        ));
    }
    if let Role::Suffixed(suffix) = role
        && unsuffixed(raw, role).is_empty()
    {
        return Err(Mistake::new(
            format!("`{raw}` is an ending without a name before it"),
            format!("try `Billing{suffix}`"),
        ));
    }
    let type_name = camel(unsuffixed(raw, role), number);
    if !type_name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        return Err(Mistake::new(
            format!("`{raw}` has no letter at its beginning"),
            help,
        ));
    }
    if type_name.len() > LONGEST {
        return Err(Mistake::new(
            format!("`{raw}` is longer than {LONGEST} letters"),
            help,
        ));
    }
    let snake = type_name.to_snake_case();
    if reserved::DEVICES.contains(&snake.as_str()) {
        return Err(Mistake::new(
            format!("`{raw}` is the name of a device on Windows, and no file can have it"),
            help,
        ));
    }
    if type_name == "Self" {
        return Err(Mistake::new(
            "`Self` is a keyword that no type can have as its name",
            help,
        ));
    }
    if matches!(role, Role::Model | Role::Type) && reserved::replacement(&type_name).is_some() {
        return Err(Mistake::new(
            format!("`{type_name}` is a name that the generated code has in scope already"),
            help,
        ));
    }
    let table = plural(&snake);
    if role == Role::Model
        && (table.starts_with("sqlite_") || reserved::TABLES.contains(&table.as_str()))
    {
        return Err(Mistake::new(
            format!("`{type_name}` would have the table `{table}`, which is reserved"),
            help,
        ));
    }
    Ok(type_name)
}

fn check_plural(raw: &str) -> Result<String, Mistake> {
    let snake = raw.to_snake_case();
    let legal = raw
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && snake.len() <= LONGEST
        && is_legal_plural(&snake);
    if legal {
        return Ok(snake);
    }
    let word = legalize(raw, Role::Type).to_snake_case();
    let plural = plural(&word);
    let instead = if is_legal_plural(&plural) {
        plural
    } else {
        format!("{word}_rows")
    };
    Err(Mistake::new(
        format!("`{raw}` can't be a plural: it names a table and a module"),
        format!("try `--plural {instead}`"),
    ))
}

fn is_legal_plural(snake: &str) -> bool {
    snake.starts_with(|letter: char| letter.is_ascii_lowercase())
        && !snake.starts_with("sqlite_")
        && !reserved::is_keyword(snake)
        && !reserved::PLURALS.contains(&snake)
        && !reserved::DEVICES.contains(&snake)
        && !reserved::TABLES.contains(&snake)
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

/// The nearest legal name: transliterated, joined, its first digit spelt.
fn legalize(raw: &str, role: Role<'_>) -> String {
    let plain: String = unsuffixed(raw, role).chars().map(transliterate).collect();
    let words = plain.to_upper_camel_case();
    let mut type_name = spell_first_digit(&words);
    type_name.truncate(LONGEST);
    type_name = camel(&type_name, Number::of(role));
    if type_name.is_empty() {
        return "Post".to_owned();
    }
    if reserved::DEVICES.contains(&type_name.to_snake_case().as_str()) {
        return format!("{type_name}Item");
    }
    if let Some(instead) = reserved::replacement(&type_name)
        .filter(|_| !matches!(role, Role::Suffixed(_)) || type_name == "Self")
    {
        return instead.to_owned();
    }
    let table = plural(&type_name.to_snake_case());
    if table.starts_with("sqlite_") || reserved::TABLES.contains(&table.as_str()) {
        return format!("My{type_name}");
    }
    if role == Role::Model && !is_legal_plural(&table) {
        return format!("{type_name}Item");
    }
    type_name
}

fn spell_first_digit(words: &str) -> String {
    const DIGITS: [&str; 10] = [
        "Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine",
    ];
    let digits = words.chars().take_while(char::is_ascii_digit).count();
    let (number, rest) = words.split_at(digits);
    match (number.len(), number.parse::<usize>()) {
        (0, _) => words.to_owned(),
        (1, Ok(digit)) => format!("{}{}", DIGITS[digit], rest.to_upper_camel_case()),
        _ if rest.is_empty() => format!("Number{number}"),
        _ => format!("{}{number}", rest.to_upper_camel_case()),
    }
}

/// Letters with marks as the ASCII letters under them; all else separates words.
fn transliterate(letter: char) -> String {
    let plain = match letter {
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'À'..='Å' | 'Ā' | 'Ă' | 'Ą' => "A",
        'æ' => "ae",
        'Æ' => "Ae",
        'ç' | 'ć' | 'č' => "c",
        'Ç' | 'Ć' | 'Č' => "C",
        'è'..='ë' | 'ē' | 'ę' | 'ě' => "e",
        'È'..='Ë' | 'Ē' | 'Ę' | 'Ě' => "E",
        'ì'..='ï' | 'ī' | 'ı' => "i",
        'Ì'..='Ï' | 'Ī' | 'İ' => "I",
        'ñ' | 'ń' | 'ň' => "n",
        'Ñ' | 'Ń' | 'Ň' => "N",
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => "o",
        'Ò'..='Ö' | 'Ø' | 'Ō' | 'Ő' => "O",
        'œ' => "oe",
        'ù'..='ü' | 'ū' | 'ű' | 'ů' => "u",
        'Ù'..='Ü' | 'Ū' | 'Ű' | 'Ů' => "U",
        'ý' | 'ÿ' => "y",
        'ß' => "ss",
        'ś' | 'š' | 'ş' => "s",
        'Ś' | 'Š' | 'Ş' => "S",
        'ź' | 'ż' | 'ž' => "z",
        'Ź' | 'Ż' | 'Ž' => "Z",
        'ł' => "l",
        'Ł' => "L",
        'ğ' => "g",
        'ř' => "r",
        'ť' => "t",
        'ď' => "d",
        letter if letter.is_ascii_alphanumeric() => return letter.to_string(),
        _ => "_",
    };
    plain.to_owned()
}

#[cfg(test)]
mod tests;
