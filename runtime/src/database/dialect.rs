//! What the databases say differently: the one place where a statement's text depends on who answers it.
//!
//! Everybody understands `$1` and `"name"`: on MySQL the session quotes names so, and placeholders are turned into its own.

use std::fmt::Write as _;

use crate::model::{ColumnDef, ValueKind};

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
    /// MySQL, or MariaDB.
    MySql(Flavour),
}

/// Who speaks MySQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flavour {
    /// Returns the rows that INSERT and DELETE touched.
    MariaDb,
    /// Returns none.
    MySql,
}

/// A statement that can give its rows back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Returning {
    Insert,
    Update,
    Delete,
}

/// What a value is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// To be kept.
    Kept,
    /// To be compared with what is kept.
    Compared,
}

impl Dialect {
    /// The database's name, for messages.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
            Self::MySql(Flavour::MariaDb) => "MariaDB",
            Self::MySql(Flavour::MySql) => "MySQL",
        }
    }

    /// The names of folders for migrations of one database.
    pub(crate) const KEYS: [&str; 3] = ["sqlite", "postgres", "mysql"];

    /// The name of its own.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::MySql(_) => "mysql",
        }
    }

    pub(crate) const fn is_mysql(self) -> bool {
        matches!(self, Self::MySql(_))
    }

    /// How many values a statement takes.
    pub(crate) const fn most_values(self) -> usize {
        match self {
            Self::Sqlite => 32_766,
            Self::Postgres | Self::MySql(_) => 65_535,
        }
    }

    /// How many rows one INSERT should have at most: more save nothing any more, or are more than a packet takes.
    pub(crate) const fn most_rows(self) -> usize {
        match self {
            Self::Sqlite => 1000,
            Self::Postgres => 10_000,
            Self::MySql(_) => 5000,
        }
    }

    /// The type of an array of what such a column holds, where rows are best inserted by columns: `SELECT … FROM UNNEST($1, …)`.
    pub(crate) const fn array(self, kind: ValueKind) -> Option<&'static str> {
        match (self, kind) {
            (Self::Postgres, ValueKind::Bool) => Some("BOOLEAN[]"),
            (Self::Postgres, ValueKind::Int | ValueKind::BigInt) => Some("BIGINT[]"),
            (Self::Postgres, ValueKind::Float) => Some("DOUBLE PRECISION[]"),
            (Self::Postgres, ValueKind::Bytes) => Some("BYTEA[]"),
            (Self::Postgres, _) => Some("TEXT[]"),
            _ => None,
        }
    }

    /// Whether such a statement can give its rows back.
    pub(crate) const fn returns(self, statement: Returning) -> bool {
        match self {
            Self::Sqlite | Self::Postgres => true,
            Self::MySql(Flavour::MariaDb) => !matches!(statement, Returning::Update),
            Self::MySql(Flavour::MySql) => false,
        }
    }

    /// Whether text that is compared equal is the same text: on MySQL a collation may take `Ada` for `ada`.
    pub(crate) const fn compares_exactly(self, kind: ValueKind) -> bool {
        !(self.is_mysql() && matches!(kind, ValueKind::Text | ValueKind::Uuid))
    }

    /// What stands after a column that is compared or sorted by. Decimals are text on SQLite, where `10` would be less than `9`.
    pub(crate) const fn collation(self, kind: ValueKind) -> &'static str {
        match (self, kind) {
            (Self::Sqlite, ValueKind::Decimal) => " COLLATE scaffold_decimal",
            _ => "",
        }
    }

    /// What stands before and after the placeholder of a value of this column. Values are sent as text where the database has a
    /// type of its own, and PostgreSQL turns text into nothing by itself; of NULL it knows the type only if it is told.
    pub(crate) const fn cast(self, column: &ColumnDef, what_for: Use) -> [&'static str; 2] {
        /// Of text, which may be NULL.
        macro_rules! text_to {
            ($to:literal) => {
                match column.null {
                    true => ["CAST(CAST(", concat!(" AS TEXT) AS ", $to, ")")],
                    false => ["CAST(", concat!(" AS ", $to, ")")],
                }
            };
        }
        match (self, column.kind, what_for) {
            (Self::Postgres, ValueKind::Decimal, _) => text_to!("NUMERIC"),
            (Self::Postgres, ValueKind::Date, _) => text_to!("DATE"),
            (Self::Postgres, ValueKind::Time, _) => text_to!("TIME"),
            (Self::Postgres, ValueKind::DateTime, _) => text_to!("TIMESTAMP"),
            (Self::Postgres, ValueKind::Uuid, _) => text_to!("UUID"),
            (Self::Postgres, ValueKind::Json, _) => text_to!("JSONB"),
            (Self::Postgres, kind, _) if column.null => match kind {
                ValueKind::Int | ValueKind::BigInt => ["CAST(", " AS BIGINT)"],
                ValueKind::Float => ["CAST(", " AS DOUBLE PRECISION)"],
                ValueKind::Bool => ["CAST(", " AS BOOLEAN)"],
                ValueKind::Bytes => ["CAST(", " AS BYTEA)"],
                _ => ["CAST(", " AS TEXT)"],
            },
            // It would be compared as a float.
            (Self::MySql(_), ValueKind::Decimal, Use::Compared) => {
                ["CAST(", " AS DECIMAL(65, 30))"]
            }
            _ => ["", ""],
        }
    }

    /// Compares what may be NULL: `IS DISTINCT FROM`, in two parts around the value.
    pub(crate) const fn differs(self) -> [&'static str; 3] {
        match self {
            Self::Sqlite | Self::Postgres => ["", " IS DISTINCT FROM ", ""],
            Self::MySql(_) => ["NOT (", " <=> ", ")"],
        }
    }

    /// A pattern's comparison, and what stands behind the pattern: `\` takes `%` and `_` by the letter.
    pub(crate) const fn like(self) -> [&'static str; 2] {
        match self {
            Self::Sqlite => [" LIKE ", " ESCAPE '\\'"],
            Self::Postgres => [" ILIKE ", ""],
            Self::MySql(_) => [" LIKE ", ""],
        }
    }

    /// The direction of an order, with what is NULL before everything else.
    pub(crate) const fn order(self, column: &ColumnDef, descending: bool) -> &'static str {
        match (self, column.null, descending) {
            (Self::Postgres, true, false) => " NULLS FIRST",
            (Self::Postgres, true, true) => " DESC NULLS LAST",
            (_, _, true) => " DESC",
            _ => "",
        }
    }

    /// What stands around the sum that a column of this kind gets, before it and after it, where the database would keep one that does
    /// not fit: SQLite turns it into a float. What `abs` refuses is the error.
    pub(crate) const fn sum(self, kind: ValueKind) -> Option<[&'static str; 3]> {
        const REFUSED: &str = " THEN abs(-9223372036854775808) ELSE ";
        match (self, kind) {
            (Self::Sqlite, ValueKind::Int) => Some([
                "CASE WHEN ",
                " NOT BETWEEN -2147483648 AND 2147483647",
                REFUSED,
            ]),
            (Self::Sqlite, ValueKind::BigInt) => Some(["CASE WHEN typeof(", ") = 'real'", REFUSED]),
            _ => None,
        }
    }

    /// The values of a row of defaults.
    pub(crate) const fn default_values(self) -> &'static str {
        match self {
            Self::Sqlite | Self::Postgres => " DEFAULT VALUES",
            Self::MySql(_) => " () VALUES ()",
        }
    }

    /// What an INSERT does with a row that is there: the words before the assignments, and those around the name of a new value.
    pub(crate) const fn conflict(self) -> [&'static str; 3] {
        match self {
            Self::Sqlite | Self::Postgres => [") DO UPDATE SET ", "excluded.", ""],
            Self::MySql(_) => [" ON DUPLICATE KEY UPDATE ", "VALUES(", ")"],
        }
    }

    /// The values of a JSON array in place of a list, in two parts around it; where there is such a thing.
    pub(crate) const fn unfolded(self, kind: ValueKind) -> Option<[&'static str; 2]> {
        match (self, kind) {
            (Self::Sqlite, _) => Some(["SELECT value FROM json_each(", ")"]),
            (Self::Postgres, ValueKind::Int | ValueKind::BigInt) => Some([
                "SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(",
                " AS JSON)) AS unfolded(value)",
            ]),
            (Self::Postgres, ValueKind::Uuid) => Some([
                "SELECT CAST(value AS UUID) FROM json_array_elements_text(CAST(",
                " AS JSON)) AS unfolded(value)",
            ]),
            (Self::Postgres, ValueKind::Text) => Some([
                "SELECT value FROM json_array_elements_text(CAST(",
                " AS JSON)) AS unfolded(value)",
            ]),
            _ => None,
        }
    }

    /// Whether there is a table of the name `$1`.
    pub(crate) const fn has_table(self) -> &'static str {
        match self {
            Self::Sqlite => "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1",
            Self::Postgres => {
                "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1"
            }
            Self::MySql(_) => {
                "SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = $1"
            }
        }
    }

    /// The names of the application's tables.
    pub(crate) const fn tables(self) -> &'static str {
        match self {
            Self::Sqlite => {
                r"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name NOT LIKE '\_%' ESCAPE '\' AND name NOT LIKE 'scaffold\_%' ESCAPE '\' ORDER BY name"
            }
            Self::Postgres => {
                r"SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename NOT LIKE '\_%' AND tablename NOT LIKE 'scaffold\_%' ORDER BY tablename"
            }
            Self::MySql(_) => {
                r"SELECT CAST(table_name AS CHAR) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' AND table_name NOT LIKE '\_%' AND table_name NOT LIKE 'scaffold\_%' ORDER BY table_name"
            }
        }
    }
}

/// The same statement with MySQL's placeholders, and which value each takes: `$2` may come before `$1`, or twice.
pub(super) fn question_marks(sql: &str) -> (String, Vec<usize>) {
    let mut text = String::with_capacity(sql.len());
    let mut order = Vec::new();
    let mut rest = sql;
    while let Some(at) = rest.find(['$', '\'', '"', '`', '-', '/', '#']) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        let taken = match from.as_bytes()[0] {
            b'$' => {
                let digits = from[1..].bytes().take_while(u8::is_ascii_digit).count();
                match from[1..=digits].parse::<usize>() {
                    Ok(number) if number > 0 && !ends_in_name(&text) => {
                        order.push(number - 1);
                        text.push('?');
                        rest = &from[1 + digits..];
                        continue;
                    }
                    _ => 1,
                }
            }
            quote @ (b'\'' | b'"' | b'`') => quoted(from, quote),
            b'-' if from.starts_with("-- ") => from.find('\n').unwrap_or(from.len()),
            b'#' => from.find('\n').unwrap_or(from.len()),
            b'/' if from.starts_with("/*") => from.find("*/").map_or(from.len(), |end| end + 2),
            _ => 1,
        };
        text.push_str(&from[..taken]);
        rest = &from[taken..];
    }
    let _ = write!(text, "{rest}");
    (text, order)
}

/// Whether a `$` here is part of a name.
fn ends_in_name(text: &str) -> bool {
    (text.chars().next_back())
        .is_some_and(|last| last.is_alphanumeric() || last == '_' || last == '$')
}

/// The length of a quoted text, with its quotes. A doubled quote begins another one at once, which is as good.
fn quoted(text: &str, quote: u8) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote == b'\'' => at += 2,
            byte if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::question_marks;

    #[track_caller]
    fn check(sql: &str, text: &str, order: &[usize]) {
        assert_eq!(
            question_marks(sql),
            (text.to_owned(), order.to_vec()),
            "{sql}"
        );
    }

    #[test]
    fn placeholders_are_told_from_dollars_in_texts_names_and_comments() {
        check("SELECT 1", "SELECT 1", &[]);
        check("a = $1 AND b = $12", "a = ? AND b = ?", &[0, 11]);
        check("$2, $1, $2", "?, ?, ?", &[1, 0, 1]);
        check("'$1' = $1", "'$1' = ?", &[0]);
        check(r"'it\'s $1' = $1", r"'it\'s $1' = ?", &[0]);
        check("'it''s $1' = $1", "'it''s $1' = ?", &[0]);
        check(r#""a$1" = $1"#, r#""a$1" = ?"#, &[0]);
        check("`$1` = $1", "`$1` = ?", &[0]);
        check("a$1 = $1", "a$1 = ?", &[0]);
        check("$1 -- $2\n= $3", "? -- $2\n= ?", &[0, 2]);
        check("$1 - $2 / $3", "? - ? / ?", &[0, 1, 2]);
        check("$1 /* $2 */ $3", "? /* $2 */ ?", &[0, 2]);
        check("$0 $ $x é$1", "$0 $ $x é$1", &[]);
        check("'open $1", "'open $1", &[]);
        check("'é' = $1", "'é' = ?", &[0]);
    }
}
