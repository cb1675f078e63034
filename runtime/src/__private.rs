//! What expanded code names. Absolute paths go through here, so that an application needs no other dependency.

pub use axum;
pub use jiff::civil::DateTime;
pub use serde_json;
#[cfg(feature = "uuid")]
pub use uuid::Uuid;

pub use crate::{
    FieldError, Result,
    app::{Application, Builder, Handle, SeenAs, ServiceEntry, TraitEntry},
    cache::{CacheKey, KeyBuilder, heap},
    config::{Given, Section, SectionEntry, SectionKey, section_mistake},
    core::Core,
    database::{FromRow, Isolation, Migration, Row},
    decorate::{
        Call, Exclusive, Layer, Logged, LoggedWith, Measured, NoError, Noted, Observe, OrObserve,
        Printed, Probe, RateLimit, Recorded, Retry, Serialized, Switch, TimedOut, Transactional,
        Unknown, allowed, around, audited, cached, cached_method, caller, exclusive, held,
        may_pass, never, observer, once, rate_limited, retry,
    },
    derived::{
        CachedService, Defaults, DefaultsOf, Fields, IsModel, IsNot, IsService, NoDefaults, Unfit,
        UnknownWord, Words, fit, handle, handled, layout, read_word, refuse_uncached, word_value,
    },
    model::{
        Cacheable, Column, ColumnDef, ColumnValue, Fillable, Id, Input, Keyed, Model, ModelDef,
        NoTarget, References, Role, Selection, Statements, Target, Textual, ToColumn, Uncached,
        Unique, Value, ValueKind, Way,
    },
    queue::{Job, JobContext, JobEntry, RegisteredJob, Unhandled, has_own_name},
    repository::{
        BelongsTo, HasMany, HasManyThrough, HasOne, ManyToMany, Projection, Relation, projected,
    },
    request::{Request, rules},
    service::{
        Argument, CachedInfo, Describe, FAKES, Fake, Field, Hooked, Inject, InjectNamed, MainBlock,
        MethodInfo, Name, Needs, NoNeed, OfService, Parts, Registered, Script, Service, Slot,
        Undescribed, current, faked, instead, mistake, running,
    },
};

/// In the place of a UUID, where the feature `uuid` is off: no key.
#[cfg(not(feature = "uuid"))]
#[derive(Debug)]
pub struct Uuid;
