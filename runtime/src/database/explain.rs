//! Which field of a refused write names no row.

use super::{Database, Statement, Wanted};
use crate::{Error, ErrorKind, FieldError, model::Value};

impl Database {
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
        let Ok(schema) = self.schema().await else {
            return error;
        };
        let references = schema.references().iter();
        let mut fields = Vec::new();
        for reference in references.filter(|one| one.table.eq_ignore_ascii_case(table)) {
            let value = values
                .iter()
                .find(|(column, _)| column.eq_ignore_ascii_case(&reference.column));
            let Some((field, value)) = value.filter(|(_, value)| *value != Value::Null) else {
                continue;
            };
            let (target, column) = (&reference.target, &reference.target_column);
            let sql = format!("SELECT 1 FROM \"{target}\" WHERE \"{target}\".\"{column}\" = $1");
            let answer = self
                .run(Statement::new(sql, vec![value.clone()]), Wanted::Rows)
                .await;
            if answer.is_ok_and(|answer| answer.rows.is_empty()) {
                fields.push(FieldError::new(
                    *field,
                    "reference",
                    "names nothing that exists",
                ));
            }
        }
        error.with_fields(fields)
    }
}
