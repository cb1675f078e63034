//! SIGTERM and SIGINT: the first asks to stop in order, the second to stop at once; and after either the process ends.

use std::{io, sync::mpsc, thread, time::Duration};

use tokio::runtime;

use crate::queue::{HAND_BACK, Shutdown};

/// What an end in order or at once may take beyond its own limits.
const MARGIN: Duration = Duration::from_millis(500);

/// What the process's last line has to be printed.
const LAST_WORDS: Duration = Duration::from_millis(50);

/// Logs in a thread of its own: a log that nobody reads holds up whoever writes a line, and the process must end nevertheless.
fn tell(line: fn()) {
    // Without a thread for it the line is lost, and nothing else.
    drop(thread::Builder::new().name("last words".into()).spawn(line));
}

/// Hears the signals from now on. Running work has `grace` after the first.
///
/// A thread with a runtime of its own hears them. The application's may be blocked, and in the end it is dropped, which waits for its blocking
/// tasks without limit: then nobody would be left to hear the second signal, nor to end the process when its time is over.
pub(crate) fn listen_for_signals(grace: Duration) -> io::Result<Shutdown> {
    let shutdown = Shutdown::new();
    let heard = shutdown.clone();
    let (ready, is_ready) = mpsc::channel();
    let listen = async move |mut signals: Signals| {
        signals.next().await;
        heard.request();
        tell(|| tracing::info!(target: "scaffold::app", "stopping; a second signal stops at once"));
        let limit = grace.saturating_add(HAND_BACK + MARGIN);
        tokio::select! {
            () = signals.next() => {
                heard.now();
                tell(|| tracing::warn!(target: "scaffold::app", "stopping at once"));
                tokio::time::sleep(HAND_BACK + MARGIN).await;
            }
            () = tokio::time::sleep(limit) => {}
        }
        tell(|| tracing::warn!(target: "scaffold::app", "what can't be stopped is cut off"));
        thread::sleep(LAST_WORDS);
        std::process::exit(1);
    };
    thread::Builder::new()
        .name("signals".into())
        .spawn(move || {
            let runtime = runtime::Builder::new_current_thread().enable_all().build();
            let begun = runtime.and_then(|runtime| {
                let signals = runtime.block_on(async { Signals::new() })?;
                Ok((runtime, signals))
            });
            match begun {
                Ok((runtime, signals)) => {
                    let _ = ready.send(Ok(()));
                    runtime.block_on(listen(signals));
                }
                Err(error) => drop(ready.send(Err(error))),
            }
        })?;
    is_ready.recv().map_err(io::Error::other)??;
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
