//! Decorators that write to the database: over it alone, and what the start of an application says of them.

mod audited;
mod exclusive;
