//! What the derives expand to calls of: the layout of a model, fields read from JSON, words of an enum.
//!
//! Code that many structs share stands here once, instead of in each expansion.

mod cached;
mod fields;
mod handle;
mod layout;
mod text;
mod unfit;
mod words;

pub use cached::{CachedService, Defaults, DefaultsOf, IsModel, IsNot, IsService, NoDefaults};
pub use fields::Fields;
pub use handle::{handle, handled};
pub use layout::{layout, refuse_uncached};
pub use unfit::{Unfit, fit};
pub use words::{UnknownWord, Words, read_word, word_value};
