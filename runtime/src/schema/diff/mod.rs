//! What is different between the tables that there are and those that the models say.
//!
//! What a model can't say stays as the database has it and is no difference: lengths, precision, CHECK, ON DELETE, a DEFAULT's value, indexes by
//! other names than ours, tables that no model names, foreign keys to those.

mod columns;

use super::{
    Dialect,
    change::Change,
    kind,
    table::{Schema, Table, same},
    wanted::{Field, Wanted},
};
use crate::{model::Role, nearest::nearest};

/// What the person said of names that went and came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Answers {
    /// `users.name` is now `users.full_name`; tables likewise.
    pub(crate) renames: Vec<(String, String)>,
    /// Tables and columns that go.
    pub(crate) drops: Vec<String>,
    /// Tables that stay, though no model names them.
    pub(crate) keeps: Vec<String>,
}

/// A name that went while others came: renamed, or dropped?
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Doubt {
    /// `posts.title`, or a table.
    pub(crate) from: String,
    /// What it may be now.
    pub(crate) to: Vec<String>,
    /// Whether it is a table, which may stay as well.
    pub(crate) table: bool,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// In the order in which they can be made.
    pub(super) changes: Vec<Change>,
    pub(super) doubts: Vec<Doubt>,
    /// What can't be, with what to do.
    pub(super) mistakes: Vec<String>,
    /// Names in answers that nothing here goes by, with the same.
    pub(super) idle: Vec<(String, String)>,
}

/// Compares the schema with the models.
pub(super) fn diff(old: &Schema, wanted: &[Wanted], answers: &Answers, dialect: Dialect) -> Found {
    let mut differ = Differ {
        old,
        wanted,
        answers,
        dialect,
        found: Found::default(),
        answered: Vec::new(),
    };
    for table in wanted {
        differ.table(table);
    }
    differ.drops();
    differ.unanswered();
    let mut found = differ.found;
    found
        .changes
        .sort_by_key(|change| rank(change, wanted, dialect));
    found
}

struct Differ<'a> {
    old: &'a Schema,
    wanted: &'a [Wanted],
    answers: &'a Answers,
    dialect: Dialect,
    found: Found,
    /// The answers that had a question.
    answered: Vec<&'a str>,
}

impl<'a> Differ<'a> {
    fn is_wanted(&self, table: &str) -> bool {
        self.wanted.iter().any(|wanted| same(&wanted.name, table))
    }

    /// What a table or column is called now, if the person said so. A column's new name may stand without its table.
    fn renamed_from(&mut self, table: Option<&str>, to: &str) -> Option<&'a str> {
        let full = table.map_or_else(|| to.to_owned(), |table| format!("{table}.{to}"));
        let given = self.answers.renames.iter().find(|(from, given)| {
            same(given, &full)
                || table.is_some()
                    && from.contains('.')
                    && same(given, to)
                    && table.is_some_and(|table| self.is_of(from, table))
        })?;
        let from = given.0.as_str();
        self.answered.push(from);
        Some(from.rsplit('.').next().unwrap_or(from))
    }

    /// The answer that `column` of this table was said in, as it was spelled.
    fn answer_of(&self, table: &str, column: &str) -> String {
        let is_this = |from: &&String| {
            self.is_of(from, table) && from.rsplit('.').next().is_some_and(|of| same(of, column))
        };
        let found = self
            .answers
            .renames
            .iter()
            .map(|(from, _)| from)
            .find(is_this);
        found
            .cloned()
            .unwrap_or_else(|| format!("{table}.{column}"))
    }

    /// Whether `from`, of an answer, is a column of this table, by its old name or its new one.
    fn is_of(&self, from: &str, table: &str) -> bool {
        let Some((of, _)) = from.split_once('.') else {
            return false;
        };
        let renamed = |(old, new): &(String, String)| same(old, of) && same(new, table);
        same(of, table) || self.answers.renames.iter().any(renamed)
    }

    fn is_dropped(&mut self, name: &str) -> bool {
        let drop = self.answers.drops.iter().find(|drop| same(drop, name));
        self.answered.extend(drop.map(String::as_str));
        drop.is_some()
    }

    fn table(&mut self, wanted: &'a Wanted) {
        if let Some(old) = self.old.table(&wanted.name) {
            self.columns(old, wanted);
            return;
        }
        if let Some(from) = self.renamed_from(None, &wanted.name) {
            match self.old.table(from) {
                Some(old) if !self.is_wanted(from) => {
                    self.found.changes.push(Change::RenameTable {
                        from: old.name.clone(),
                        to: wanted.name.clone(),
                    });
                    self.columns(old, wanted);
                    return;
                }
                Some(_) => {
                    self.mistake(format!(
                    "`{from}` can't be renamed: a model names it\nhelp: leave out `--rename {from}:{}`",
                        wanted.name
                    ));
                    return;
                }
                None => self.unknown(from, from),
            }
        }
        let alike: Vec<_> = (self.old.tables.iter())
            .filter(|old| !self.is_wanted(&old.name) && looks_like(old, wanted, self.dialect))
            .map(|old| old.name.clone())
            .collect();
        let mut in_doubt = false;
        for from in alike {
            let kept = self.answers.keeps.iter().find(|keep| same(keep, &from));
            self.answered.extend(kept.map(String::as_str));
            let renamed = |(old, _): &(String, String)| same(old, &from);
            let is_answered = kept.is_some()
                || self.answers.renames.iter().any(renamed)
                || self.is_dropped(&from);
            if !is_answered {
                in_doubt = true;
                self.doubt(from, wanted.name.clone(), true);
            }
        }
        if in_doubt {
            return;
        }
        for field in wanted
            .fields
            .iter()
            .filter(|field| field.role == Role::Computed)
        {
            self.computed(&wanted.name, field);
        }
        let table = wanted.table(self.dialect);
        if self.dialect != Dialect::Sqlite {
            for field in &wanted.fields {
                self.add_reference(&wanted.name, field);
            }
        }
        self.found.changes.push(Change::CreateTable(table));
    }

    fn doubt(&mut self, from: String, to: String, table: bool) {
        match self
            .found
            .doubts
            .iter_mut()
            .find(|doubt| doubt.from == from)
        {
            Some(doubt) => doubt.to.push(to),
            None => self.found.doubts.push(Doubt {
                from,
                to: vec![to],
                table,
            }),
        }
    }

    fn mistake(&mut self, text: String) {
        self.found.mistakes.push(text);
    }

    /// An answer of this name that speaks of what is not there.
    fn unknown(&mut self, answer: &str, name: &str) {
        let tables = self.old.tables.iter();
        let names: Vec<_> = match name.split_once('.') {
            Some((of, _)) => tables
                .filter(|table| same(&table.name, of))
                .flat_map(|table| {
                    table
                        .columns
                        .iter()
                        .map(|column| format!("{of}.{}", column.name))
                })
                .collect(),
            None => tables.map(|table| table.name.clone()).collect(),
        };
        let help = match nearest(name, names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "give names as the migrations have them: `posts`, `posts.title`".to_owned(),
        };
        let mistake = format!("no migration makes `{name}`\nhelp: {help}");
        self.found.idle.push((answer.to_owned(), mistake));
    }

    fn computed(&mut self, table: &str, field: &Field) {
        let name = &field.name;
        self.mistake(format!(
            "`{table}.{name}` is computed, and of what only SQL can say\nhelp: write the column by hand, in a migration of its own: `scaffold make:migration add_{name}_to_{table}`"
        ));
    }

    /// Tables that the person drops.
    fn drops(&mut self) {
        for name in &self.answers.drops {
            if name.contains('.') {
                continue;
            }
            match self.old.table(name) {
                Some(_) if self.is_wanted(name) => self.mistake(format!(
                    "`{name}` can't be dropped: a model names it\nhelp: take the model out of `models: […]` in src/app.rs first"
                )),
                Some(table) => self.drop_table(table),
                None => self.unknown(name, name),
            }
            self.answered.push(name);
        }
    }

    fn drop_table(&mut self, table: &Table) {
        for column in &table.columns {
            self.drop_reference(&table.name, column);
        }
        self.found.changes.push(Change::DropTable(table.clone()));
    }

    /// An answer that nobody asked for is a mistake, or something else would be done than was meant.
    fn unanswered(&mut self) {
        let (renames, drops, keeps) = (
            self.answers
                .renames
                .iter()
                .map(|(from, to)| (from, format!("--rename {from}:{to}"))),
            self.answers
                .drops
                .iter()
                .map(|name| (name, format!("--drop {name}"))),
            self.answers
                .keeps
                .iter()
                .map(|name| (name, format!("--keep {name}"))),
        );
        let asked = self.answered.clone();
        for (name, flag) in renames.chain(drops).chain(keeps) {
            if !asked.contains(&name.as_str()) {
                let mistake = format!(
                    "`{flag}`: nothing of that name went\nhelp: leave it out; without flags, what is asked is told"
                );
                self.found.idle.push((name.clone(), mistake));
            }
        }
    }
}

/// Whether a table that no model names may be this one under another name: half of its columns are there.
fn looks_like(old: &Table, wanted: &Wanted, dialect: Dialect) -> bool {
    let plain = || {
        wanted
            .fields
            .iter()
            .filter(|field| field.role == Role::Plain)
    };
    let there = plain().filter(|field| {
        let column = old.column(&field.name);
        column.is_some_and(|column| kind::holds(&column.declared, dialect).contains(&field.kind))
    });
    let (there, all) = (there.count(), plain().count());
    there > 0 && there * 2 >= all
}

/// The order in which changes can be made; on SQLite, all of a table's columns at once.
fn rank(change: &Change, wanted: &[Wanted], dialect: Dialect) -> (u8, usize) {
    let rank = match change {
        Change::RenameTable { .. } => 0,
        Change::RenameColumn { .. } => 1,
        Change::RenameIndex { .. } => 2,
        Change::CreateTable(_) => 3,
        Change::DropReference { .. } if dialect != Dialect::Sqlite => 4,
        Change::DropIndex { .. } => 5,
        Change::AddIndex { .. } | Change::ReplaceIndex { .. } => 7,
        // MySQL needs the index as long as there is the foreign key.
        Change::AddReference { .. } if dialect != Dialect::Sqlite => 8,
        Change::DropTable(_) => 9,
        _ => 6,
    };
    let table = change.columns_of();
    let at = table.and_then(|table| wanted.iter().position(|wanted| same(&wanted.name, table)));
    (rank, at.unwrap_or_default())
}
