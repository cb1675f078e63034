//! Foreign keys, as the database knows them: which field of a failed write names no row, and which tables change with another.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Database, Statement, Wanted};
use crate::{
    Error, ErrorKind, FieldError, Result,
    cache::{Slot, TableTags},
    model::{ColumnValue as _, Value},
};

/// A column that refers to a row.
#[derive(Debug)]
struct Reference {
    table: String,
    column: String,
    target: String,
    target_column: String,
    /// The database deletes or changes the row when its target is deleted.
    follows_delete: bool,
    /// The database changes the row when its target's key is changed.
    follows_update: bool,
}

/// The references of a database, read when they are first needed and again after a change of the schema.
#[derive(Debug, Default)]
pub(super) struct References(Mutex<Option<Arc<[Reference]>>>);

impl References {
    pub(super) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn known(&self) -> Option<Arc<[Reference]>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn learn(&self, references: &Arc<[Reference]>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *known = Some(Arc::clone(references));
    }
}

/// Which act of the application sets others in motion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    Delete,
    Update,
}

const ALL: &str = "SELECT m.name, f.\"from\", f.\"table\", COALESCE(f.\"to\", 'id'), f.on_delete, f.on_update \
     FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table'";

impl Database {
    async fn references(&self) -> Result<Arc<[Reference]>> {
        // A transaction that changes the schema may still roll it back.
        let changing = (self.current()).is_some_and(|transaction| transaction.changes_schema());
        if let Some(known) = self.0.references.known()
            && !changing
        {
            return Ok(known);
        }
        let answer = self
            .run(Statement::new(ALL, Vec::new()), Wanted::Rows)
            .await?;
        let idle = ["NO ACTION", "RESTRICT"];
        let references = answer.rows.iter().map(|row| {
            Ok(Reference {
                table: String::read(row, 0)?,
                column: String::read(row, 1)?,
                target: String::read(row, 2)?,
                target_column: String::read(row, 3)?,
                follows_delete: !idle.contains(&String::read(row, 4)?.as_str()),
                follows_update: !idle.contains(&String::read(row, 5)?.as_str()),
            })
        });
        let references: Arc<[Reference]> = references.collect::<Result<Vec<_>>>()?.into();
        if !changing {
            self.0.references.learn(&references);
        }
        Ok(references)
    }

    /// What becomes stale in tables that the database changes by itself when rows of this one are written.
    pub(crate) async fn followers(&self, table: &str, act: Act) -> Result<Vec<Slot>> {
        let references = self.references().await?;
        let mut found = vec![table.to_owned()];
        let mut at = 0;
        while at < found.len() {
            // What follows the first table may be deleted or changed there; what follows those, likewise.
            let follows = |reference: &&Reference| {
                reference.target.eq_ignore_ascii_case(&found[at])
                    && match act {
                        Act::Delete => {
                            reference.follows_delete || (at > 0 && reference.follows_update)
                        }
                        Act::Update => reference.follows_update,
                    }
            };
            let next: Vec<_> = (references.iter().filter(follows))
                .map(|reference| reference.table.clone())
                .filter(|table| !found.contains(table))
                .collect();
            found.extend(next);
            at += 1;
        }
        let tables = found[1..].iter().map(|table| TableTags::of(table));
        Ok(tables.flat_map(|tags| [tags.any(), tags.bulk()]).collect())
    }

    /// The same error with a field for each of these values that names no row.
    pub(crate) async fn explain(
        &self,
        error: Error,
        table: &str,
        values: &[(&str, Value)],
    ) -> Error {
        if error.kind() != ErrorKind::Invalid {
            return error;
        }
        let Ok(references) = self.references().await else {
            return error;
        };
        let mut fields = Vec::new();
        for reference in references
            .iter()
            .filter(|one| one.table.eq_ignore_ascii_case(table))
        {
            let value = values
                .iter()
                .find(|(column, _)| *column == reference.column);
            let Some((_, value)) = value.filter(|(_, value)| *value != Value::Null) else {
                continue;
            };
            let (target, column) = (&reference.target, &reference.target_column);
            let sql = format!("SELECT 1 FROM \"{target}\" WHERE \"{column}\" = $1");
            let answer = self
                .run(Statement::new(sql, vec![value.clone()]), Wanted::Rows)
                .await;
            if answer.is_ok_and(|answer| answer.rows.is_empty()) {
                fields.push(FieldError {
                    field: reference.column.clone(),
                    rule: "reference",
                    message: "names nothing that exists".to_owned(),
                });
            }
        }
        error.with_fields(fields)
    }
}
