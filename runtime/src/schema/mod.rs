//! What the tables of a database look like, as data: read from a database ([`read`]), or said by the models ([`wanted`]); what is different
//! ([`diff`]), and the SQL of that, both ways ([`script`]).

mod change;
mod check;
mod compare;
mod definition;
mod diff;
mod kind;
mod name;
mod read;
mod scratch;
mod script;
mod table;
mod token;
mod wanted;

#[cfg(test)]
mod tests;

pub(crate) use compare::{Compared, Difference, Scripts, compare};
pub(crate) use diff::{Answers, Doubt};

use crate::database;

/// The database that SQL is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
    /// MariaDB too.
    MySql,
}

impl From<database::Dialect> for Dialect {
    fn from(dialect: database::Dialect) -> Self {
        match dialect {
            database::Dialect::Sqlite => Self::Sqlite,
            database::Dialect::Postgres => Self::Postgres,
            database::Dialect::MySql(_) => Self::MySql,
        }
    }
}

impl Dialect {
    /// The name of a table, column or index, quoted.
    fn quote(self, name: &str) -> String {
        match self {
            Self::Sqlite | Self::Postgres => format!("\"{}\"", name.replace('"', "\"\"")),
            Self::MySql => format!("`{}`", name.replace('`', "``")),
        }
    }
}

/// Text as SQL.
fn text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
