//! The spellings of serde's `rename_all`, letter for letter.

/// One of serde's `rename_all` spellings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

impl Spelling {
    /// What serde calls them.
    pub(crate) const NAMES: [&str; 8] = [
        "lowercase",
        "UPPERCASE",
        "PascalCase",
        "camelCase",
        "snake_case",
        "SCREAMING_SNAKE_CASE",
        "kebab-case",
        "SCREAMING-KEBAB-CASE",
    ];

    /// The spelling that serde calls so; serde itself reports the others.
    pub(crate) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "lowercase" => Self::Lower,
            "UPPERCASE" => Self::Upper,
            "PascalCase" => Self::Pascal,
            "camelCase" => Self::Camel,
            "snake_case" => Self::Snake,
            "SCREAMING_SNAKE_CASE" => Self::ScreamingSnake,
            "kebab-case" => Self::Kebab,
            "SCREAMING-KEBAB-CASE" => Self::ScreamingKebab,
            _ => return None,
        })
    }

    /// A field's name, written `user_id`, in this spelling.
    pub(crate) fn field(self, name: &str) -> String {
        match self {
            Self::Lower | Self::Snake => name.to_owned(),
            Self::Upper | Self::ScreamingSnake => name.to_ascii_uppercase(),
            Self::Pascal => name.split('_').map(capitalized).collect(),
            Self::Camel => uncapitalized(&Self::Pascal.field(name)),
            Self::Kebab => name.replace('_', "-"),
            Self::ScreamingKebab => name.to_ascii_uppercase().replace('_', "-"),
        }
    }

    /// A variant's name, written `InReview`, in this spelling.
    pub(crate) fn variant(self, name: &str) -> String {
        match self {
            Self::Pascal => name.to_owned(),
            Self::Lower => name.to_ascii_lowercase(),
            Self::Upper => name.to_ascii_uppercase(),
            Self::Camel => uncapitalized(name),
            _ => self.field(&separated(name)),
        }
    }
}

/// serde's own way from `InReview` to `in_review`: each capital begins a word, so that `HTTP` is `h_t_t_p`. As there, only ASCII
/// letters change.
fn separated(name: &str) -> String {
    let mut snake = String::new();
    for (at, letter) in name.char_indices() {
        if at > 0 && letter.is_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

fn capitalized(word: &str) -> String {
    first(word, |letter| letter.to_ascii_uppercase())
}

fn uncapitalized(word: &str) -> String {
    first(word, |letter| letter.to_ascii_lowercase())
}

/// The word with its first letter changed.
fn first(word: &str, change: impl FnOnce(char) -> char) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(change);
    first.into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::Spelling;

    #[test]
    fn spellings_are_serdes() {
        assert_eq!(
            Spelling::of("camelCase")
                .map(|it| it.field("user_id"))
                .as_deref(),
            Some("userId")
        );
        assert_eq!(
            Spelling::of("kebab-case")
                .map(|it| it.variant("InReview"))
                .as_deref(),
            Some("in-review")
        );
        assert_eq!(
            Spelling::of("SCREAMING_SNAKE_CASE")
                .map(|it| it.variant("InReview"))
                .as_deref(),
            Some("IN_REVIEW")
        );
        assert_eq!(
            Spelling::of("lowercase")
                .map(|it| it.variant("InReview"))
                .as_deref(),
            Some("inreview")
        );
        assert_eq!(Spelling::of("SnakeCase"), None);
    }

    #[test]
    fn only_ascii_letters_change_as_in_serde() {
        assert_eq!(Spelling::Upper.field("größe"), "GRößE");
        assert_eq!(Spelling::Camel.field("ärger_groß"), "ärgerGroß");
        assert_eq!(Spelling::Snake.variant("ÄrgerGroß"), "Ärger_groß");
    }
}
