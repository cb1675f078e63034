//! The `scaffold` command: request in, plan out, one writer.

pub mod args;
pub mod command;
pub mod edit;
pub mod generator;
pub mod plan;
pub mod project;
mod render;
pub mod shell;
pub mod spec;
