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

/// The legal word with the fewest typing mistakes between it and `word`, when these are at most a third of its letters.
pub(crate) fn nearest<'a>(word: &str, legal: &[&'a str]) -> Option<&'a str> {
    let word = word.to_lowercase();
    let limit = (word.chars().count() / 3).max(1);
    legal
        .iter()
        .map(|candidate| (distance(&word, &candidate.to_lowercase()), *candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Letters to insert, delete, change or swap with their neighbour.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    let mut previous = None;
    for (row, letter) in left.chars().enumerate() {
        let mut next = vec![row + 1];
        for (column, other) in right.iter().enumerate() {
            let change = last[column] + usize::from(letter != *other);
            let mut best = change.min(last[column + 1] + 1).min(next[column] + 1);
            if column > 0 && previous == Some(*other) && letter == right[column - 1] {
                best = best.min(before[column - 1] + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut last, next);
        previous = Some(letter);
    }
    last.last().copied().unwrap_or_default()
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
