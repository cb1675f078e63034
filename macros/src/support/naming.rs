//! Names made of names: ours, snake case, plurals; and tokens on one line.

use proc_macro2::{Delimiter, Spacing, Span, TokenStream, TokenTree};
use syn::{Ident, ext::IdentExt};

/// The identifier's text without `r#`.
pub(crate) fn text(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// The name of a local variable for a field: `__email`. It is ours, so that no expression of the person's means it; and no item of theirs
/// is called so, which a pattern would mean instead.
pub(crate) fn local(field: &Ident) -> Ident {
    Ident::new(&format!("__{}", text(field)), Span::mixed_site())
}

/// The person's name for an item or a variable of ours: it stands where they wrote it, and is no business of their lints.
pub(crate) fn ours(name: &Ident, hygiene: Span) -> Ident {
    let span = hygiene.located_at(name.span());
    let text = name.to_string();
    // A keyword in our edition only, and the edition is the span's.
    if text == "gen" {
        return Ident::new_raw(&text, span);
    }
    let mut name = name.clone();
    name.set_span(span);
    name
}

/// Tokens on one line as a person would write them: `Audit<User>`, `cached(ttl = "10m", reads(Post))`.
pub(crate) fn line(tokens: TokenStream) -> String {
    let mut text = String::new();
    let mut after_word = false;
    for tree in tokens {
        let is_word = matches!(tree, TokenTree::Ident(_) | TokenTree::Literal(_));
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => ("", ""),
                };
                text.extend([open, &line(group.stream()), close]);
            }
            TokenTree::Punct(punct) => match punct.as_char() {
                ',' => text.push_str(", "),
                ':' if punct.spacing() == Spacing::Alone && !text.ends_with(':') => {
                    text.push_str(": ");
                }
                '>' if text.ends_with('-') => text.replace_range(text.len() - 1.., " -> "),
                letter @ ('=' | '+') => text.extend([" ", &letter.to_string(), " "]),
                letter => text.push(letter),
            },
            word => {
                if after_word {
                    text.push(' ');
                }
                text.push_str(&word.to_string());
            }
        }
        after_word = is_word;
    }
    text
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

#[cfg(test)]
mod tests {
    use proc_macro2::Span;
    use syn::Ident;

    use super::{line, ours, plural, snake};

    #[test]
    fn a_word_that_became_a_keyword_later_is_written_raw() {
        let ours = |name| ours(&Ident::new(name, Span::call_site()), Span::mixed_site());
        assert_eq!(ours("gen").to_string(), "r#gen");
        assert_eq!(ours("general").to_string(), "general");
    }

    #[test]
    fn tokens_are_spelled_as_a_person_would() {
        for text in [
            "Audit<models::User>",
            "cached(ttl = \"10m\", reads(Post, blog::User))",
            "Pair<&'static str, [u8; 3]>",
            "Arc<dyn Send + Sync>",
            "fn(id: Id<User>) -> bool",
        ] {
            assert_eq!(line(text.parse().unwrap()), text.replace("; 3", ";3"));
        }
    }

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
}
