//! The nearest legal word to a wrong one.

/// Words that are no words are not looked at: the search takes their length squared.
const LONGEST: usize = 64;

/// The candidate with the fewest typing mistakes between it and `word`, when these are at most a third of its letters; else one that
/// `word` is the beginning of. The macros have the same rule for what they are given.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    let limit = (word.chars().count() / 3).max(1);
    let near = candidates.into_iter().filter_map(|candidate| {
        let distance = strsim::damerau_levenshtein(word, candidate);
        if distance <= limit {
            Some((distance, candidate))
        } else {
            candidate
                .starts_with(word)
                .then_some((limit + 1, candidate))
        }
    });
    near.min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_word_is_near_by_its_letters_or_its_beginning() {
        let legal = ["development", "test", "production", "team"];
        assert_eq!(nearest("tets", legal), Some("test"));
        assert_eq!(nearest("prod", legal), Some("production"));
        assert_eq!(nearest("live", legal), None);
        assert_eq!(nearest("", legal), None);
        assert_eq!(nearest(&"test".repeat(100), legal), None);
    }
}
