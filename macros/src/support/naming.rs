//! Names made of names: snake case, plurals, serde's spellings.

use proc_macro2::Span;
use syn::{Ident, ext::IdentExt};

/// The identifier's text without `r#`.
pub(crate) fn text(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// The name of a local variable for a field: `__email`. No item of the user is called so, which a pattern would mean instead.
pub(crate) fn local(field: &Ident) -> Ident {
    Ident::new(&format!("__{}", text(field)), Span::call_site())
}

/// `OrderItem` → `order_item`, `HTTPRoute` → `http_route`.
pub(crate) fn snake(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let starts_word = at > 0
            && letter.is_uppercase()
            && letters[at - 1] != '_'
            && (!letters[at - 1].is_uppercase()
                || letters.get(at + 1).is_some_and(|next| next.is_lowercase()));
        if starts_word {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// The regular English plural; irregular ones are written out: `#[model(table = "people")]`.
pub(crate) fn plural(snake: &str) -> String {
    if let Some(stem) = snake.strip_suffix('y')
        && !stem.ends_with(['a', 'e', 'i', 'o', 'u'])
    {
        return format!("{stem}ies");
    }
    let sibilant = ["s", "x", "z", "ch", "sh"]
        .iter()
        .any(|ending| snake.ends_with(ending));
    format!("{snake}{}", if sibilant { "es" } else { "s" })
}

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
            Self::Upper | Self::ScreamingSnake => name.to_uppercase(),
            Self::Pascal => name.split('_').map(capitalized).collect(),
            Self::Camel => uncapitalized(&Self::Pascal.field(name)),
            Self::Kebab => name.replace('_', "-"),
            Self::ScreamingKebab => name.to_uppercase().replace('_', "-"),
        }
    }

    /// A variant's name, written `InReview`, in this spelling.
    pub(crate) fn variant(self, name: &str) -> String {
        match self {
            Self::Pascal => name.to_owned(),
            Self::Lower => name.to_lowercase(),
            Self::Upper => name.to_uppercase(),
            Self::Camel => uncapitalized(name),
            _ => self.field(&separated(name)),
        }
    }
}

/// serde's own way from `InReview` to `in_review`: each capital begins a word, so that `HTTP` is `h_t_t_p`.
fn separated(name: &str) -> String {
    let mut snake = String::new();
    for (at, letter) in name.char_indices() {
        if at > 0 && letter.is_uppercase() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

fn uncapitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_lowercase().chain(letters).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Spelling, plural, snake};

    #[test]
    fn types_become_tables() {
        for (name, table) in [
            ("User", "users"),
            ("OrderItem", "order_items"),
            ("Category", "categories"),
            ("Day", "days"),
            ("Address", "addresses"),
            ("Box", "boxes"),
            ("Branch", "branches"),
            ("HTTPRoute", "http_routes"),
            ("Oauth2Token", "oauth2_tokens"),
        ] {
            assert_eq!(plural(&snake(name)), table);
        }
    }

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
}
