//! `serve`: binds, starts, answers until it is told to stop.

use std::{io, net::SocketAddr};

use tokio::{net::TcpListener, task::JoinHandle};

use super::{
    Application, Builder, Handle, Running, Schema, Sources,
    connections::{self, Patience},
    listen_for_signals,
};
use crate::{
    Error, Result,
    console::say,
    queue::{Shutdown, Worker, WorkerOptions},
};

/// Where to listen, as far as the command line says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) host: Option<String>,
    pub(crate) port: Option<u16>,
}

/// Starts the application and answers requests until SIGTERM or SIGINT.
pub(crate) async fn serve<A: Application>(builder: Builder<A>, address: Address) -> Result<()> {
    let mut sources = builder.sources()?;
    let server = &mut sources.config.server;
    server.host = address.host.unwrap_or_else(|| server.host.clone());
    server.port = address.port.unwrap_or(server.port);
    let patience = Patience {
        idle: server.idle_timeout,
        shutdown: server.shutdown_timeout,
    };
    // First, so that a port that is taken changes nothing.
    let listener = bind(&server.host, server.port).await?;
    let running = start(builder, sources).await?;
    let address = listener.local_addr()?;
    let shutdown = listen_for_signals(patience.shutdown)?;
    let worker = start_worker(running.app().handle(), &shutdown);
    say(&format!("listening on http://{}", shown(address)));
    connections::answer(listener, running.edge(), patience, &shutdown).await;
    let worked = match worker {
        Some(worker) => worker.await.map_err(Error::from).flatten(),
        None => Ok(()),
    };
    let left = running.leave(async || shutdown.overdue(patience.shutdown).await);
    worked.and(left.await)
}

async fn bind(host: &str, port: u16) -> Result<TcpListener> {
    TcpListener::bind((host, port)).await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => {
            let other = port.checked_add(1).unwrap_or(3000);
            Error::internal(format!("port {port} is taken\nhelp: PORT={other} with the same command, or `--port {other}`"))
        }
        io::ErrorKind::PermissionDenied => {
            Error::internal(format!("port {port} needs more rights\nhelp: PORT=3000 with the same command, or any port above 1023"))
        }
        _ => Error::internal(format!("can't listen on `{host}:{port}`")).with_source(error),
    })
}

/// Opens, migrates and seeds as the configuration says, and tells what it did.
async fn start<A: Application>(builder: Builder<A>, sources: Sources) -> Result<Running<A>> {
    let seed = sources.config.database.seed_when_empty;
    let (mut running, migrated) = builder.assemble(sources).await?;
    for name in migrated {
        say(&format!("migrated {name}"));
    }
    running.begin().await?;
    if seed && let Err(error) = seed_if_empty(&running).await {
        // What has begun ends in order; the first thing that went wrong is the one to tell.
        if let Err(stopping) = running.stop().await {
            tracing::error!(target: "scaffold::app", "{stopping}");
        }
        return Err(error);
    }
    Ok(running)
}

async fn seed_if_empty<A: Application>(running: &Running<A>) -> Result<()> {
    let database = running.app().handle().core().database();
    if Schema::is_empty(database).await? && running.seed().await? {
        say("seeded the empty database");
    }
    Ok(())
}

fn start_worker(handle: &Handle, shutdown: &Shutdown) -> Option<JoinHandle<Result<()>>> {
    let config = handle.config();
    // The driver `sync` runs each job itself.
    if !config.queue.work_in_serve || config.queue.url == "sync" {
        return None;
    }
    let worker = Worker::new(handle.queue().clone(), WorkerOptions::from(config));
    Some(tokio::spawn(worker.run(shutdown.clone())))
}

/// An address that a browser takes: `0.0.0.0` is none.
fn shown(address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        format!("localhost:{}", address.port())
    } else {
        address.to_string()
    }
}
