//! The thin glue to axum: routes that can be listed, problem+json, validated extractors, pages.

mod context;
mod edge;
mod extract;
mod own;
mod problem;
mod routes;

pub use axum::{
    Router,
    extract::{FromRef, State},
    http::StatusCode,
};
pub use context::request_id;
pub(crate) use edge::{Edge, Limits};
pub use extract::{Json, Path, Query, Valid};
pub(crate) use own::Own;
pub use routes::{RouteInfo, Routes};

pub use crate::repository::{Page, PageQuery};
