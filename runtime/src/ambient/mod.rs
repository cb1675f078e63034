//! The one task-local: what was read, which transaction, how deep in loads, who calls, which lock's token; and beside it the request. `spawn` hands on all but the transaction.

mod request;

use std::sync::{Arc, Mutex, PoisonError};

use tokio::task::JoinHandle;
use tracing::Instrument;

pub(crate) use request::{Request, with as with_request};

use crate::{Error, ErrorKind, Result, cache::Recorder, database::Transaction, identity::Identity};

tokio::task_local! {
    static AMBIENT: Ambient;
}

/// What belongs to the call that is running, whoever runs it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ambient {
    /// Who wants to know what is read.
    pub(crate) recorder: Option<Arc<Recorder>>,
    /// The innermost transaction.
    pub(crate) transaction: Option<Arc<Transaction>>,
    /// How many loads of the cache this runs in.
    pub(crate) loads: u32,
    /// Who calls.
    pub(crate) identity: Option<Identity>,
    /// The token of the innermost lock.
    pub(crate) fence: Option<u64>,
    /// Who wants to know which statements are run.
    pub(crate) queries: Option<Arc<Queries>>,
}

/// The statements of a piece of work, in their order.
#[derive(Debug, Default)]
pub(crate) struct Queries(Mutex<Vec<String>>);

impl Queries {
    pub(crate) fn add(&self, sql: &str) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(sql.to_owned());
    }

    pub(crate) fn take(&self) -> Vec<String> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *all)
    }
}

/// Looks at the ambient of this task, if there is one.
pub(crate) fn look<R>(look: impl FnOnce(&Ambient) -> R) -> Option<R> {
    AMBIENT.try_with(look).ok()
}

/// The ambient of this task, or an empty one.
pub(crate) fn current() -> Ambient {
    look(Clone::clone).unwrap_or_default()
}

/// Runs a future with this ambient.
pub(crate) fn scope<F: Future>(ambient: Ambient, future: F) -> impl Future<Output = F::Output> {
    AMBIENT.scope(ambient, future)
}

/// What a new task gets: everything but the transaction, whose one connection is busy with the task that began it.
fn inherited() -> Option<Ambient> {
    look(|ambient| Ambient {
        transaction: None,
        ..ambient.clone()
    })
}

/// `tokio::spawn` that takes along what belongs to this call: reads are recorded, logs keep their request id, the identity stays. The transaction stays behind.
///
/// # Panics
/// Outside a tokio runtime.
pub fn spawn<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let future = request::carried(future.in_current_span());
    match inherited() {
        Some(ambient) => {
            let running = ambient.recorder.as_ref().map(Recorder::task);
            tokio::spawn(async move {
                let output = scope(ambient, future).await;
                drop(running);
                output
            })
        }
        None => tokio::spawn(future),
    }
}

/// Runs work of the database to its end, also when the caller goes away meanwhile: a statement can't be called back once it
/// is on its way, and what it did must be followed up. It belongs to the same request; nothing of it is recorded.
pub(crate) async fn to_the_end<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T> {
    let work = request::carried(work.in_current_span());
    let queries = look(|ambient| ambient.queries.clone()).flatten();
    let running = match queries {
        None => tokio::spawn(work),
        Some(queries) => {
            let ambient = Ambient {
                queries: Some(queries),
                ..Ambient::default()
            };
            tokio::spawn(scope(ambient, work))
        }
    };
    match running.await {
        Ok(output) => Ok(output),
        Err(stopped) => match stopped.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(Error::new(
                ErrorKind::Unavailable,
                "the runtime stopped before the database had answered",
            )),
        },
    }
}

/// `tokio::task::spawn_blocking` that takes along what belongs to this call; see [`spawn`].
///
/// # Panics
/// Outside a tokio runtime.
pub fn spawn_blocking<F, R>(work: F) -> JoinHandle<R>
where
    F: FnOnce() -> R + Send + 'static,
    R: Send + 'static,
{
    let work = request::carried_work(work);
    let span = tracing::Span::current();
    let ambient = inherited();
    let running = ambient
        .as_ref()
        .and_then(|ambient| ambient.recorder.as_ref().map(Recorder::task));
    tokio::task::spawn_blocking(move || {
        let output = span.in_scope(|| match ambient {
            Some(ambient) => AMBIENT.sync_scope(ambient, work),
            None => work(),
        });
        drop(running);
        output
    })
}
