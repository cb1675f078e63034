//! What the templates see: everything computed, so that they decide layout and never logic.
//!
//! One shape for every generator. What a run has no use for is there and empty: a service that belongs to no model has no
//! `fields`, and `model` is false. The stamp of a migration is the engine's, for the clock is its input.

mod field;
mod name;
mod sql;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Act, Field, MigrationSpec, ModelSpec, Name};

pub use field::{EnumView, FieldView, KeyView, ReferenceView, VariantView};
pub use name::NameView;
pub use sql::{ColumnView, Database, DatabaseView};

use name::capitalized;

/// The root of what a template sees.
#[derive(Debug, Clone, Default, Serialize)]
pub struct View {
    /// The application that is written into, or that is new.
    pub app: AppView,
    /// How the application depends on the runtime.
    pub runtime: RuntimeView,
    /// The name of what is generated.
    pub name: NameView,
    /// Whether `name` and `fields` are those of a model (`make:model …`), so that there is something to list, create and show.
    pub model: bool,
    /// What the ids are.
    pub key: KeyView,
    /// All fields, without `id` and the timestamps.
    pub fields: Vec<FieldView>,
    /// The fields that HTTP may set: not guarded.
    pub requests: Vec<FieldView>,
    /// The fields that HTTP may read: not hidden.
    pub resource_fields: Vec<FieldView>,
    /// The fields that belong to another row.
    pub references: Vec<FieldView>,
    /// The enums of the fields that have one of their own.
    pub enums: Vec<EnumView>,
    /// What the model's file takes from `crate::models`: the models it refers to.
    pub model_imports: Vec<String>,
    /// What the requests' file takes from `crate::models`: models and enums.
    pub request_models: Vec<String>,
    /// What the resource's file takes from `crate::models` besides the model: models and enums.
    pub resource_models: Vec<String>,
    /// `fields` has a `decimal`.
    pub has_decimal: bool,
    /// `fields` has a `uuid`, or the ids are UUIDs.
    pub has_uuid: bool,
    /// `fields` has one whose made-up value is made, and not `Id::new(1)`.
    pub has_fake: bool,
    /// There are `enums`.
    pub has_enums: bool,
    /// There are `references`.
    pub has_references: bool,
    /// There are `fields`.
    pub has_fields: bool,
    /// There are `requests`.
    pub has_requests: bool,
    /// Services are reached through facades; false with `--no-facades`.
    pub facades: bool,
    /// The databases that migrations are written for: SQLite, and the project's own.
    pub databases: Vec<DatabaseView>,
    /// What a migration does.
    pub migration: MigrationView,
    /// The flags of the run by their long names: `flags.service`.
    pub flags: BTreeMap<String, bool>,
}

impl View {
    /// The view of something with a name and nothing else: a service, a controller.
    #[must_use]
    pub fn named(app: AppView, name: &Name) -> Self {
        Self {
            app,
            name: NameView::new(name),
            key: KeyView::new(false),
            facades: true,
            ..Self::default()
        }
    }

    /// The view of a model; its migration creates the table.
    #[must_use]
    pub fn model(app: AppView, spec: &ModelSpec) -> Self {
        let mut view = Self::named(app, &spec.name);
        view.model = true;
        view.migration = MigrationView::new(
            &format!("create_{}", spec.name.plural_snake),
            Act::Create,
            &spec.name.plural_snake,
        );
        view.key = KeyView::new(spec.uuid);
        view.set_fields(&spec.name.type_name, &spec.fields);
        view
    }

    /// The view of a migration, of a table whose ids are these.
    #[must_use]
    pub fn migration(app: AppView, spec: &MigrationSpec, key: KeyView) -> Self {
        let mut view = Self {
            app,
            key,
            facades: true,
            ..Self::default()
        };
        view.migration = MigrationView::new(
            &spec.name,
            spec.act,
            spec.table.as_deref().unwrap_or_default(),
        );
        view.name.human = spec.name.replace('_', " ");
        view.name.title = capitalized(&view.name.human);
        view.set_fields(&spec.owner(), &spec.fields);
        view
    }

    /// Leaves those databases that the application has to do with.
    pub fn set_database(&mut self, word: &str) {
        if self.databases.is_empty() {
            self.databases = sql::databases(&[], self.key.uuid);
        }
        self.databases
            .retain(|database| database.word == Database::Sqlite.word() || database.word == word);
    }

    /// Leaves those databases that `--diff` has written SQL for: of each its word, its folder, and the SQL up and down.
    pub fn set_scripts(
        &mut self,
        scripts: impl IntoIterator<Item = (String, String, [String; 2])>,
    ) {
        let all = sql::databases(&[], false);
        let scripts = scripts
            .into_iter()
            .filter_map(|(word, folder, [up, down])| {
                let database = all.iter().find(|database| database.word == word)?;
                Some(DatabaseView {
                    folder,
                    up,
                    down,
                    ..database.clone()
                })
            });
        self.databases = scripts.collect();
    }

    /// Fills in the fields of `owner` and all lists and booleans that follow from them.
    pub fn set_fields(&mut self, owner: &str, fields: &[Field]) {
        self.databases = sql::databases(fields, self.key.uuid);
        let all: Vec<FieldView> = fields
            .iter()
            .map(|field| FieldView::new(owner, field))
            .collect();
        let only = |keep: fn(&FieldView) -> bool| {
            all.iter()
                .filter(|field| keep(field))
                .cloned()
                .collect::<Vec<_>>()
        };
        let has = |kind: &str| all.iter().any(|field| field.kind == kind);
        self.requests = only(|field| !field.guarded);
        self.resource_fields = only(|field| !field.hidden);
        self.references = only(|field| field.references.is_some());
        self.enums = all.iter().filter_map(|field| field.enum_.clone()).collect();
        let own = |name: &String| name == owner;
        self.model_imports = models_of(&all)
            .cloned()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        self.model_imports.retain(|name| !own(name));
        self.request_models = types_of(&self.requests);
        self.resource_models = types_of(&self.resource_fields);
        self.resource_models.retain(|name| !own(name));
        self.has_decimal = has("decimal");
        self.has_uuid = has("uuid") || self.key.uuid;
        self.has_fake = fields
            .iter()
            .any(|field| !matches!(field.kind, crate::spec::Kind::BelongsTo { .. }));
        self.has_enums = !self.enums.is_empty();
        self.has_references = !self.references.is_empty();
        self.has_fields = !all.is_empty();
        self.has_requests = !self.requests.is_empty();
        self.fields = all;
    }
}

/// Models and enums that the types of `fields` name, each once, in alphabetical order.
fn types_of(fields: &[FieldView]) -> Vec<String> {
    let enums = fields
        .iter()
        .filter_map(|field| field.enum_.as_ref())
        .map(|own| &own.type_name);
    let names: BTreeSet<&String> = enums.chain(models_of(fields)).collect();
    names.into_iter().cloned().collect()
}

/// Models that `fields` refer to, as often as they do.
fn models_of(fields: &[FieldView]) -> impl Iterator<Item = &String> {
    fields
        .iter()
        .filter_map(|field| field.references.as_ref())
        .map(|reference| &reference.type_name)
}

/// The application.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AppView {
    /// The package: `my-blog`.
    pub name: String,
    /// The library: `my_blog`.
    pub crate_name: String,
    /// Whether a workspace of Cargo's lies above it, so that it must say that it is one of its own.
    pub in_workspace: bool,
    /// The database of a new application: `postgres`.
    pub db: String,
    /// Where that is in development.
    pub database_url: String,
}

/// How the application depends on the runtime.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RuntimeView {
    /// The line of Cargo.toml: `scaffold = { package = "scaffold-runtime", path = "…" }`.
    pub dependency: String,
    /// The version of the command that writes this, which is the runtime's.
    pub version: String,
}

impl RuntimeView {
    /// The runtime that this line of Cargo.toml names.
    #[must_use]
    pub fn new(dependency: String) -> Self {
        Self {
            dependency,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

impl AppView {
    /// The application of this package and this library.
    #[must_use]
    pub fn new(package: &str, library: &str) -> Self {
        Self {
            name: package.to_owned(),
            crate_name: library.to_owned(),
            in_workspace: false,
            db: Database::Sqlite.word().to_owned(),
            database_url: String::new(),
        }
    }
}

/// What a migration does, read from its name.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MigrationView {
    /// The part behind the stamp: `create_posts`.
    pub name: String,
    /// `posts`, or empty.
    pub table: String,
    /// It makes the table.
    pub creates: bool,
    /// It adds columns.
    pub adds: bool,
    /// It removes columns.
    pub removes: bool,
}

impl MigrationView {
    fn new(name: &str, act: Act, table: &str) -> Self {
        Self {
            name: name.to_owned(),
            table: table.to_owned(),
            creates: act == Act::Create,
            adds: act == Act::Add,
            removes: act == Act::Remove,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;
    use crate::spec::{Existing, ModelOptions, model};

    /// The words in backticks.
    fn words(cell: &str) -> BTreeSet<&str> {
        cell.split('`').skip(1).step_by(2).collect()
    }

    #[test]
    fn the_page_for_authors_names_every_value_and_no_other() {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../templates/README.md");
        let page = std::fs::read_to_string(page).unwrap();
        let row = |name: &str| {
            let row = page
                .lines()
                .find(|line| line.starts_with(&format!("| {name}")));
            let row = row.unwrap_or_else(|| panic!("no row `{name}`"));
            let cell = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
            words(cell.split(", and").next().unwrap())
        };
        let fields = [
            "status:enum:a,b".to_owned(),
            "parent:belongs_to:Post".to_owned(),
        ];
        let spec = model(
            "Post",
            &fields,
            &Existing::default(),
            &ModelOptions::default(),
        );
        let view = View::model(AppView::new("blog", "blog"), &spec.unwrap());
        let view = serde_json::to_value(view).unwrap();
        for (name, pointer) in [
            ("the view", ""),
            ("`app`", "/app"),
            ("`runtime`", "/runtime"),
            ("`name`", "/name"),
            ("each of `fields`", "/fields/0"),
            ("its `enum`", "/fields/0/enum"),
            ("each of `variants`", "/enums/0/variants/0"),
            ("its `references`", "/references/0/references"),
            ("`key`", "/key"),
            ("each of `databases`", "/databases/0"),
            ("each of `columns`", "/databases/0/columns/0"),
            ("`migration`", "/migration"),
        ] {
            let object = view.pointer(pointer).and_then(Value::as_object).unwrap();
            let keys: BTreeSet<&str> = object.keys().map(String::as_str).collect();
            assert_eq!(keys, row(name), "{name}");
        }
    }
}
