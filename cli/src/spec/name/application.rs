//! The name of a new application.

use heck::ToSnakeCase;

use super::{
    LONGEST, Role,
    legal::{legalize, transliterate},
};
use crate::spec::{Mistake, reserved};

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
        let plain = if is_empty {
            "blog".to_owned()
        } else {
            legalize(raw, Role::Suffixed("")).to_snake_case()
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
