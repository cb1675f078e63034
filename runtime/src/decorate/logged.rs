//! `#[logged]`: one line a call, at debug level; a failed call at warn level. No argument is recorded unless it is named.

use std::{
    fmt::{self, Debug, Display, Write},
    time::Instant,
};

use super::{Call, Observe};

/// Logs each call with its duration, when somebody listens to target `scaffold::service` at debug level; else a failed one, without it.
#[derive(Debug, Clone, Copy)]
pub struct Logged;

/// `#[logged(args(id, draft.email))]`: the same, with these arguments as they were when the call began.
#[derive(Debug)]
pub struct LoggedWith(Option<Shown>);

/// Arguments as text: `id=5, draft.email="ada@example.com"`.
#[derive(Debug, Default)]
pub struct Shown(String);

impl Shown {
    /// Adds a value under the name that it was written with.
    pub fn value(&mut self, name: &str, value: &dyn Debug) {
        let separator = if self.0.is_empty() { "" } else { ", " };
        // A text can always be written to; a `Debug` that fails leaves what it has written.
        let _ = write!(self.0, "{separator}{name}={value:?}");
    }
}

impl Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl LoggedWith {
    /// Reads the arguments, if it is on and somebody listens. Before the call: its body takes them.
    #[inline]
    pub fn new(is_on: bool, show: impl FnOnce(&mut Shown)) -> Self {
        Self((is_on && listens()).then(|| {
            let mut shown = Shown::default();
            show(&mut shown);
            shown
        }))
    }
}

fn listens() -> bool {
    tracing::enabled!(target: "scaffold::service", tracing::Level::WARN)
}

impl Observe for Logged {
    type Span = Option<Instant>;

    /// The clock is asked only where somebody listens to calls that succeed: a failed one is told without its time else.
    #[inline]
    fn enter(&self, _call: &Call<'_>) -> Self::Span {
        tracing::enabled!(target: "scaffold::service", tracing::Level::DEBUG).then(Instant::now)
    }

    #[inline]
    fn exit(&self, span: Self::Span, call: &Call<'_>, error: Option<&dyn Display>) {
        if span.is_some() || error.is_some() {
            log(span, call, None, error);
        }
    }
}

impl Observe for LoggedWith {
    type Span = Option<Instant>;

    fn enter(&self, _call: &Call<'_>) -> Self::Span {
        self.0.as_ref().map(|_| Instant::now())
    }

    fn exit(&self, span: Self::Span, call: &Call<'_>, error: Option<&dyn Display>) {
        if let Some(start) = span {
            log(Some(start), call, self.0.as_ref(), error);
        }
    }
}

#[cold]
fn log(
    start: Option<Instant>,
    call: &Call<'_>,
    shown: Option<&Shown>,
    error: Option<&dyn Display>,
) {
    let Call {
        service,
        method,
        core: _,
    } = *call;
    let took = start.map(|start| tracing::field::debug(start.elapsed()));
    let arguments = shown.map(tracing::field::display);
    if let Some(error) = error {
        tracing::warn!(target: "scaffold::service", took, arguments, "{service}::{method} failed: {error}");
    } else {
        tracing::debug!(target: "scaffold::service", took, arguments, "{service}::{method}");
    }
}
