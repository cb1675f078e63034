//! What the derives expand to calls of: the layout of a model, fields read from JSON, words of an enum.
//!
//! Code that many structs share stands here once, instead of in each expansion.

mod fields;
mod layout;
mod words;

pub use fields::Fields;
pub use layout::{cached, layout};
pub use words::UnknownWord;
