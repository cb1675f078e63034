//! What a model says of its table, without the model's type: so that writes are compiled once and not for each model.

use crate::{
    Error, Result,
    cache::{Slot, TableTags},
    database::{Act, Answer, Dialect, Effect, Statement, Use},
    fnv,
    model::{Cacheable, ColumnDef, Model, Role, Statements, Value, ValueKind},
};

/// A model's table.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) model: &'static str,
    pub(super) name: &'static str,
    pub(super) columns: &'static [ColumnDef],
    pub(super) sql: Statements,
    pub(super) tags: TableTags,
}

/// Every model has a table.
pub(super) trait HasTable: Model {
    const TABLE_OF: &'static Table = &Table {
        model: Self::NAME,
        name: Self::TABLE,
        columns: Self::COLUMNS,
        sql: Self::SQL,
        tags: TableTags::of(Self::TABLE),
    };
}

impl<T: Model> HasTable for T {}

/// What a key is of; another kind has other keys.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Row = 0,
    UniqueValue = 1,
    Rows = 2,
    Number = 3,
    Related = 4,
    Pivoted = 5,
}

/// The space of a model's keys: another layout or prefix has another one.
pub(super) const fn space<T: Cacheable>(kind: Kind) -> u64 {
    let layout = fnv::bytes(T::LAYOUT, T::PREFIX.as_bytes());
    TableTags::of(T::TABLE).space(layout, kind as u64)
}

impl Table {
    /// The id's column.
    pub(super) fn id(&self) -> usize {
        self.role(Role::Id).unwrap_or_default()
    }

    /// Whether the repository gives ids, and not the database.
    #[cfg(feature = "uuid")]
    pub(super) fn has_uuid(&self) -> bool {
        self.columns[self.id()].kind == ValueKind::Uuid
    }

    /// The column that has this role.
    pub(super) fn role(&self, role: Role) -> Option<usize> {
        self.columns.iter().position(|column| column.role == role)
    }

    /// The column that marks rows as deleted.
    pub(super) fn deleted_at(&self) -> Result<usize> {
        self.role(Role::DeletedAt).ok_or_else(|| {
            Error::internal(format!(
                "a {0} is not marked as deleted; help: add `#[model(soft_delete)] deleted_at: Option<DateTime>` to `{0}`",
                self.model
            ))
        })
    }

    /// Whether rows with one value of this column have a tag of their own.
    ///
    /// Decimals have none: they are compared as numbers, `1.0` and `1.00` alike. Nor has JSON, which SQLite may keep as a number, nor
    /// text on MySQL, of which a collation may find two alike.
    pub(super) fn is_tagged(&self, dialect: Dialect, column: usize) -> bool {
        let column = &self.columns[column];
        (column.index || column.unique)
            && column.role != Role::Id
            && dialect.compares_exactly(column.kind)
            && !matches!(column.kind, ValueKind::Decimal | ValueKind::Json)
    }

    fn tagged(&self, dialect: Dialect) -> impl Iterator<Item = usize> {
        (0..self.columns.len()).filter(move |&column| self.is_tagged(dialect, column))
    }

    /// A statement of the model's, `… "users"."id" = $1`, with this id: PostgreSQL takes a text for no UUID by itself.
    pub(super) fn by_id(&self, dialect: Dialect, text: &'static str, id: Value) -> Statement {
        let column = &self.columns[self.id()];
        match dialect.cast(column, Use::Compared) {
            ["", ""] => Statement::new(text, vec![id]),
            [before, after] => {
                Statement::new(text.replace("$1", &format!("{before}$1{after}")), vec![id])
            }
        }
    }

    /// What a read of one row depends on.
    pub(super) fn reads_row(&self, id: &Value) -> [Slot; 2] {
        [self.tags.row_of(id), self.tags.bulk()]
    }

    /// What a read of the rows with one value of a column depends on: those rows, where they have a tag; else any.
    pub(super) fn reads_value(&self, dialect: Dialect, column: usize, value: &Value) -> Vec<Slot> {
        match value {
            id if column == self.id() => self.reads_row(id).to_vec(),
            value if self.is_tagged(dialect, column) => vec![
                self.tags.value(column, value),
                self.tags.changed(column),
                self.tags.bulk(),
            ],
            _ => self.reads_any().to_vec(),
        }
    }

    /// What any other read depends on.
    pub(super) fn reads_any(&self) -> [Slot; 1] {
        [self.tags.any()]
    }

    /// Of a write to the rows that it returns, whose columns `changed` may have had other values before.
    pub(super) fn writes_rows(
        &'static self,
        dialect: Dialect,
        act: Act,
        mut changed: Vec<usize>,
    ) -> Effect {
        if !changed.is_empty() {
            let by_itself = |role| matches!(role, Role::Computed | Role::Version);
            let others = (0..self.columns.len()).filter(|&at| by_itself(self.columns[at].role));
            changed.extend(others);
        }
        Effect::rows(self.name, act, move |answer| {
            self.written(dialect, answer, &changed)
        })
    }

    fn written(&self, dialect: Dialect, answer: &Answer, changed: &[usize]) -> Vec<Slot> {
        let changed = (changed.iter()).filter(|&&column| self.is_tagged(dialect, column));
        let mut slots: Vec<_> = changed.map(|&column| self.tags.changed(column)).collect();
        for row in &answer.rows {
            match row.value(self.id()) {
                Ok(id) => slots.push(self.tags.row_of(&id)),
                Err(_) => slots.push(self.tags.bulk()),
            }
            for column in self.tagged(dialect) {
                match row.value(column) {
                    Ok(value) => slots.push(self.tags.value(column, &value)),
                    Err(_) => slots.push(self.tags.changed(column)),
                }
            }
        }
        slots.push(self.tags.any());
        slots
    }
}
