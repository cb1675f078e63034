//! What the derives expand to calls of: the bytes of a cached row, fields read from JSON, words of an enum.
//!
//! Code that many structs share stands here once, instead of in each expansion.

mod codec;
mod fields;
mod handle;
mod words;

pub use codec::{decode, encode, layout, refuse_uncached};
pub use fields::Fields;
pub use handle::{handle, handled};
pub use words::{UnknownWord, Words, read_word, word_value};
