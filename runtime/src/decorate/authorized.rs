//! `#[authorized(may_edit(id))]`: asks a policy whether whoever calls may. Closed by default.

use crate::{
    Error, ErrorKind, Result,
    identity::{self, Identity},
};

/// Who calls, for the policy.
///
/// # Errors
/// Of kind [`ErrorKind::Unauthorized`], when nobody has said it.
pub fn caller() -> Result<Identity> {
    identity::current()
}

/// What a policy said: anything but `Ok(true)` ends the call.
///
/// # Errors
/// The policy's own, or one of kind [`ErrorKind::Forbidden`].
pub fn allowed<E: Into<Error>>(answer: Result<bool, E>) -> Result<()> {
    match answer.map_err(Into::into)? {
        true => Ok(()),
        false => Err(Error::new(ErrorKind::Forbidden, "this is not allowed")),
    }
}
