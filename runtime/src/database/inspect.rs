//! What there is in a database, for people and scripts: `db:show`, `db:table`.

use super::{Database, Dialect, Row};
use crate::{
    Result,
    model::{ColumnValue as _, Value},
};

/// A table, and how many rows it has.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TableInfo {
    /// Its name.
    pub name: String,
    /// How many rows it has.
    pub rows: u64,
}

/// What a table is made of.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TableShape {
    /// In their order.
    pub columns: Vec<ColumnInfo>,
    /// By name.
    pub indexes: Vec<IndexInfo>,
    /// The columns that refer to another table.
    pub references: Vec<ReferenceInfo>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ColumnInfo {
    /// Its name.
    pub name: String,
    /// Its type, in the database's words.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether it may be NULL.
    pub null: bool,
    /// Its default, as SQL; empty without one.
    pub default: String,
    /// Whether it is the key, or part of it.
    pub key: bool,
}

/// An index.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct IndexInfo {
    /// Its name.
    pub name: String,
    /// Its columns, joined by commas.
    pub columns: String,
    /// Whether no two rows share a value.
    pub unique: bool,
}

/// A column that refers to another table.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ReferenceInfo {
    /// The column.
    pub column: String,
    /// The other table.
    pub table: String,
    /// The column there.
    pub target: String,
}

impl Database {
    /// What answers, and its version: `PostgreSQL 15.4`.
    ///
    /// # Errors
    /// What the database says.
    pub async fn version(&self) -> Result<String> {
        let sql = match self.dialect() {
            Dialect::Sqlite => "SELECT sqlite_version()",
            Dialect::Postgres => "SELECT current_setting('server_version')",
            Dialect::MySql(_) => "SELECT VERSION()",
        };
        let rows = self.fetch(sql, Vec::new()).await?;
        let version = rows.first().map(|row| String::read(row, 0)).transpose()?;
        let name = self.dialect().name();
        Ok(format!("{name} {}", version.unwrap_or_default()))
    }

    /// The application's tables, by name; without those of the runtime itself.
    ///
    /// # Errors
    /// What the database says.
    pub async fn tables(&self) -> Result<Vec<TableInfo>> {
        let mut tables = Vec::new();
        for name in self.table_names().await? {
            let sql = format!("SELECT COUNT(*) FROM \"{}\"", name.replace('"', "\"\""));
            let rows = self.fetch(&sql, Vec::new()).await?;
            let rows = rows.first().map_or(Ok(0), |row| i64::read(row, 0))?;
            tables.push(TableInfo {
                name,
                rows: rows.unsigned_abs(),
            });
        }
        Ok(tables)
    }

    /// Their names alone: nothing is counted.
    pub(crate) async fn table_names(&self) -> Result<Vec<String>> {
        let rows = self.fetch(self.dialect().tables(), Vec::new()).await?;
        rows.iter().map(|row| String::read(row, 0)).collect()
    }

    /// What a table of this name is made of; `None` if there is none.
    ///
    /// # Errors
    /// What the database says.
    pub async fn table(&self, name: &str) -> Result<Option<TableShape>> {
        let [columns, indexes] = match self.dialect() {
            Dialect::Sqlite => SQLITE,
            Dialect::Postgres => POSTGRES,
            Dialect::MySql(_) => MYSQL,
        };
        let named = || vec![Value::Text(name.to_owned())];
        let columns = self.fetch(columns, named()).await?;
        if columns.is_empty() {
            return Ok(None);
        }
        let indexes = self.fetch(indexes, named()).await?;
        let schema = self.schema().await?;
        let references = schema.references().iter();
        let own = references.filter(|one| one.table.eq_ignore_ascii_case(name));
        Ok(Some(TableShape {
            columns: columns.iter().map(column).collect::<Result<_>>()?,
            indexes: indexes.iter().map(index).collect::<Result<_>>()?,
            references: own
                .map(|one| ReferenceInfo {
                    column: one.column.clone(),
                    table: one.target.clone(),
                    target: one.target_column.clone(),
                })
                .collect(),
        }))
    }
}

fn column(row: &Row) -> Result<ColumnInfo> {
    Ok(ColumnInfo {
        name: String::read(row, 0)?,
        kind: String::read(row, 1)?,
        null: bool::read(row, 2)?,
        default: Option::<String>::read(row, 3)?.unwrap_or_default(),
        key: bool::read(row, 4)?,
    })
}

fn index(row: &Row) -> Result<IndexInfo> {
    Ok(IndexInfo {
        name: String::read(row, 0)?,
        columns: String::read(row, 1)?,
        unique: bool::read(row, 2)?,
    })
}

/// Name, type, whether NULL, default, whether key; and of indexes name, columns, whether unique. MariaDB says `NULL` where there is no
/// default.
const SQLITE: [&str; 2] = [
    "SELECT name, type, \"notnull\" = 0 AND pk = 0, dflt_value, pk > 0 FROM pragma_table_xinfo($1) WHERE hidden <> 1 ORDER BY cid",
    "SELECT l.name, (SELECT group_concat(COALESCE(i.name, '(expression)'), ', ') FROM pragma_index_info(l.name) AS i), l.\"unique\" FROM pragma_index_list($1) AS l ORDER BY l.name",
];

const POSTGRES: [&str; 2] = [
    "SELECT a.attname::text, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull, CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END, \
         EXISTS (SELECT 1 FROM pg_index AS x WHERE x.indrelid = a.attrelid AND x.indisprimary AND a.attnum = ANY (x.indkey)) \
         FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
         WHERE c.relname = $1 AND c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'f', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
    "SELECT i.relname::text, (SELECT string_agg(pg_get_indexdef(x.indexrelid, k.n::int, true), ', ' ORDER BY k.n) FROM unnest(x.indkey) WITH ORDINALITY AS k(at, n)), x.indisunique \
         FROM pg_index AS x JOIN pg_class AS i ON i.oid = x.indexrelid JOIN pg_class AS c ON c.oid = x.indrelid \
         WHERE c.relname = $1 AND c.relnamespace = current_schema()::regnamespace ORDER BY i.relname",
];

const MYSQL: [&str; 2] = [
    "SELECT CAST(column_name AS CHAR), CAST(column_type AS CHAR), is_nullable = 'YES', NULLIF(CAST(column_default AS CHAR), 'NULL'), column_key = 'PRI' \
         FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = $1 ORDER BY ordinal_position",
    "SELECT CAST(index_name AS CHAR), CAST(GROUP_CONCAT(COALESCE(column_name, '(expression)') ORDER BY seq_in_index SEPARATOR ', ') AS CHAR), MAX(non_unique) = 0 \
         FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = $1 GROUP BY index_name ORDER BY index_name",
];
