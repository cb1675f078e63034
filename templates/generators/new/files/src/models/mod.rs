//! The rows of the database, one file a table.

mod user;

pub use user::{User, UserDraft, UserPatch};
