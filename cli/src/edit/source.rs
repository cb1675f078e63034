//! Positions in a source text, and splices of it.

use std::ops::Range;

use proc_macro2::{TokenStream, TokenTree};
use syn::{File, spanned::Spanned};

/// What stands before the Rust of a file: a byte order mark, a `#!` line.
pub(super) struct Prefix<'a> {
    pub(super) prefix: &'a str,
    pub(super) body: &'a str,
}

impl<'a> Prefix<'a> {
    pub(super) fn of(source: &'a str) -> Self {
        let mark = if source.starts_with('\u{feff}') {
            '\u{feff}'.len_utf8()
        } else {
            0
        };
        let rest = &source[mark..];
        let is_script = rest.starts_with("#!") && !rest[2..].trim_start().starts_with('[');
        let script = if is_script {
            rest.find('\n').unwrap_or(rest.len())
        } else {
            0
        };
        let (prefix, body) = source.split_at(mark + script);
        Self { prefix, body }
    }
}

/// A text put in the place of a range.
#[derive(Debug)]
pub(super) struct Splice {
    pub(super) range: Range<usize>,
    pub(super) text: String,
}

impl Splice {
    pub(super) fn insert(at: usize, text: impl Into<String>) -> Self {
        Self {
            range: at..at,
            text: text.into(),
        }
    }
}

/// The source with the splices made, in its own line endings; splices of one place keep their order.
pub(super) fn splice(source: &str, mut splices: Vec<Splice>) -> String {
    splices.sort_by_key(|splice| splice.range.start);
    let newline = newline(source);
    let mut edited = String::with_capacity(source.len() + 256);
    let mut at = 0;
    for Splice { range, text } in splices {
        edited.push_str(&source[at..range.start]);
        edited.push_str(&text.replace('\n', newline));
        at = range.end;
    }
    edited.push_str(&source[at..]);
    edited
}

/// The line ending that most lines of the file have.
pub(super) fn newline(source: &str) -> &'static str {
    let returns = source.matches("\r\n").count();
    if returns * 2 > source.matches('\n').count() {
        "\r\n"
    } else {
        "\n"
    }
}

/// How deep brackets are nested in what is parsed, at most. No person writes deeper, and a parser's stack has an end.
const DEPTH: usize = 128;

/// Parses a file; none when it is not Rust.
pub(super) fn parse(source: &str) -> Option<File> {
    let tokens: TokenStream = source.parse().ok()?;
    if seems_deep(source) && is_deep(&tokens) {
        return None;
    }
    syn::parse2(tokens).ok()
}

/// Counts the brackets in strings and comments too, but costs nothing.
fn seems_deep(source: &str) -> bool {
    let mut depth = 0_usize;
    source.bytes().any(|byte| {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEPTH
    })
}

fn is_deep(tokens: &TokenStream) -> bool {
    let mut open = vec![tokens.clone().into_iter()];
    while let Some(innermost) = open.last_mut() {
        match innermost.next() {
            Some(TokenTree::Group(group)) => open.push(group.stream().into_iter()),
            Some(_) => {}
            None => drop(open.pop()),
        }
        if open.len() > DEPTH {
            return true;
        }
    }
    false
}

/// Where a piece of syntax stands, its attributes and docs included.
pub(super) fn range(of: &impl Spanned) -> Range<usize> {
    of.span().byte_range()
}

/// The white space at the beginning of the line of `at`.
pub(super) fn indent(source: &str, at: usize) -> &str {
    let line = &source[line_start(source, at)..];
    let end = line
        .find(|c: char| c != ' ' && c != '\t')
        .unwrap_or(line.len());
    &line[..end]
}

/// The beginning of the line of `at`.
pub(super) fn line_start(source: &str, at: usize) -> usize {
    source[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// The end of what belongs to the thing that ends at `at`: the line's, when only a comment follows.
pub(super) fn with_comment(source: &str, at: usize) -> usize {
    let rest = &source[at..];
    let line = rest.split('\n').next().unwrap_or_default();
    let line = line.strip_suffix('\r').unwrap_or(line);
    let trimmed = line.trim_start();
    let is_comment = trimmed.starts_with("//")
        || trimmed.starts_with("/*")
            && trimmed.ends_with("*/")
            && trimmed.matches("*/").count() == 1;
    if is_comment {
        at + line.trim_end().len()
    } else {
        at
    }
}

/// Where the lines of a source begin.
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub(super) fn of(source: &str) -> Self {
        let ends = source.match_indices('\n').map(|(at, _)| at + 1);
        Self(ends.collect())
    }

    /// The line, from 0, that `at` is in.
    pub(super) fn line(&self, at: usize) -> usize {
        self.0.partition_point(|start| *start <= at)
    }
}

/// The text without the indentation that all its lines share, then each line indented by `indent`.
pub(super) fn reindent(text: &str, indent: &str) -> String {
    let shared = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start_matches(' ').len())
        .min()
        .unwrap_or(0);
    let lines: Vec<String> = text
        .lines()
        .map(|line| match line.get(shared..) {
            Some(line) if !line.trim().is_empty() => format!("{indent}{line}"),
            _ => String::new(),
        })
        .collect();
    lines.join("\n")
}
