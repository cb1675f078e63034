//! The legal word that a person most likely meant.

/// The help line for a word that is none of `legal`: the nearest one, if one is near, and all of them.
pub(crate) fn help(word: &str, legal: &[&str]) -> String {
    let all = list(legal);
    match nearest(word, legal) {
        Some(near) => format!("help: did you mean `{near}`? legal: {all}"),
        None => format!("help: legal: {all}"),
    }
}

/// The words in backticks, with commas between them.
pub(crate) fn list(words: &[&str]) -> String {
    words
        .iter()
        .map(|word| format!("`{word}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// The legal word with the fewest typing mistakes between it and `word`, when these are at most a third of its letters; else one that
/// `word` is the beginning of. The runtime has the same rule for what it is given.
pub(crate) fn nearest<'a>(word: &str, legal: &[&'a str]) -> Option<&'a str> {
    if word.is_empty() {
        return None;
    }
    let word = word.to_lowercase();
    let limit = (word.chars().count() / 3).max(1);
    let near = legal.iter().filter_map(|candidate| {
        let small = candidate.to_lowercase();
        let distance = strsim::damerau_levenshtein(&word, &small);
        if distance <= limit {
            Some((distance, *candidate))
        } else {
            small.starts_with(&word).then_some((limit + 1, *candidate))
        }
    });
    near.min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::{help, nearest};

    #[test]
    fn a_typing_mistake_finds_its_word() {
        let legal = ["unique", "index", "default", "table"];
        assert_eq!(nearest("uniqe", &legal), Some("unique"));
        assert_eq!(nearest("Index", &legal), Some("index"));
        assert_eq!(
            nearest("tabel", &legal),
            Some("table"),
            "swapped neighbours are one mistake"
        );
        assert_eq!(nearest("def", &legal), Some("default"));
        assert_eq!(nearest("primary", &legal), None);
        assert_eq!(nearest("", &legal), None);
    }

    #[test]
    fn the_help_lists_all_legal_words() {
        assert_eq!(
            help("tll", &["ttl", "key"]),
            "help: did you mean `ttl`? legal: `ttl`, `key`"
        );
        assert_eq!(
            help("forever", &["ttl", "key"]),
            "help: legal: `ttl`, `key`"
        );
    }
}
