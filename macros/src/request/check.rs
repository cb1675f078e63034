//! What makes a struct no request.

use super::model::{Presence, Request, RequestField};
use crate::support::{errors::Errors, serde, types};

/// Reports every reason why the fields can't be read and checked.
pub(super) fn check(request: &Request, errors: &mut Errors) {
    serde::report_shared_names(
        request
            .read_fields()
            .map(|field| (&field.ident, field.name.as_str())),
        errors,
    );
    for field in &request.fields {
        skipped_has_no_rules(field, errors);
        option_has_a_default(field, errors);
    }
}

fn skipped_has_no_rules(field: &RequestField, errors: &mut Errors) {
    if !matches!(field.presence, Presence::Skipped) {
        return;
    }
    for rule in &field.rules {
        errors.at_span(rule.span, format!("`{}` is never read, so no rule is checked\nhelp: delete the rule, or serde's `skip`", field.ident));
    }
}

fn option_has_a_default(field: &RequestField, errors: &mut Errors) {
    if let Presence::Default(word, function) = &field.presence
        && types::inside(&field.ty, "Option").is_some()
        && function.to_string().ends_with(":: default")
    {
        errors.at(
            word,
            format!(
                "`{}` may be missing as it is: it is an `Option`\nhelp: delete `default`",
                field.ident
            ),
        );
    }
}
