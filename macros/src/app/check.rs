//! Mistakes that the list shows by itself. What the types say of each other is checked by a constant in the expansion.

use quote::ToTokens;
use syn::{Attribute, Path, Token, Type, parse_quote, punctuated::Punctuated};

use super::{attrs::Entry, model::App};
use crate::support::{errors::Errors, naming};

/// Reports what can't be in the list, and leaves it out.
pub(crate) fn check(app: &mut App, errors: &mut Errors) {
    for attribute in &mut app.attributes {
        underived(attribute, errors);
    }
    let models = app.models.iter_mut().flatten();
    let others = [&mut app.services, &mut app.jobs, &mut app.config];
    for entry in models.chain(others.into_iter().flatten()) {
        attributes(entry, errors);
    }
    for entry in &mut app.services {
        traits(entry, errors);
    }
    let models = app.models.iter_mut().flatten();
    for entry in models.chain(&mut app.jobs).chain(&mut app.config) {
        without_traits(entry, errors);
    }
    if let Some(models) = &mut app.models {
        once("models", models, errors);
    }
    once("services", &mut app.services, errors);
    once("jobs", &mut app.jobs, errors);
    once("config", &mut app.config, errors);
}

/// Takes out of a `derive` what the application's type is as it is.
fn underived(attribute: &mut Attribute, errors: &mut Errors) {
    if !attribute.path().is_ident("derive") {
        return;
    }
    let mut derives = Punctuated::<Path, Token![,]>::new();
    let given = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
    for derive in errors.keep(given).unwrap_or_default() {
        match derive.segments.last() {
            Some(last) if last.ident == "Clone" || last.ident == "Debug" => errors.at(
                &derive,
                format!(
                    "the application's type is `{0}` as it is\nhelp: remove `{0}` here",
                    last.ident
                ),
            ),
            _ => derives.push(derive),
        }
    }
    attribute.meta = parse_quote!(derive(#derives));
}

/// An entry may have a condition, and a comment that becomes nobody's documentation.
fn attributes(entry: &mut Entry, errors: &mut Errors) {
    entry.attributes.retain(|attribute| {
        let path = attribute.path();
        let (condition, comment) = (path.is_ident("cfg"), path.is_ident("doc"));
        if !condition && !comment {
            errors.at(
                attribute,
                "an entry takes no attribute but `cfg`\nhelp: remove it",
            );
        }
        condition
    });
}

/// A service is found as itself, and as what is no type of its own.
fn traits(entry: &mut Entry, errors: &mut Errors) {
    let service = naming::line(entry.ty.to_token_stream());
    entry.traits.retain(|seen| {
        let is_trait = matches!(seen, Type::TraitObject(_));
        if !is_trait {
            let text = naming::line(seen.to_token_stream());
            errors.at(
                seen,
                format!("a service is found as itself, and as a trait by `as dyn …`\nhelp: write `{service} as dyn {text}`"),
            );
        }
        is_trait
    });
}

fn without_traits(entry: &mut Entry, errors: &mut Errors) {
    for seen in entry.traits.drain(..) {
        errors.at(
            &seen,
            "only a service is found as a trait\nhelp: delete `as …`",
        );
    }
}

fn once(list: &str, entries: &mut Vec<Entry>, errors: &mut Errors) {
    let mut seen: Vec<String> = Vec::new();
    entries.retain(|entry| {
        let text = naming::line(entry.ty.to_token_stream());
        // Under different conditions both may be right.
        let twice = entry.attributes.is_empty() && seen.contains(&text);
        if twice {
            errors.at(
                &entry.ty,
                format!("`{text}` is listed twice in `{list}: […]`\nhelp: remove one of the two"),
            );
        }
        seen.push(text);
        !twice
    });
}
