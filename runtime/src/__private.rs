//! What expanded code names. Absolute paths go through here, so that an application needs no other dependency.

pub use axum;
pub use jiff::civil::DateTime;
pub use serde;
pub use serde_json;

pub use crate::{
    Error, FieldError, Result,
    app::{Application, Builder, Handle, ServiceEntry},
    cache::{Cache, CacheKey, CachedMethod, KeyBuilder, heap},
    core::Core,
    database::{Migration, Row},
    decorate::{
        Around, AsError, Call, Logged, Measured, NoError, Observe, Probe, Retry, Transactional,
        retry, typed,
    },
    derived::{Fields, UnknownWord, cached, layout},
    model::{
        Cacheable, Column, ColumnDef, ColumnValue, Fillable, Id, Model, Plain, Role, Selection,
        Statements, Uncached, Unique, Value, ValueKind,
    },
    queue::{Job, JobContext, JobEntry, RegisteredJob, Unhandled},
    request::{Request, rules},
    service::{
        Current, Describe, Described, FAKES, Fake, Inject, MethodInfo, Name, Needs, NoNeed, Node,
        Parts, Registered, Script, Service, Slot, Undescribed, core_of, current, faked, instead,
        mistake, running,
    },
};
