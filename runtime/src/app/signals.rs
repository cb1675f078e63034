//! SIGTERM and SIGINT: the first asks to stop in order, the second to stop at once.

use std::{io, time::Duration};

use crate::queue::Shutdown;

/// How long an orderly end at once may take before the process is ended without it. A blocking task would hold it up for ever.
const PATIENCE: Duration = Duration::from_millis(500);

/// Hears the signals from now on.
pub(crate) fn listen_for_signals() -> io::Result<Shutdown> {
    let mut signals = Signals::new()?;
    let shutdown = Shutdown::new();
    let heard = shutdown.clone();
    tokio::spawn(async move {
        signals.next().await;
        tracing::info!(target: "scaffold::app", "stopping; a second signal stops at once");
        heard.request();
        signals.next().await;
        tracing::warn!(target: "scaffold::app", "stopping at once");
        heard.request();
        tokio::time::sleep(PATIENCE).await;
        std::process::exit(1);
    });
    Ok(shutdown)
}

#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
