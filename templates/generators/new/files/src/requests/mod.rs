//! What clients may send: fields and their rules. Services take these, so nothing of HTTP is in here.

mod user_requests;

pub use user_requests::{Register, UpdateUser};
