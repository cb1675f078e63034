//! What the project has already, as far as names can clash with it or refer to it.

use heck::ToSnakeCase;

use super::{Field, Kind, Mistake, Name, name::type_of, nearest, plural::plural};

/// The models of the project.
#[derive(Debug, Clone, Default)]
pub struct Existing {
    /// Its models; `None` if it can't be told, and then no reference is refused.
    pub models: Option<Vec<KnownModel>>,
    /// What is wrong with files that models may stand in.
    pub unread: Vec<Mistake>,
}

/// A model of the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownModel {
    /// `OrderItem`
    pub type_name: String,
    /// `order_items`
    pub table: String,
    /// Whether its ids are UUIDs: `#[model(uuid)]`.
    pub uuid: bool,
}

impl KnownModel {
    /// The model of this type; without a table of its own it has the plural's.
    #[must_use]
    pub fn new(type_name: &str, table: Option<String>) -> Self {
        let table = table.unwrap_or_else(|| plural(&type_name.to_snake_case()));
        Self {
            type_name: type_name.to_owned(),
            table,
            uuid: false,
        }
    }
}

impl Existing {
    /// Whether the ids of the model of this type are UUIDs.
    #[must_use]
    pub fn has_uuid(&self, type_name: &str) -> bool {
        let mut models = self.models.iter().flatten();
        models.any(|model| model.type_name == type_name && model.uuid)
    }

    /// Gives a reference the model that it means, or says that there is no such one.
    pub(super) fn settle(&self, field: &mut Field, own: Option<&Name>) -> Option<Mistake> {
        let label = field.label().to_owned();
        let Kind::BelongsTo {
            model: target,
            uuid,
        } = &mut field.kind
        else {
            return None;
        };
        // A model that is called as it was typed goes before the one whose plural that would be.
        let meant = [type_of(&target.raw), target.type_name.clone()];
        for name in &meant {
            if let Some(own) = own.filter(|own| own.type_name == *name) {
                **target = own.clone();
                *uuid = self.has_uuid(name);
                return None;
            }
            let mut known = self.models.iter().flatten();
            if let Some(known) = known.find(|known| known.type_name == *name) {
                let KnownModel {
                    type_name, table, ..
                } = known.clone();
                *uuid = known.uuid;
                **target = Name::spelt(&target.raw, type_name, table);
                return None;
            }
        }
        let models = self.models.as_deref()?;
        if let Some(unread) = self.unread.first() {
            return Some(unread.clone());
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

    /// A model that a new one could not live beside.
    pub(super) fn clashes(&self, name: &Name) -> Option<Mistake> {
        let folded = |text: &str| text.replace('_', "").to_lowercase();
        let Name {
            type_name,
            plural_snake,
            ..
        } = name;
        let mut others = self
            .models
            .iter()
            .flatten()
            .filter(|other| other.type_name != *type_name);
        others.find_map(
            |KnownModel {
                 type_name: other,
                 table,
                 ..
             }| {
                if folded(other) == folded(type_name) {
                    let problem = format!(
                        "`{type_name}` differs from the model `{other}` only by its capitals"
                    );
                    let help = format!("type `{other}`, or choose another name");
                    return Some(Mistake::new(problem, help));
                }
                (table == plural_snake).then(|| {
                    let problem =
                        format!("the table `{plural_snake}` is that of the model `{other}`");
                    Mistake::new(problem, format!("try `--plural own_{plural_snake}`"))
                })
            },
        )
    }
}
