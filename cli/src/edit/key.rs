//! Lines of TOML tables and of env files.

use super::{
    manifest::{insert_line, key_of, parse, table, without_mark},
    source::newline,
};

/// Inserts each line of `text` whose key is not there yet, whatever its value.
pub(super) fn insert(source: &str, path: &str, table: Option<&str>, text: &str) -> Option<String> {
    if path.ends_with(".toml") {
        return toml(source, table, text);
    }
    if table.is_some() {
        return None;
    }
    env(source, text)
}

fn toml(source: &str, path: Option<&str>, text: &str) -> Option<String> {
    let (mark, body) = without_mark(source);
    let text = text.replace("\r\n", "\n");
    let wanted = parse(text.trim())?;
    let mut edited = body.to_owned();
    for (name, _) in wanted.iter() {
        let document = parse(&edited)?;
        if table(&document, path).is_some_and(|table| table.contains_key(name)) {
            continue;
        }
        let line = text.lines().find(|line| key_of(line) == Some(name))?.trim();
        edited = insert_line(&edited, path, name, line)?;
    }
    Some(format!("{mark}{edited}"))
}

fn env(source: &str, text: &str) -> Option<String> {
    let newline = newline(source);
    let mut edited = source.to_owned();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let key = key_of(line)?;
        let is_there = |present: &str| key_of(present.trim_start_matches("export ")) == Some(key);
        if edited.lines().any(is_there) {
            continue;
        }
        if !edited.is_empty() && !edited.ends_with('\n') {
            edited.push_str(newline);
        }
        edited.push_str(line);
        edited.push_str(newline);
    }
    Some(edited)
}
