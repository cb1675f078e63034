//! The generators that there are: ours, and over them the project's own.

use std::{borrow::Cow, collections::BTreeMap};

use super::Definition;
use crate::{project::Project, spec::Mistake};

/// The folder of a project's own generators.
const OWN: &str = ".scaffold/generators";

type Files = BTreeMap<String, Cow<'static, [u8]>>;

/// A library of generators.
#[derive(Debug, Clone, Default)]
pub struct Generators {
    ours: Files,
    own: Files,
}

impl Generators {
    /// The generators that this program carries.
    #[must_use]
    pub fn builtin() -> Self {
        Self::new(scaffold_templates::files())
    }

    /// Generators of these files: paths below the generators' folder, and contents.
    #[must_use]
    pub fn new<P: Into<String>>(files: impl IntoIterator<Item = (P, &'static [u8])>) -> Self {
        let ours = files
            .into_iter()
            .map(|(path, content)| (path.into(), Cow::Borrowed(content)));
        Self {
            ours: ours.collect(),
            own: Files::new(),
        }
    }

    /// With those in the project's `.scaffold/generators`, which go first.
    ///
    /// # Errors
    ///
    /// A file there that cannot be read.
    pub fn with_own(mut self, project: &Project) -> Result<Self, Mistake> {
        for path in project.files_below(OWN) {
            if let Some(content) = project.bytes(&path)? {
                let path = path.trim_start_matches(OWN).trim_start_matches('/');
                self.own.insert(path.to_owned(), Cow::Owned(content));
            }
        }
        Ok(self)
    }

    /// The names of all generators, sorted.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .ours
            .keys()
            .chain(self.own.keys())
            .filter_map(|path| path.strip_suffix("/generator.toml"))
            .map(str::to_owned)
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The definition of the generator `name`.
    ///
    /// # Errors
    ///
    /// No such generator, or one whose `generator.toml` is wrong.
    pub fn definition(&self, name: &str) -> Result<Definition, Mistake> {
        let Some(bytes) = self.file(name, "generator.toml") else {
            return Err(Mistake::new(
                format!("there is no generator `{name}`"),
                format!("the generators are {}", self.quoted_names()),
            ));
        };
        std::str::from_utf8(bytes)
            .map_err(|error| error.to_string())
            .and_then(Definition::parse)
            .map_err(|error| {
                Mistake::new(
                    format!(
                        "the `generator.toml` of `{name}` is wrong: {}",
                        error.trim_end()
                    ),
                    "`templates/README.md` documents the format",
                )
            })
    }

    /// A template of the generator `name`, or one that all share.
    pub(super) fn template(&self, name: &str, file: &str) -> Option<&[u8]> {
        self.file(name, file).or_else(|| self.file("_shared", file))
    }

    /// The files below `folder` of the generator `name`: their paths below it.
    pub(super) fn below(&self, name: &str, folder: &str) -> Vec<String> {
        let inside = format!("{name}/{folder}/");
        let ours = self.ours.keys().filter(|_| !self.replaced(name));
        let mut paths: Vec<String> = ours
            .chain(self.own.keys())
            .filter_map(|path| path.strip_prefix(&inside))
            .map(str::to_owned)
            .collect();
        paths.sort_unstable();
        paths.dedup();
        paths
    }

    fn file(&self, name: &str, file: &str) -> Option<&[u8]> {
        let path = format!("{name}/{file}");
        let ours = || self.ours.get(&path).filter(|_| !self.replaced(name));
        self.own.get(&path).or_else(ours).map(AsRef::as_ref)
    }

    /// Whether the project has a whole generator of that name.
    fn replaced(&self, name: &str) -> bool {
        self.own.contains_key(&format!("{name}/generator.toml"))
    }

    fn quoted_names(&self) -> String {
        let names: Vec<String> = self
            .names()
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        names.join(", ")
    }
}
