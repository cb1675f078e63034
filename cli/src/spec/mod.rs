//! Names and fields, parsed once into types; every later step takes these, never strings.
//!
//! What a person typed comes in as raw words; what goes out is either a value that generates code that compiles, or every
//! mistake of all words at once, each with the nearest legal word. Nothing in here reads a file: what the project has already
//! is told by [`Existing`].

mod default;
mod existing;
mod field;
mod kind;
mod migration;
mod mistake;
mod model;
mod name;
mod plural;
mod reserved;
mod sample;
mod view;

pub use existing::{Existing, KnownModel};
pub use field::Field;
pub use kind::{Kind, MODIFIERS, ModifierRow, TYPES, TypeRow};
pub use migration::{Act, MigrationSpec, migration};
pub use mistake::{Mistake, nearest};
pub use model::{ModelOptions, ModelSpec, fields, model};
pub use name::{Name, Role, application, name};
pub use plural::{plural, singular};
pub use view::{
    AppView, ColumnView, Database, DatabaseView, EnumView, FieldView, KeyView, MigrationView,
    NameView, ReferenceView, RuntimeView, VariantView, View,
};
