//! Trees of `use`: read, ordered and printed as rustfmt does in the 2024 style.

use std::cmp::Ordering;

/// rustfmt's `max_width`.
const LINE: usize = 100;

/// A path of segments; only the last may be a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tree(pub(super) Vec<Segment>);

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Segment {
    /// `self`, with its `as`.
    Itself(Option<String>),
    Super,
    Crate,
    /// A name, with its `as`.
    Name(String, Option<String>),
    Glob,
    List(Vec<Tree>),
}

impl Tree {
    pub(super) fn of(tree: &syn::UseTree) -> Self {
        let mut segments = Vec::new();
        let mut rest = tree;
        loop {
            match rest {
                syn::UseTree::Path(path) => {
                    segments.push(segment(&path.ident.to_string(), None));
                    rest = &path.tree;
                    continue;
                }
                syn::UseTree::Name(name) => segments.push(segment(&name.ident.to_string(), None)),
                syn::UseTree::Rename(rename) => {
                    let alias = Some(rename.rename.to_string());
                    segments.push(segment(&rename.ident.to_string(), alias));
                }
                syn::UseTree::Glob(_) => segments.push(Segment::Glob),
                syn::UseTree::Group(group) => {
                    segments.push(Segment::List(group.items.iter().map(Self::of).collect()));
                }
            }
            return Self(segments);
        }
    }

    /// The paths to the single imported things.
    pub(super) fn leaves(&self) -> Vec<Vec<Segment>> {
        match self.0.split_last() {
            Some((Segment::List(list), prefix)) => list
                .iter()
                .flat_map(Self::leaves)
                .map(|leaf| [prefix, &leaf].concat())
                .collect(),
            _ => vec![self.0.clone()],
        }
    }

    /// Whether it brings in what `leaf` names.
    pub(super) fn has(&self, leaf: &[Segment]) -> bool {
        let Some((last, prefix)) = self.0.split_last() else {
            return false;
        };
        let Some(rest) = leaf.strip_prefix(prefix) else {
            return false;
        };
        match last {
            Segment::List(list) => list.iter().any(|tree| tree.has(rest)),
            Segment::Glob => matches!(rest, [Segment::Name(_, None) | Segment::Glob]),
            last => rest == std::slice::from_ref(last),
        }
    }

    /// How many steps `path` shares with this tree until it comes to a list that it can be put in; none when there is no such list.
    pub(super) fn shared(&self, path: &[Segment]) -> Option<usize> {
        let (Segment::List(list), prefix) = self.0.split_last()? else {
            return None;
        };
        if path.len() <= prefix.len() || prefix != &path[..prefix.len()] || prefix.is_empty() {
            return None;
        }
        let rest = &path[prefix.len()..];
        let deeper = list.iter().filter_map(|tree| tree.shared(rest)).max();
        Some(prefix.len() + deeper.unwrap_or(0))
    }

    /// Puts a path into the list that it shares most with, in order.
    pub(super) fn merge(&mut self, path: &[Segment]) {
        let shared = self.0.len() - 1;
        let Some(Segment::List(list)) = self.0.last_mut() else {
            return;
        };
        let rest = &path[shared..];
        let common = |tree: &Self| tree.0.iter().zip(rest).take_while(|(a, b)| a == b).count();
        let nearest = list.iter_mut().max_by_key(|tree| common(tree));
        match nearest {
            Some(tree)
                if common(tree) > 0 && common(tree) < rest.len() && common(tree) < tree.0.len() =>
            {
                let at = common(tree);
                if at + 1 == tree.0.len() && matches!(tree.0[at], Segment::List(_)) {
                    tree.merge(rest);
                } else {
                    let (old, new) = (Self(tree.0.split_off(at)), Self(rest[at..].to_vec()));
                    let mut both = vec![old, new];
                    both.sort_by(Self::order);
                    tree.0.push(Segment::List(both));
                }
            }
            _ => list.push(Self(rest.to_vec())),
        }
        list.sort_by(Self::order);
    }

    /// With its lists in order.
    pub(super) fn sorted(mut self) -> Self {
        if let Some(Segment::List(list)) = self.0.last_mut() {
            *list = std::mem::take(list).into_iter().map(Self::sorted).collect();
            list.sort_by(Self::order);
        }
        self
    }

    /// rustfmt's order of `use` lines and of entries within one.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        let steps = self.0.iter().zip(&other.0).map(|(a, b)| a.order(b));
        steps
            .into_iter()
            .find(|order| order.is_ne())
            .unwrap_or_else(|| self.0.len().cmp(&other.0.len()))
    }

    /// The tree as rustfmt prints it behind `head`, such as `pub use `, with `;` to follow.
    pub(super) fn print(&self, head: &str) -> String {
        format!(
            "{head}{};",
            self.rewrite(0, LINE.saturating_sub(head.len() + 1))
        )
    }

    fn rewrite(&self, indent: usize, width: usize) -> String {
        let mut text = String::new();
        let mut width = width;
        for (at, segment) in self.0.iter().enumerate() {
            let step = match segment {
                Segment::Itself(None) => "self".to_owned(),
                Segment::Itself(Some(alias)) => format!("self as {alias}"),
                Segment::Super => "super".to_owned(),
                Segment::Crate => "crate".to_owned(),
                Segment::Name(name, None) => name.clone(),
                Segment::Name(name, Some(alias)) => format!("{name} as {alias}"),
                Segment::Glob => "*".to_owned(),
                Segment::List(list) => rewrite_list(list, indent, width),
            };
            text.push_str(&step);
            if at + 1 < self.0.len() {
                text.push_str("::");
                width = width.saturating_sub(step.len() + 2);
            }
        }
        text
    }
}

/// The name that a leaf binds; `*` and `_` bind none.
pub(super) fn bound(leaf: &[Segment]) -> Option<&str> {
    let name = match leaf {
        [
            ..,
            Segment::Name(_, Some(alias)) | Segment::Itself(Some(alias)),
        ] => alias,
        [.., Segment::Name(name, None)] | [.., Segment::Name(name, _), Segment::Itself(None)] => {
            name
        }
        _ => return None,
    };
    (name != "_").then_some(name)
}

/// The path of what a leaf names.
pub(super) fn path(leaf: &[Segment]) -> Vec<String> {
    let step = |segment: &Segment| match segment {
        Segment::Name(name, _) => Some(name.clone()),
        Segment::Super => Some("super".to_owned()),
        Segment::Crate => Some("crate".to_owned()),
        Segment::Itself(_) | Segment::Glob | Segment::List(_) => None,
    };
    let is_here = matches!(leaf, [Segment::Itself(None), _, ..]);
    let here = is_here.then(|| "self".to_owned());
    here.into_iter()
        .chain(leaf.iter().filter_map(step))
        .collect()
}

fn rewrite_list(list: &[Tree], indent: usize, width: usize) -> String {
    let inner = indent + 4;
    let room = LINE.saturating_sub(inner + 1);
    let items: Vec<String> = list.iter().map(|tree| tree.rewrite(inner, room)).collect();
    let nested = list
        .iter()
        .any(|tree| matches!(tree.0.last(), Some(Segment::List(_))));
    let total = items.iter().map(String::len).sum::<usize>() + 2 * items.len().saturating_sub(1);
    // As measured: rustfmt keeps two columns free on top of the braces'.
    let allowed = if nested { 0 } else { width.saturating_sub(4) };
    if total <= allowed && !items.iter().any(|item| item.contains('\n')) {
        return format!("{{{}}}", items.join(", "));
    }
    let pad = " ".repeat(inner);
    let mut text = String::new();
    let mut column = 0;
    let mut after_path = false;
    for (at, item) in items.iter().enumerate() {
        let is_last = at + 1 == items.len();
        let separator = usize::from(!is_last || text.contains('\n'));
        let is_path = item.contains("::");
        let breaks = column > 0 && column + 1 + item.len() + separator > room;
        if breaks || nested && (after_path || at > 0 && is_path) {
            text.push('\n');
            text.push_str(&pad);
            column = 0;
        } else if column > 0 {
            text.push(' ');
            column += 1;
        }
        text.push_str(item);
        text.push(',');
        column += item.len() + separator;
        after_path = is_path;
    }
    format!("{{\n{pad}{text}\n{}}}", " ".repeat(indent))
}

fn segment(name: &str, alias: Option<String>) -> Segment {
    match name {
        "self" => Segment::Itself(alias),
        "super" => Segment::Super,
        "crate" => Segment::Crate,
        _ => Segment::Name(name.to_owned(), alias),
    }
}

impl Segment {
    fn order(&self, other: &Self) -> Ordering {
        let rank = |segment: &Self| match segment {
            Self::Itself(_) => 0,
            Self::Super => 1,
            Self::Crate => 2,
            Self::Name(..) => 3,
            Self::Glob => 4,
            Self::List(_) => 5,
        };
        match (self, other) {
            (Self::Name(a, a_alias), Self::Name(b, b_alias)) => {
                version_order(a, b).then_with(|| a_alias.cmp(b_alias))
            }
            (Self::Itself(a), Self::Itself(b)) => a.cmp(b),
            (Self::List(a), Self::List(b)) => {
                let steps = a.iter().zip(b).map(|(a, b)| a.order(b));
                steps
                    .into_iter()
                    .find(|order| order.is_ne())
                    .unwrap_or_else(|| a.len().cmp(&b.len()))
            }
            _ => rank(self).cmp(&rank(other)),
        }
    }
}

/// The order of names in the 2024 style: numbers by value, `_` before everything.
fn version_order(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.trim_start_matches("r#"), b.trim_start_matches("r#"));
    let (mut left, mut right) = (chunks(a).into_iter(), chunks(b).into_iter());
    let mut zeros = Ordering::Equal;
    loop {
        let order = match (left.next(), right.next()) {
            (None, None) => return zeros,
            (None, _) => Ordering::Less,
            (_, None) => Ordering::Greater,
            (Some("_"), Some("_")) => Ordering::Equal,
            (Some("_"), _) => Ordering::Less,
            (_, Some("_")) => Ordering::Greater,
            (Some(a), Some(b)) => match (a.parse::<u128>(), b.parse::<u128>()) {
                (Ok(x), Ok(y)) => {
                    // More leading zeros go first, when all else is equal.
                    zeros = zeros.then(b.len().cmp(&a.len()));
                    x.cmp(&y)
                }
                _ => a.cmp(b),
            },
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// A name cut into `_`, numbers and words.
fn chunks(name: &str) -> Vec<&str> {
    let kind = |c: char| match c {
        '_' => 0,
        '0'..='9' => 1,
        _ => 2,
    };
    let mut chunks = Vec::new();
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let end = match kind(first) {
            0 => 1,
            kind_of_first => rest
                .find(|c| kind(c) != kind_of_first)
                .unwrap_or(rest.len()),
        };
        let (chunk, tail) = rest.split_at(end);
        chunks.push(chunk);
        rest = tail;
    }
    chunks
}
