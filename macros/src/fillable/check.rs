//! What makes a struct impossible to fill.

use super::model::Fillable;
use crate::support::{errors::Errors, serde};

/// Reports fields that can't be told apart from outside.
pub(super) fn check(fillable: &Fillable, errors: &mut Errors) {
    serde::report_shared_names(
        fillable
            .fields
            .iter()
            .map(|field| (&field.ident, field.name.as_str())),
        errors,
    );
}
