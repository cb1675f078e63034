//! What the derives expand to calls of: the bytes of a cached row, fields read from JSON, words of an enum.
//!
//! Code that many structs share stands here once, instead of in each expansion.

mod codec;
mod fields;
mod words;

pub use codec::{cached, decode, encode, layout};
pub use fields::Fields;
pub use words::UnknownWord;
