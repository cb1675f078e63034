//! What makes a struct with named fields no table.

use syn::DeriveInput;

use super::{
    model::{Column, Model, Role},
    relation,
};
use crate::support::{errors::Errors, naming, types};

/// Reports every reason why this is no table.
pub(super) fn check(model: &Model, input: &DeriveInput, errors: &mut Errors) {
    table_name(model, errors);
    relation::check(model, errors);
    if !model.columns.is_empty() {
        id(model, errors);
    } else if errors.is_empty() {
        errors.at(&input.ident, no_id(model));
    }
    for (at, column) in model.indexed() {
        if column.role != Role::Id {
            one_index(column, errors);
            no_key(column, errors);
        }
        one_of_its_name(column, &model.columns[..at], errors);
        shape(column, errors);
        match column.role {
            Role::Id => not_set_by_hand(column, errors),
            Role::CreatedAt | Role::UpdatedAt => timestamp(column, errors),
            Role::Computed => computed(column, errors),
            Role::Version | Role::DeletedAt => kept_by_the_repository(model, column, errors),
            Role::Plain => {}
        }
    }
}

/// `#[model(version)]` and `#[model(soft_delete)]`: one each, of a type of its own, and nothing else beside it.
fn kept_by_the_repository(model: &Model, column: &Column, errors: &mut Errors) {
    let (word, fits, wanted) = match column.role {
        Role::Version => {
            let fits = types::is(&column.ty, "i32") || types::is(&column.ty, "i64");
            ("version", fits, "i64")
        }
        _ => {
            let inner = types::inside(&column.ty, "Option");
            let fits = inner.is_some_and(|inner| types::is(inner, "DateTime"));
            ("soft_delete", fits, "Option<DateTime>")
        }
    };
    let name = &column.name;
    if !fits {
        errors.at(
            &column.ty,
            format!("`{word}` needs a column of type `{wanted}`\nhelp: write `{name}: {wanted}`"),
        );
    }
    let first = (model.columns.iter()).find(|other| other.role == column.role);
    if let Some(first) = first.filter(|first| first.name != *name) {
        errors.at(
            &column.ident,
            format!(
                "`{}` is marked `{word}` already\nhelp: delete `{word}` from one of the two",
                first.name
            ),
        );
    }
    let flags = &column.flags;
    let other = match column.role {
        Role::Version => &flags.soft_delete,
        _ => &flags.version,
    };
    for key in [
        &flags.default,
        &flags.references,
        &flags.computed,
        &flags.unique,
        other,
    ]
    .into_iter()
    .flatten()
    {
        errors.at(
            &key.word,
            format!(
                "`{name}` is written by the repository\nhelp: delete `{}`",
                key.word
            ),
        );
    }
}

/// The name is written between double quotes into statements, and is part of file names of migrations.
fn table_name(model: &Model, errors: &mut Errors) {
    let table = &model.table;
    let starts = table.starts_with(|letter: char| letter.is_alphabetic() || letter == '_');
    if !starts || table.contains(|letter: char| !letter.is_alphanumeric() && letter != '_') {
        errors.at_span(
            model.table_span,
            format!("`{table}` is no name of a table\nhelp: use letters, digits and `_`, beginning with a letter"),
        );
    }
}

fn no_id(model: &Model) -> String {
    let name = &model.name;
    format!("the model `{name}` has no id\nhelp: add the field `id: Id<{name}>`")
}

fn id(model: &Model, errors: &mut Errors) {
    let name = naming::text(&model.name);
    let Some(id) = model.columns.iter().find(|column| column.role == Role::Id) else {
        errors.at(&model.name, no_id(model));
        return;
    };
    let own = types::inside(&id.ty, "Id")
        .and_then(types::name)
        .map(naming::text);
    if own.is_none_or(|own| own != name && own != "Self") {
        errors.at(
            &id.ty,
            format!("the id of `{name}` must be an `Id<{name}>`\nhelp: write `id: Id<{name}>`"),
        );
    }
}

/// Databases don't tell `Name` from `name`.
fn one_of_its_name(column: &Column, before: &[Column], errors: &mut Errors) {
    if let Some(earlier) = before
        .iter()
        .find(|earlier| earlier.constant() == column.constant())
    {
        errors.at(
            &column.ident,
            format!(
                "a database can't tell the columns `{}` and `{}` apart\nhelp: rename one of them",
                earlier.name, column.name
            ),
        );
    }
}

fn shape(column: &Column, errors: &mut Errors) {
    let Some(inner) = types::inside(&column.ty, "Option") else {
        return;
    };
    if types::is(inner, "Option") {
        errors.at(
            &column.ty,
            "a column has one kind of NULL\nhelp: write one `Option`",
        );
    } else if types::is(inner, "Uncached") {
        errors.at(
            &column.ty,
            "`Uncached` must be the outer type\nhelp: write `Uncached<Option<…>>`",
        );
    }
}

fn not_set_by_hand(id: &Column, errors: &mut Errors) {
    let flags = &id.flags;
    for key in [&flags.unique, &flags.index].into_iter().flatten() {
        errors.at(
            &key.word,
            format!(
                "`id` is unique and indexed as it is\nhelp: delete `{}`",
                key.word
            ),
        );
    }
    for key in [
        &flags.default,
        &flags.references,
        &flags.computed,
        &flags.version,
        &flags.soft_delete,
    ]
    .into_iter()
    .flatten()
    {
        errors.at(
            &key.word,
            format!("`id` is given by the database\nhelp: delete `{}`", key.word),
        );
    }
}

fn timestamp(column: &Column, errors: &mut Errors) {
    let name = &column.name;
    if !types::is(&column.ty, "DateTime") {
        errors.at(
            &column.ty,
            format!("`{name}` is written by the repository, and must be a `DateTime`\nhelp: write `{name}: DateTime`, or give the field another name"),
        );
    }
    for key in [
        &column.flags.default,
        &column.flags.references,
        &column.flags.computed,
        &column.flags.version,
        &column.flags.soft_delete,
    ]
    .into_iter()
    .flatten()
    {
        errors.at(
            &key.word,
            format!(
                "`{name}` is written by the repository\nhelp: delete `{}`",
                key.word
            ),
        );
    }
}

/// What the database computes is given by nobody.
fn computed(column: &Column, errors: &mut Errors) {
    if let Some(key) = &column.flags.default {
        errors.at(
            &key.word,
            format!(
                "`{}` is computed, so no draft leaves it out\nhelp: delete `default`",
                column.name
            ),
        );
    }
}

/// `#[model(uuid)]` says of the id what it is.
fn no_key(column: &Column, errors: &mut Errors) {
    if let Some(uuid) = &column.flags.uuid {
        let name = &column.name;
        errors.at(
            &uuid.word,
            format!("`uuid` says what `id` is, and `{name}` is another column\nhelp: delete `uuid`; a column of UUIDs has the type `Uuid`"),
        );
    }
}

fn one_index(column: &Column, errors: &mut Errors) {
    let flags = &column.flags;
    if let (Some(_), Some(index)) = (&flags.unique, &flags.index) {
        errors.at(
            &index.word,
            "a unique column has an index\nhelp: delete `index`",
        );
    }
}
