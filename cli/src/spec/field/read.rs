//! A raw word in, a field or every mistake in it out.

use heck::ToSnakeCase;

use super::{
    Field,
    argument::{read_argument, read_type, types, unknown_type},
    modifier::{is_nearly_one, modifier, read_modifiers},
};
use crate::spec::{Kind, Mistake, Role, default, name, reserved};

/// The longest column name.
const LONGEST: usize = 40;

/// Reads one field.
///
/// # Errors
/// Every mistake in it.
pub(in crate::spec) fn field(raw: &str) -> Result<Field, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let mut notices = Vec::new();
    let mut parts = raw.split(':');
    let typed_name = parts.next().unwrap_or_default();
    let column = check_name(typed_name, raw).unwrap_or_else(|mistake| {
        mistakes.push(mistake);
        "field".to_owned()
    });
    let rest: Vec<&str> = parts.collect();
    let label = if typed_name.is_empty() {
        "field"
    } else {
        typed_name
    };

    let Some((typed_type, rest)) = rest
        .split_first()
        .filter(|(typed_type, _)| !typed_type.is_empty())
    else {
        mistakes.push(Mistake::new(
            format!("`{raw}` has no type"),
            format!("type `{label}:string`; {}", types()),
        ));
        return Err(mistakes);
    };
    let type_word = read_type(typed_type);
    let (kind, used) = match &type_word {
        Some(type_word) => {
            read_argument(type_word, &column, label, rest, &mut mistakes, &mut notices)
        }
        None => {
            mistakes.push(unknown_type(typed_type, label, raw));
            // The next word may have been its argument, unless it is nearly a modifier.
            let is_argument = |word: &&str| modifier(word).is_none() && !is_nearly_one(word);
            (
                None,
                rest.iter().take(1).filter(|word| is_argument(word)).count(),
            )
        }
    };

    let mut field = Field {
        column,
        kind: kind.clone().unwrap_or(Kind::Text),
        null: type_word.as_ref().is_some_and(|word| word.null),
        unique: type_word.as_ref().is_some_and(|word| word.unique),
        index: false,
        default: None,
        guarded: false,
        hidden: false,
        uncached: false,
        notices,
    };
    read_modifiers(&mut field, label, &rest[used..], &mut mistakes);
    if let Some(kind) = kind {
        check_sense(&mut field, &kind, label, &mut mistakes);
    }
    if mistakes.is_empty() {
        Ok(field)
    } else {
        Err(mistakes)
    }
}

fn check_name(typed: &str, raw: &str) -> Result<String, Mistake> {
    let snake = typed.to_snake_case();
    if typed.is_empty() {
        return Err(Mistake::new(
            format!("`{raw}` has no name"),
            match raw.trim_start_matches(':') {
                "" => "type one with its type, as in `title:string`".to_owned(),
                rest => format!("type `title:{rest}`, a name before the colon"),
            },
        ));
    }
    if reserved::COLUMNS.contains(&snake.as_str()) {
        return Err(Mistake::new(
            format!(
                "`{snake}` is there already: every model has `id`, `created_at` and `updated_at`"
            ),
            format!("leave `{raw}` out"),
        ));
    }
    if reserved::NEVER_RAW.contains(&typed) || reserved::NEVER_RAW.contains(&snake.as_str()) {
        return Err(Mistake::new(
            format!("`{typed}` is a keyword that no field can have as its name"),
            format!("try `own_{}`", snake.trim_matches('_')),
        ));
    }
    let legal = typed == snake
        && typed.starts_with(|letter: char| letter.is_ascii_lowercase())
        && typed.is_ascii();
    if !legal {
        let instead = match name(typed, Role::Suffixed(""), None) {
            Ok(name) => name.snake,
            Err(mistakes) => mistakes
                .iter()
                .find_map(|mistake| mistake.help.split_once("try `"))
                .map_or_else(
                    || "title".to_owned(),
                    |(_, word)| word.trim_end_matches('`').to_snake_case(),
                ),
        };
        let instead = if reserved::COLUMNS.contains(&instead.as_str())
            || reserved::NEVER_RAW.contains(&instead.as_str())
        {
            format!("own_{instead}")
        } else {
            instead
        };
        return Err(Mistake::new(
            format!(
                "`{typed}` is no field name: it takes small ASCII letters, digits and single `_`, a letter first"
            ),
            format!("try `{instead}`"),
        ));
    }
    if typed.len() > LONGEST {
        return Err(Mistake::new(
            format!("`{typed}` is longer than {LONGEST} letters"),
            format!("try `{}`", typed[..LONGEST].trim_end_matches('_')),
        ));
    }
    Ok(snake)
}

/// What each word allows and all together forbid.
fn check_sense(field: &mut Field, kind: &Kind, label: &str, mistakes: &mut Vec<Mistake>) {
    let word = kind.word();
    if !kind.can_be_indexed() && (field.unique || field.index) {
        let modifier = if field.unique { "unique" } else { "index" };
        mistakes.push(Mistake::new(
            format!("`{label}` can't be `{modifier}`: a `{word}` is no key to look rows up by"),
            format!("leave out `{modifier}`"),
        ));
    }
    if field.unique && field.default.is_some() {
        mistakes.push(Mistake::new(
            format!("`{label}` is `unique` and has a default, so the second row that leaves it out would be refused"),
            "leave out `unique` or `default`",
        ));
    }
    if let Kind::Enum { words } = kind
        && words.len() == 1
        && field.unique
    {
        mistakes.push(Mistake::new(
            format!("`{label}` is `unique` and has one word, so there could be one row"),
            "leave out `unique`, or add words",
        ));
    }
    if let Some(value) = field.default.clone()
        && let Err(mistake) = default::check(kind, label, &value)
    {
        mistakes.push(mistake);
    }
    if matches!(kind, Kind::BelongsTo { .. }) {
        field.index = true;
        if !field.column.ends_with("_id") {
            field.column.push_str("_id");
        }
    }
    if field.unique {
        field.index = true;
    }
}
