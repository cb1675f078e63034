//! `#[logged]`: one line a call, at debug level; a failed call at warn level. No argument is recorded.

use std::{fmt::Display, time::Instant};

use super::{Call, Observe};

/// Logs each call with its duration, when somebody listens to target `scaffold::service`.
#[derive(Debug, Clone, Copy)]
pub struct Logged;

impl Observe for Logged {
    type Span = Option<Instant>;

    fn enter(&self, _call: &Call<'_>) -> Self::Span {
        tracing::enabled!(target: "scaffold::service", tracing::Level::WARN).then(Instant::now)
    }

    fn exit(&self, span: Self::Span, call: &Call<'_>, error: Option<&dyn Display>) {
        let Some(start) = span else { return };
        let Call {
            service,
            method,
            core: _,
        } = *call;
        let took = start.elapsed();
        if let Some(error) = error {
            tracing::warn!(target: "scaffold::service", ?took, "{service}::{method} failed: {error}");
        } else {
            tracing::debug!(target: "scaffold::service", ?took, "{service}::{method}");
        }
    }
}
