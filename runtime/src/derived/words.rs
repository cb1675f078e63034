//! The words that an enum is stored as.

use std::fmt;

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
