//! The CHECK that holds an enum's column to its words: as we write it, and as each database gives it back.

use super::{
    Dialect, text,
    token::{Kind, Token, tokens},
};

/// A CHECK that says which words a column may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Check {
    /// The constraint's name, where it stands there.
    pub(super) name: Option<String>,
    pub(super) column: String,
    pub(super) words: Vec<String>,
}

impl Check {
    /// The same of a column of this name.
    pub(super) fn text(&self, column: &str, dialect: Dialect) -> String {
        let check = written(column, &self.words, dialect);
        match &self.name {
            Some(name) => format!("CONSTRAINT {} {check}", dialect.quote(name)),
            None => check,
        }
    }
}

/// `CHECK ("status" IN ('draft', 'published'))`.
pub(super) fn written(column: &str, words: &[String], dialect: Dialect) -> String {
    let words: Vec<_> = words.iter().map(|word| text(word)).collect();
    format!(
        "CHECK ({} IN ({}))",
        dialect.quote(column),
        words.join(", ")
    )
}

/// Reads such a CHECK; `None` if it says anything else.
///
/// PostgreSQL gives `CHECK (status = ANY (ARRAY['draft'::text, 'published'::text]))` back, and `CHECK (status = 'draft'::text)` of a single
/// word; MySQL puts `_utf8mb4` before each word.
pub(super) fn of_words(check: &str) -> Option<Check> {
    let tokens = tokens(check)?;
    let (name, tokens) = match tokens.as_slice() {
        [constraint, name, rest @ ..] if constraint.is("CONSTRAINT") => (Some(name.name()?), rest),
        all => (None, all),
    };
    let [keyword, rest @ ..] = tokens else {
        return None;
    };
    if !keyword.is("CHECK") {
        return None;
    }
    // What brackets hold together, the order of the words says as well: anything between them ends the reading.
    let is_bracket = |token: &&Token<'_>| ["(", ")", "[", "]"].iter().any(|sign| token.is(sign));
    let rest: Vec<_> = rest
        .iter()
        .filter(|token| !is_bracket(token))
        .copied()
        .collect();
    let (column, rest) = rest.split_first()?;
    if !matches!(column.kind, Kind::Word | Kind::Quoted) {
        return None;
    }
    let mut list = match after_casts(rest) {
        [within, list @ ..] if within.is("IN") => list,
        [equal, any, array, list @ ..] if equal.is("=") && any.is("ANY") && array.is("ARRAY") => {
            list
        }
        // Without a cast it was written by hand, and of one value.
        [equal, list @ ..] if equal.is("=") && list.get(1).is_some_and(|cast| cast.is(":")) => list,
        _ => return None,
    };
    let mut words = Vec::new();
    loop {
        if let [set, rest @ ..] = list
            && set.kind == Kind::Word
            && set.text.starts_with('_')
        {
            list = rest;
        }
        let (word, rest) = list.split_first()?;
        if word.kind != Kind::Text {
            return None;
        }
        words.push(word.name()?);
        match after_casts(rest) {
            [] => break,
            [comma, rest @ ..] if comma.is(",") => list = rest,
            _ => return None,
        }
    }
    Some(Check {
        name,
        column: column.name()?,
        words,
    })
}

/// What stands behind `::character varying::text[]`.
fn after_casts<'t, 'a>(mut tokens: &'t [Token<'a>]) -> &'t [Token<'a>] {
    const NO_TYPES: [&str; 5] = ["IN", "AND", "OR", "IS", "NOT"];
    while let [one, two, rest @ ..] = tokens
        && one.is(":")
        && two.is(":")
    {
        let is_type = |token: &Token<'_>| {
            matches!(token.kind, Kind::Word | Kind::Quoted)
                && !NO_TYPES.iter().any(|word| token.is(word))
        };
        let length = rest.iter().take_while(|token| is_type(token)).count();
        tokens = &rest[length..];
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(Option<&str>, &str, &[&str])>) {
        let found = of_words(text);
        let expected = expected.map(|(name, column, words)| Check {
            name: name.map(str::to_owned),
            column: column.to_owned(),
            words: words.iter().map(|&word| word.to_owned()).collect(),
        });
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn the_words_are_read_however_a_database_spells_them() {
        check(
            r#"CHECK ("status" IN ('draft', 'it''s'))"#,
            Some((None, "status", &["draft", "it's"])),
        );
        check(
            r#"CONSTRAINT "a_check" CHECK ((("status" IN ('draft'))))"#,
            Some((Some("a_check"), "status", &["draft"])),
        );
        check(
            "CHECK (status = ANY (ARRAY['draft'::text, 'a]b'::text]))",
            Some((None, "status", &["draft", "a]b"])),
        );
        check(
            "CHECK (vs::text = ANY (ARRAY['a'::character varying, 'b'::character varying(3)]::text[]))",
            Some((None, "vs", &["a", "b"])),
        );
        check(
            "CHECK (((vs)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])))",
            Some((None, "vs", &["a", "b"])),
        );
        check("CHECK (one = 'x'::text)", Some((None, "one", &["x"])));
        check(
            "CHECK ((`status` in (_utf8mb4'draft',_utf8mb4'gone')))",
            Some((None, "status", &["draft", "gone"])),
        );
    }

    #[test]
    fn what_says_anything_else_is_not_of_words() {
        for text in [
            "CHECK (length(title) < 80)",
            "CHECK (kind = 'x')",
            "CHECK (NOT status IN ('a'))",
            "CHECK (status NOT IN ('a'))",
            "CHECK (lower(status) IN ('a'))",
            "CHECK (status IN ('a') OR other IN ('b'))",
            "CHECK (status = 'a'::text AND shown)",
            "CHECK (status = ANY (ARRAY['a'::text]) OR shown)",
            "CHECK (status IN ('a', other))",
            "CHECK (status <> 'a'::text)",
            "UNIQUE",
        ] {
            check(text, None);
        }
    }
}
