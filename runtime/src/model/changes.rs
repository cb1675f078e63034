//! What makes two versions of a row different.

use super::{Model, Role, Value};

/// A column whose value is another one than before.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Change {
    /// The column's name.
    pub column: &'static str,
    /// The value before; `None` of an [`Uncached`](super::Uncached) column, whose values are shown nowhere.
    pub old: Option<Value>,
    /// The value after; `None` where [`old`](Self::old) is.
    pub new: Option<Value>,
}

/// Compares two versions of a row. Every [`Model`] has it; the prelude brings it along.
///
/// ```
/// use scaffold::{model::Value, prelude::*};
///
/// #[derive(Debug, Clone, Model)]
/// pub struct User {
///     pub id: Id<User>,
///     pub name: String,
///     pub password_hash: Uncached<String>,
/// }
///
/// let before = User { id: Id::new(1), name: "Ada".into(), password_hash: String::from("$argon2id$…").into() };
/// let mut user = before.clone();
/// user.name = "Ada Lovelace".into();
/// user.password_hash = String::from("$argon2id$.…").into();
///
/// let changes = user.changes(&before);
/// assert_eq!(changes[0].column, "name");
/// assert_eq!(changes[0].old, Some(Value::Text("Ada".into())));
/// assert_eq!((changes[1].column, &changes[1].new), ("password_hash", &None));
/// ```
pub trait Changes: Model {
    /// The columns that have other values than in `before`, in the order of the fields. What the repository or the database writes (`id`,
    /// `updated_at`, computed columns) is left out, and so is an [`Uncached`](super::Uncached) column that one of the two versions lacks.
    fn changes(&self, before: &Self) -> Vec<Change> {
        let changed = changed::<Self>(self.values(), before.values());
        let change = |(column, old, new): (usize, Value, Value)| {
            let column = &Self::COLUMNS[column];
            let shown = |value| (!column.uncached).then_some(value);
            Change {
                column: column.name,
                old: shown(old),
                new: shown(new),
            }
        };
        changed.map(change).collect()
    }
}

impl<T: Model> Changes for T {}

/// The columns that a person has changed: each with its old and its new value.
pub(crate) fn changed<T: Model>(
    new: Vec<(usize, Value)>,
    old: Vec<(usize, Value)>,
) -> impl Iterator<Item = (usize, Value, Value)> {
    let both = old.into_iter().zip(new);
    let both = both.map(|((column, old), (_, new))| (column, old, new));
    both.filter(|(column, old, new)| {
        let written = matches!(T::COLUMNS[*column].role, Role::Plain | Role::CreatedAt);
        written && !same(old, new) && *old != Value::Absent && *new != Value::Absent
    })
}

/// A NaN is what it was.
fn same(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Float(old), Value::Float(new)) => old == new || old.to_bits() == new.to_bits(),
        (old, new) => old == new,
    }
}
