//! The last entry of a list between two brackets.

use std::ops::Range;

use proc_macro2::extra::DelimSpan;
use syn::{punctuated::Punctuated, spanned::Spanned};

use super::source::{Splice, indent, line_start, range, reindent, splice, with_comment};

/// A list in a source: where its brackets are, and what is in it.
pub(super) struct List {
    /// From behind the opening bracket to before the closing one.
    pub(super) inside: Range<usize>,
    /// The entries, without their commas.
    pub(super) entries: Vec<Range<usize>>,
    /// The end of the comma after the last entry.
    pub(super) comma: Option<usize>,
    /// What stands after the entries, such as `..Default::default()`: new entries go before it.
    pub(super) rest: Option<Range<usize>>,
}

impl List {
    /// The list of these entries between these brackets.
    pub(super) fn of<T: Spanned, P: Spanned>(
        brackets: DelimSpan,
        entries: &Punctuated<T, P>,
    ) -> Self {
        Self {
            inside: brackets.open().byte_range().end..brackets.close().byte_range().start,
            entries: entries.iter().map(range).collect(),
            comma: entries
                .pairs()
                .next_back()
                .and_then(|pair| Some(range(*pair.punct()?).end)),
            rest: None,
        }
    }
}

/// When a list stays on one line.
#[derive(Debug, Clone, Copy)]
pub(super) enum Layout {
    /// Never: one entry a line.
    Vertical,
    /// As long as its content is at most so wide.
    Content(usize),
    /// As long as its line is at most so wide.
    Line(usize),
}

/// The source with `text`, which has no trailing comma, as the list's last entry.
pub(super) fn append(source: &str, list: &List, text: &str, layout: Layout) -> String {
    let inner = &source[list.inside.clone()];
    if inner.contains('\n') {
        return on_own_line(source, list, text);
    }
    if let Some(edited) = on_same_line(source, list, text, layout) {
        return edited;
    }
    // One entry a line; only white space and commas between them change.
    let outer = indent(source, list.inside.start).to_owned();
    let inner = format!("{outer}    ");
    let mut lines: Vec<String> = list
        .entries
        .iter()
        .map(|entry| format!("{inner}{},", &source[entry.clone()]))
        .collect();
    lines.push(format!("{},", reindent(text, &inner)));
    if let Some(rest) = &list.rest {
        lines.push(format!("{inner}{}", &source[rest.clone()]));
    }
    let text = format!("\n{}\n{outer}", lines.join("\n"));
    splice(
        source,
        vec![Splice {
            range: list.inside.clone(),
            text,
        }],
    )
}

/// None when it would be too wide.
fn on_same_line(source: &str, list: &List, text: &str, layout: Layout) -> Option<String> {
    if text.contains('\n') || matches!(layout, Layout::Vertical) {
        // A comment between the entries can't be laid out anew.
        let has_comment = source[list.inside.clone()].contains("/*");
        return has_comment.then(|| inline(source, list, text));
    }
    let edited = inline(source, list, text);
    let added = edited.len() - source.len();
    let content = source[list.inside.clone()].trim().chars().count() + added;
    let line = line_start(source, list.inside.start);
    let width = edited[line..]
        .lines()
        .next()
        .unwrap_or_default()
        .chars()
        .count();
    let fits = match layout {
        Layout::Vertical => false,
        Layout::Content(limit) => content <= limit && width <= 100,
        Layout::Line(limit) => width <= limit,
    };
    (fits || source[list.inside.clone()].contains("/*")).then_some(edited)
}

fn inline(source: &str, list: &List, text: &str) -> String {
    // Braces have a space inside, brackets have none.
    let is_brace = source[..list.inside.start].ends_with('{');
    let is_empty = source[list.inside.clone()].is_empty();
    let pad = if is_brace && is_empty { " " } else { "" };
    let (at, text) = match (list.entries.last(), list.comma, &list.rest) {
        (_, _, Some(rest)) => (rest.start, format!("{text}, ")),
        (None, ..) => (list.inside.start, format!("{pad}{text}{pad}")),
        (Some(_), Some(comma), None) => (comma, format!(" {text}")),
        (Some(last), None, None) => (last.end, format!(", {text}")),
    };
    splice(source, vec![Splice::insert(at, text)])
}

fn on_own_line(source: &str, list: &List, text: &str) -> String {
    let mut splices = Vec::new();
    if let Some(rest) = &list.rest {
        let inner = indent(source, rest.start).to_owned();
        let text = reindent(text, &inner);
        let text = format!("{},\n{inner}", text.trim_start());
        return splice(source, vec![Splice::insert(rest.start, text)]);
    }
    let Some(last) = list.entries.last() else {
        // Only white space and comments: before the line of the closing bracket.
        let at = line_start(source, list.inside.end);
        let inner = format!("{}    ", indent(source, list.inside.end));
        let text = format!("{},\n", reindent(text, &inner));
        return splice(
            source,
            vec![Splice::insert(at.max(list.inside.start), text)],
        );
    };
    let begins_line = source[line_start(source, last.start)..last.start]
        .trim()
        .is_empty();
    let inner = if begins_line {
        indent(source, last.start).to_owned()
    } else {
        format!("{}    ", indent(source, list.inside.end))
    };
    let end = list.comma.unwrap_or(last.end);
    if list.comma.is_none() {
        splices.push(Splice::insert(last.end, ","));
    }
    let at = with_comment(source, end);
    splices.push(Splice::insert(at, format!("\n{},", reindent(text, &inner))));
    // `[\n    A, B]`: the closing bracket goes to a line of its own.
    if !source[at..list.inside.end].contains('\n') {
        splices.push(Splice::insert(
            list.inside.end,
            format!("\n{}", indent(source, list.inside.start)),
        ));
    }
    splice(source, splices)
}
