//! Mistakes that the list shows by itself. What the types say of each other is checked by a constant in the expansion.

use quote::ToTokens;

use super::{attrs::Entry, model::App};
use crate::support::errors::Errors;

/// Reports entries that are listed twice, and keeps the first of them.
pub(crate) fn check(app: &mut App, errors: &mut Errors) {
    once("services", &mut app.services, errors);
    once("jobs", &mut app.jobs, errors);
    for entry in app.services.iter_mut().chain(&mut app.jobs) {
        entry.attributes.retain(|attribute| {
            let legal = attribute.path().is_ident("cfg");
            if !legal {
                errors.at(
                    attribute,
                    "an entry takes no attribute but `cfg`\nhelp: remove it",
                );
            }
            legal
        });
    }
}

fn once(list: &str, entries: &mut Vec<Entry>, errors: &mut Errors) {
    let mut seen: Vec<String> = Vec::new();
    entries.retain(|entry| {
        let text = entry.ty.to_token_stream().to_string();
        // Under different conditions both may be right.
        let twice = entry.attributes.is_empty() && seen.contains(&text);
        if twice {
            let name: String = text.split_whitespace().collect();
            errors.at(
                &entry.ty,
                format!("`{name}` is listed twice in `{list}: […]`\nhelp: remove one of the two"),
            );
        }
        seen.push(text);
        !twice
    });
}
