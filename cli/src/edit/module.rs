//! `mod` lines, in order where they are in order, and the re-exports that go with them.

use syn::{File, Item, ItemMod};

use super::{
    Unmade,
    names::Names,
    source::{Lines, Splice, parse, range, splice, with_comment},
    use_,
};
use crate::spec::Mistake;

/// Inserts the `mod` and `use` lines of `text` that the file does not have yet.
pub(super) fn insert(path: &str, source: &str, text: &str) -> Result<String, Unmade> {
    let mut edited = source.to_owned();
    let mut splices = Vec::new();
    let mut file = parse(source).ok_or(Unmade::NoPlace)?;
    for item in parse(text).ok_or(Unmade::NoPlace)?.items {
        match &item {
            Item::Mod(module) => {
                splices.extend(insert_module(
                    path,
                    &edited,
                    &file,
                    module,
                    &text[range(module)],
                )?);
            }
            Item::Use(line) => splices.extend(use_::splices(path, &edited, &file, line)?),
            _ => return Err(Unmade::NoPlace),
        }
        // Where there is a list of modules, a new one moves no place of what follows.
        if last_declared(&file).is_none() {
            edited = splice(&edited, std::mem::take(&mut splices));
            file = parse(&edited).ok_or(Unmade::NoPlace)?;
        }
    }
    Ok(splice(&edited, splices))
}

fn insert_module(
    path: &str,
    source: &str,
    file: &File,
    wanted: &ItemMod,
    text: &str,
) -> Result<Option<Splice>, Unmade> {
    let name = &wanted.ident;
    if Names::of(path, file)
        .module()
        .is_some_and(|own| name == own)
    {
        return Err(Unmade::Taken(Mistake::new(
            format!(
                "`{name}` in `{path}` would be a module of its own module's name, which clippy refuses"
            ),
            "choose another name",
        )));
    }
    let is_there = |item: &Item| matches!(item, Item::Mod(module) if module.ident == *name);
    if file.items.iter().any(is_there) {
        return Ok(None);
    }
    let groups = groups(source, file);
    // The largest group is the list of modules; a `mod tests;` on its own is not.
    let Some(group) = groups.iter().rev().max_by_key(|group| group.len()) else {
        return Ok(Some(first(source, file, text)));
    };
    let plain = |module: &ItemMod| module.ident.to_string().trim_start_matches("r#").to_owned();
    let names: Vec<String> = group.iter().map(|module| plain(module)).collect();
    let is_sorted = names.is_sorted();
    let next = names
        .iter()
        .position(|name| is_sorted && *name > plain(wanted));
    let place = match (next.map(|at| group[at]), group.last()) {
        (Some(next), _) => Splice::insert(range(next).start, format!("{text}\n")),
        (None, Some(last)) => {
            let at = with_comment(source, range(*last).end);
            Splice::insert(at, format!("\n{text}"))
        }
        (None, None) => return Err(Unmade::NoPlace),
    };
    Ok(Some(place))
}

/// The `mod` lines that rustfmt orders together: those that directly follow each other.
fn groups<'a>(source: &str, file: &'a File) -> Vec<Vec<&'a ItemMod>> {
    let lines = Lines::of(source);
    let mut groups: Vec<Vec<&ItemMod>> = Vec::new();
    let mut end = None;
    for item in &file.items {
        let Item::Mod(module) = item else {
            end = None;
            continue;
        };
        if module.content.is_some() {
            end = None;
            continue;
        }
        let range = range(module);
        let follows = end.is_some_and(|end| lines.line(range.start) <= end + 1);
        match groups.last_mut().filter(|_| follows) {
            Some(group) => group.push(module),
            None => groups.push(vec![module]),
        }
        end = Some(lines.line(range.end));
    }
    groups
}

/// The last `mod name;` of the file.
pub(super) fn last_declared(file: &File) -> Option<&ItemMod> {
    file.items.iter().rev().find_map(|item| match item {
        Item::Mod(module) if module.content.is_none() => Some(module),
        _ => None,
    })
}

/// Before the first item of a file, or at the end of one that has none.
pub(super) fn first(source: &str, file: &File, text: &str) -> Splice {
    match file.items.first() {
        Some(item) => Splice::insert(range(item).start, format!("{text}\n\n")),
        None => {
            if source.trim().is_empty() {
                return Splice {
                    range: 0..source.len(),
                    text: format!("{text}\n"),
                };
            }
            let before = match source {
                _ if source.ends_with("\n\n") || source.ends_with("\n\r\n") => "",
                _ if source.ends_with('\n') => "\n",
                _ => "\n\n",
            };
            Splice::insert(source.len(), format!("{before}{text}\n"))
        }
    }
}
