//! What the names in a file mean, so that two ways to write one thing are told from two things of one name.

use syn::{Attribute, File, Item, UseTree};

/// The names that a file binds at its top level.
pub(super) struct Names {
    /// Where the file is in its crate: `crate`, `models`.
    module: Vec<String>,
    bound: Vec<Bound>,
}

/// One name.
pub(super) struct Bound {
    name: String,
    /// What it means, from the crate's root or from another crate.
    pub(super) path: Vec<String>,
    /// Whether it is only there under a condition.
    pub(super) is_conditional: bool,
}

impl Names {
    /// The names of the file at `path`.
    pub(super) fn of(path: &str, file: &File) -> Self {
        let mut names = Self {
            module: module_of(path),
            bound: Vec::new(),
        };
        for item in &file.items {
            let (name, attributes) = match item {
                Item::Struct(item) => (&item.ident, &item.attrs),
                Item::Enum(item) => (&item.ident, &item.attrs),
                Item::Union(item) => (&item.ident, &item.attrs),
                Item::Type(item) => (&item.ident, &item.attrs),
                Item::Trait(item) => (&item.ident, &item.attrs),
                Item::Mod(item) => (&item.ident, &item.attrs),
                _ => continue,
            };
            let mut path = names.module.clone();
            path.push(plain(name));
            names.bound.push(Bound {
                name: plain(name),
                path,
                is_conditional: is_conditional(attributes),
            });
        }
        let mut used = Vec::new();
        for item in &file.items {
            let Item::Use(item) = item else { continue };
            let mut leaves = Vec::new();
            imported(&item.tree, &mut Vec::new(), &mut leaves);
            used.extend(leaves.into_iter().map(|(name, path)| Bound {
                name,
                path: names.resolve(&path),
                is_conditional: is_conditional(&item.attrs),
            }));
        }
        names.bound.extend(used);
        names
    }

    /// The module that the file is.
    pub(super) fn module(&self) -> Option<&str> {
        self.module.last().map(String::as_str)
    }

    /// What a path that stands in the file means.
    pub(super) fn resolve(&self, path: &[String]) -> Vec<String> {
        let Some((first, rest)) = path.split_first() else {
            return Vec::new();
        };
        let head = match first.as_str() {
            "crate" => vec!["crate".to_owned()],
            "self" => self.module.clone(),
            "super" => self.module[..self.module.len().saturating_sub(1)].to_vec(),
            name => match self.bound(name).next() {
                Some(bound) => bound.path.clone(),
                None => vec![name.to_owned()],
            },
        };
        [head.as_slice(), rest].concat()
    }

    /// Everything that has this name.
    pub(super) fn bound<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Bound> {
        self.bound.iter().filter(move |bound| bound.name == name)
    }
}

/// The names that a tree of `use` binds, each with its path; none for `*` and `_`.
pub(super) fn imported(
    tree: &UseTree,
    above: &mut Vec<String>,
    found: &mut Vec<(String, Vec<String>)>,
) {
    match tree {
        UseTree::Path(path) => {
            above.push(plain(&path.ident));
            imported(&path.tree, above, found);
            above.pop();
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                imported(tree, above, found);
            }
        }
        UseTree::Name(name) => found.extend(leaf(above, &plain(&name.ident), None)),
        UseTree::Rename(rename) => {
            let alias = plain(&rename.rename);
            found.extend(leaf(above, &plain(&rename.ident), Some(alias)));
        }
        UseTree::Glob(_) => {}
    }
}

fn leaf(above: &[String], name: &str, alias: Option<String>) -> Option<(String, Vec<String>)> {
    let mut path = above.to_vec();
    if name != "self" {
        path.push(name.to_owned());
    }
    let bound = alias.or_else(|| path.last().cloned())?;
    (bound != "_").then_some((bound, path))
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

fn plain(name: &syn::Ident) -> String {
    name.to_string().trim_start_matches("r#").to_owned()
}
