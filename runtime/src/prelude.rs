//! What application code uses everywhere: `use scaffold::prelude::*;`. For users; the workspace itself names what it takes.
//!
//! The derives are here, the traits behind them are not: `Service`, `Request` and `Model` are names that tower, axum and others use too.

pub use std::sync::Arc;

pub use jiff::civil::{Date, DateTime, Time};
#[cfg(feature = "decimal")]
pub use rust_decimal::Decimal;
// From their own crate: `crate::service` would bring the module along.
pub use scaffold_macros::{
    CacheKey, Cacheable, ColumnValue, Config, Fillable, Job, Model, Projection, Request, Service,
    service,
};
// Taken away by `#[service]`; where that is missing, they say so.
pub use scaffold_macros::{
    audited, authorized, cached, decorate, exclusive, logged, measured, on_start, on_stop,
    rate_limited, retried, timed_out, transactional,
};
pub use serde::{Deserialize, Serialize};
pub use serde_json::{Value, json};
#[cfg(feature = "uuid")]
pub use uuid::Uuid;

pub use crate::{
    Error, OrNotFound, Result, Secret,
    cache::Cache,
    clock::Clock,
    database::Database,
    hash,
    lock::Locks,
    model::{Id, Uncached},
    queue::{JobContext, Queue},
    repository::{CursorPage, CursorQuery, Page, PageQuery, Repo},
    service::Lazy,
};
// The traits without their names: for `user.changes(&before)` and `job.dispatch()`.
pub use crate::{model::Changes as _, queue::Job as _};
