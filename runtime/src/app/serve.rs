//! `serve`: binds, starts, answers until it is told to stop.

use std::{io, net::SocketAddr};

use axum::{ServiceExt, extract::Request, serve::ListenerExt};
use tokio::net::TcpListener;

use super::{Application, Builder, Running, Schema, Sources, listen_for_signals};
use crate::{
    Error, Result,
    console::say,
    database::Database,
    http::Edge,
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
    // First, so that a port that is taken changes nothing.
    let listener = bind(&server.host, server.port).await?;
    let running = start(builder, sources).await?;
    let address = listener.local_addr()?;
    let shutdown = listen_for_signals()?;
    let worker = start_worker(&running, &shutdown);
    say(&format!("listening on http://{}", shown(address)));
    answer(listener, running.edge(), running.app(), &shutdown).await?;
    if let Some(worker) = worker {
        worker.await??;
    }
    Ok(())
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
    let (migrate, seed) = (
        sources.config.database.migrate_on_start,
        sources.config.database.seed_when_empty,
    );
    let database = Database::open(&sources.config.database).await?;
    let schema = Schema::of::<A>(&sources.root)?;
    if migrate {
        for name in schema.apply(&database).await? {
            say(&format!("migrated {name}"));
        }
    } else {
        schema.require(&database).await?;
    }
    let is_empty = seed && Schema::is_empty(&database).await?;
    let running = builder.start_with(sources, database).await?;
    if is_empty && running.seed().await? {
        say("seeded the empty database");
    }
    Ok(running)
}

type WorkerTask = tokio::task::JoinHandle<Result<()>>;

fn start_worker<A: Application>(running: &Running<A>, shutdown: &Shutdown) -> Option<WorkerTask> {
    let handle = running.app().handle();
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

async fn answer<A: Application>(
    listener: TcpListener,
    edge: Edge,
    app: &A,
    shutdown: &Shutdown,
) -> Result<()> {
    let listener = listener.tap_io(|connection| {
        // Small answers must not wait for more; a failure costs a delay and nothing else.
        let _ = connection.set_nodelay(true);
    });
    let asked = shutdown.clone();
    let server = axum::serve(listener, ServiceExt::<Request>::into_make_service(edge))
        .with_graceful_shutdown(async move { asked.wait().await });
    let patience = app.handle().config().server.shutdown_timeout;
    tokio::select! {
        ended = server => ended?,
        () = overdue(shutdown, patience) => tracing::warn!(target: "scaffold::app", "requests that did not finish in time are cut off"),
    }
    Ok(())
}

async fn overdue(shutdown: &Shutdown, patience: std::time::Duration) {
    shutdown.wait().await;
    tokio::select! {
        () = tokio::time::sleep(patience) => {}
        () = shutdown.wait_now() => {}
    }
}
