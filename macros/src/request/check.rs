//! What makes a struct no request.

use super::model::{Presence, Request, RequestField};
use crate::support::{errors::Errors, serde};

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
    }
}

fn skipped_has_no_rules(field: &RequestField, errors: &mut Errors) {
    if !matches!(field.presence, Presence::Skipped(_)) {
        return;
    }
    for rule in &field.rules {
        errors.at_span(rule.span, format!("`{}` is never read, so no rule is checked\nhelp: delete the rule, or serde's `skip`", field.ident));
    }
}
