//! What is spoken to the outside: requests in, resources out.

pub mod controllers;
pub mod resources;
