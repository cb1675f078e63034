//! The words of a SQL text, with their places.

/// A word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or a keyword.
    Word,
    /// A name in quotes.
    Quoted,
    /// Text in single quotes.
    Text,
    /// One sign.
    Sign,
}

impl Token<'_> {
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    pub(super) fn is(&self, word: &str) -> bool {
        matches!(self.kind, Kind::Word | Kind::Sign) && self.text.eq_ignore_ascii_case(word)
    }

    /// The name that it spells.
    pub(super) fn name(&self) -> Option<String> {
        let inside = || &self.text[1..self.text.len() - 1];
        match (self.kind, self.text.as_bytes()[0]) {
            (Kind::Word, _) => Some(self.text.to_owned()),
            (Kind::Quoted, b'[') => Some(inside().to_owned()),
            (Kind::Quoted, b'`') => Some(inside().replace("``", "`")),
            (Kind::Quoted, _) => Some(inside().replace("\"\"", "\"")),
            // SQLite takes text for a name where there can be nothing else.
            (Kind::Text, _) => Some(inside().replace("''", "'")),
            (Kind::Sign, _) => None,
        }
    }
}

/// The words of `sql`, without comments; `None` if a quote or comment does not end.
pub(super) fn tokens(sql: &str) -> Option<Vec<Token<'_>>> {
    let bytes = sql.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = &sql[at..];
        let (length, kind) = match byte {
            _ if byte.is_ascii_whitespace() => (1, None),
            b'-' if rest.starts_with("--") => (rest.find('\n').unwrap_or(rest.len()), None),
            b'/' if rest.starts_with("/*") => (rest.find("*/")? + 2, None),
            b'\'' => (quoted(rest, b'\'')?, Some(Kind::Text)),
            b'"' | b'`' => (quoted(rest, byte)?, Some(Kind::Quoted)),
            // PostgreSQL's `ARRAY['a']` is no name.
            b'[' if !tokens
                .last()
                .is_some_and(|token: &Token<'_>| token.is("ARRAY")) =>
            {
                (rest.find(']')? + 1, Some(Kind::Quoted))
            }
            _ if is_word(byte) => {
                let end = rest.bytes().position(|byte| !is_word(byte));
                (end.unwrap_or(rest.len()), Some(Kind::Word))
            }
            _ => (1, Some(Kind::Sign)),
        };
        tokens.extend(kind.map(|kind| Token {
            text: &rest[..length],
            start: at,
            kind,
        }));
        at += length;
    }
    Some(tokens)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || !byte.is_ascii()
}

/// How long a quoted piece is; a doubled quote does not end it.
fn quoted(text: &str, quote: u8) -> Option<usize> {
    let mut bytes = text.bytes().enumerate().skip(1).peekable();
    while let Some((at, byte)) = bytes.next() {
        if byte == quote && bytes.next_if(|(_, next)| *next == quote).is_none() {
            return Some(at + 1);
        }
    }
    None
}

/// Whether a text names this table or column.
pub(super) fn mentions(sql: &str, name: &str) -> bool {
    let Some(tokens) = tokens(sql) else {
        return true;
    };
    (tokens.iter())
        .any(|token| (token.name()).is_some_and(|found| found.eq_ignore_ascii_case(name)))
}
