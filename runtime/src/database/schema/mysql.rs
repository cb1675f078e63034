//! From MySQL's `information_schema`, as far as it concerns the database of the connection.

use std::collections::BTreeSet;

use super::{Things, pairs, reference};
use crate::{Result, database::connection::Connection, model::ColumnValue as _};

const REFERENCES: &str = "SELECT CAST(k.table_name AS CHAR), CAST(k.column_name AS CHAR), CAST(k.referenced_table_name AS CHAR), \
     CAST(k.referenced_column_name AS CHAR), CAST(r.delete_rule AS CHAR), CAST(r.update_rule AS CHAR) \
     FROM information_schema.key_column_usage AS k JOIN information_schema.referential_constraints AS r \
     ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name \
     WHERE k.table_schema = DATABASE() AND k.referenced_table_name IS NOT NULL ORDER BY k.table_name, k.constraint_name, k.ordinal_position";

const TABLES: &str = "SELECT CAST(table_name AS CHAR) FROM information_schema.tables WHERE table_schema = DATABASE()";

const TRIGGERS: &str = "SELECT CAST(event_object_table AS CHAR), CAST(action_statement AS CHAR) FROM information_schema.triggers \
     WHERE trigger_schema = DATABASE() ORDER BY 1, 2";

const VIEWS: &str = "SELECT CAST(table_name AS CHAR), CAST(view_definition AS CHAR) FROM information_schema.views \
     WHERE table_schema = DATABASE() ORDER BY 1";

pub(super) async fn read(connection: &mut Connection) -> Result<Things> {
    let references = connection.ask(REFERENCES, Vec::new()).await?;
    let references = references.iter().map(reference).collect::<Result<_>>()?;
    let mut things = Things::with(references);
    let tables = connection.ask(TABLES, Vec::new()).await?;
    let tables = (tables.iter()).map(|row| Ok(String::read(row, 0)?.to_lowercase()));
    let tables = tables.collect::<Result<BTreeSet<_>>>()?;
    for (table, body) in pairs(&connection.ask(TRIGGERS, Vec::new()).await?)? {
        things.follow_body(&table, &body, &tables);
    }
    for (view, text) in pairs(&connection.ask(VIEWS, Vec::new()).await?)? {
        things.follow_view(&view, &text, &tables);
    }
    Ok(things)
}
