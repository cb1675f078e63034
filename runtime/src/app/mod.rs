//! The composition root: builds, starts and stops an application. The one module that knows every concrete type.
//!
//! [`Builder`] says what an application is made of, `start` puts it together ([`Running`]), `serve` answers requests.

mod assemble;
mod builder;
mod connections;
mod entry;
mod handle;
mod lifecycle;
mod order;
mod running;
mod schema;
mod serve;
mod signals;

pub(crate) use assemble::{Place, assemble};
pub use builder::Builder;
pub(crate) use builder::{Sources, root};
pub use entry::{SeenAs, ServiceEntry, TraitEntry};
pub use handle::Handle;
pub use running::Running;
pub(crate) use schema::Schema;
pub(crate) use serve::{Address, serve};
pub(crate) use signals::listen_for_signals;

use crate::{config::SectionEntry, database::Migration, model::ModelDef, queue::JobEntry};

/// What `scaffold::app!` says of an application. Implemented by the macro only.
pub trait Application: Clone + Send + Sync + 'static {
    /// The package's name.
    const NAME: &'static str;
    /// The package's version.
    const VERSION: &'static str;
    /// The package's folder when it was compiled; debug builds read `config/` and `migrations/` there.
    const ROOT: &'static str;
    /// The models of the list; `None` without one.
    const MODELS: Option<&'static [ModelDef]> = None;
    /// The services of the list.
    const SERVICES: &'static [ServiceEntry];
    /// The sections of the configuration that are the application's own.
    const SECTIONS: &'static [SectionEntry];
    /// The jobs of the list.
    const JOBS: &'static [JobEntry];
    /// The files of `migrations/`, embedded.
    const MIGRATIONS: &'static [Migration];

    /// The application's state around the running parts.
    fn from_handle(handle: Handle) -> Self;

    /// The running parts.
    fn handle(&self) -> &Handle;
}
