//! `#[transactional]`: the body in a transaction of the service's database.

use super::{Around, Call};
use crate::Error;

/// Commits when the call gives `Ok`, else rolls back.
#[derive(Debug, Clone, Copy)]
pub struct Transactional;

impl Around for Transactional {
    async fn around<T: Send, E: From<Error> + Send>(
        &self,
        call: &Call<'_>,
        next: impl Future<Output = Result<T, E>> + Send,
    ) -> Result<T, E> {
        let Some(core) = call.core else {
            return Err(call.lacks_core().into());
        };
        core.database().transaction(next).await
    }
}
