//! What services do when the application starts and when it ends.

use std::sync::Arc;

use super::ServiceEntry;
use crate::{Error, Result, service::Services};

/// The services in the order of their start.
#[derive(Debug)]
pub(crate) struct Lifecycle {
    order: Vec<&'static ServiceEntry>,
    /// How many of them have started.
    started: usize,
    services: Arc<Services>,
}

impl Lifecycle {
    pub(super) fn new(order: Vec<&'static ServiceEntry>, services: Arc<Services>) -> Self {
        Self {
            order,
            started: 0,
            services,
        }
    }

    /// Starts the services one after the other. When one can't, those that have started are stopped again.
    pub(super) async fn start(&mut self) -> Result<()> {
        while let Some(entry) = self.order.get(self.started) {
            if let Err(error) = entry.hooks.start(&self.services).await {
                let name = entry.node.name.text;
                let error = Error::internal(format!("`{name}` did not start: {}", error.chain()));
                if let Err(stopping) = self.stop().await {
                    tracing::error!(target: "scaffold::app", "{stopping}");
                }
                return Err(error);
            }
            self.started += 1;
        }
        Ok(())
    }

    /// Stops the services, the last one that started first; one that can't is told, and keeps no other from it. Once.
    pub(super) async fn stop(&mut self) -> Result<()> {
        let mut mistakes = Vec::new();
        while let Some(entry) = self
            .started
            .checked_sub(1)
            .and_then(|at| self.order.get(at))
        {
            self.started -= 1;
            if let Err(error) = entry.hooks.stop(&self.services).await {
                let name = entry.node.name.text;
                mistakes.push(format!("`{name}` did not stop: {}", error.chain()));
            }
        }
        match mistakes.is_empty() {
            true => Ok(()),
            false => Err(Error::internal(mistakes.join("\n"))),
        }
    }

    /// As [`stop`](Self::stop), until it is `overdue`; then the one that did not end is named.
    pub(super) async fn stop_until(&mut self, overdue: impl Future<Output = ()>) -> Result<()> {
        tokio::select! {
            biased; // what has nothing to end is stopped at any time
            stopped = self.stop() => return stopped,
            () = overdue => {}
        }
        let name = self
            .order
            .get(self.started)
            .map_or("", |entry| entry.node.name.text);
        Err(Error::internal(format!(
            "`{name}` had no time to stop\nhelp: `server.shutdown_timeout` is how much it has"
        )))
    }
}
