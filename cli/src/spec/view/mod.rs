//! What the templates see: everything computed, so that they decide layout and never logic.
//!
//! One shape for every generator. What a run has no use for is there and empty: a service that belongs to no model has no
//! `fields`, and `model` is false. The stamp of a migration is the engine's, for the clock is its input.

mod field;
mod name;
mod sql;

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Field, MigrationSpec, ModelSpec, Name};

pub use field::{EnumView, FieldView, ReferenceView, VariantView};
pub use name::NameView;

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
    /// All fields, without `id` and the timestamps.
    pub fields: Vec<FieldView>,
    /// The fields that HTTP may set: not guarded.
    pub requests: Vec<FieldView>,
    /// The fields that HTTP may read: not hidden.
    pub resource_fields: Vec<FieldView>,
    /// The fields that belong to another row.
    pub references: Vec<FieldView>,
    /// Each model that is referred to, once, without the model itself.
    pub models_used: Vec<ReferenceView>,
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
    /// `fields` has a `uuid`.
    pub has_uuid: bool,
    /// `fields` has a `date`.
    pub has_date: bool,
    /// `fields` has a `time`.
    pub has_time: bool,
    /// `fields` has a `datetime`.
    pub has_datetime: bool,
    /// `fields` has a `json`.
    pub has_json: bool,
    /// There are `enums`.
    pub has_enums: bool,
    /// There are `references`.
    pub has_references: bool,
    /// There are `fields`.
    pub has_fields: bool,
    /// There are `requests`.
    pub has_requests: bool,
    /// A field of the requests must be there: not null, no default.
    pub has_required: bool,
    /// A field is `unique`.
    pub has_unique: bool,
    /// A reference names the model itself.
    pub has_self_reference: bool,
    /// Services are reached through facades; false with `--no-facades`.
    pub facades: bool,
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
            "create",
            &spec.name.plural_snake,
        );
        view.set_fields(&spec.name.type_name, &spec.fields);
        view
    }

    /// The view of a migration.
    #[must_use]
    pub fn migration(app: AppView, spec: &MigrationSpec) -> Self {
        let mut view = Self {
            app,
            facades: true,
            ..Self::default()
        };
        view.migration = MigrationView::new(
            &spec.name,
            spec.act.word(),
            spec.table.as_deref().unwrap_or_default(),
        );
        view.name.raw.clone_from(&spec.name);
        view.name.snake.clone_from(&spec.name);
        view.name.ident.clone_from(&spec.name);
        view.name.human = spec.name.replace('_', " ");
        view.name.title = capitalized(&view.name.human);
        view.name.table.clone_from(&view.migration.table);
        view.set_fields(&spec.owner(), &spec.fields);
        view
    }

    /// Fills in the fields of `owner` and all lists and booleans that follow from them.
    pub fn set_fields(&mut self, owner: &str, fields: &[Field]) {
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
        self.models_used.clear();
        for reference in all
            .iter()
            .filter_map(|field| field.references.as_ref())
            .filter(|reference| !reference.itself)
        {
            if !self.models_used.contains(reference) {
                self.models_used.push(reference.clone());
            }
        }
        self.model_imports = self
            .models_used
            .iter()
            .map(|reference| reference.type_name.clone())
            .collect();
        self.request_models = types_of(&self.requests);
        self.resource_models = types_of(&self.resource_fields);
        self.resource_models.retain(|name| name != owner);
        self.has_decimal = has("decimal");
        self.has_uuid = has("uuid");
        self.has_date = has("date");
        self.has_time = has("time");
        self.has_datetime = has("datetime");
        self.has_json = has("json");
        self.has_enums = !self.enums.is_empty();
        self.has_references = !self.references.is_empty();
        self.has_self_reference = self.references.iter().any(|field| {
            field
                .references
                .as_ref()
                .is_some_and(|reference| reference.itself)
        });
        self.has_fields = !all.is_empty();
        self.has_requests = !self.requests.is_empty();
        self.has_required = self.requests.iter().any(|field| field.required);
        self.has_unique = all.iter().any(|field| field.unique);
        self.fields = all;
    }
}

/// Models and enums that the types of `fields` name, each once, in alphabetical order.
fn types_of(fields: &[FieldView]) -> Vec<String> {
    let enums = fields
        .iter()
        .filter_map(|field| field.enum_.as_ref())
        .map(|own| &own.type_name);
    let models = fields
        .iter()
        .filter_map(|field| field.references.as_ref())
        .map(|reference| &reference.type_name);
    let names: std::collections::BTreeSet<&String> = enums.chain(models).collect();
    names.into_iter().cloned().collect()
}

/// The application.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AppView {
    /// The package: `my-blog`.
    pub name: String,
    /// The library: `my_blog`.
    pub crate_name: String,
    /// For people: `My blog`.
    pub title: String,
    /// Whether a workspace of Cargo's lies above it, so that it must say that it is one of its own.
    pub in_workspace: bool,
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
    /// The application with this package name.
    #[must_use]
    pub fn new(package: &str) -> Self {
        let words = package.replace(['-', '_'], " ");
        Self {
            name: package.to_owned(),
            crate_name: package.replace('-', "_"),
            title: capitalized(&words),
            in_workspace: false,
        }
    }
}

/// What a migration does, read from its name.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MigrationView {
    /// The part behind the stamp: `create_posts`.
    pub name: String,
    /// `create`, `add`, `remove` or `empty`.
    pub action: String,
    /// `posts`, or empty.
    pub table: String,
    /// `action` is `create`.
    pub creates: bool,
    /// `action` is `add`.
    pub adds: bool,
    /// `action` is `remove`.
    pub removes: bool,
    /// `action` is `empty`.
    pub empty: bool,
}

impl MigrationView {
    fn new(name: &str, action: &str, table: &str) -> Self {
        Self {
            name: name.to_owned(),
            action: action.to_owned(),
            table: table.to_owned(),
            creates: action == "create",
            adds: action == "add",
            removes: action == "remove",
            empty: action == "empty",
        }
    }
}
