//! A name in every spelling.

use serde::Serialize;

use crate::spec::Name;

/// A name in every spelling.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NameView {
    /// `OrderItem`
    #[serde(rename = "type")]
    pub type_name: String,
    /// `order_item`; only joined to something (`{{ name.snake }}_service`), for alone it may be a keyword (`type`).
    pub snake: String,
    /// `order_item`, but `type_` where the word is a keyword: modules, files and variables.
    pub ident: String,
    /// `OrderItems`
    pub plural_type: String,
    /// `order_items`; never a keyword.
    pub plural_snake: String,
    /// `order_items`
    pub table: String,
    /// Whether the model says what its table is called: it is more than the word and an `s`.
    pub has_own_table: bool,
    /// `order-items`, for a URL.
    pub path: String,
    /// `order item`
    pub human: String,
    /// `an order item`
    pub a_human: String,
    /// `order items`
    pub plural_human: String,
    /// `Order item`, at the beginning of a sentence.
    pub title: String,
    /// `OrderItems`; `SheepFacade` where that is taken.
    pub facade: String,
}

impl NameView {
    /// The spellings of a name.
    #[must_use]
    pub fn new(name: &Name) -> Self {
        Self {
            type_name: name.type_name.clone(),
            snake: name.snake.clone(),
            ident: name.ident(),
            plural_type: name.plural_type.clone(),
            plural_snake: name.plural_snake.clone(),
            table: name.plural_snake.clone(),
            has_own_table: !takes_plain_s(name),
            path: name.plural_snake.replace('_', "-"),
            human: name.human(),
            a_human: with_article(&name.human()),
            plural_human: name.plural_human(),
            title: capitalized(&name.human()),
            facade: name.facade.clone(),
        }
    }
}

fn takes_plain_s(name: &Name) -> bool {
    let sibilant = ["y", "s", "x", "z", "ch", "sh"]
        .iter()
        .any(|ending| name.snake.ends_with(ending));
    !sibilant && name.plural_snake == format!("{}s", name.snake)
}

fn article(noun: &str) -> &'static str {
    let consonant = ["user", "uni", "use", "one", "eu", "url", "uuid"]
        .iter()
        .any(|start| noun.starts_with(start));
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) && !consonant || noun.starts_with("hour") {
        "an"
    } else {
        "a"
    }
}

fn with_article(noun: &str) -> String {
    format!("{} {noun}", article(noun))
}

pub(super) fn capitalized(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
