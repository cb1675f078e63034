//! The handlers, one file a resource; `src/routes.rs` gives them their paths.

pub mod user_controller;
