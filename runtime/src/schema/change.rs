//! One step from a schema to another, and the way back.

use std::fmt;

use super::table::{Column, Index, Reference, Table};

/// What happens to a schema. Names are those that hold when its turn comes: tables are renamed first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    CreateTable(Table),
    DropTable(Table),
    RenameTable {
        from: String,
        to: String,
    },
    RenameColumn {
        table: String,
        from: String,
        to: String,
    },
    /// Both with the columns' names of now.
    RenameIndex {
        table: String,
        from: Index,
        to: Index,
    },
    AddColumn {
        table: String,
        column: Column,
        /// The table's constraints that name it.
        constraints: Vec<String>,
    },
    DropColumn {
        table: String,
        column: Column,
        /// The table's constraints that name it, which go with it.
        constraints: Vec<String>,
    },
    AlterColumn {
        table: String,
        from: Column,
        to: Column,
    },
    AddReference {
        table: String,
        column: String,
        reference: Reference,
    },
    DropReference {
        table: String,
        column: String,
        reference: Reference,
    },
    AddIndex {
        table: String,
        index: Index,
    },
    DropIndex {
        table: String,
        index: Index,
    },
    /// At once, for on MySQL a foreign key may need one of them.
    ReplaceIndex {
        table: String,
        from: Index,
        to: Index,
    },
}

impl Change {
    /// What takes it back.
    pub(super) fn inverse(&self) -> Self {
        match self.clone() {
            Self::CreateTable(table) => Self::DropTable(table),
            Self::DropTable(table) => Self::CreateTable(table),
            Self::RenameTable { from, to } => Self::RenameTable { from: to, to: from },
            Self::RenameColumn { table, from, to } => Self::RenameColumn {
                table,
                from: to,
                to: from,
            },
            Self::RenameIndex { table, from, to } => Self::RenameIndex {
                table,
                from: to,
                to: from,
            },
            Self::AddColumn {
                table,
                column,
                constraints,
            } => Self::DropColumn {
                table,
                column,
                constraints,
            },
            Self::DropColumn {
                table,
                column,
                constraints,
            } => Self::AddColumn {
                table,
                column,
                constraints,
            },
            Self::AlterColumn { table, from, to } => Self::AlterColumn {
                table,
                from: to,
                to: from,
            },
            Self::AddReference {
                table,
                column,
                reference,
            } => Self::DropReference {
                table,
                column,
                reference,
            },
            Self::DropReference {
                table,
                column,
                reference,
            } => Self::AddReference {
                table,
                column,
                reference,
            },
            Self::ReplaceIndex { table, from, to } => Self::ReplaceIndex {
                table,
                from: to,
                to: from,
            },
            Self::AddIndex { table, index } => Self::DropIndex { table, index },
            Self::DropIndex { table, index } => Self::AddIndex { table, index },
        }
    }

    /// The table whose columns it changes.
    pub(super) fn columns_of(&self) -> Option<&str> {
        match self {
            Self::AddColumn { table, .. }
            | Self::DropColumn { table, .. }
            | Self::AlterColumn { table, .. }
            | Self::AddReference { table, .. }
            | Self::DropReference { table, .. } => Some(table),
            _ => None,
        }
    }
}

/// What the models have and the migrations have not, or the other way round.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CreateTable(table) => write!(
                f,
                "table `{}`: a model names it, no migration makes it",
                table.name
            ),
            Self::DropTable(table) => write!(f, "table `{}`: no model names it", table.name),
            Self::RenameTable { from, to } => write!(f, "table `{from}`: is `{to}` in the models"),
            Self::RenameColumn { table, from, to } => {
                write!(f, "`{table}.{from}`: is `{to}` in the model")
            }
            Self::RenameIndex { table, from, to } => {
                write!(
                    f,
                    "`{table}`: index `{}` should be `{}`",
                    from.name, to.name
                )
            }
            Self::AddColumn { table, column, .. } => write!(
                f,
                "`{table}.{}`: the model has it, no migration makes it",
                column.name
            ),
            Self::DropColumn { table, column, .. } => write!(
                f,
                "`{table}.{}`: a migration makes it, the model does not have it",
                column.name
            ),
            Self::AlterColumn { table, from, to } => {
                let name = &from.name;
                let mut between = "";
                write!(f, "`{table}.{name}`: ")?;
                if from.declared != to.declared {
                    write!(f, "is {}, should be {}", from.declared, to.declared)?;
                    between = "; ";
                }
                if from.null() != to.null() {
                    let (is, should) = match to.null() {
                        true => ("NOT NULL", "may be NULL"),
                        false => ("may be NULL", "NOT NULL"),
                    };
                    write!(f, "{between}{is} in the migrations, {should} in the model")?;
                    between = "; ";
                }
                if let (Some(there), Some(words)) = (from.words(), to.words())
                    && there != words
                {
                    let (there, words) = (there.join("`, `"), words.join("`, `"));
                    write!(f, "{between}may be `{there}`, should be `{words}`")?;
                    between = "; ";
                }
                if from.default().is_none() && to.default().is_some() {
                    write!(f, "{between}has no DEFAULT, which the model counts on")?;
                }
                Ok(())
            }
            Self::AddReference {
                table,
                column,
                reference,
            } => write!(
                f,
                "`{table}.{column}`: refers to `{}` in the model, without a foreign key",
                reference.table
            ),
            Self::DropReference {
                table,
                column,
                reference,
            } => write!(
                f,
                "`{table}.{column}`: has a foreign key to `{}`, which the model does not say",
                reference.table
            ),
            Self::AddIndex { table, index } => write!(
                f,
                "`{table}.{}`: the model says {}, no migration makes the index",
                index.columns.join("`, `"),
                if index.unique { "unique" } else { "index" }
            ),
            Self::ReplaceIndex { table, to, .. } => write!(
                f,
                "`{table}.{}`: the model says {}, its index does not",
                to.columns.join("`, `"),
                if to.unique { "unique" } else { "index" }
            ),
            Self::DropIndex { table, index } => write!(
                f,
                "`{table}`: index `{}` is none of the model's",
                index.name
            ),
        }
    }
}
