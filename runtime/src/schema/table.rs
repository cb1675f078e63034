//! Tables, columns and indexes, as a database has them.

use super::{
    Dialect,
    check::{Check, of_words},
};

/// The tables of a database.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Schema {
    pub(crate) tables: Vec<Table>,
    /// Views, triggers and all else that must be made anew when a table that it names is; in the order in which they were made.
    pub(crate) things: Vec<Thing>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
    /// What stands behind the columns: `UNIQUE ("a", "b")`, `CHECK (…)`.
    pub(crate) constraints: Vec<String>,
    /// What stands behind the brackets: `STRICT`.
    pub(crate) options: String,
    pub(crate) indexes: Vec<Index>,
    /// The whole text of a table that we can't take apart; it can be dropped and brought back, nothing else.
    pub(crate) whole: Option<String>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// The type as the database spells it.
    pub(crate) declared: String,
    pub(crate) clauses: Vec<Clause>,
}

/// What stands behind a column's type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Clause {
    NotNull(String),
    /// The value alone, as SQL.
    Default(String),
    References(Reference),
    /// `PRIMARY KEY …`
    Primary(String),
    /// `GENERATED ALWAYS AS (…)`
    Computed(String),
    /// `CHECK (…)`, `COLLATE …`, `UNIQUE`
    Other(String),
}

/// A foreign key of one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    pub(crate) table: String,
    /// The whole clause, on SQLite; the constraint's name elsewhere.
    pub(crate) text: String,
    /// What stands behind the table's name, elsewhere than on SQLite: `("id") ON DELETE CASCADE`.
    pub(crate) rest: String,
}

/// An index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Index {
    pub(crate) name: String,
    /// Empty for expressions.
    pub(crate) columns: Vec<String>,
    pub(crate) unique: bool,
    /// It has a WHERE, or is otherwise more than its columns say.
    pub(crate) partial: bool,
    /// Its text; none for one that a constraint made, or that its columns say all of.
    pub(crate) sql: Option<String>,
    /// Whether a constraint made it, and takes it away.
    pub(crate) constraint: bool,
}

/// A view or a trigger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Thing {
    /// `VIEW` or `TRIGGER`.
    pub(crate) kind: String,
    pub(crate) name: String,
    /// The table of a trigger.
    pub(crate) table: String,
    pub(crate) sql: String,
}

impl Schema {
    pub(crate) fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| same(&table.name, name))
    }

    /// The table of exactly this name.
    pub(super) fn named(&mut self, name: &str) -> Option<&mut Table> {
        self.tables.iter_mut().find(|table| table.name == name)
    }
}

impl Table {
    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| same(&column.name, name))
    }

    /// The index of one column that goes by our name, which make:model gives and a later migration finds.
    pub(crate) fn own_index(&self, column: &str) -> Option<&Index> {
        let name = index_name(&self.name, column);
        let is_own =
            |index: &&Index| index.name == name && index.is_of(column) && !index.constraint;
        self.indexes.iter().find(is_own)
    }
}

impl Index {
    /// Ours on this column.
    pub(crate) fn own(table: &str, column: &str, unique: bool) -> Self {
        Self {
            name: index_name(table, column),
            columns: vec![column.to_owned()],
            unique,
            partial: false,
            sql: None,
            constraint: false,
        }
    }

    /// Whether it is on this column alone, and on every row.
    pub(crate) fn is_of(&self, column: &str) -> bool {
        !self.partial && matches!(self.columns.as_slice(), [only] if same(only, column))
    }

    /// Whether a search for this column finds it.
    pub(crate) fn serves(&self, column: &str) -> bool {
        !self.partial && (self.columns.first()).is_some_and(|first| same(first, column))
    }
}

fn index_name(table: &str, column: &str) -> String {
    format!("{table}_{column}_index")
}

impl Column {
    pub(crate) fn null(&self) -> bool {
        !(self.clauses.iter()).any(|clause| matches!(clause, Clause::NotNull(_)))
    }

    pub(crate) fn primary(&self) -> bool {
        (self.clauses.iter()).any(|clause| matches!(clause, Clause::Primary(_)))
    }

    pub(crate) fn computed(&self) -> bool {
        (self.clauses.iter()).any(|clause| matches!(clause, Clause::Computed(_)))
    }

    pub(crate) fn default(&self) -> Option<&str> {
        self.clauses.iter().find_map(|clause| match clause {
            Clause::Default(value) => Some(value.as_str()),
            _ => None,
        })
    }

    pub(crate) fn reference(&self) -> Option<&Reference> {
        self.clauses.iter().find_map(|clause| match clause {
            Clause::References(reference) => Some(reference),
            _ => None,
        })
    }

    /// The CHECK that says which words it may hold.
    pub(crate) fn check(&self) -> Option<Check> {
        self.clauses.iter().find_map(|clause| match clause {
            Clause::Other(text) => of_words(text),
            _ => None,
        })
    }

    /// The words that it may hold, where a CHECK says so.
    pub(crate) fn words(&self) -> Option<Vec<String>> {
        self.check().map(|check| check.words)
    }

    /// Puts a CHECK in the place of the one that says the words.
    pub(crate) fn set_words(&mut self, check: Option<Clause>) {
        let is_check =
            |clause: &Clause| matches!(clause, Clause::Other(text) if of_words(text).is_some());
        self.clauses.retain(|clause| !is_check(clause));
        self.clauses.extend(check);
    }

    /// The same by another name, which its CHECK says too.
    pub(crate) fn renamed(&self, name: &str, dialect: Dialect) -> Self {
        let mut column = self.clone();
        name.clone_into(&mut column.name);
        for clause in &mut column.clauses {
            if let Clause::Other(text) = clause
                && self.name != name
                && let Some(check) = of_words(text)
            {
                *text = check.text(name, dialect);
            }
        }
        column
    }

    /// Whether it is no more than a name, a type and a value: a column that others can't stand on.
    pub(crate) fn is_plain(&self) -> bool {
        (self.clauses.iter())
            .all(|clause| matches!(clause, Clause::NotNull(_) | Clause::Default(_)))
    }

    pub(crate) fn set_null(&mut self, null: bool) {
        self.clauses
            .retain(|clause| !matches!(clause, Clause::NotNull(_)));
        if !null {
            self.clauses
                .insert(0, Clause::NotNull("NOT NULL".to_owned()));
        }
    }

    pub(crate) fn set_default(&mut self, value: Option<String>) {
        self.clauses
            .retain(|clause| !matches!(clause, Clause::Default(_)));
        if let Some(value) = value {
            let at = usize::from(!self.null());
            self.clauses.insert(at, Clause::Default(value));
        }
    }

    pub(crate) fn set_reference(&mut self, reference: Option<Reference>) {
        self.clauses
            .retain(|clause| !matches!(clause, Clause::References(_)));
        self.clauses.extend(reference.map(Clause::References));
    }

    /// The column's whole definition. Foreign keys stand in it on SQLite only: MySQL reads over them there.
    pub(crate) fn definition(&self, dialect: Dialect) -> String {
        let mut sql = dialect.quote(&self.name);
        if !self.declared.is_empty() {
            sql.push(' ');
            sql.push_str(&self.declared);
        }
        for clause in &self.clauses {
            let text = match clause {
                Clause::Default(value) => format!("DEFAULT {value}"),
                Clause::References(_) if dialect != Dialect::Sqlite => continue,
                Clause::References(Reference { text, .. })
                | Clause::NotNull(text)
                | Clause::Primary(text)
                | Clause::Computed(text)
                | Clause::Other(text) => text.clone(),
            };
            sql.push(' ');
            sql.push_str(&text);
        }
        sql
    }
}

/// Names are the same in either case, as on SQLite.
pub(super) fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}
