//! What every macro of this crate needs: errors that are collected, attribute keys with their spans, names, durations, types.
//!
//! Nothing in here knows a macro, and nothing panics or returns at the first mistake.

pub(crate) mod derive;
pub(crate) mod duration;
pub(crate) mod errors;
pub(crate) mod generated;
#[cfg(test)]
pub(crate) mod golden;
pub(crate) mod key;
pub(crate) mod keys;
pub(crate) mod lifetimes;
pub(crate) mod naming;
pub(crate) mod nearest;
pub(crate) mod reach;
pub(crate) mod serde;
pub(crate) mod spelling;
pub(crate) mod types;
