//! `#[timed_out(after = "5s")]`: a limit for the time of a call.

use std::time::Duration;

use super::{Around, Call};
use crate::{Error, ErrorKind};

/// Drops the call when its time is up, and gives an error of kind [`ErrorKind::Timeout`] that names the method.
#[derive(Debug, Clone, Copy)]
pub struct TimedOut {
    after: Duration,
}

impl TimedOut {
    /// A call may take this long.
    #[must_use]
    pub const fn after(after: Duration) -> Self {
        Self { after }
    }
}

impl Around for TimedOut {
    async fn around<T: Send, E: From<Error> + Send>(
        &self,
        call: &Call<'_>,
        next: impl Future<Output = Result<T, E>> + Send,
    ) -> Result<T, E> {
        match tokio::time::timeout(self.after, next).await {
            Ok(result) => result,
            Err(_) => {
                let message = format!(
                    "`{}::{}` took longer than {:?}",
                    call.service, call.method, self.after
                );
                Err(Error::new(ErrorKind::Timeout, message).into())
            }
        }
    }
}
