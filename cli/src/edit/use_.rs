//! `use` lines: into a list that is there, or as a line of their own among those they belong to.

use quote::ToTokens as _;
use syn::{File, Item, ItemUse, Visibility};

use super::{
    Unmade, module,
    names::Names,
    source::{Lines, Splice, parse, range, splice, with_comment},
    use_tree::{self, Segment, Tree},
};
use crate::spec::Mistake;

/// Inserts what the `use` lines of `text` import, as far as it is not imported yet.
pub(super) fn insert(path: &str, source: &str, text: &str) -> Result<String, Unmade> {
    let mut edited = source.to_owned();
    for item in parse(text).ok_or(Unmade::NoPlace)?.items {
        let Item::Use(item) = item else {
            return Err(Unmade::NoPlace);
        };
        let file = parse(&edited).ok_or(Unmade::NoPlace)?;
        edited = splice(&edited, splices(path, &edited, &file, &item)?);
    }
    Ok(edited)
}

/// What brings in what the line `item` imports, as far as it is not imported yet.
pub(super) fn splices(
    path: &str,
    source: &str,
    file: &File,
    item: &ItemUse,
) -> Result<Vec<Splice>, Unmade> {
    let lines: Vec<Line> = uses(file).into_iter().map(Line::of).collect();
    let whole = Tree::of(&item.tree).sorted();
    let leaves = whole.leaves();
    let missing: Vec<&Vec<Segment>> = leaves
        .iter()
        .filter(|leaf| !lines.iter().any(|line| line.imports(leaf, &item.vis)))
        .collect();
    let names = Names::of(path, file);
    for leaf in &missing {
        free(path, &names, leaf)?;
    }
    let mut merged: Vec<(usize, Tree)> = Vec::new();
    let mut alone = Vec::new();
    for leaf in missing {
        let Some(at) = target(source, &lines, item, leaf) else {
            alone.push(Tree(leaf.clone()));
            continue;
        };
        let known = merged.iter().position(|(line, _)| *line == at);
        let known = known.unwrap_or_else(|| {
            merged.push((at, lines[at].tree.clone()));
            merged.len() - 1
        });
        merged[known].1.merge(leaf);
    }
    // Nothing of it is there: it may stay one line.
    if alone.len() == leaves.len() {
        alone = vec![whole];
    }
    let merged = merged.into_iter().map(|(at, tree)| Splice {
        range: range(lines[at].item),
        text: tree.print(&head(&item.vis)),
    });
    let added = alone
        .iter()
        .map(|tree| add_line(source, file, &lines, item, tree));
    Ok(merged.chain(added).collect())
}

/// Whether the name that the import would bind is free.
fn free(path: &str, names: &Names, leaf: &[Segment]) -> Result<(), Unmade> {
    let Some((name, bound)) =
        use_tree::bound(leaf).and_then(|name| Some((name, names.bound(name)?)))
    else {
        return Ok(());
    };
    // The same thing by another path or with less visibility, or only under a condition: how both go together is the person's.
    if bound.is_conditional || bound.path == names.resolve(&use_tree::path(leaf)) {
        return Err(Unmade::NoPlace);
    }
    Err(Unmade::Taken(Mistake::new(
        format!(
            "`{name}` in `{path}` is `{}` already",
            bound.path.join("::")
        ),
        "choose another name",
    )))
}

/// A line that is there.
struct Line<'a> {
    item: &'a ItemUse,
    tree: Tree,
}

impl<'a> Line<'a> {
    fn of(item: &'a ItemUse) -> Self {
        Self {
            item,
            tree: Tree::of(&item.tree),
        }
    }

    /// Whether the line brings in what `leaf` names, always and for everyone that `visibility` means.
    fn imports(&self, leaf: &[Segment], visibility: &Visibility) -> bool {
        let is_public = !matches!(visibility, Visibility::Inherited);
        let is_conditional = self
            .item
            .attrs
            .iter()
            .any(|attribute| attribute.path().is_ident("cfg"));
        if is_conditional || is_public && !same(&self.item.vis, visibility) {
            return false;
        }
        self.tree.has(leaf)
    }
}

/// The line with a list that the import goes into; none when there is no such line.
fn target(source: &str, lines: &[Line], wanted: &ItemUse, leaf: &[Segment]) -> Option<usize> {
    let is_plain = |line: &ItemUse| line.attrs.is_empty() && line.leading_colon.is_none();
    if !is_plain(wanted) {
        return None;
    }
    let shared = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| is_plain(line.item) && same(&line.item.vis, &wanted.vis))
        .filter_map(|(at, line)| Some((line.tree.shared(leaf)?, at)));
    let (_, at) = shared.max_by_key(|(shared, _)| *shared)?;
    let Line { item, tree } = &lines[at];
    // A line that is laid out otherwise, or has a comment in it, stays as it is.
    let printed = tree.print(&head(&wanted.vis));
    (printed == source[range(*item)].replace("\r\n", "\n")).then_some(at)
}

/// A line of its own for the tree.
fn add_line(source: &str, file: &File, lines: &[Line], wanted: &ItemUse, tree: &Tree) -> Splice {
    let attributes: String = wanted
        .attrs
        .iter()
        .map(|attribute| format!("{}\n", attribute.to_token_stream()))
        .collect();
    let text = format!("{attributes}{}", tree.print(&head(&wanted.vis)));
    place(source, file, lines, wanted, tree, &text)
}

fn uses(file: &File) -> Vec<&ItemUse> {
    let uses = file.items.iter().filter_map(|item| match item {
        Item::Use(item) => Some(item),
        _ => None,
    });
    uses.collect()
}

/// Where a new line goes.
fn place(
    source: &str,
    file: &File,
    lines: &[Line],
    wanted: &ItemUse,
    tree: &Tree,
    text: &str,
) -> Splice {
    let groups = groups(source, lines);
    let is_public = !matches!(wanted.vis, Visibility::Inherited);
    let fits = |group: &&&[Line]| {
        group.iter().any(|line| {
            same(&line.item.vis, &wanted.vis) && (is_public || class(&line.tree) == class(tree))
        })
    };
    if let Some(group) = groups.iter().rfind(fits) {
        let is_sorted = group
            .windows(2)
            .all(|pair| pair[0].tree.order(&pair[1].tree).is_le());
        let next = group
            .iter()
            .find(|line| line.tree.order(tree).is_gt())
            .filter(|_| is_sorted);
        return match (next, group.last()) {
            (Some(next), _) => Splice::insert(range(next.item).start, format!("{text}\n")),
            (None, Some(last)) => after(source, range(last.item).end, &format!("\n{text}")),
            (None, None) => module::first(source, file, text),
        };
    }
    let is_std = class(tree) == Class::Std;
    match (groups.first(), groups.last().and_then(|group| group.last())) {
        (Some(first), _) if is_std && !is_public => {
            Splice::insert(range(first[0].item).start, format!("{text}\n\n"))
        }
        (_, Some(last)) => after(source, range(last.item).end, &format!("\n\n{text}")),
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
fn groups<'a, 'b>(source: &str, lines: &'b [Line<'a>]) -> Vec<&'b [Line<'a>]> {
    let table = Lines::of(source);
    let follows = |pair: (&Line, &Line)| {
        let (first, second) = (range(pair.0.item), range(pair.1.item));
        table.line(second.start) <= table.line(first.end) + 1
    };
    lines.chunk_by(|a, b| follows((a, b))).collect()
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
    match (a, b) {
        (Visibility::Inherited, Visibility::Inherited)
        | (Visibility::Public(_), Visibility::Public(_)) => true,
        (Visibility::Restricted(_), Visibility::Restricted(_)) => head(a) == head(b),
        _ => false,
    }
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
