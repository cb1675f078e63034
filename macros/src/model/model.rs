//! The table that the struct describes.

use proc_macro2::Span;
use syn::{Attribute, DeriveInput, Field, Ident, Type, Visibility};

use super::{
    attrs::{Flags, Table},
    relation::Relation,
};
use crate::support::{derive, errors::Errors, naming, types};

/// A struct as a table.
pub(super) struct Model {
    pub(super) name: Ident,
    pub(super) visibility: Visibility,
    pub(super) table: String,
    pub(super) table_span: Span,
    /// In the order of the fields; empty when they can't be read.
    pub(super) columns: Vec<Column>,
    pub(super) relations: Vec<Relation>,
}

/// A field as a column.
pub(super) struct Column {
    pub(super) ident: Ident,
    pub(super) visibility: Visibility,
    pub(super) docs: Vec<Attribute>,
    pub(super) ty: Type,
    /// The column's name: the field's, without `r#`.
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) flags: Flags,
    /// Spelled `Uncached<…>`.
    pub(super) uncached: bool,
    /// `T` of a field that is spelled `Id<T>`, or that in `Option` and `Uncached`.
    pub(super) target: Option<Type>,
}

/// Who writes a column.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Id,
    CreatedAt,
    UpdatedAt,
    /// The database, from the row's other columns.
    Computed,
    /// The repository, which counts the row's writes.
    Version,
    /// The repository, which marks the row as deleted.
    DeletedAt,
    Plain,
}

/// Reads the struct; what is no struct with named fields has no columns.
pub(super) fn read(input: &DeriveInput, errors: &mut Errors) -> Model {
    derive::no_generics(input, "Model", errors);
    let Table { table, relations } = Table::read(&input.attrs, errors);
    let name = naming::text(&input.ident);
    Model {
        name: input.ident.clone(),
        visibility: input.vis.clone(),
        table_span: table
            .as_ref()
            .map_or_else(|| input.ident.span(), syn::LitStr::span),
        table: table.map_or_else(
            || naming::plural(&naming::snake(&name)),
            |table| table.value(),
        ),
        columns: derive::named_fields(input, "Model", errors)
            .into_iter()
            .filter_map(|field| column(field, errors))
            .collect(),
        relations,
    }
}

fn column(field: &Field, errors: &mut Errors) -> Option<Column> {
    let ident = field.ident.clone()?;
    let name = naming::text(&ident);
    let mut inner = &field.ty;
    while let Some(ty) = types::inside(inner, "Option").or_else(|| types::inside(inner, "Uncached"))
    {
        inner = ty;
    }
    let flags = Flags::read(&field.attrs, errors);
    Some(Column {
        role: match name.as_str() {
            "id" => Role::Id,
            "created_at" => Role::CreatedAt,
            "updated_at" => Role::UpdatedAt,
            _ if flags.computed.is_some() => Role::Computed,
            _ if flags.version.is_some() => Role::Version,
            _ if flags.soft_delete.is_some() => Role::DeletedAt,
            _ => Role::Plain,
        },
        flags,
        uncached: types::inside(&field.ty, "Uncached").is_some(),
        target: types::inside(inner, "Id").filter(|_| name != "id").cloned(),
        docs: field
            .attrs
            .iter()
            .filter(|attribute| attribute.path().is_ident("doc"))
            .cloned()
            .collect(),
        visibility: field.vis.clone(),
        ty: field.ty.clone(),
        ident,
        name,
    })
}

impl Model {
    /// The columns with their indexes.
    pub(super) fn indexed(&self) -> impl Iterator<Item = (usize, &Column)> {
        self.columns.iter().enumerate()
    }

    /// The columns that the application writes, with their indexes.
    pub(super) fn plain(&self) -> impl Iterator<Item = (usize, &Column)> {
        self.indexed()
            .filter(|(_, column)| column.role == Role::Plain)
    }
}

impl Column {
    /// The name of the constant: `EMAIL`.
    pub(super) fn constant(&self) -> String {
        self.name.to_uppercase()
    }

    pub(super) fn is_unique(&self) -> bool {
        self.role == Role::Id || self.flags.unique.is_some()
    }

    pub(super) fn is_indexed(&self) -> bool {
        self.is_unique()
            || self.target.is_some()
            || self.flags.index.is_some()
            || self.flags.references.is_some()
    }
}
