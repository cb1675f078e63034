//! The application; `src/main.rs` runs it, `tests/` test it.

pub mod app;
pub mod decorators;
pub mod factories;
pub mod http;
pub mod jobs;
pub mod models;
pub mod requests;
pub mod routes;
pub mod seeders;
pub mod services;

pub use app::{App, app};
