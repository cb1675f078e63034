//! Tables of a TOML file: toml_edit finds the place, the text is spliced.

use toml_edit::{Document, Item, Table, TableLike};

use super::source::{Splice, newline, splice};

/// A parsed TOML text with its positions; a byte order mark is the caller's.
pub(super) type Parsed = Document<String>;

pub(super) fn parse(source: &str) -> Option<Parsed> {
    Document::parse(source.to_owned()).ok()
}

/// The table at a dotted path; the root for none.
pub(super) fn table<'a>(document: &'a Parsed, path: Option<&str>) -> Option<&'a Table> {
    let names = path.into_iter().flat_map(|path| path.split('.'));
    names
        .into_iter()
        .try_fold(document.as_table(), |table, name| {
            table.get(name)?.as_table()
        })
}

/// Splits off a byte order mark.
pub(super) fn without_mark(source: &str) -> (&str, &str) {
    let mark = if source.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    source.split_at(mark)
}

/// The source with the line `key = …` in the table: in order when the keys are in order, after the last one otherwise.
pub(super) fn insert_line(
    source: &str,
    path: Option<&str>,
    key: &str,
    line: &str,
) -> Option<String> {
    let document = parse(source)?;
    let found = table(&document, path);
    let Some(found) = found.filter(|table| path.is_none() || !table.is_implicit()) else {
        return Some(new_table(source, path?, line));
    };
    let entries = entries(found);
    let is_sorted = entries.windows(2).all(|pair| pair[0].0 <= pair[1].0);
    let before = entries
        .iter()
        .rfind(|(name, _)| !is_sorted || name.as_str() < key);
    let edit = match (before, path) {
        (Some((_, end)), _) => Splice::insert(line_end(source, *end), format!("\n{line}")),
        (None, Some(_)) => {
            let header = found.span()?.start;
            Splice::insert(line_end(source, header), format!("\n{line}"))
        }
        // The root of a file begins with the file; what is on top stays on top when it is a comment.
        (None, None) => {
            let first = source
                .lines()
                .take_while(|line| line.starts_with('#'))
                .map(|line| line.len() + 1);
            let at = line_end(
                source,
                first.sum::<usize>().saturating_sub(1).min(source.len()),
            );
            let is_start = at == 0;
            let text = if is_start {
                format!("{line}\n")
            } else {
                format!("\n{line}")
            };
            Splice::insert(at, text)
        }
    };
    let edited = splice(source, vec![edit]);
    parse(&edited).map(|_| edited)
}

fn new_table(source: &str, path: &str, line: &str) -> String {
    let newline = newline(source);
    let gap = match source {
        "" => "",
        _ if source.ends_with('\n') => newline,
        _ => &format!("{newline}{newline}"),
    };
    format!(
        "{source}{gap}[{path}]{newline}{}{newline}",
        line.replace('\n', newline)
    )
}

/// The keys of a table with the ends of their values; sub-tables with headers of their own left out.
fn entries(table: &Table) -> Vec<(String, usize)> {
    let entries = table
        .iter()
        .filter_map(|(key, item)| Some((key.to_owned(), end(item)?)));
    let mut entries: Vec<(String, usize)> = entries.collect();
    entries.sort_by_key(|(_, end)| *end);
    entries
}

fn end(item: &Item) -> Option<usize> {
    match item {
        Item::Value(value) => {
            let dotted = value.as_inline_table().filter(|table| table.is_dotted());
            match dotted {
                Some(table) => inner_end(table),
                None => Some(value.span()?.end),
            }
        }
        Item::Table(table) if table.is_dotted() => inner_end(table),
        _ => None,
    }
}

fn inner_end(table: &dyn TableLike) -> Option<usize> {
    table.iter().filter_map(|(_, item)| end(item)).max()
}

/// The key of a line `key = value`.
pub(super) fn key_of(line: &str) -> Option<&str> {
    Some(line.split_once('=')?.0.trim().trim_matches('"'))
}

/// The end of the line of `at`, before its line ending.
pub(super) fn line_end(source: &str, at: usize) -> usize {
    let end = source[at..]
        .find('\n')
        .map_or(source.len(), |newline| at + newline);
    if source[..end].ends_with('\r') {
        end - 1
    } else {
        end
    }
}
