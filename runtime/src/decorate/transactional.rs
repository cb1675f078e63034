//! `#[transactional]`: the body in a transaction of the service's database.

use super::{Around, Call};
use crate::{
    Error,
    database::{Isolation, TransactionOptions},
};

/// Commits when the call gives `Ok`, else rolls back.
#[derive(Debug, Clone, Copy)]
pub struct Transactional(TransactionOptions);

impl Transactional {
    /// With the database's own isolation.
    #[must_use]
    pub const fn new() -> Self {
        Self(TransactionOptions::new())
    }

    /// With this isolation.
    #[must_use]
    pub const fn isolation(self, isolation: Isolation) -> Self {
        Self(self.0.isolation(isolation))
    }

    /// For reading only.
    #[must_use]
    pub const fn read_only(self) -> Self {
        Self(self.0.read_only())
    }
}

impl Default for Transactional {
    fn default() -> Self {
        Self::new()
    }
}

impl Around for Transactional {
    async fn around<T: Send, E: From<Error> + Send>(
        &self,
        call: &Call<'_>,
        next: impl Future<Output = Result<T, E>> + Send,
    ) -> Result<T, E> {
        let Some(core) = call.core else {
            return Err(call.lacks_core().into());
        };
        core.database().transaction_with(self.0, next).await
    }
}
