//! What the project has already, as far as names can clash with it or refer to it.

use heck::ToSnakeCase;

use super::{Field, Kind, Mistake, Name, field::enum_type, nearest, plural::plural};

/// The models and types of the project.
#[derive(Debug, Clone, Default)]
pub struct Existing {
    /// Its models; `None` if it can't be told, and then no reference is refused.
    pub models: Option<Vec<KnownModel>>,
    /// Other types beside the models: their enums.
    pub types: Vec<String>,
}

/// A model of the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownModel {
    /// `OrderItem`
    pub type_name: String,
    /// `order_items`
    pub table: String,
}

impl KnownModel {
    /// The model of this type; without a table of its own it has the plural's.
    #[must_use]
    pub fn new(type_name: &str, table: Option<String>) -> Self {
        let table = table.unwrap_or_else(|| plural(&type_name.to_snake_case()));
        Self {
            type_name: type_name.to_owned(),
            table,
        }
    }
}

impl Existing {
    /// Gives a reference the table that its model has, or says that there is no such model.
    pub(super) fn settle(&self, field: &mut Field, own: Option<&Name>) -> Option<Mistake> {
        let label = field.label().to_owned();
        let Kind::BelongsTo { model: target } = &mut field.kind else {
            return None;
        };
        if let Some(own) = own.filter(|own| own.type_name == target.type_name) {
            target.plural_snake.clone_from(&own.plural_snake);
            return None;
        }
        let models = self.models.as_deref()?;
        if let Some(known) = models
            .iter()
            .find(|known| known.type_name == target.type_name)
        {
            target.plural_snake.clone_from(&known.table);
            return None;
        }
        let target = &target.type_name;
        let legal = models
            .iter()
            .map(|known| known.type_name.as_str())
            .chain(own.map(|own| own.type_name.as_str()));
        let first = format!("make it first: `scaffold make:model {target} --all`");
        let help = match nearest(target, legal) {
            Some(near) => format!("type `{label}:belongs_to:{near}`, or {first}"),
            None => first,
        };
        Some(Mistake::new(
            format!("`{label}` belongs to `{target}`, and there is no such model"),
            help,
        ))
    }

    /// Models and types that a new model could not live beside.
    pub(super) fn clashes(&self, name: &Name) -> Option<Mistake> {
        let folded = |text: &str| text.replace('_', "").to_lowercase();
        let Name {
            type_name,
            plural_snake,
            ..
        } = name;
        if self.types.contains(type_name) {
            return Some(Mistake::new(
                format!("`{type_name}` is a type in `src/models` already"),
                format!("try `{type_name}Item`"),
            ));
        }
        let others = self
            .models
            .iter()
            .flatten()
            .filter(|other| other.type_name != *type_name);
        others
            .filter_map(
                |KnownModel {
                     type_name: other,
                     table,
                 }| {
                    if folded(other) == folded(type_name) {
                        let problem = format!(
                            "`{type_name}` differs from the model `{other}` only by its capitals"
                        );
                        return Some(Mistake::new(
                            problem,
                            format!("type `{other}`, or choose another name"),
                        ));
                    }
                    if table == plural_snake {
                        let problem =
                            format!("the table `{plural_snake}` is that of the model `{other}`");
                        return Some(Mistake::new(
                            problem,
                            format!("try `--plural own_{plural_snake}`"),
                        ));
                    }
                    ["Draft", "Patch"]
                        .iter()
                        .find(|suffix| *type_name == format!("{other}{suffix}"))
                        .map(|suffix| {
                            let problem =
                                format!("`{type_name}` is what the model `{other}` derives");
                            Mistake::new(
                                problem,
                                format!(
                                    "try `{}Item`",
                                    type_name.strip_suffix(suffix).unwrap_or(other)
                                ),
                            )
                        })
                },
            )
            .next()
    }

    /// A field whose own enum would be called as a model is.
    pub(super) fn clashes_with_enum(&self, field: &Field, own: &Name) -> Option<Mistake> {
        let Kind::Enum { .. } = field.kind else {
            return None;
        };
        let name = enum_type(&own.type_name, &field.column);
        let taken = self
            .models
            .iter()
            .flatten()
            .any(|known| known.type_name == name);
        taken.then(|| {
            let problem = format!(
                "the enum of `{}` would be `{name}`, which is a model",
                field.column
            );
            Mistake::new(
                problem,
                format!("rename the field: `{}_kind`", field.column),
            )
        })
    }
}
