//! Decorators that write to the database, over it alone: no application, but for what its start says.

mod exclusive;
