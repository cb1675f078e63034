//! Which of the files is read beside `default.toml`.

use std::fmt;

use crate::{Error, Result};

/// Which file is read beside `default.toml`; `APP_ENV`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Environment {
    Development,
    Test,
    Production,
}

impl Environment {
    const ALL: [Self; 3] = [Self::Development, Self::Test, Self::Production];

    /// What `APP_ENV` says; without it, development in debug builds and production in release builds.
    ///
    /// # Errors
    /// When `APP_ENV` is none of the three words.
    pub fn current() -> Result<Self> {
        match std::env::var("APP_ENV") {
            Ok(word) if !word.is_empty() => Self::parse(&word),
            _ if cfg!(debug_assertions) => Ok(Self::Development),
            _ => Ok(Self::Production),
        }
    }

    fn parse(word: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|environment| environment.as_str() == word).ok_or_else(|| {
            let words = Self::ALL.map(Self::as_str);
            let nearest = crate::nearest::nearest(word, words).unwrap_or("development");
            Error::internal(format!(
                "`APP_ENV={word}` is no environment\nhelp: did you mean `{nearest}`? There are `development`, `test` and `production`"
            ))
        })
    }

    /// The name, as `APP_ENV` spells it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Test => "test",
            Self::Production => "production",
        }
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_word_is_answered_with_the_nearest() {
        assert_eq!(Environment::parse("test").unwrap(), Environment::Test);
        let error = Environment::parse("prod").unwrap_err().to_string();
        assert!(error.contains("did you mean `production`?"), "{error}");
    }
}
