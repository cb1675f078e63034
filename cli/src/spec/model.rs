//! A model and its fields, checked one by one and against each other.

use super::{Existing, Field, Kind, Mistake, Name, Role, field::field, name};

/// A checked model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelSpec {
    /// Its name.
    pub name: Name,
    /// Its fields, without `id` and the timestamps.
    pub fields: Vec<Field>,
    /// Whether its ids are UUIDs.
    pub uuid: bool,
}

impl ModelSpec {
    /// What the person should know about how the words were understood.
    pub fn notices(&self) -> impl Iterator<Item = &str> {
        self.name
            .notices
            .iter()
            .chain(self.fields.iter().flat_map(|field| &field.notices))
            .map(String::as_str)
    }
}

/// What a model is read with.
#[derive(Debug, Clone, Default)]
pub struct ModelOptions<'a> {
    /// `--plural`
    pub plural: Option<&'a str>,
    /// Whether rows are created through requests, so that a guarded field must have a value without one.
    pub by_request: bool,
    /// `--uuid`
    pub uuid: bool,
}

/// Reads a model.
///
/// # Errors
/// Every mistake of all words.
pub fn model(
    typed: &str,
    words: &[String],
    existing: &Existing,
    options: &ModelOptions<'_>,
) -> Result<ModelSpec, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let checked = name(typed, Role::Model, options.plural)
        .map_err(|found| mistakes.extend(found))
        .ok();
    if let Some(name) = &checked {
        mistakes.extend(existing.clashes(name));
    }
    let mut fields = fields(words, checked.as_ref(), existing)
        .map_err(|found| mistakes.extend(found))
        .unwrap_or_default();
    if options.by_request {
        let unset = |field: &&Field| field.guarded && !field.null && field.default.is_none();
        for field in fields
            .iter()
            .filter(unset)
            .filter(|field| field.unique || field.target().is_some())
        {
            mistakes.push(Mistake::new(
                format!("nothing sets `{}`: `guarded` leaves it out of the requests, and no value fits every row", field.label()),
                format!("type `{}:null`, or leave out `guarded`", field.spelling()),
            ));
        }
    }
    let own = checked.as_ref().map(|name| &name.type_name);
    for field in &mut fields {
        match &mut field.kind {
            Kind::BelongsTo { model, uuid } if own == Some(&model.type_name) => {
                *uuid = options.uuid;
            }
            _ => {}
        }
    }
    match checked {
        Some(name) if mistakes.is_empty() => Ok(ModelSpec {
            name,
            fields,
            uuid: options.uuid,
        }),
        _ => Err(mistakes),
    }
}

/// Reads fields, for the model `own` if they are one's.
///
/// # Errors
/// Every mistake of all words.
pub fn fields(
    words: &[String],
    own: Option<&Name>,
    existing: &Existing,
) -> Result<Vec<Field>, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let mut fields: Vec<Field> = Vec::new();
    for word in words {
        let mut read = match field(word) {
            Ok(read) => read,
            Err(found) => {
                mistakes.extend(found);
                continue;
            }
        };
        if let Some(other) = fields.iter().find(|other| other.column == read.column) {
            let problem = if other.label() == read.label() {
                format!("`{}` is there twice", read.label())
            } else {
                format!(
                    "`{}` and `{}` are both the column `{}`",
                    other.spelling(),
                    read.spelling(),
                    read.column
                )
            };
            mistakes.push(Mistake::new(
                problem,
                format!("leave out `{word}`, or rename it"),
            ));
            continue;
        }
        mistakes.extend(existing.settle(&mut read, own));
        fields.push(read);
    }
    if mistakes.is_empty() {
        Ok(fields)
    } else {
        Err(mistakes)
    }
}
