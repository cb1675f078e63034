//! What is different between the tables that there are and those that the models say.
//!
//! What a model can't say stays as the database has it and is no difference: lengths, precision, CHECK, ON DELETE, a DEFAULT's value, indexes by
//! other names than ours, tables that no model names, foreign keys to those.

use super::{
    Dialect,
    change::Change,
    kind,
    table::{Column, Index, Schema, Table, same},
    token::mentions,
    wanted::{Field, Refers, Wanted},
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
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
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
                }
                Some(_) => self.mistake(format!(
                    "`{from}` can't be renamed: a model names it\nhelp: leave out `--rename {from}:{}`",
                    wanted.name
                )),
                None => self.unknown(from),
            }
            return;
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

    fn unknown(&mut self, name: &str) {
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
        self.mistake(format!("no migration makes `{name}`\nhelp: {help}"));
    }

    fn computed(&mut self, table: &str, field: &Field) {
        let name = &field.name;
        self.mistake(format!(
            "`{table}.{name}` is computed, and of what only SQL can say\nhelp: write the column by hand, in a migration of its own: `scaffold make:migration add_{name}_to_{table}`"
        ));
    }

    fn columns(&mut self, old: &'a Table, wanted: &'a Wanted) {
        let table = &wanted.name;
        if old.whole.is_some() {
            self.mistake(format!(
                "the table `{table}` is of a kind that can't be compared\nhelp: leave its model out of `models: […]`"
            ));
            return;
        }
        let mut kept: Vec<(&Column, &Field)> = Vec::new();
        let mut added: Vec<&Field> = Vec::new();
        for field in &wanted.fields {
            if let Some(column) = old.column(&field.name) {
                kept.push((column, field));
                continue;
            }
            let from = self.renamed_from(Some(table), &field.name);
            match from.map(|from| (from, old.column(from))) {
                Some((_, Some(column))) => {
                    self.found.changes.push(Change::RenameColumn {
                        table: table.clone(),
                        from: column.name.clone(),
                        to: field.name.clone(),
                    });
                    kept.push((column, field));
                }
                Some((from, None)) => self.unknown(&format!("{}.{from}", old.name)),
                None => added.push(field),
            }
        }
        let is_kept = |column: &&Column| {
            let by_name = |(kept, _): &(&Column, &Field)| kept.name == column.name;
            kept.iter().any(by_name) || column.computed() || column.primary()
        };
        let gone: Vec<_> = old
            .columns
            .iter()
            .filter(|column| !is_kept(column))
            .collect();
        let mut in_doubt = false;
        for column in gone {
            let full = format!("{table}.{}", column.name);
            let could_be = |field: &&&Field| {
                kind::holds(&column.declared, self.dialect).contains(&field.kind)
                    && field.role != Role::Computed
            };
            let candidates: Vec<_> = added.iter().filter(could_be).collect();
            let by_old_name = format!("{}.{}", old.name, column.name);
            let dropped = self.is_dropped(&full) || self.is_dropped(&by_old_name);
            if !dropped && !candidates.is_empty() {
                in_doubt = true;
                for field in candidates {
                    self.doubt(full.clone(), format!("{table}.{}", field.name), false);
                }
                continue;
            }
            self.drop_column(old, table, column);
        }
        // What came may be what went.
        for field in added.into_iter().filter(|_| !in_doubt) {
            self.add_column(table, field);
        }
        for (column, field) in kept {
            self.alter(table, column, field);
            self.indexes(old, table, column, field);
        }
    }

    fn drop_column(&mut self, old: &Table, table: &str, column: &Column) {
        let indexes = old.indexes.iter().filter(|index| {
            let text = index.sql.as_deref();
            text.is_some_and(|sql| mentions(sql, &column.name))
                || index.sql.is_none()
                    && index.is_of(&column.name)
                    && self.dialect != Dialect::Sqlite
        });
        for index in indexes {
            let there = |change: &Change| matches!(change, Change::DropIndex { index: other, .. } if other == index);
            if !self.found.changes.iter().any(there) {
                self.found.changes.push(Change::DropIndex {
                    table: table.to_owned(),
                    index: index.clone(),
                });
            }
        }
        if let (Some(reference), Dialect::Postgres | Dialect::MySql) =
            (column.reference(), self.dialect)
        {
            self.found.changes.push(Change::DropReference {
                table: table.to_owned(),
                column: column.name.clone(),
                reference: reference.clone(),
            });
        }
        let constraints = old.constraints.iter();
        self.found.changes.push(Change::DropColumn {
            table: table.to_owned(),
            column: column.clone(),
            constraints: constraints
                .filter(|text| mentions(text, &column.name))
                .cloned()
                .collect(),
        });
    }

    fn add_column(&mut self, table: &str, field: &Field) {
        match field.role {
            Role::Computed => return self.computed(table, field),
            Role::Id => {
                return self.mistake(format!(
                    "the table `{table}` has no column `{}`, and a key can't be added to rows\nhelp: write a migration by hand that makes the table anew",
                    field.name
                ));
            }
            Role::CreatedAt | Role::UpdatedAt | Role::Plain => {}
        }
        let mut column = field.column(self.dialect);
        if !field.null && column.default().is_none() {
            column.set_default(Some(field.zero(self.dialect)));
        }
        if self.dialect == Dialect::Sqlite {
            column.set_reference(field.reference(table, self.dialect));
        } else {
            self.add_reference(table, field);
        }
        self.found.changes.push(Change::AddColumn {
            table: table.to_owned(),
            column,
            constraints: Vec::new(),
        });
        if field.is_looked_up() {
            self.found.changes.push(Change::AddIndex {
                table: table.to_owned(),
                index: Index::own(table, &field.name, field.unique),
            });
        }
    }

    fn add_reference(&mut self, table: &str, field: &Field) {
        if let Some(reference) = field.reference(table, self.dialect) {
            self.found.changes.push(Change::AddReference {
                table: table.to_owned(),
                column: field.name.clone(),
                reference,
            });
        }
    }

    fn alter(&mut self, table: &str, column: &Column, field: &Field) {
        let computed = column.computed() || field.role == Role::Computed;
        if computed || column.primary() || field.role == Role::Id {
            return;
        }
        let mut from = column.clone();
        from.name.clone_from(&field.name);
        let mut to = from.clone();
        let unsearchable =
            self.dialect == Dialect::MySql && field.is_looked_up() && is_long(&column.declared);
        if unsearchable || !kind::holds(&column.declared, self.dialect).contains(&field.kind) {
            field.declared(self.dialect).clone_into(&mut to.declared);
            to.set_default(None);
        }
        if from.null() != field.null {
            to.set_null(field.null);
        }
        if field.default && !field.null && to.default().is_none() {
            to.set_default(Some(field.zero(self.dialect)));
        }
        if from != to {
            self.found.changes.push(Change::AlterColumn {
                table: table.to_owned(),
                from,
                to,
            });
        }
        self.reference(table, column, field);
    }

    fn reference(&mut self, table: &str, column: &Column, field: &Field) {
        let there = column.reference();
        let renamed = |name: &str| {
            let new = self.found.changes.iter().find_map(|change| match change {
                Change::RenameTable { from, to } if same(from, name) => Some(to.clone()),
                _ => None,
            });
            let said = self
                .answers
                .renames
                .iter()
                .find(|(from, _)| same(from, name));
            new.or_else(|| said.map(|(_, to)| to.clone()))
                .unwrap_or_else(|| name.to_owned())
        };
        let keeps = match (&field.refers, there) {
            (Refers::Somewhere, _) | (Refers::Nothing, None) => true,
            (Refers::To(target), Some(there)) => same(&renamed(&there.table), target),
            (Refers::To(_), None) => false,
            // One to a table that no type could name was made by hand.
            (Refers::Nothing, Some(there)) => !self.is_wanted(&renamed(&there.table)),
        };
        if keeps {
            return;
        }
        if let Some(reference) = there {
            self.found.changes.push(Change::DropReference {
                table: table.to_owned(),
                column: field.name.clone(),
                reference: reference.clone(),
            });
        }
        self.add_reference(table, field);
    }

    fn indexes(&mut self, old: &Table, table: &str, column: &Column, field: &Field) {
        if column.primary() || field.role == Role::Id {
            return;
        }
        let own = old.own_index(&column.name);
        let others =
            || (old.indexes.iter()).filter(|index| own.is_none_or(|own| own.name != index.name));
        let served = if field.unique {
            others().any(|index| index.unique && index.is_of(&column.name))
        } else {
            !field.index || others().any(|index| index.serves(&column.name))
        };
        let new = Index::own(table, &field.name, field.unique);
        let wanted = field.is_looked_up() && (!served || own.is_some());
        let own = own.map(|own| {
            let mut own = own.clone();
            if own.name != new.name {
                own.columns.clone_from(&new.columns);
                own.sql = None;
            }
            own
        });
        let table = table.to_owned();
        match own {
            Some(own) if wanted && own.unique == field.unique => {
                if own.name != new.name {
                    self.found.changes.push(Change::RenameIndex {
                        table,
                        from: own,
                        to: new,
                    });
                }
            }
            own => {
                self.found
                    .changes
                    .extend(own.map(|index| Change::DropIndex {
                        table: table.clone(),
                        index,
                    }));
                if wanted {
                    self.found
                        .changes
                        .push(Change::AddIndex { table, index: new });
                }
            }
        }
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
                Some(table) => self.found.changes.push(Change::DropTable(table.clone())),
                None => self.unknown(name),
            }
            self.answered.push(name);
        }
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
                self.mistake(format!(
                    "`{flag}`: nothing of that name went\nhelp: leave it out; without flags, what is asked is told"
                ));
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

fn is_long(declared: &str) -> bool {
    let declared = declared.to_ascii_uppercase();
    declared.contains("TEXT") || declared.contains("BLOB")
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
        Change::AddReference { .. } if dialect != Dialect::Sqlite => 7,
        Change::AddIndex { .. } => 8,
        Change::DropTable(_) => 9,
        _ => 6,
    };
    let table = change.columns_of();
    let at = table.and_then(|table| wanted.iter().position(|wanted| same(&wanted.name, table)));
    (rank, at.unwrap_or_default())
}
