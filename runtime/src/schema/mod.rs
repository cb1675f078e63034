//! What the tables of a database look like, as data: read from a database ([`read`]), or said by the models ([`wanted`]); what is different
//! ([`diff`]), and the SQL of that, both ways ([`script`]).

mod change;
mod compare;
mod definition;
mod diff;
mod kind;
mod name;
mod read;
mod script;
mod table;
mod token;
mod wanted;

#[cfg(test)]
mod tests;

pub(crate) use compare::{Compared, compare};
pub(crate) use diff::{Answers, Doubt};

/// The database that SQL is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
    /// MariaDB too.
    MySql,
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
