//! The application that the lists describe.

use proc_macro2::Span;
use syn::{Attribute, Ident, Visibility};

use super::attrs::{Entry, List, Written};
use crate::support::{errors::Errors, naming, nearest};

const LEGAL: &[&str] = &["models", "services", "jobs", "config"];
const LATER: &[&str] = &["listeners", "commands", "policies", "schedule"];

/// What `app!` was given.
pub(crate) struct App {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    /// `None` without a list.
    pub(crate) models: Option<Vec<Entry>>,
    pub(crate) services: Vec<Entry>,
    /// Where the list of services stands.
    pub(crate) services_at: Span,
    pub(crate) jobs: Vec<Entry>,
    /// The sections of the configuration.
    pub(crate) config: Vec<Entry>,
    /// Where their list stands.
    pub(crate) config_at: Span,
}

/// Sorts the lists by their keys; reports keys that mean nothing.
pub(crate) fn read(written: Written, errors: &mut Errors) -> App {
    let mut app = App {
        attributes: written.attributes,
        visibility: written.visibility,
        services_at: written.name.span(),
        config_at: written.name.span(),
        name: written.name,
        models: None,
        services: Vec::new(),
        jobs: Vec::new(),
        config: Vec::new(),
    };
    let mut seen: Vec<Ident> = Vec::new();
    for List {
        attributes,
        key,
        brackets,
        entries,
    } in written.lists
    {
        let word = naming::text(&key);
        for attribute in attributes.iter().filter(|it| !it.path().is_ident("doc")) {
            errors.at(
                attribute,
                "a list takes no attribute\nhelp: write it above each entry that it is about",
            );
        }
        if seen.contains(&key) {
            errors.at(
                &key,
                format!("`{word}` is here twice\nhelp: put all into one list"),
            );
        }
        match word.as_str() {
            "services" => {
                app.services_at = brackets.span.join();
                app.services.extend(entries);
            }
            "models" => app.models.get_or_insert_default().extend(entries),
            "jobs" => app.jobs.extend(entries),
            "config" => {
                app.config_at = brackets.span.join();
                app.config.extend(entries);
            }
            _ if LATER.contains(&word.as_str()) => errors.at(
                &key,
                format!(
                    "`{word}` is not in this release\nhelp: remove it; lists now: {}",
                    nearest::list(LEGAL)
                ),
            ),
            _ => errors.at(
                &key,
                format!("unknown list `{word}`\n{}", nearest::help(&word, LEGAL)),
            ),
        }
        seen.push(key);
    }
    app
}
