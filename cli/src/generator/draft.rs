//! The files of a plan in the making.

use std::collections::BTreeMap;

use super::format::{Formatter, Text};
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

    /// What is wrong with the created files.
    pub(super) fn mistakes(&self) -> Vec<Mistake> {
        let rust = self.files.iter().filter(|file| file.is_new_rust());
        rust.filter_map(|file| {
            let text = std::str::from_utf8(&file.content).ok()?;
            let error = syn::parse_file(text).err()?;
            Some(not_rust(&file.path, text, &error))
        })
        .collect()
    }

    /// Formats the files, compares all with what is there, and adds to `notes` why some are not formatted.
    pub(super) fn changes(mut self, notes: &mut Vec<String>) -> Vec<Change> {
        let unformatted: Vec<Vec<u8>> =
            self.files.iter().map(|file| file.content.clone()).collect();
        if let Err(why) = self.format() {
            notes.push(format!("the new files are not laid out, for {why}"));
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

    /// Lays out the new files; and those that were edited, if by the person's own rules they were laid out before.
    fn format(&mut self) -> Result<(), String> {
        let formatter = Formatter::of(self.project);
        let mut texts: Vec<Text> = Vec::new();
        for file in self.files.iter().filter(|file| file.path.ends_with(".rs")) {
            let before = file
                .on_disk
                .as_ref()
                .filter(|before| **before != file.content);
            match before {
                _ if file.created => texts.extend(text(file.path.clone(), &file.content)),
                Some(before) if formatter.has_rules() => {
                    texts.extend(text(file.path_before(), before));
                    texts.extend(text(file.path.clone(), &file.content));
                }
                _ => {}
            }
        }
        let laid_out = formatter.format(&texts)?;
        let paths = texts.into_iter().map(|(path, _)| path);
        let mut laid_out: BTreeMap<String, String> = paths.zip(laid_out).collect();
        for file in &mut self.files {
            let before = laid_out.remove(&file.path_before());
            let was_laid_out = file.created || before.map(String::into_bytes) == file.on_disk;
            if let Some(text) = laid_out.remove(&file.path).filter(|_| was_laid_out) {
                file.content = text.into_bytes();
            }
        }
        Ok(())
    }
}

impl Pending {
    fn is_new_rust(&self) -> bool {
        self.created && self.path.ends_with(".rs")
    }

    /// Where rustfmt gets what was there before.
    fn path_before(&self) -> String {
        format!(".before/{}", self.path)
    }
}

fn text(path: String, content: &[u8]) -> Option<Text> {
    Some((path, String::from_utf8(content.to_owned()).ok()?))
}

fn not_rust(path: &str, text: &str, error: &syn::Error) -> Mistake {
    let line = error.span().start().line;
    let source = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    Mistake::new(
        format!(
            "the generator makes a `{path}` that is not Rust: {error}, in line {line}: `{}`",
            source.trim()
        ),
        "correct its template",
    )
}
