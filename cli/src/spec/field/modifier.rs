//! What stands behind the type: `null`, `unique`, `default=V` …

use super::{Field, argument::type_row};
use crate::spec::{MODIFIERS, Mistake, kind::NO_OPS, nearest};

/// The modifier that a word begins with, in our spelling.
pub(super) fn modifier(typed: &str) -> Option<&'static str> {
    let word = typed.split('=').next().unwrap_or_default().to_lowercase();
    MODIFIERS
        .iter()
        .find(|row| row.word == word || row.aliases.contains(&word.as_str()))
        .map(|row| row.word)
        .or_else(|| NO_OPS.iter().find(|no_op| **no_op == word).copied())
}

/// Whether a word is meant as a modifier and mistyped.
pub(super) fn is_nearly_one(typed: &str) -> bool {
    let word = typed.split('=').next().unwrap_or_default();
    nearest(word, known()).is_some()
}

fn known() -> impl Iterator<Item = &'static str> {
    MODIFIERS
        .iter()
        .flat_map(|row| std::iter::once(row.word).chain(row.aliases.iter().copied()))
}

/// Sets what the modifiers say.
pub(super) fn read_modifiers(
    field: &mut Field,
    label: &str,
    rest: &[&str],
    mistakes: &mut Vec<Mistake>,
) {
    let mut seen: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(typed) = rest.get(at) {
        at += 1;
        let Some(word) = modifier(typed) else {
            mistakes.push(unknown_modifier(typed, field, label));
            continue;
        };
        if seen.contains(&word) {
            mistakes.push(Mistake::new(
                format!("`{label}` has `{word}` twice"),
                "leave one out",
            ));
            continue;
        }
        seen.push(word);
        if word != "default" && typed.contains('=') {
            mistakes.push(Mistake::new(
                format!("`{typed}` of `{label}` has a value, and `{word}` takes none"),
                format!("type `{word}`"),
            ));
            continue;
        }
        match word {
            "null" => field.null = true,
            "unique" => field.unique = true,
            "index" => field.index = true,
            "guarded" => field.guarded = true,
            "hidden" => field.hidden = true,
            "uncached" => {
                field.uncached = true;
                field.hidden = true;
            }
            "default" => {
                let Some((_, value)) = typed.split_once('=') else {
                    mistakes.push(Mistake::new(
                        format!("`default` of `{label}` has no value"),
                        "type `default=V`",
                    ));
                    continue;
                };
                // A value may hold colons (`09:30`, JSON): it goes on until the next modifier.
                let more = rest[at..]
                    .iter()
                    .take_while(|word| modifier(word).is_none())
                    .count();
                let value = std::iter::once(value)
                    .chain(rest[at..at + more].iter().copied())
                    .collect::<Vec<_>>()
                    .join(":");
                at += more;
                field.default = Some(value);
            }
            _ => {}
        }
    }
}

fn unknown_modifier(typed: &str, field: &Field, label: &str) -> Mistake {
    if typed.is_empty() {
        return Mistake::new(
            format!("`{label}` has an empty modifier"),
            "leave out the last `:`",
        );
    }
    if let Some(word) = type_row(typed) {
        return Mistake::new(
            format!("`{label}` has a second type `{word}`"),
            format!("leave out `{typed}`"),
        );
    }
    let word = typed.split('=').next().unwrap_or_default();
    let help = match nearest(word, known()).and_then(modifier) {
        Some("default") => format!("type `default=V`; {}", modifiers()),
        Some(near) => format!("type `{near}`; {}", modifiers()),
        None => modifiers(),
    };
    Mistake::new(
        format!(
            "unknown modifier `{typed}` of `{label}:{}`",
            field.kind.word()
        ),
        help,
    )
}

fn modifiers() -> String {
    format!(
        "the modifiers are {}",
        MODIFIERS
            .map(|row| format!("{}{}", row.word, row.argument))
            .join(", ")
    )
}
