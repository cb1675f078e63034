//! What is wrong with a word, and what to type instead.

use serde::Serialize;

/// One mistake in what a person typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mistake {
    /// What is wrong: lower case, no final period, the person's words in backticks.
    pub problem: String,
    /// The exact thing to type instead.
    pub help: String,
}

impl Mistake {
    /// A mistake with its way out.
    pub fn new(problem: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            problem: problem.into(),
            help: help.into(),
        }
    }
}

/// The legal word that is nearest to `word`, if one is near enough to be meant.
#[must_use]
pub fn nearest<'a>(word: &str, legal: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    legal
        .into_iter()
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&word, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, candidate)| *distance <= candidate.chars().count().max(3) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_word_is_the_one_that_was_meant() {
        assert_eq!(nearest("strng", ["text", "string", "int"]), Some("string"));
        assert_eq!(nearest("Strnig", ["text", "string", "int"]), Some("string"));
        assert_eq!(nearest("elephant", ["text", "string", "int"]), None);
        assert_eq!(nearest("", ["text"]), None);
    }
}
