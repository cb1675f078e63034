//! The columns of one table, with their indexes and foreign keys.

use std::collections::BTreeSet;

use super::Differ;
use crate::{
    model::{Role, ValueKind},
    schema::{
        Dialect,
        change::Change,
        kind,
        table::{Column, Index, Table, same},
        token::mentions,
        wanted::{Field, Refers, Wanted},
    },
};

impl<'a> Differ<'a> {
    pub(super) fn columns(&mut self, old: &'a Table, wanted: &'a Wanted) {
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
                Some((from, None)) => {
                    let name = format!("{}.{from}", old.name);
                    self.unknown(&self.answer_of(table, from), &name);
                    added.push(field);
                }
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
            let is_of = || index.columns.iter().any(|name| same(name, &column.name));
            text.is_some_and(|sql| mentions(sql, &column.name))
                || text.is_none() && !index.constraint && is_of()
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
        self.drop_reference(table, column);
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
            Role::CreatedAt | Role::UpdatedAt | Role::Version | Role::DeletedAt | Role::Plain => {}
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

    pub(super) fn add_reference(&mut self, table: &str, field: &Field) {
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
        let from = column.renamed(&field.name, self.dialect);
        let mut to = from.clone();
        let unsearchable =
            self.dialect == Dialect::MySql && field.is_looked_up() && is_long(&column.declared);
        if unsearchable || !kind::holds(&column.declared, self.dialect).contains(&field.kind) {
            field.declared(self.dialect).clone_into(&mut to.declared);
            to.set_default(None);
            if field.words.is_empty()
                && !kind::holds(&to.declared, self.dialect).contains(&ValueKind::Text)
            {
                to.set_words(None);
            }
        }
        if from.null() != field.null {
            to.set_null(field.null);
        }
        // Of an enum that has other words now.
        if let (Some(there), [_, ..]) = (from.words(), field.words.as_slice()) {
            let all = |words: &[String]| words.iter().cloned().collect::<BTreeSet<_>>();
            if all(&there) != all(&field.words) {
                to.set_words(field.check(self.dialect));
            }
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
        if let Some(there) = there {
            let mut reference = there.clone();
            if self.dialect != Dialect::Sqlite {
                // What takes it back runs while the table has its new name.
                reference.table = renamed(&there.table);
            }
            self.found.changes.push(Change::DropReference {
                table: table.to_owned(),
                column: field.name.clone(),
                reference,
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
        let needs_index = self.dialect == Dialect::MySql
            && column.reference().is_some()
            && field.refers != Refers::Nothing;
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
            // MySQL keeps no foreign key without an index.
            Some(_) if needs_index && !wanted => {}
            Some(own) if needs_index => {
                self.found.changes.push(Change::ReplaceIndex {
                    table,
                    from: own,
                    to: new,
                });
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

    /// Takes the foreign key away before its column goes; on SQLite it is a part of the column.
    pub(super) fn drop_reference(&mut self, table: &str, column: &Column) {
        if let (Some(reference), Dialect::Postgres | Dialect::MySql) =
            (column.reference(), self.dialect)
        {
            self.found.changes.push(Change::DropReference {
                table: table.to_owned(),
                column: column.name.clone(),
                reference: reference.clone(),
            });
        }
    }
}

fn is_long(declared: &str) -> bool {
    let declared = declared.to_ascii_uppercase();
    declared.contains("TEXT") || declared.contains("BLOB")
}
