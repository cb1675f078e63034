//! From the `information_schema` of MySQL and MariaDB, as far as it concerns the database of the connection.
//!
//! MariaDB keeps a column's CHECK with the column and spells a DEFAULT as SQL; MySQL makes every CHECK one of the table, spells a DEFAULT
//! without its quotes, and quotes the quotes in an expression.

use super::{column_of, empty, put};
use crate::{
    Result,
    database::{Database, Flavour, Row},
    model::ColumnValue,
    schema::{
        Dialect,
        check::of_words,
        table::{Clause, Column, Index, Reference, Schema, Table},
        text,
        token::{Token, tokens},
    },
};

const MYSQL: Dialect = Dialect::MySql;

const TABLES: &str = r"SELECT CAST(t.table_name AS CHAR), CAST(t.table_collation AS CHAR), t.table_collation = s.default_collation_name
    FROM information_schema.tables AS t JOIN information_schema.schemata AS s ON s.schema_name = t.table_schema
    WHERE t.table_schema = DATABASE() AND t.table_type = 'BASE TABLE'
    AND t.table_name NOT LIKE '\_sqlx\_%' AND t.table_name NOT LIKE 'scaffold\_%' ORDER BY t.create_time, t.table_name";

/// The character set where it is not the table's.
const COLUMNS: &str = "SELECT CAST(c.table_name AS CHAR), CAST(c.column_name AS CHAR), CAST(c.column_type AS CHAR), c.is_nullable = 'YES',
    CAST(c.column_default AS CHAR), CAST(c.extra AS CHAR), CAST(c.generation_expression AS CHAR),
    CASE WHEN c.collation_name <> t.table_collation THEN CAST(CONCAT(' CHARACTER SET ', c.character_set_name, ' COLLATE ', c.collation_name) AS CHAR) END,
    CAST(c.column_comment AS CHAR)
    FROM information_schema.columns AS c JOIN information_schema.tables AS t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
    WHERE c.table_schema = DATABASE() ORDER BY c.table_name, c.ordinal_position";

/// Of each table and, on MariaDB, whether it belongs to the column of its name.
const fn checks(flavour: Flavour) -> &'static str {
    match flavour {
        Flavour::MariaDb => {
            "SELECT CAST(table_name AS CHAR), CAST(constraint_name AS CHAR), CAST(check_clause AS CHAR), level = 'Column'
             FROM information_schema.check_constraints WHERE constraint_schema = DATABASE() ORDER BY 1, 2"
        }
        Flavour::MySql => {
            "SELECT CAST(t.table_name AS CHAR), CAST(c.constraint_name AS CHAR), CAST(c.check_clause AS CHAR), FALSE
             FROM information_schema.check_constraints AS c JOIN information_schema.table_constraints AS t
             ON t.constraint_schema = c.constraint_schema AND t.constraint_name = c.constraint_name
             WHERE c.constraint_schema = DATABASE() AND t.constraint_type = 'CHECK' ORDER BY 1, 2"
        }
    }
}

const REFERENCES: &str = "SELECT CAST(k.table_name AS CHAR), CAST(k.constraint_name AS CHAR), CAST(k.column_name AS CHAR),
    CAST(k.referenced_table_name AS CHAR), CAST(k.referenced_column_name AS CHAR),
    CAST(CONCAT(CASE WHEN r.delete_rule IN ('RESTRICT', 'NO ACTION') THEN '' ELSE CONCAT(' ON DELETE ', r.delete_rule) END,
        CASE WHEN r.update_rule IN ('RESTRICT', 'NO ACTION') THEN '' ELSE CONCAT(' ON UPDATE ', r.update_rule) END) AS CHAR)
    FROM information_schema.key_column_usage AS k JOIN information_schema.referential_constraints AS r
    ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
    WHERE k.table_schema = DATABASE() AND k.referenced_table_name IS NOT NULL ORDER BY k.table_name, k.constraint_name, k.ordinal_position";

/// A row for each part of an index; MariaDB has none on expressions, and no column for them.
const fn indexes(flavour: Flavour) -> &'static str {
    macro_rules! with {
        ($expression:literal) => {
            concat!(
                "SELECT CAST(table_name AS CHAR), CAST(index_name AS CHAR), non_unique = 0, CAST(column_name AS CHAR), sub_part,
                 COALESCE(collation = 'D', FALSE), CAST(index_type AS CHAR), CAST(", $expression, " AS CHAR)
                 FROM information_schema.statistics WHERE table_schema = DATABASE() ORDER BY table_name, index_name, seq_in_index"
            )
        };
    }
    match flavour {
        Flavour::MariaDb => with!("NULL"),
        Flavour::MySql => with!("expression"),
    }
}

pub(super) async fn read(database: &Database, flavour: Flavour) -> Result<Schema> {
    let mut schema = Schema::default();
    for row in database.fetch(TABLES, Vec::new()).await? {
        let options = match bool::read(&row, 2)? {
            true => String::new(),
            false => format!("COLLATE {}", String::read(&row, 1)?),
        };
        schema.tables.push(empty(String::read(&row, 0)?, options));
    }
    for row in database.fetch(COLUMNS, Vec::new()).await? {
        let of = String::read(&row, 0)?;
        if let Some(table) = schema.named(&of) {
            table.columns.push(column(&row, flavour)?);
        }
    }
    for row in database.fetch(checks(flavour), Vec::new()).await? {
        let of = String::read(&row, 0)?;
        if let Some(table) = schema.named(&of) {
            check(table, &row, flavour)?;
        }
    }
    let references = database.fetch(REFERENCES, Vec::new()).await?;
    for parts in one_by_one(&references)? {
        reference(&mut schema, parts)?;
    }
    let rows = database.fetch(indexes(flavour), Vec::new()).await?;
    for parts in one_by_one(&rows)? {
        index(&mut schema, parts, flavour)?;
    }
    Ok(schema)
}

/// The rows of one constraint or index together: those of one table and name.
fn one_by_one(rows: &[Row]) -> Result<Vec<&[Row]>> {
    let named = rows.iter().map(|row| {
        let name = (String::read(row, 0)?, String::read(row, 1)?);
        Ok(name)
    });
    let names = named.collect::<Result<Vec<_>>>()?;
    let mut start = 0;
    let lengths = names.chunk_by(|one, next| one == next).map(<[_]>::len);
    let parts = lengths.map(|length| {
        start += length;
        &rows[start - length..start]
    });
    Ok(parts.collect())
}

fn column(row: &Row, flavour: Flavour) -> Result<Column> {
    let name = String::read(row, 1)?;
    let mut declared = capitals(String::read(row, 2)?);
    let extra = String::read(row, 5)?.to_ascii_uppercase();
    let expression = Option::<String>::read(row, 6)?.unwrap_or_default();
    if let Some(set) = Option::<String>::read(row, 7)? {
        declared.push_str(&set);
    }
    let mut clauses = Vec::new();
    if extra.contains("AUTO_INCREMENT") {
        // What it is the key of, the indexes say.
        clauses.push(Clause::NotNull("NOT NULL AUTO_INCREMENT".to_owned()));
    } else if !bool::read(row, 3)? {
        clauses.push(Clause::NotNull("NOT NULL".to_owned()));
    }
    if expression.is_empty() {
        let value = Option::<String>::read(row, 4)?;
        let value = value.and_then(|value| default(&value, &extra, &declared, flavour));
        clauses.extend(value.map(Clause::Default));
    } else {
        let stored = if extra.contains("STORED") {
            "STORED"
        } else {
            "VIRTUAL"
        };
        let expression = unescaped(&expression, flavour);
        clauses.insert(
            0,
            Clause::Computed(format!("GENERATED ALWAYS AS ({expression}) {stored}")),
        );
    }
    if let Some(at) = extra.find("ON UPDATE ") {
        clauses.push(Clause::Other(extra[at..].to_owned()));
    }
    let comment = String::read(row, 8)?;
    if !comment.is_empty() {
        clauses.push(Clause::Other(format!("COMMENT {}", text(&comment))));
    }
    Ok(Column {
        name,
        declared,
        clauses,
    })
}

/// A type as we write it; what stands in quotes stays as it is.
fn capitals(declared: String) -> String {
    match declared.contains('\'') {
        true => declared,
        false => declared.to_ascii_uppercase(),
    }
}

/// The value as SQL; none for NULL, which says nothing.
fn default(value: &str, extra: &str, declared: &str, flavour: Flavour) -> Option<String> {
    let kind = declared.split(['(', ' ']).next().unwrap_or_default();
    let value = match flavour {
        Flavour::MariaDb => value.to_owned(),
        Flavour::MySql if extra.contains("DEFAULT_GENERATED") => {
            let value = unescaped(value, flavour);
            match value.starts_with("CURRENT_TIMESTAMP") {
                true => value,
                false => format!("({value})"),
            }
        }
        Flavour::MySql if is_number(kind) => value.to_owned(),
        Flavour::MySql => text(value),
    };
    if value.eq_ignore_ascii_case("NULL") {
        return None;
    }
    Some(match (declared, value.as_str()) {
        ("TINYINT(1)", "0") => "FALSE".to_owned(),
        ("TINYINT(1)", "1") => "TRUE".to_owned(),
        // MySQL takes one of a long type as an expression only.
        _ if is_long(kind) && !value.starts_with('(') => format!("({value})"),
        _ => value,
    })
}

fn is_number(kind: &str) -> bool {
    kind.contains("INT") || ["DECIMAL", "FLOAT", "DOUBLE", "BIT", "YEAR"].contains(&kind)
}

fn is_long(kind: &str) -> bool {
    kind.contains("TEXT") || kind.contains("BLOB") || kind == "JSON"
}

/// An expression as it can be written again: with quotes in a text doubled, as everywhere else.
fn unescaped(expression: &str, flavour: Flavour) -> String {
    match flavour {
        Flavour::MariaDb => expression.replace(r"\'", "''"),
        // Each quote has a backslash, also those around a text; one in a text has three.
        Flavour::MySql => expression.replace(r"\\\'", "''").replace(r"\'", "'"),
    }
}

fn check(table: &mut Table, row: &Row, flavour: Flavour) -> Result<()> {
    let name = String::read(row, 1)?;
    let clause = unescaped(&String::read(row, 2)?, flavour);
    let check = format!("CHECK ({clause})");
    if bool::read(row, 3)? {
        if let Some(column) = owner(table, &name, &clause) {
            // MariaDB's JSON is a text with this check.
            let bare = clause.replace(['"', '`', '(', ')'], "");
            let is_json = bare == format!("json_valid{}", column.name);
            if is_json && column.declared.starts_with("LONGTEXT") {
                "JSON".clone_into(&mut column.declared);
                return Ok(());
            }
            let check = of_words(&check).map_or(check, |check| check.text(&column.name, MYSQL));
            column.clauses.push(Clause::Other(check));
        }
        return Ok(());
    }
    let check = format!("CONSTRAINT {} {check}", MYSQL.quote(&name));
    match column_of(&check) {
        Some(column) if table.column(&column).is_some() => {
            let check = of_words(&check).map_or(check, |check| check.text(&column, MYSQL));
            put(table, &column, Clause::Other(check));
        }
        _ => table.constraints.push(check),
    }
    Ok(())
}

/// The column of a CHECK: after a renaming MariaDB names the CHECK as before, and the column in it anew.
fn owner<'t>(table: &'t mut Table, name: &str, clause: &str) -> Option<&'t mut Column> {
    let found = tokens(clause).unwrap_or_default();
    let named: Vec<_> = found.iter().filter_map(Token::name).collect();
    let is_there = |name: &&String| table.column(name).is_some();
    let known = named.iter().find(|other| other.as_str() == name);
    let name = known
        .filter(is_there)
        .or_else(|| named.iter().find(is_there));
    let name = name?.clone();
    table.columns.iter_mut().find(|column| column.name == name)
}

fn reference(schema: &mut Schema, parts: &[Row]) -> Result<()> {
    let Some(first) = parts.first() else {
        return Ok(());
    };
    let (of, name) = (String::read(first, 0)?, String::read(first, 1)?);
    let (target, acts) = (String::read(first, 3)?, String::read(first, 5)?);
    let list = |at| {
        let names = parts
            .iter()
            .map(|part| Ok(MYSQL.quote(&String::read(part, at)?)));
        let names: Result<Vec<_>> = names.collect();
        names.map(|names| format!("({})", names.join(", ")))
    };
    let (columns, targets) = (list(2)?, list(4)?);
    let column = String::read(first, 2)?;
    let Some(table) = schema.named(&of) else {
        return Ok(());
    };
    let rest = format!("{targets}{acts}");
    if parts.len() > 1 {
        let (name, target) = (MYSQL.quote(&name), MYSQL.quote(&target));
        table.constraints.push(format!(
            "CONSTRAINT {name} FOREIGN KEY {columns} REFERENCES {target} {rest}"
        ));
        return Ok(());
    }
    let reference = Reference {
        table: target,
        text: name,
        rest,
    };
    put(table, &column, Clause::References(reference));
    Ok(())
}

fn index(schema: &mut Schema, parts: &[Row], flavour: Flavour) -> Result<()> {
    let Some(first) = parts.first() else {
        return Ok(());
    };
    let (of, name) = (String::read(first, 0)?, String::read(first, 1)?);
    let Some(table) = schema.named(&of) else {
        return Ok(());
    };
    let (unique, kind) = (bool::read(first, 2)?, String::read(first, 6)?);
    let (mut columns, mut texts) = (Vec::new(), Vec::new());
    let mut is_plain = kind == "BTREE";
    for part in parts {
        let column = Option::<String>::read(part, 3)?;
        let (length, descends) = (Option::<i64>::read(part, 4)?, bool::read(part, 5)?);
        let expression = Option::<String>::read(part, 7)?;
        is_plain &= column.is_some() && length.is_none() && !descends;
        let mut text = match (&column, expression) {
            (Some(column), _) => MYSQL.quote(column),
            (None, expression) => {
                let expression = expression.unwrap_or_default();
                format!("({})", unescaped(&expression, flavour))
            }
        };
        if let Some(length) = length {
            text = format!("{text}({length})");
        }
        if descends {
            text.push_str(" DESC");
        }
        texts.push(text);
        columns.extend(column);
    }
    if name == "PRIMARY" {
        primary(table, &columns, &texts);
        return Ok(());
    }
    let what = match (unique, kind.as_str()) {
        (true, _) => "UNIQUE ",
        (false, "FULLTEXT") => "FULLTEXT ",
        (false, "SPATIAL") => "SPATIAL ",
        (false, _) => "",
    };
    let sql = format!(
        "CREATE {what}INDEX {} ON {} ({})",
        MYSQL.quote(&name),
        MYSQL.quote(&of),
        texts.join(", ")
    );
    table.indexes.push(Index {
        name,
        columns,
        unique,
        partial: !is_plain,
        sql: (!is_plain).then_some(sql),
        constraint: false,
    });
    Ok(())
}

/// The key of one column stands behind it, with what gives its values.
fn primary(table: &mut Table, columns: &[String], texts: &[String]) {
    let one = match columns {
        [only] => (table.columns.iter_mut()).find(|column| column.name == *only),
        _ => None,
    };
    let Some(column) = one else {
        let texts = texts.join(", ");
        table.constraints.push(format!("PRIMARY KEY ({texts})"));
        return;
    };
    let mut text = "PRIMARY KEY".to_owned();
    column.clauses.retain(|clause| match clause {
        Clause::NotNull(before) => {
            text = format!("{before} PRIMARY KEY");
            false
        }
        _ => true,
    });
    column.clauses.push(Clause::Primary(text));
}

#[cfg(test)]
mod tests {
    use super::{Flavour, default, unescaped};

    #[test]
    fn a_value_is_sql_whoever_says_it() {
        let maria = |value: &str, declared: &str| default(value, "", declared, Flavour::MariaDb);
        let mysql = |value: &str, extra: &str, declared: &str| {
            default(value, extra, declared, Flavour::MySql)
        };
        for (found, expected) in [
            (maria("'it''s'", "VARCHAR(20)"), Some("'it''s'")),
            (maria("'draft'", "TEXT"), Some("('draft')")),
            (maria("X''", "BLOB"), Some("(X'')")),
            (maria("NULL", "INT(11)"), None),
            (maria("0", "TINYINT(1)"), Some("FALSE")),
            (maria("0", "INT(11)"), Some("0")),
            (
                maria("current_timestamp(6)", "DATETIME(6)"),
                Some("current_timestamp(6)"),
            ),
            (mysql("it's", "", "VARCHAR(20)"), Some("'it''s'")),
            (mysql("0", "", "INT"), Some("0")),
            (mysql("1", "", "TINYINT(1)"), Some("TRUE")),
            (mysql("1970-01-01", "", "DATE"), Some("'1970-01-01'")),
            (
                mysql(r"_utf8mb4\'draft\'", "DEFAULT_GENERATED", "TEXT"),
                Some("(_utf8mb4'draft')"),
            ),
            (
                mysql("CURRENT_TIMESTAMP(6)", "DEFAULT_GENERATED", "DATETIME(6)"),
                Some("CURRENT_TIMESTAMP(6)"),
            ),
        ] {
            assert_eq!(found.as_deref(), expected);
        }
    }

    #[test]
    fn quotes_in_an_expression_are_written_as_everywhere_else() {
        let maria = unescaped(r#""status" in ('draft','it\'s')"#, Flavour::MariaDb);
        assert_eq!(maria, r#""status" in ('draft','it''s')"#);
        let mysql = unescaped(
            r"(`status` in (_utf8mb4\'draft\',_utf8mb4\'it\\\'s\'))",
            Flavour::MySql,
        );
        assert_eq!(mysql, "(`status` in (_utf8mb4'draft',_utf8mb4'it''s'))");
    }
}
