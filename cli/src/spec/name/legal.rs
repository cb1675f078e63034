//! What is wrong with a word as a name, and the nearest one that is right.

use heck::{ToSnakeCase, ToUpperCamelCase};

use super::{LONGEST, Number, Role, camel, unsuffixed};
use crate::spec::{Mistake, plural::plural, reserved};

pub(super) fn check(raw: &str, role: Role<'_>, number: Number) -> Result<String, Mistake> {
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

pub(super) fn check_plural(raw: &str) -> Result<String, Mistake> {
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

pub(super) fn is_legal_plural(snake: &str) -> bool {
    snake.starts_with(|letter: char| letter.is_ascii_lowercase())
        && !snake.starts_with("sqlite_")
        && !reserved::is_keyword(snake)
        && !reserved::PLURALS.contains(&snake)
        && !reserved::DEVICES.contains(&snake)
        && !reserved::TABLES.contains(&snake)
}

/// The nearest legal name: transliterated, joined, its first digit spelt.
pub(super) fn legalize(raw: &str, role: Role<'_>) -> String {
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
pub(super) fn transliterate(letter: char) -> String {
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
