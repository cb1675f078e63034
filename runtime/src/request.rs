//! What HTTP may set: a request and the rules of its fields. No axum type in here, so that services can take requests.

pub mod rules;

use serde_json::{Map, Value};

use crate::FieldError;

/// The allow-list of a request's fields. Derived: `#[derive(Deserialize, Request)]`, rules by `#[rule(…)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request",
    note = "add `#[derive(Deserialize, Request)]` to `{Self}`"
)]
pub trait Request: Sized {
    /// Reads the fields and checks the rules; reports every mistake at once: unknown, missing, ill-typed, rules.
    ///
    /// # Errors
    /// One or more [`FieldError`]s for each field that does not hold.
    fn from_fields(fields: Map<String, Value>) -> Result<Self, Vec<FieldError>>;
}
