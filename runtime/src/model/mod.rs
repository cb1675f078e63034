//! What a type says of its table: `Model`, `Cacheable`, `Fillable`, typed columns, ids.

mod changes;
mod column;
mod def;
mod filter;
mod id;
mod input;
mod json;
mod to_column;
mod types;
mod uncached;
mod value;

pub(crate) use filter::{Comparison, DEPTH, Node};

pub(crate) use changes::changed;

pub use changes::{Change, Changes};
pub use column::{Column, Number, Plain, Textual, Unique};
pub use def::{ModelDef, NoTarget, Target};
pub use filter::{Filter, Order};
pub(crate) use id::sealed::Sealed as RowKey;
pub use id::{Id, Key, Keyed};
pub(crate) use input::Given;
pub use input::Input;
pub use json::Json;
pub use to_column::{ToColumn, Way};
pub use uncached::Uncached;
pub use value::{ColumnValue, Value, ValueKind};

pub use crate::derived::{Unfit, UnknownWord};
use crate::{FieldError, Result, database::Row};

/// A row of a table. Derived: `#[derive(Model)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model",
    note = "add `#[derive(Model)]` to `{Self}`"
)]
pub trait Model: Keyed + Sized + Send + Sync + 'static {
    /// What a new row needs: a plain struct, written by the derive.
    type Draft: Send;
    /// What an update may change: each column absent or new, written by the derive.
    type Patch: Send + Default;

    /// The type's name: `User`.
    const NAME: &'static str;
    /// The type's name with its modules, which no other model has: `blog::models::user::User`.
    const PATH: &'static str = Self::NAME;
    /// The table's name: `users`.
    const TABLE: &'static str;
    /// The columns in the order of the struct's fields.
    const COLUMNS: &'static [ColumnDef];
    /// Statements, written at compile time.
    const SQL: Statements;
    /// A hash of the name, the table and each column's name and type: a changed struct has another.
    const LAYOUT: u64;

    /// The row's id.
    fn id(&self) -> Id<Self>;

    /// Reads a row that was selected with [`Statements::cached`] or [`Statements::all`].
    ///
    /// # Errors
    /// When a column holds a value that its type can't.
    fn read(row: &Row, selection: Selection) -> Result<Self>;

    /// The values of a draft, each with its index in [`Model::COLUMNS`]; absent options of columns with a default are left out.
    fn draft_values(draft: Self::Draft) -> Vec<(usize, Value)>;

    /// The values of a patch, each with its index in [`Model::COLUMNS`].
    fn patch_values(patch: Self::Patch) -> Vec<(usize, Value)>;

    /// All values but the id's and what the database computes, each with its index in [`Model::COLUMNS`].
    fn values(&self) -> Vec<(usize, Value)>;
}

/// One column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnDef {
    /// Its name in the table.
    pub name: &'static str,
    /// What it holds.
    pub kind: ValueKind,
    /// Whether it may be NULL.
    pub null: bool,
    /// Whether no two rows share a value.
    pub unique: bool,
    /// Whether it is indexed (unique columns and references are).
    pub index: bool,
    /// Whether its values stay out of caches ([`Uncached`]).
    pub uncached: bool,
    /// Whether the database has a value for rows that leave it out (`#[model(default)]`).
    pub default: bool,
    /// The rows that it names.
    pub references: References,
    /// The words that it may hold, where its type is an enum.
    pub words: &'static [&'static str],
    /// Who writes it.
    pub role: Role,
}

/// The rows that a column names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum References {
    /// None.
    Nothing,
    /// Those of a table, by their `id`: of an `Id<User>`.
    Table(&'static str),
    /// Those of a table that the type does not tell.
    Somewhere,
}

/// Who writes a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The database, on insert; of a UUID the repository.
    Id,
    /// The repository, on insert (field `created_at: DateTime`).
    CreatedAt,
    /// The repository, on insert and update (field `updated_at: DateTime`).
    UpdatedAt,
    /// The database, from the row's other columns: a generated column.
    Computed,
    /// The repository, which adds one at each write (`#[model(version)]`).
    Version,
    /// The repository, when the row is deleted (`#[model(soft_delete)]`).
    DeletedAt,
    /// The application.
    Plain,
}

/// The statements of a model, as text with quoted names. Columns stand with their table: SQLite takes a quoted name that it
/// does not know for text, but not one of a table.
#[derive(Debug, Clone, Copy)]
pub struct Statements {
    /// The column list of cached reads: all but the uncached ones, `"users"."id", "users"."name"`.
    pub cached: &'static str,
    /// The column list of fresh reads: all columns.
    pub all: &'static str,
    /// `SELECT <cached> FROM "users" WHERE "users"."id" = $1`, and that the row is not deleted, where rows are only marked so.
    pub find: &'static str,
    /// `SELECT <all> FROM "users" WHERE "users"."id" = $1`, likewise.
    pub find_fresh: &'static str,
    /// `DELETE FROM "users" WHERE "users"."id" = $1 RETURNING <all>`.
    pub delete: &'static str,
}

/// Which column list a row was selected with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Selection {
    /// Without the uncached columns; their fields are absent.
    Cached,
    /// Every column.
    All,
}

/// A model whose reads may be served from the cache. Derived: `#[derive(Cacheable)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not cacheable, so its reads can't be cached",
    note = "add `#[derive(Cacheable)]` to `{Self}`, or read with `find_fresh` and `.fresh()`"
)]
pub trait Cacheable: Model {
    /// How long an entry may live at most; `None` takes the configuration's `cache.ttl`. Each lives between 90 % and 100 % of it, so that
    /// what was loaded together is not loaded again together.
    const TTL: Option<std::time::Duration>;
    /// Sets its keys apart from those that it had under another prefix, as [`Model::LAYOUT`] does when a column changes.
    const PREFIX: &'static str = "";

    /// About how many bytes a row takes in memory beside its own size.
    fn heap(&self) -> u64;

    /// Whether this row may be kept, alone or in a list. Asked of a row as cached reads give it, without its uncached fields.
    fn may_be_kept(&self) -> bool {
        true
    }
}

/// A model that can be filled from outside by field names. Derived: `#[derive(Fillable)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be filled from outside",
    note = "add `#[derive(Fillable)]` to `{Self}`, which is a model"
)]
pub trait Fillable: Model {
    /// Sets the fields named in `input` (JSON spelling), or reports every mistake: unknown, guarded, ill-typed, out of range.
    /// Nothing is set when there is a mistake.
    ///
    /// # Errors
    /// One [`FieldError`] for each field that does not hold.
    fn fill(&mut self, input: impl Into<Input>) -> Result<(), Vec<FieldError>> {
        self.fill_from(input.into())
    }

    /// As [`fill`](Self::fill): what the derive writes.
    ///
    /// # Errors
    /// As [`fill`](Self::fill).
    fn fill_from(&mut self, input: Input) -> Result<(), Vec<FieldError>>;
}
