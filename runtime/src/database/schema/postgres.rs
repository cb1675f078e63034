//! From PostgreSQL's catalogue: the tables of the schema that names without one are looked up in.

use std::collections::BTreeSet;

use super::{Link, Things, pairs, reference};
use crate::{Result, database::connection::Connection, model::ColumnValue as _};

const REFERENCES: &str = "SELECT own.relname, a.attname, other.relname, b.attname, \
     CASE c.confdeltype WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' ELSE 'ACTS' END, \
     CASE c.confupdtype WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' ELSE 'ACTS' END \
     FROM pg_constraint AS c \
     JOIN pg_class AS own ON own.oid = c.conrelid JOIN pg_class AS other ON other.oid = c.confrelid \
     CROSS JOIN LATERAL unnest(c.conkey, c.confkey) AS k(column_at, target_at) \
     JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = k.column_at \
     JOIN pg_attribute AS b ON b.attrelid = c.confrelid AND b.attnum = k.target_at \
     WHERE c.contype = 'f' AND own.relnamespace = current_schema()::regnamespace ORDER BY own.relname, c.conname, k.column_at";

const TABLES: &str = "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')";

/// Each trigger's table and the text of its function, without those of references.
const TRIGGERS: &str = "SELECT c.relname, p.prosrc FROM pg_trigger AS t \
     JOIN pg_class AS c ON c.oid = t.tgrelid JOIN pg_proc AS p ON p.oid = t.tgfoid \
     WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace ORDER BY 1, 2";

const VIEWS: &str =
    "SELECT viewname, definition FROM pg_views WHERE schemaname = current_schema() ORDER BY 1";

/// Partitions and inheritance: a row of the one is a row of the other.
const KIN: &str = "SELECT a.relname, b.relname FROM pg_inherits AS i JOIN pg_class AS a ON a.oid = i.inhrelid \
     JOIN pg_class AS b ON b.oid = i.inhparent WHERE a.relnamespace = current_schema()::regnamespace ORDER BY 1, 2";

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
    for (child, parent) in pairs(&connection.ask(KIN, Vec::new()).await?)? {
        things.links.push(Link::always(&child, &parent));
        things.links.push(Link::always(&parent, &child));
    }
    Ok(things)
}
