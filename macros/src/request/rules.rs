//! The rules of `#[rule(…)]`: what each takes.

use proc_macro2::Span;
use syn::{Expr, Lit, LitStr};

use crate::support::{
    errors::Errors,
    key::{Given, Key},
};

/// A rule, and where its word stands.
pub(super) struct Rule {
    pub(super) span: Span,
    pub(super) kind: Kind,
}

pub(super) enum Kind {
    Length {
        min: Option<Expr>,
        max: Option<Expr>,
    },
    Range {
        min: Option<Expr>,
        max: Option<Expr>,
    },
    Email,
    Url,
    OneOf(Vec<LitStr>),
}

impl Kind {
    /// The rule's name, in attributes, errors and the runtime alike.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Length { .. } => "length",
            Self::Range { .. } => "range",
            Self::Email => "email",
            Self::Url => "url",
            Self::OneOf(_) => "one_of",
        }
    }
}

/// Reads a rule that is known by name.
pub(super) fn read(key: &Key, errors: &mut Errors) -> Option<Rule> {
    let kind = match key.text().as_str() {
        "length" => limits(key, is_count, "a whole number", errors)
            .map(|(min, max)| Kind::Length { min, max }),
        "range" => {
            limits(key, is_number, "a number", errors).map(|(min, max)| Kind::Range { min, max })
        }
        "email" => key.flag(errors).then_some(Kind::Email),
        "url" => key.flag(errors).then_some(Kind::Url),
        _ => words(key, errors).map(Kind::OneOf),
    };
    kind.map(|kind| Rule {
        span: key.span(),
        kind,
    })
}

type Limits = (Option<Expr>, Option<Expr>);

/// `(min = 1, max = 255)`, at least one of them, in order. A limit may also be a constant.
fn limits(
    key: &Key,
    fits: fn(&Lit, bool) -> bool,
    wanted: &str,
    errors: &mut Errors,
) -> Option<Limits> {
    let (mut min, mut max) = (None, None);
    if !matches!(&key.given, Given::List(list) if !list.is_empty()) {
        errors.at(
            &key.word,
            format!(
                "`{0}` has no limit\nhelp: write `{0}(min = …)`, `{0}(max = …)` or both",
                key.word
            ),
        );
        return None;
    }
    for limit in key.keys(&["min", "max"], errors) {
        let Given::Value(value) = &limit.given else {
            errors.at(
                &limit,
                format!("`{0}` takes {wanted}\nhelp: write `{0} = 1`", limit.word),
            );
            continue;
        };
        if limit
            .literal()
            .is_some_and(|(literal, negative)| !fits(literal, negative))
        {
            errors.at(value, format!("`{}` takes {wanted}", limit.word));
        } else if limit.word == "min" {
            min = Some((**value).clone());
        } else {
            max = Some((**value).clone());
        }
    }
    if let (Some(low), Some(high)) = (min.as_ref().and_then(number), max.as_ref().and_then(number))
        && low > high
    {
        errors.at(
            &max,
            "nothing is in this range: `max` is less than `min`\nhelp: exchange them",
        );
    }
    Some((min, max))
}

fn is_count(literal: &Lit, negative: bool) -> bool {
    !negative && matches!(literal, Lit::Int(number) if number.base10_parse::<usize>().is_ok())
}

fn is_number(literal: &Lit, _: bool) -> bool {
    matches!(literal, Lit::Int(_) | Lit::Float(_))
}

/// A literal's value, near enough to compare.
fn number(value: &Expr) -> Option<f64> {
    match value {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => number.base10_digits().parse().ok(),
            Lit::Float(number) => number.base10_digits().parse().ok(),
            _ => None,
        },
        Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Neg(_)) => {
            number(&unary.expr).map(|number| -number)
        }
        Expr::Group(group) => number(&group.expr),
        _ => None,
    }
}

/// `("draft", "published")`, each once.
fn words(key: &Key, errors: &mut Errors) -> Option<Vec<LitStr>> {
    if !matches!(&key.given, Given::List(list) if !list.is_empty()) {
        errors.at(
            key,
            "`one_of` takes the words\nhelp: write `one_of(\"draft\", \"published\")`",
        );
        return None;
    }
    let words: Vec<LitStr> = key.values(errors);
    for (at, word) in words.iter().enumerate() {
        if words[..at]
            .iter()
            .any(|earlier| earlier.value() == word.value())
        {
            errors.at(
                word,
                format!("`{}` is given twice\nhelp: keep one of them", word.value()),
            );
        }
    }
    Some(words)
}
