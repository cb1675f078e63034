//! The rules of `#[rule(…)]`, one function each: `Ok`, or a sentence that says what would hold, never the value.
//!
//! An absent `Option` keeps every rule; whether it may be absent is a question of its own. A [`Secret`] is looked into.

use std::{fmt::Display, sync::Arc};

use email_address::{EmailAddress, Options};

use crate::Secret;

/// A value with a length: text in characters, lists in elements.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no length",
    note = "`#[rule(length(…))]` is for text and lists"
)]
pub trait HasLength {
    /// The length and what it counts; `None` for an absent value.
    fn length(&self) -> Option<(usize, Unit)>;
}

/// What a length counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Unit {
    Characters,
    Elements,
}

/// A value that is text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no text",
    note = "`email`, `url` and `one_of` are rules for text"
)]
pub trait HasText {
    /// The text; `None` for an absent value.
    fn text(&self) -> Option<&str>;
}

/// A value with an order.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no range",
    note = "`#[rule(range(…))]` is for numbers"
)]
pub trait HasRange {
    /// The type of the limits.
    type Limit: PartialOrd + Display;

    /// The number; `None` for an absent value.
    fn number(&self) -> Option<&Self::Limit>;
}

impl HasLength for str {
    fn length(&self) -> Option<(usize, Unit)> {
        Some((self.chars().count(), Unit::Characters))
    }
}

impl HasLength for String {
    fn length(&self) -> Option<(usize, Unit)> {
        self.as_str().length()
    }
}

impl<T> HasLength for Vec<T> {
    fn length(&self) -> Option<(usize, Unit)> {
        Some((self.len(), Unit::Elements))
    }
}

impl HasText for str {
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

impl HasText for String {
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

macro_rules! look_into {
    ($($outer:ty: $self:ident => $inner:expr;)*) => { $(
        impl<T: HasLength> HasLength for $outer {
            fn length(&$self) -> Option<(usize, Unit)> { $inner.length() }
        }
        impl<T: HasText> HasText for $outer {
            fn text(&$self) -> Option<&str> { $inner.text() }
        }
        impl<T: HasRange> HasRange for $outer {
            type Limit = T::Limit;
            fn number(&$self) -> Option<&T::Limit> { $inner.number() }
        }
    )* };
}
look_into! {
    Option<T>: self => self.as_ref()?;
    Secret<T>: self => self.expose();
    Box<T>: self => self.as_ref();
    Arc<T>: self => self.as_ref();
}

macro_rules! numbers {
    ($($number:ty)*) => { $(
        impl HasRange for $number {
            type Limit = Self;
            fn number(&self) -> Option<&Self> { Some(self) }
        }
    )* };
}
numbers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f32 f64);
#[cfg(feature = "decimal")]
numbers!(rust_decimal::Decimal);

/// `#[rule(length(min = 1, max = 255))]`
///
/// # Errors
/// When the text or list is shorter or longer.
pub fn length<T: HasLength + ?Sized>(
    value: &T,
    min: Option<usize>,
    max: Option<usize>,
) -> Result<(), String> {
    let Some((length, unit)) = value.length() else {
        return Ok(());
    };
    if min.is_none_or(|min| length >= min) && max.is_none_or(|max| length <= max) {
        return Ok(());
    }
    let (one, many) = match unit {
        Unit::Characters => ("character", "characters"),
        Unit::Elements => ("element", "elements"),
    };
    let word = |count| if count == 1 { one } else { many };
    Err(match (min, max) {
        (Some(1), None) => "must not be empty".into(),
        (Some(min), Some(max)) if min == max => format!("must have exactly {min} {}", word(min)),
        (Some(min), Some(max)) => format!("must have between {min} and {max} {}", word(max)),
        (Some(min), None) => format!("must have at least {min} {}", word(min)),
        (None, max) => format!(
            "must have at most {} {}",
            max.unwrap_or_default(),
            word(max.unwrap_or_default())
        ),
    })
}

/// `#[rule(range(min = 0, max = 10))]`
///
/// # Errors
/// When the number is smaller, larger, or none at all.
pub fn range<T: HasRange + ?Sized>(
    value: &T,
    min: Option<T::Limit>,
    max: Option<T::Limit>,
) -> Result<(), String> {
    let Some(number) = value.number() else {
        return Ok(());
    };
    if min.as_ref().is_none_or(|min| number >= min) && max.as_ref().is_none_or(|max| number <= max)
    {
        return Ok(());
    }
    Err(match (min, max) {
        (Some(min), Some(max)) => format!("must be between {min} and {max}"),
        (Some(min), None) => format!("must be {min} or more"),
        (None, Some(max)) => format!("must be {max} or less"),
        (None, None) => "must be a number".into(),
    })
}

/// `#[rule(email)]`: an address as RFC 5321 writes it, with a domain and without a display name.
///
/// # Errors
/// When the text is no email address.
pub fn email<T: HasText + ?Sized>(value: &T) -> Result<(), String> {
    let options = Options::default()
        .without_display_text()
        .without_domain_literal()
        .with_no_minimum_sub_domains();
    match value.text() {
        Some(text) if EmailAddress::parse_with_options(text, options).is_err() => {
            Err("must be an email address".into())
        }
        _ => Ok(()),
    }
}

/// `#[rule(url)]`: an absolute `http` or `https` address with a host.
///
/// # Errors
/// When the text is none.
pub fn url<T: HasText + ?Sized>(value: &T) -> Result<(), String> {
    match value.text() {
        Some(text) if !is_url(text) => Err("must be an `http://` or `https://` address".into()),
        _ => Ok(()),
    }
}

fn is_url(text: &str) -> bool {
    let Ok(uri) = text.parse::<axum::http::Uri>() else {
        return false;
    };
    matches!(uri.scheme_str(), Some("http" | "https"))
        && uri.host().is_some_and(|host| !host.is_empty())
}

/// `#[rule(one_of("draft", "published"))]`
///
/// # Errors
/// When the text is none of the words.
pub fn one_of<T: HasText + ?Sized>(value: &T, words: &[&str]) -> Result<(), String> {
    match value.text() {
        Some(text) if !words.contains(&text) => {
            let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
            Err(format!("must be one of {}", words.join(", ")))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(result: Result<(), String>, expected: &str) {
        assert_eq!(result.err().unwrap_or_default(), expected);
    }

    #[test]
    fn length_counts_characters_and_elements() {
        check(length("äöü", Some(3), Some(3)), "");
        check(length("", Some(1), None), "must not be empty");
        check(
            length("ab", Some(3), Some(255)),
            "must have between 3 and 255 characters",
        );
        check(
            length("abc", None, Some(1)),
            "must have at most 1 character",
        );
        check(
            length(&vec![1, 2], Some(3), None),
            "must have at least 3 elements",
        );
        check(
            length("ab", Some(3), Some(3)),
            "must have exactly 3 characters",
        );
    }

    #[test]
    fn an_absent_value_keeps_every_rule() {
        let absent: Option<String> = None;
        check(length(&absent, Some(3), None), "");
        check(email(&Some(absent.clone())), "");
        check(one_of(&absent, &["a"]), "");
        check(range(&None::<i32>, Some(1), None), "");
    }

    #[test]
    fn a_present_option_and_a_secret_are_looked_into() {
        check(
            length(&Some(String::from("ab")), Some(3), None),
            "must have at least 3 characters",
        );
        check(
            length(&Secret::new(String::from("ab")), Some(12), None),
            "must have at least 12 characters",
        );
        check(range(&Some(Some(7)), None, Some(5)), "must be 5 or less");
    }

    #[test]
    fn range_takes_its_limits_in() {
        check(range(&0, Some(0), Some(10)), "");
        check(range(&10, Some(0), Some(10)), "");
        check(range(&11, Some(0), Some(10)), "must be between 0 and 10");
        check(range(&-0.5, Some(0.0), None), "must be 0 or more");
        check(range(&f64::NAN, Some(0.0), None), "must be 0 or more");
    }

    #[test]
    fn email_wants_an_address() {
        for right in [
            "ada@example.com",
            "ada.l+notes@mail.example.com",
            "ada@localhost",
        ] {
            check(email(right), "");
        }
        for wrong in [
            "Ada <ada@example.com>",
            "ada@[127.0.0.1]",
            "ada@example.com\nbcc: eve@example.com",
            "",
            "ada",
            "ada@",
            "@example.com",
            "a b@example.com",
            "ada@example..com",
        ] {
            check(email(wrong), "must be an email address");
        }
    }

    #[test]
    fn url_wants_scheme_and_host() {
        check(url("https://example.com/a?b=c"), "");
        for wrong in [
            "",
            "example.com",
            "/a",
            "javascript:alert(1)",
            "ftp://example.com",
            "http://",
            "http://a b",
        ] {
            check(url(wrong), "must be an `http://` or `https://` address");
        }
    }

    #[test]
    fn one_of_lists_the_words() {
        check(one_of("draft", &["draft", "published"]), "");
        check(
            one_of("drft", &["draft", "published"]),
            "must be one of `draft`, `published`",
        );
    }
}
