//! The words that an enum is stored as.

use std::fmt;

use crate::{
    Result,
    database::Row,
    model::{ColumnValue, Value},
};

/// An enum without fields as words. Apart from `Display`, which may be written for people.
pub trait Words: Sized {
    /// The word that stands for this variant.
    fn word(&self) -> &'static str;

    /// The variant that the word stands for.
    ///
    /// # Errors
    /// When it is none of the words.
    fn of_word(word: &str) -> Result<Self, UnknownWord>;
}

/// Reads a column of words.
///
/// # Errors
/// When the column holds anything else.
pub fn read_word<W: Words>(row: &Row, at: usize) -> Result<W> {
    Ok(W::of_word(&String::read(row, at)?)?)
}

/// The word to bind.
pub fn word_value<W: Words>(value: &W) -> Value {
    Value::Text(value.word().to_owned())
}

/// Text that is none of an enum's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownWord {
    name: &'static str,
    word: String,
    legal: &'static [&'static str],
}

impl UnknownWord {
    /// `word` is none of the `legal` ones of the enum called `name`.
    #[must_use]
    pub fn new(name: &'static str, word: &str, legal: &'static [&'static str]) -> Self {
        Self {
            name,
            word: word.to_owned(),
            legal,
        }
    }
}

impl fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no `{}`; legal: ", self.word, self.name)?;
        for (at, word) in self.legal.iter().enumerate() {
            write!(f, "{}`{word}`", if at > 0 { ", " } else { "" })?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownWord {}
