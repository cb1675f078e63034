//! `use` lines: into a list that is there, or as a line of their own among those they belong to.

use quote::ToTokens as _;
use syn::{File, Item, ItemUse, Visibility};

use super::{
    module,
    source::{Splice, line, parse, range, splice, with_comment},
    use_tree::{Segment, Tree},
};

/// Inserts what the `use` lines of `text` import, as far as it is not imported yet.
pub(super) fn insert(source: &str, text: &str) -> Option<String> {
    let mut edited = source.to_owned();
    for item in parse(text)?.items {
        let Item::Use(item) = item else {
            return None;
        };
        let whole = Tree::of(&item.tree).sorted();
        let leaves = whole.leaves();
        let missing: Vec<&Vec<Segment>> = leaves
            .iter()
            .filter(|leaf| !is_imported(&edited, leaf, &item.vis))
            .collect();
        // Nothing of it is there: it may stay one line.
        if missing.len() == leaves.len()
            && leaves
                .iter()
                .all(|leaf| merge(&edited, &item, leaf).is_none())
        {
            edited = add_line(&edited, &item, &whole)?;
            continue;
        }
        for leaf in leaves {
            if !is_imported(&edited, &leaf, &item.vis) {
                edited = match merge(&edited, &item, &leaf) {
                    Some(merged) => merged,
                    None => add_line(&edited, &item, &Tree(leaf))?,
                };
            }
        }
    }
    Some(edited)
}

fn is_imported(source: &str, leaf: &[Segment], visibility: &Visibility) -> bool {
    parse(source).is_some_and(|file| {
        uses(&file)
            .iter()
            .any(|line| imports(line, leaf, visibility))
    })
}

/// The source with the import in a line that shares its beginning; none when there is no such line.
fn merge(source: &str, wanted: &ItemUse, leaf: &[Segment]) -> Option<String> {
    let file = parse(source)?;
    let is_plain = |line: &&ItemUse| line.attrs.is_empty() && line.leading_colon.is_none();
    if !is_plain(&wanted) {
        return None;
    }
    let (_, line) = uses(&file)
        .into_iter()
        .filter(|line| is_plain(line) && same(&line.vis, &wanted.vis))
        .filter_map(|line| Some((Tree::of(&line.tree).shared(leaf)?, line)))
        .max_by_key(|(shared, _)| *shared)?;
    let mut tree = Tree::of(&line.tree);
    let head = head(&wanted.vis);
    // A line that is laid out otherwise, or has a comment in it, stays as it is.
    if tree.print(&head) != source[range(line)].replace("\r\n", "\n") {
        return None;
    }
    tree.merge(leaf);
    Some(splice(
        source,
        vec![Splice {
            range: range(line),
            text: tree.print(&head),
        }],
    ))
}

/// The source with a line of its own for the tree.
fn add_line(source: &str, wanted: &ItemUse, tree: &Tree) -> Option<String> {
    let file = parse(source)?;
    let attributes: String = wanted
        .attrs
        .iter()
        .map(|attribute| format!("{}\n", attribute.to_token_stream()))
        .collect();
    let text = format!("{attributes}{}", tree.print(&head(&wanted.vis)));
    Some(splice(
        source,
        vec![place(source, &file, &uses(&file), wanted, tree, &text)],
    ))
}

fn uses(file: &File) -> Vec<&ItemUse> {
    let uses = file.items.iter().filter_map(|item| match item {
        Item::Use(item) => Some(item),
        _ => None,
    });
    uses.collect()
}

/// Whether the line brings in what `leaf` names, for everyone that `visibility` means.
fn imports(line: &ItemUse, leaf: &[Segment], visibility: &Visibility) -> bool {
    let is_public = !matches!(visibility, Visibility::Inherited);
    if is_public && !same(&line.vis, visibility) {
        return false;
    }
    Tree::of(&line.tree).leaves().iter().any(|present| {
        let glob = matches!(present.last(), Some(Segment::Glob))
            && leaf.len() == present.len()
            && present[..present.len() - 1] == leaf[..leaf.len() - 1]
            && matches!(leaf.last(), Some(Segment::Name(_, None)));
        present == leaf || glob
    })
}

/// Where a new line goes.
fn place(
    source: &str,
    file: &File,
    lines: &[&ItemUse],
    wanted: &ItemUse,
    tree: &Tree,
    text: &str,
) -> Splice {
    let groups = groups(source, lines);
    let is_public = !matches!(wanted.vis, Visibility::Inherited);
    let fits = |group: &&Vec<&ItemUse>| {
        group.iter().any(|line| {
            same(&line.vis, &wanted.vis)
                && (is_public || class(&Tree::of(&line.tree)) == class(tree))
        })
    };
    if let Some(group) = groups.iter().rfind(fits) {
        let order = |a: &ItemUse, b: &Tree| Tree::of(&a.tree).order(b);
        let is_sorted = group
            .windows(2)
            .all(|pair| order(pair[0], &Tree::of(&pair[1].tree)).is_le());
        let next = group
            .iter()
            .find(|line| order(line, tree).is_gt())
            .filter(|_| is_sorted);
        return match (next, group.last()) {
            (Some(next), _) => Splice::insert(range(*next).start, format!("{text}\n")),
            (None, Some(last)) => after(source, range(*last).end, &format!("\n{text}")),
            (None, None) => module::first(source, file, text),
        };
    }
    let is_std = class(tree) == Class::Std;
    match (groups.first(), groups.last().and_then(|group| group.last())) {
        (Some(first), _) if is_std && !is_public => {
            Splice::insert(range(first[0]).start, format!("{text}\n\n"))
        }
        (_, Some(last)) => after(source, range(*last).end, &format!("\n\n{text}")),
        _ => match module::last_declared(file) {
            Some(last) => after(source, range(last).end, &format!("\n\n{text}")),
            None => module::first(source, file, text),
        },
    }
}

fn after(source: &str, end: usize, text: &str) -> Splice {
    Splice::insert(with_comment(source, end), text)
}

/// The lines that rustfmt orders together: those that directly follow each other.
fn groups<'a>(source: &str, lines: &[&'a ItemUse]) -> Vec<Vec<&'a ItemUse>> {
    let mut groups: Vec<Vec<&ItemUse>> = Vec::new();
    let mut end = None;
    for item in lines {
        let range = range(*item);
        let follows = end.is_some_and(|end| line(source, range.start) <= end + 1);
        match groups.last_mut().filter(|_| follows) {
            Some(group) => group.push(item),
            None => groups.push(vec![item]),
        }
        end = Some(line(source, range.end));
    }
    groups
}

/// The three groups that `use` lines are kept in.
#[derive(Debug, PartialEq, Eq)]
enum Class {
    Std,
    External,
    Local,
}

fn class(tree: &Tree) -> Class {
    match tree.0.first() {
        Some(Segment::Name(name, _)) if matches!(name.as_str(), "std" | "core" | "alloc") => {
            Class::Std
        }
        Some(Segment::Crate | Segment::Super | Segment::Itself(_)) => Class::Local,
        _ => Class::External,
    }
}

fn same(a: &Visibility, b: &Visibility) -> bool {
    head(a) == head(b)
}

/// `use `, `pub use `, `pub(crate) use `.
fn head(visibility: &Visibility) -> String {
    match visibility {
        Visibility::Inherited => "use ".to_owned(),
        Visibility::Public(_) => "pub use ".to_owned(),
        Visibility::Restricted(_) => {
            let text = visibility.to_token_stream().to_string().replace(' ', "");
            format!("{} use ", text.replace("(in", "(in "))
        }
    }
}
