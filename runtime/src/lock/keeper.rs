//! The thread that keeps leases. The application's runtime may be blocked, or may end while a lock is still to be given back.

use std::{future::pending, io, sync::LazyLock, thread};

use tokio::runtime::{Builder, Handle};

use crate::{Error, ErrorKind, Result};

/// Started with the first lock of the process.
static KEEPER: LazyLock<io::Result<Handle>> = LazyLock::new(start);

fn start() -> io::Result<Handle> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    thread::Builder::new()
        .name("locks".into())
        .spawn(move || runtime.block_on(pending::<()>()))?;
    Ok(handle)
}

/// Runs `work` to its end, also when the caller goes away. Nothing is ambient there: neither a transaction nor who wants to know what is read.
pub(super) async fn run<T: Send + 'static>(
    work: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    let keeper = KEEPER.as_ref().map_err(|error| {
        let reason = error.to_string();
        Error::new(ErrorKind::Unavailable, "there is no thread to keep a lock").with_source(reason)
    })?;
    match keeper.spawn(work).await {
        Ok(output) => output,
        Err(stopped) => match stopped.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(Error::internal("the thread that keeps locks has ended")),
        },
    }
}

/// Runs `work` while the caller goes on. Where there is no thread there is no lock that it could be about.
pub(super) fn spawn(work: impl Future<Output = ()> + Send + 'static) {
    if let Ok(keeper) = KEEPER.as_ref() {
        keeper.spawn(work);
    }
}
