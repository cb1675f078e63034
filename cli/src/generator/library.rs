//! The generators that there are: ours, and over them the project's own.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use super::Definition;
use crate::{project::Project, spec::Mistake};

/// The folder of a project's own generators.
const OWN: &str = ".scaffold/generators";

/// A library of generators.
#[derive(Debug, Clone, Default)]
pub struct Generators {
    ours: BTreeMap<String, &'static [u8]>,
    /// The project, and which files it has below [`OWN`]. Each is read when it is used, so that a broken one harms nobody else.
    own: Option<(Project, BTreeSet<String>)>,
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
            .map(|(path, content)| (path.into(), content));
        Self {
            ours: ours.collect(),
            own: None,
        }
    }

    /// With those in the project's `.scaffold/generators`, which go first.
    #[must_use]
    pub fn with_own(mut self, project: &Project) -> Self {
        let files = project.files_below(OWN);
        let files = files
            .iter()
            .filter_map(|path| path.strip_prefix(OWN)?.strip_prefix('/'))
            .filter(|path| !is_leftover(path))
            .map(str::to_owned);
        self.own = Some((project.clone(), files.collect()));
        self
    }

    /// The names of all generators, sorted.
    #[must_use]
    pub fn names(&self) -> BTreeSet<String> {
        self.paths()
            .filter_map(|path| path.strip_suffix("/generator.toml"))
            .map(str::to_owned)
            .collect()
    }

    /// The definition of the generator `name`.
    ///
    /// # Errors
    ///
    /// No such generator, or one whose `generator.toml` is wrong or can't be read.
    pub fn definition(&self, name: &str) -> Result<Definition, Mistake> {
        let Some(bytes) = self.file(name, "generator.toml")? else {
            let names: Vec<String> = self
                .names()
                .iter()
                .map(|name| format!("`{name}`"))
                .collect();
            return Err(Mistake::new(
                format!("there is no generator `{name}`"),
                format!("the generators are {}", names.join(", ")),
            ));
        };
        std::str::from_utf8(&bytes)
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

    /// A template of the generator `name`, or one that all share; none when there is none.
    pub(super) fn template(
        &self,
        name: &str,
        file: &str,
    ) -> Result<Option<Cow<'static, [u8]>>, Mistake> {
        match self.file(name, file)? {
            None => self.file("_shared", file),
            found => Ok(found),
        }
    }

    /// The files below `folder` of the generator `name`: their paths below it.
    pub(super) fn below(&self, name: &str, folder: &str) -> BTreeSet<String> {
        let inside = format!("{name}/{folder}/");
        let ours = self.ours.keys().filter(|_| !self.is_replaced(name));
        ours.chain(self.own_paths())
            .filter_map(|path| path.strip_prefix(&inside))
            .map(str::to_owned)
            .collect()
    }

    fn file(&self, name: &str, file: &str) -> Result<Option<Cow<'static, [u8]>>, Mistake> {
        let path = format!("{name}/{file}");
        if let Some((project, files)) = &self.own
            && files.contains(&path)
        {
            let content = project.bytes(&format!("{OWN}/{path}"))?;
            return Ok(content.map(Cow::Owned));
        }
        let ours = self.ours.get(&path).filter(|_| !self.is_replaced(name));
        Ok(ours.map(|content| Cow::Borrowed(*content)))
    }

    /// Whether the project has a whole generator of that name.
    fn is_replaced(&self, name: &str) -> bool {
        let definition = format!("{name}/generator.toml");
        self.own_paths().any(|path| *path == definition)
    }

    fn paths(&self) -> impl Iterator<Item = &String> {
        self.ours.keys().chain(self.own_paths())
    }

    fn own_paths(&self) -> impl Iterator<Item = &String> {
        self.own.iter().flat_map(|(_, files)| files)
    }
}

/// What editors and file managers leave beside the files that they show.
fn is_leftover(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.ends_with('~')
        || name.starts_with(".#")
        || name.starts_with('#') && name.ends_with('#')
        || name.starts_with('.') && name.ends_with(".swp")
        || name == ".DS_Store"
}
