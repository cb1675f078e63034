//! What the names in a file mean, so that two ways to write one thing are told from two things of one name.

use syn::{Attribute, File, Ident, Item, UseTree};

/// The names that a file binds at its top level.
pub(super) struct Names<'a> {
    file: &'a File,
    /// Where the file is in its crate: `crate`, `models`.
    module: Vec<String>,
}

/// What one name means.
pub(super) struct Bound {
    /// From the crate's root, or from another crate.
    pub(super) path: Vec<String>,
    /// Whether it is only there under a condition.
    pub(super) is_conditional: bool,
}

impl<'a> Names<'a> {
    /// The names of the file at `path`.
    pub(super) fn of(path: &str, file: &'a File) -> Self {
        Self {
            file,
            module: module_of(path),
        }
    }

    /// The module that the file is.
    pub(super) fn module(&self) -> Option<&str> {
        self.module.last().map(String::as_str)
    }

    /// What has this name.
    pub(super) fn bound(&self, name: &str) -> Option<Bound> {
        self.defined(name).or_else(|| {
            self.file.items.iter().find_map(|item| {
                let Item::Use(item) = item else { return None };
                let path = imported(&item.tree, name, &mut Vec::new())?;
                Some(Bound {
                    path: self.rooted(&path, |first| self.defined(first)),
                    is_conditional: is_conditional(&item.attrs),
                })
            })
        })
    }

    /// What a path that stands in the file means.
    pub(super) fn resolve(&self, path: &[String]) -> Vec<String> {
        self.rooted(path, |first| self.bound(first))
    }

    fn rooted(&self, path: &[String], known: impl Fn(&str) -> Option<Bound>) -> Vec<String> {
        let Some((first, rest)) = path.split_first() else {
            return Vec::new();
        };
        let head = match first.as_str() {
            "crate" => vec!["crate".to_owned()],
            "self" => self.module.clone(),
            "super" => self.module[..self.module.len().saturating_sub(1)].to_vec(),
            name => known(name).map_or_else(|| vec![name.to_owned()], |bound| bound.path),
        };
        [head.as_slice(), rest].concat()
    }

    /// The type or module of this name that the file itself has.
    fn defined(&self, name: &str) -> Option<Bound> {
        let attributes = self.file.items.iter().find_map(|item| {
            let (own, attributes) = match item {
                Item::Struct(item) => (&item.ident, &item.attrs),
                Item::Enum(item) => (&item.ident, &item.attrs),
                Item::Union(item) => (&item.ident, &item.attrs),
                Item::Type(item) => (&item.ident, &item.attrs),
                Item::Trait(item) => (&item.ident, &item.attrs),
                Item::Mod(item) => (&item.ident, &item.attrs),
                _ => return None,
            };
            (own == name).then_some(attributes)
        })?;
        Some(Bound {
            path: [self.module.as_slice(), &[name.to_owned()]].concat(),
            is_conditional: is_conditional(attributes),
        })
    }
}

/// The path by which a tree of `use` binds `name`; `*` and `_` bind none.
fn imported<'t>(tree: &'t UseTree, name: &str, above: &mut Vec<&'t Ident>) -> Option<Vec<String>> {
    let path = |above: &[&Ident], last: &Ident| {
        let last = Some(last).filter(|last| *last != "self");
        let steps = above.iter().copied().chain(last);
        steps.map(ToString::to_string).collect()
    };
    match tree {
        UseTree::Path(step) => {
            above.push(&step.ident);
            let found = imported(&step.tree, name, above);
            above.pop();
            found
        }
        UseTree::Group(group) => group
            .items
            .iter()
            .find_map(|tree| imported(tree, name, above)),
        UseTree::Name(leaf) => {
            let is_self = leaf.ident == "self";
            let bound = if is_self { *above.last()? } else { &leaf.ident };
            (bound == name).then(|| path(above, &leaf.ident))
        }
        UseTree::Rename(leaf) => (leaf.rename == name).then(|| path(above, &leaf.ident)),
        UseTree::Glob(_) => None,
    }
}

/// `src/models/mod.rs` is `crate::models`; `src/lib.rs` and `tests/app/main.rs` are `crate`.
fn module_of(path: &str) -> Vec<String> {
    let path = path.trim_end_matches(".rs");
    let path = path.strip_prefix("src/").unwrap_or(path);
    let mut names: Vec<&str> = path.split('/').collect();
    match names.last() {
        Some(&"lib" | &"main") => names.clear(),
        Some(&"mod") => drop(names.pop()),
        _ => {}
    }
    let above = std::iter::once("crate");
    above.chain(names).map(str::to_owned).collect()
}

fn is_conditional(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|attribute| attribute.path().is_ident("cfg"))
}
