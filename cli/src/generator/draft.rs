//! The files of a plan in the making.

use std::collections::BTreeMap;

use super::format::{Formatter, Source};
use crate::{
    plan::{Change, Ledger, compare},
    project::Project,
    spec::Mistake,
};

/// The files as they would be after the run.
pub(super) struct Draft<'a> {
    project: &'a Project,
    files: Vec<Pending>,
    /// Where in `files` a path is.
    places: BTreeMap<String, usize>,
}

/// A file that the run creates or edits.
struct Pending {
    path: String,
    on_disk: Option<Vec<u8>>,
    content: Vec<u8>,
    created: bool,
}

impl<'a> Draft<'a> {
    /// A draft without files.
    pub(super) fn new(project: &'a Project) -> Self {
        Self {
            project,
            files: Vec::new(),
            places: BTreeMap::new(),
        }
    }

    /// Takes a created file into the draft.
    pub(super) fn put(&mut self, path: &str, content: Vec<u8>) -> Result<(), Mistake> {
        let path = Project::relative(path)?;
        let on_disk = self.project.bytes(&path)?;
        if let Some(at) = self.places.get(&path) {
            let there = &self.files[*at];
            if there.created && there.content == content {
                return Ok(());
            }
            return Err(Mistake::new(
                format!("two generators of this run create `{path}`, with different content"),
                "choose another name",
            ));
        }
        self.places.insert(path.clone(), self.files.len());
        self.files.push(Pending {
            path,
            on_disk,
            content,
            created: true,
        });
        Ok(())
    }

    /// The content of the file at `path` as it would be, to be edited; read from the project when it is not in the draft yet.
    pub(super) fn open(&mut self, path: &str) -> Result<Option<&mut Vec<u8>>, Mistake> {
        let path = Project::relative(path)?;
        let at = match self.places.get(&path) {
            Some(at) => *at,
            None => {
                let Some(content) = self.project.bytes(&path)? else {
                    return Ok(None);
                };
                self.places.insert(path.clone(), self.files.len());
                self.files.push(Pending {
                    path,
                    on_disk: Some(content.clone()),
                    content,
                    created: false,
                });
                self.files.len() - 1
            }
        };
        Ok(self.files.get_mut(at).map(|file| &mut file.content))
    }

    /// The Rust files that are to be laid out.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the created ones.
    pub(super) fn sources(&self) -> Result<Sources, Vec<Mistake>> {
        let formatter = Formatter::of(self.project);
        let (mut files, mut mistakes) = (Vec::new(), Vec::new());
        for file in self.files.iter().filter(|file| file.path.ends_with(".rs")) {
            let before = file
                .on_disk
                .as_ref()
                .filter(|before| **before != file.content);
            let is_edited = !file.created && before.is_some() && formatter.has_rules();
            if file.created || is_edited {
                match Source::read(&file.path, &file.content) {
                    Ok(source) => files.extend(source),
                    Err(mistake) => mistakes.push(mistake),
                }
            }
            let before = before.filter(|_| is_edited);
            let before = before.and_then(|before| Source::read(&file.path, before).ok()?);
            files.extend(before.map(|source| source.at(file.path_before())));
        }
        if mistakes.is_empty() {
            Ok(Sources { formatter, files })
        } else {
            Err(mistakes)
        }
    }

    /// Lays out the files, compares all with what is there, and adds to `notes` why some are not laid out.
    pub(super) fn changes(mut self, sources: Sources, notes: &mut Vec<String>) -> Vec<Change> {
        let unformatted: Vec<Vec<u8>> =
            self.files.iter().map(|file| file.content.clone()).collect();
        match sources.formatter.format(&sources.files) {
            Ok(texts) => {
                let paths = sources.files.into_iter().map(|file| file.path);
                self.take(paths.zip(texts).collect());
            }
            Err(why) => notes.push(format!("the new files are not laid out, for {why}")),
        }
        let ledger = Ledger::of(self.project);
        let mut changes = Vec::new();
        for (file, unformatted) in self.files.into_iter().zip(unformatted) {
            let Pending {
                path,
                on_disk,
                content,
                created,
            } = file;
            changes.push(match on_disk {
                Some(before) if !created && before == content => Change::Unchanged { path },
                Some(before) if !created => Change::Edit {
                    path,
                    before,
                    after: content,
                },
                on_disk => compare(&path, on_disk, content, &unformatted, &ledger),
            });
        }
        changes
    }

    /// Takes what rustfmt made; of an edited file only if it was laid out by the same rules before.
    fn take(&mut self, mut laid_out: BTreeMap<String, String>) {
        for file in &mut self.files {
            let before = laid_out.remove(&file.path_before()).map(String::into_bytes);
            let was_laid_out = file.created || before == file.on_disk;
            if let Some(text) = laid_out.remove(&file.path).filter(|_| was_laid_out) {
                file.content = text.into_bytes();
            }
        }
    }
}

/// The Rust files of a draft, and what lays them out.
pub(super) struct Sources {
    formatter: Formatter,
    files: Vec<Source>,
}

impl Pending {
    /// Where rustfmt gets what was there before.
    fn path_before(&self) -> String {
        format!(".before/{}", self.path)
    }
}
