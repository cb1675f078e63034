//! From PostgreSQL's catalog, as far as it concerns the schema that is looked in first.

use super::{empty, put};
use crate::{
    Result,
    database::{Database, Row},
    model::ColumnValue,
    schema::{
        Dialect,
        check::of_words,
        table::{Clause, Column, Index, Reference, Schema},
        token::{Kind, tokens},
    },
};

const POSTGRES: Dialect = Dialect::Postgres;

/// Tables and how they are divided. A part of a table is no table of its own; ours and sqlx's are not the application's.
const TABLES: &str = r"SELECT c.relname::text, COALESCE('PARTITION BY ' || pg_get_partkeydef(c.oid), '') FROM pg_class AS c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname NOT LIKE '\_sqlx\_%' AND c.relname NOT LIKE 'scaffold\_%' ORDER BY c.oid";

/// The types of the server itself in capitals, as we write them. A column of SERIAL is told by the sequence that it owns.
const COLUMNS: &str = r#"SELECT c.relname::text, a.attname::text,
    CASE WHEN n.nspname = 'pg_catalog' AND strpos(format_type(a.atttypid, a.atttypmod), '"') = 0
        THEN upper(format_type(a.atttypid, a.atttypmod)) ELSE format_type(a.atttypid, a.atttypmod) END,
    a.attnotnull, pg_get_expr(d.adbin, d.adrelid, true), a.attidentity::text, a.attgenerated::text,
    CASE WHEN a.attcollation <> t.typcollation THEN o.collname::text END,
    pg_get_serial_sequence(quote_ident(c.relname), a.attname) IS NOT NULL
    FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_type AS t ON t.oid = a.atttypid
    JOIN pg_namespace AS n ON n.oid = t.typnamespace LEFT JOIN pg_collation AS o ON o.oid = a.attcollation
    LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY c.oid, a.attnum"#;

/// Each with how many columns it has, the first of them, its text, and of a foreign key where it leads.
const CONSTRAINTS: &str = r#"SELECT c.relname::text, k.conname::text, k.contype::text, COALESCE(cardinality(k.conkey), 0), a.attname::text,
    pg_get_constraintdef(k.oid, true), t.relname::text,
    '("' || replace(b.attname, '"', '""') || '")' || CASE k.confmatchtype WHEN 'f' THEN ' MATCH FULL' ELSE '' END
        || CASE k.confdeltype WHEN 'c' THEN ' ON DELETE CASCADE' WHEN 'r' THEN ' ON DELETE RESTRICT' WHEN 'n' THEN ' ON DELETE SET NULL' WHEN 'd' THEN ' ON DELETE SET DEFAULT' ELSE '' END
        || CASE k.confupdtype WHEN 'c' THEN ' ON UPDATE CASCADE' WHEN 'r' THEN ' ON UPDATE RESTRICT' WHEN 'n' THEN ' ON UPDATE SET NULL' WHEN 'd' THEN ' ON UPDATE SET DEFAULT' ELSE '' END
        || CASE WHEN k.condeferrable THEN ' DEFERRABLE' ELSE '' END || CASE WHEN k.condeferred THEN ' INITIALLY DEFERRED' ELSE '' END
    FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid
    LEFT JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
    LEFT JOIN pg_class AS t ON t.oid = k.confrelid LEFT JOIN pg_attribute AS b ON b.attrelid = k.confrelid AND b.attnum = k.confkey[1]
    WHERE c.relnamespace = current_schema()::regnamespace AND k.contype IN ('p', 'u', 'f', 'c', 'x') ORDER BY c.oid, k.oid"#;

/// A row for each column of an index, without a name for an expression. One that is more than its columns say has another text.
const INDEXES: &str = "SELECT c.relname::text, i.relname::text, x.indisunique, a.attname::text, pg_get_indexdef(x.indexrelid, 0, true),
    pg_get_indexdef(x.indexrelid, 0, true) = format('CREATE %sINDEX %I ON %I USING btree (%s)', CASE WHEN x.indisunique THEN 'UNIQUE ' ELSE '' END, i.relname, c.relname,
        (SELECT string_agg(quote_ident(f.attname), ', ' ORDER BY l.n) FROM unnest(x.indkey::int2[]) WITH ORDINALITY AS l(at, n)
            JOIN pg_attribute AS f ON f.attrelid = x.indrelid AND f.attnum = l.at)),
    x.indpred IS NOT NULL OR m.amname <> 'btree',
    EXISTS (SELECT 1 FROM pg_constraint AS k WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x'))
    FROM pg_index AS x JOIN pg_class AS i ON i.oid = x.indexrelid JOIN pg_class AS c ON c.oid = x.indrelid JOIN pg_am AS m ON m.oid = i.relam
    CROSS JOIN LATERAL unnest(x.indkey::int2[]) WITH ORDINALITY AS k(at, n)
    LEFT JOIN pg_attribute AS a ON a.attrelid = x.indrelid AND a.attnum = k.at
    WHERE c.relnamespace = current_schema()::regnamespace AND NOT x.indisprimary AND k.n <= x.indnkeyatts ORDER BY c.oid, x.indexrelid, k.n";

pub(super) async fn read(database: &Database) -> Result<Schema> {
    let mut schema = Schema::default();
    for row in database.fetch(TABLES, Vec::new()).await? {
        let table = empty(String::read(&row, 0)?, String::read(&row, 1)?);
        schema.tables.push(table);
    }
    for row in database.fetch(COLUMNS, Vec::new()).await? {
        let of = String::read(&row, 0)?;
        if let Some(table) = schema.named(&of) {
            table.columns.push(column(&row)?);
        }
    }
    for row in database.fetch(CONSTRAINTS, Vec::new()).await? {
        constraint(&mut schema, &row)?;
    }
    for row in database.fetch(INDEXES, Vec::new()).await? {
        index(&mut schema, &row)?;
    }
    Ok(schema)
}

fn column(row: &Row) -> Result<Column> {
    let mut declared = String::read(row, 2)?;
    let default = Option::<String>::read(row, 4)?;
    let (identity, generated) = (String::read(row, 5)?, String::read(row, 6)?);
    let is_serial = bool::read(row, 8)?
        && default
            .as_ref()
            .is_some_and(|text| text.starts_with("nextval("));
    let mut clauses = Vec::new();
    if is_serial {
        let serial = match declared.as_str() {
            "BIGINT" => "BIGSERIAL",
            "SMALLINT" => "SMALLSERIAL",
            _ => "SERIAL",
        };
        serial.clone_into(&mut declared);
    } else if bool::read(row, 3)? {
        clauses.push(Clause::NotNull("NOT NULL".to_owned()));
    }
    match default {
        Some(text) if generated == "s" => {
            clauses.push(Clause::Computed(format!(
                "GENERATED ALWAYS AS ({text}) STORED"
            )));
        }
        Some(text) if !is_serial => {
            clauses.extend(plain(&text).map(Clause::Default));
        }
        _ => {}
    }
    if let Some(collation) = Option::<String>::read(row, 7)? {
        let collation = POSTGRES.quote(&collation);
        clauses.push(Clause::Other(format!("COLLATE {collation}")));
    }
    match identity.as_str() {
        "a" => clauses.push(Clause::Other("GENERATED ALWAYS AS IDENTITY".to_owned())),
        "d" => {
            let text = "GENERATED BY DEFAULT AS IDENTITY";
            clauses.push(Clause::Other(text.to_owned()));
        }
        _ => {}
    }
    Ok(Column {
        name: String::read(row, 1)?,
        declared,
        clauses,
    })
}

/// A value without the type that PostgreSQL says of it: `'draft'::text`, `'-1'::integer`. None for NULL, which says nothing.
fn plain(value: &str) -> Option<String> {
    let found = tokens(value).unwrap_or_default();
    let (first, rest) = match found.as_slice() {
        [first, one, two, rest @ ..] if one.is(":") && two.is(":") => (first, rest),
        [first] => (first, [].as_slice()),
        _ => return Some(value.to_owned()),
    };
    let is_type = rest.iter().all(|token| {
        matches!(token.kind, Kind::Word | Kind::Quoted)
            || ["(", ")", ",", "."].iter().any(|sign| token.is(sign))
    });
    if first.is("NULL") {
        return None;
    }
    if first.is("TRUE") || first.is("FALSE") {
        return Some(value.to_uppercase());
    }
    match first.kind {
        Kind::Text if is_type => {
            let is_number = (first.name()).is_some_and(|text| text.parse::<i64>().is_ok());
            let of_number = rest.first().is_some_and(|word| {
                ["integer", "bigint", "smallint", "numeric"]
                    .iter()
                    .any(|kind| word.is(kind))
            });
            match is_number && of_number {
                true => first.name(),
                false => Some(first.text.to_owned()),
            }
        }
        _ => Some(value.to_owned()),
    }
}

fn constraint(schema: &mut Schema, row: &Row) -> Result<()> {
    let (of, name, kind) = (
        String::read(row, 0)?,
        String::read(row, 1)?,
        String::read(row, 2)?,
    );
    let column = Option::<String>::read(row, 4)?.unwrap_or_default();
    let text = String::read(row, 5)?;
    let Some(table) = schema.named(&of) else {
        return Ok(());
    };
    // A name that the server would give again is left to it.
    let named = |usual: &str, text: &str| match name == usual {
        true => text.to_owned(),
        false => format!("CONSTRAINT {} {text}", POSTGRES.quote(&name)),
    };
    if i64::read(row, 3)? != 1 {
        let text = named("", &text);
        table.constraints.push(text);
        return Ok(());
    }
    let clause = match kind.as_str() {
        "p" => {
            let text = named(&format!("{of}_pkey"), "PRIMARY KEY");
            primary(schema, &of, &column, &text);
            return Ok(());
        }
        "f" => Clause::References(Reference {
            table: String::read(row, 6)?,
            text: name,
            rest: String::read(row, 7)?,
        }),
        "u" if text.starts_with("UNIQUE (") && text.ends_with(')') => {
            Clause::Other(named(&format!("{of}_{column}_key"), "UNIQUE"))
        }
        "c" => {
            let text = of_words(&text).map_or(text, |check| check.text(&column, POSTGRES));
            Clause::Other(named(&format!("{of}_{column}_check"), &text))
        }
        _ => {
            let text = named("", &text);
            table.constraints.push(text);
            return Ok(());
        }
    };
    put(table, &column, clause);
    Ok(())
}

/// The key of one column, with what gives its values: `GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY`.
fn primary(schema: &mut Schema, of: &str, name: &str, text: &str) {
    let table = schema.named(of);
    let column = table.and_then(|table| {
        let mut columns = table.columns.iter_mut();
        columns.find(|column| column.name == name)
    });
    let Some(column) = column else {
        return;
    };
    let mut identity = String::new();
    column.clauses.retain(|clause| match clause {
        Clause::Other(text) if text.ends_with(" AS IDENTITY") => {
            identity = format!("{text} ");
            false
        }
        Clause::NotNull(_) => false,
        _ => true,
    });
    column
        .clauses
        .push(Clause::Primary(format!("{identity}{text}")));
}

fn index(schema: &mut Schema, row: &Row) -> Result<()> {
    let (of, name) = (String::read(row, 0)?, String::read(row, 1)?);
    let column = Option::<String>::read(row, 3)?;
    let Some(table) = schema.named(&of) else {
        return Ok(());
    };
    if table.indexes.last().is_none_or(|last| last.name != name) {
        let constraint = bool::read(row, 7)?;
        // Of an expression there is no column to compare, which is NULL.
        let is_plain = Option::<bool>::read(row, 5)?.unwrap_or_default();
        let text = String::read(row, 4)?;
        table.indexes.push(Index {
            name,
            columns: Vec::new(),
            unique: bool::read(row, 2)?,
            partial: bool::read(row, 6)?,
            sql: (!constraint && !is_plain).then_some(text),
            constraint,
        });
    }
    if let Some(index) = table.indexes.last_mut() {
        index.partial |= column.is_none();
        index.columns.extend(column);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_value_is_told_from_the_type_that_is_said_of_it() {
        for (value, expected) in [
            ("'draft'::text", Some("'draft'")),
            ("'it''s'::character varying(3)", Some("'it''s'")),
            ("'-1'::integer", Some("-1")),
            ("'1'::text", Some("'1'")),
            ("'00:00:00'::time without time zone", Some("'00:00:00'")),
            ("'{}'::text[]", Some("'{}'")),
            (r"'\x'::bytea", Some(r"'\x'")),
            ("'a'::text || 'b'::text", Some("'a'::text || 'b'::text")),
            ("NULL::character varying", None),
            ("false", Some("FALSE")),
            ("0", Some("0")),
            ("now()", Some("now()")),
            ("CURRENT_TIMESTAMP", Some("CURRENT_TIMESTAMP")),
        ] {
            assert_eq!(plain(value).as_deref(), expected, "{value}");
        }
    }
}
