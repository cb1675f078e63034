//! Which fields of a refused write are meant, where the database's answer alone does not tell.

use super::{Database, Statement, Wanted, error::taken};
use crate::{
    Error, ErrorKind, FieldError,
    model::{ColumnValue as _, Value},
};

impl Database {
    /// The same error with a field for each column of the key that is taken, or for each of these values that names no row.
    pub(crate) async fn explain(
        &self,
        error: Error,
        table: &str,
        values: &[(&str, Value)],
    ) -> Error {
        match (error.kind(), error.fields()) {
            (ErrorKind::Conflict, [key]) if self.dialect().is_mysql() => {
                let key = key.field.clone();
                self.of_key(error, table, &key).await
            }
            (ErrorKind::Invalid, []) => self.of_references(error, table, values).await,
            _ => error,
        }
    }

    /// MySQL names the key that is taken, and not its columns.
    async fn of_key(&self, error: Error, table: &str, key: &str) -> Error {
        let columns = "SELECT CAST(column_name AS CHAR) FROM information_schema.statistics \
             WHERE table_schema = DATABASE() AND table_name = $1 AND index_name = $2 ORDER BY seq_in_index";
        let names = vec![Value::Text(table.to_owned()), Value::Text(key.to_owned())];
        let Ok(rows) = self.fetch(columns, names).await else {
            return error;
        };
        let columns = rows.iter().filter_map(|row| String::read(row, 0).ok());
        let fields: Vec<_> = columns
            .map(|column| FieldError::new(column, "unique", "is taken"))
            .collect();
        match fields.as_slice() {
            [] => error,
            _ => taken(fields).with_source(error.chain()),
        }
    }

    async fn of_references(&self, error: Error, table: &str, values: &[(&str, Value)]) -> Error {
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
