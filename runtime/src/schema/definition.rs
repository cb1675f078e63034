//! Takes the text of a table apart, as SQLite keeps it: what is not understood stays as it is written.

use super::{
    table::{Clause, Column, Reference},
    token::{Kind, Token, tokens},
};

/// What stands in `CREATE TABLE … (…) …`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Definition {
    pub(super) columns: Vec<Column>,
    pub(super) constraints: Vec<String>,
    pub(super) options: String,
}

/// Reads the text of a table; `None` if it is another one than we know.
pub(super) fn definition(sql: &str) -> Option<Definition> {
    let tokens = tokens(sql)?;
    let open = tokens.iter().position(|token| token.is("("))?;
    if tokens[..open]
        .iter()
        .any(|token| token.is("VIRTUAL") || token.is("AS"))
    {
        return None;
    }
    let close = closing(&tokens, open)?;
    let mut found = Definition::default();
    for item in split(&tokens[open + 1..close]) {
        let first = item.first()?;
        let is_constraint = first.kind == Kind::Word
            && ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"]
                .iter()
                .any(|word| first.is(word));
        if !is_constraint {
            found.columns.push(column(sql, item)?);
        } else if let Some((name, reference)) = foreign(sql, item) {
            // It says the same as one behind the column.
            let column = (found.columns.iter_mut())
                .find(|column| column.name.eq_ignore_ascii_case(&name))?;
            column.clauses.push(Clause::References(reference));
        } else {
            found.constraints.push(slice(sql, item).to_owned());
        }
    }
    found.options = slice(sql, &tokens[close + 1..])
        .trim_end_matches(';')
        .to_owned();
    Some(found)
}

fn slice<'a>(sql: &'a str, tokens: &[Token<'_>]) -> &'a str {
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => &sql[first.start..last.end()],
        _ => "",
    }
}

/// The bracket that ends the one at `open`.
fn closing(tokens: &[Token<'_>], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        if token.is("(") {
            depth += 1;
        } else if token.is(")") {
            depth = depth.checked_sub(1)?;
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

/// What stands between the outermost commas.
fn split<'t, 'a>(tokens: &'t [Token<'a>]) -> Vec<&'t [Token<'a>]> {
    let (mut items, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, token) in tokens.iter().enumerate() {
        if token.is("(") {
            depth += 1;
        } else if token.is(")") {
            depth = depth.saturating_sub(1);
        } else if depth == 0 && token.is(",") {
            items.push(&tokens[start..at]);
            start = at + 1;
        }
    }
    items.push(&tokens[start..]);
    items
}

fn column(sql: &str, item: &[Token<'_>]) -> Option<Column> {
    let name = item.first()?.name()?;
    let rest = &item[1..];
    let starts = starts(rest);
    let declared = &rest[..starts.first().copied().unwrap_or(rest.len())];
    let ends = starts.iter().skip(1).copied().chain([rest.len()]);
    let clauses: Option<Vec<_>> = (starts.iter().copied().zip(ends))
        .map(|(start, end)| clause(sql, &rest[start..end]))
        .collect();
    Some(Column {
        name,
        declared: slice(sql, declared).to_owned(),
        clauses: clauses?.into_iter().flatten().collect(),
    })
}

/// Where the clauses behind a column's type begin.
fn starts(tokens: &[Token<'_>]) -> Vec<usize> {
    const KEYWORDS: [&str; 11] = [
        "CONSTRAINT",
        "PRIMARY",
        "NOT",
        "NULL",
        "UNIQUE",
        "CHECK",
        "DEFAULT",
        "COLLATE",
        "REFERENCES",
        "GENERATED",
        "AS",
    ];
    let (mut starts, mut depth) = (Vec::new(), 0_usize);
    let mut named = false;
    for (at, token) in tokens.iter().enumerate() {
        let before = |word: &str| at > 0 && tokens[at - 1].is(word);
        if token.is("(") {
            depth += 1;
        } else if token.is(")") {
            depth = depth.saturating_sub(1);
        }
        let keyword = token.kind == Kind::Word && KEYWORDS.iter().any(|word| token.is(word));
        if depth > 0 || !keyword || before("CONSTRAINT") {
            continue;
        }
        let goes_on = before("NOT") && token.is("NULL")
            || before("DEFAULT")
            || before("SET")
            || before("ALWAYS")
            || token.is("NOT") && tokens.get(at + 1).is_some_and(|next| next.is("DEFERRABLE"));
        // The name of a constraint belongs to what follows it.
        if !goes_on && !named {
            starts.push(at);
        }
        named = token.is("CONSTRAINT");
    }
    starts
}

/// `None` for NULL alone, which says nothing.
fn clause(sql: &str, tokens: &[Token<'_>]) -> Option<Option<Clause>> {
    let text = slice(sql, tokens).to_owned();
    let tokens = match tokens {
        [constraint, _, rest @ ..] if constraint.is("CONSTRAINT") => rest,
        all => all,
    };
    let first = tokens.first()?;
    Some(Some(if first.is("NOT") {
        Clause::NotNull(text)
    } else if first.is("NULL") {
        return Some(None);
    } else if first.is("DEFAULT") {
        Clause::Default(slice(sql, &tokens[1..]).to_owned())
    } else if first.is("REFERENCES") {
        let table = tokens.get(1)?.name()?;
        let rest = String::new();
        Clause::References(Reference { table, text, rest })
    } else if first.is("PRIMARY") {
        Clause::Primary(text)
    } else if first.is("GENERATED") || first.is("AS") {
        Clause::Computed(text)
    } else {
        Clause::Other(text)
    }))
}

/// `FOREIGN KEY (column) REFERENCES …`, of one column.
fn foreign(sql: &str, item: &[Token<'_>]) -> Option<(String, Reference)> {
    let tokens = match item {
        [constraint, _, rest @ ..] if constraint.is("CONSTRAINT") => rest,
        all => all,
    };
    match tokens {
        [foreign, key, open, column, close, rest @ ..]
            if foreign.is("FOREIGN") && key.is("KEY") && open.is("(") && close.is(")") =>
        {
            let reference = Reference {
                table: rest.get(1)?.name()?,
                text: slice(sql, rest).to_owned(),
                rest: String::new(),
            };
            Some((column.name()?, reference))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sql: &str, columns: &[&str], constraints: &[&str], options: &str) {
        let found = definition(sql).expect("a table");
        let definitions: Vec<_> = (found.columns.iter())
            .map(|column| column.definition(crate::schema::Dialect::Sqlite))
            .collect();
        assert_eq!(definitions, columns);
        assert_eq!(found.constraints, constraints);
        assert_eq!(found.options, options);
    }

    #[test]
    fn what_is_not_understood_stays_as_it_is_written() {
        check(
            r#"CREATE TABLE "a, b" ( -- a comment, (
                id INTEGER PRIMARY KEY ON CONFLICT ABORT AUTOINCREMENT, [my col] VARCHAR (10 , 2) NULL DEFAULT (1 + (2)) CHECK ("my col" <> ','),
                `k` TEXT CONSTRAINT nn NOT NULL ON CONFLICT IGNORE COLLATE NOCASE UNIQUE /* , */ DEFAULT NULL,
                author BIGINT REFERENCES users (id) ON DELETE SET NULL ON UPDATE SET DEFAULT NOT DEFERRABLE,
                twice INT GENERATED ALWAYS AS (id * 2) STORED, plain,
                team BIGINT NOT NULL,
                CHECK (id > 0), CONSTRAINT f FOREIGN KEY (team) REFERENCES "teams"(id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID"#,
            &[
                r#""id" INTEGER PRIMARY KEY ON CONFLICT ABORT AUTOINCREMENT"#,
                r#""my col" VARCHAR (10 , 2) DEFAULT (1 + (2)) CHECK ("my col" <> ',')"#,
                r#""k" TEXT CONSTRAINT nn NOT NULL ON CONFLICT IGNORE COLLATE NOCASE UNIQUE DEFAULT NULL"#,
                r#""author" BIGINT REFERENCES users (id) ON DELETE SET NULL ON UPDATE SET DEFAULT NOT DEFERRABLE"#,
                r#""twice" INT GENERATED ALWAYS AS (id * 2) STORED"#,
                r#""plain""#,
                r#""team" BIGINT NOT NULL REFERENCES "teams"(id) ON DELETE CASCADE"#,
            ],
            &["CHECK (id > 0)"],
            "STRICT, WITHOUT ROWID",
        );
        assert_eq!(definition("CREATE VIRTUAL TABLE t USING fts5 (a, b)"), None);
    }
}
