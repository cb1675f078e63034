//! What a transaction may be begun with.

use super::Dialect;

/// How much of what others do meanwhile a transaction sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Isolation {
    /// What the database has set: READ COMMITTED on PostgreSQL, REPEATABLE READ on MySQL, SERIALIZABLE on SQLite.
    #[default]
    Default,
    /// Each statement sees what was committed before it.
    ReadCommitted,
    /// All statements see what was committed before the first one.
    RepeatableRead,
    /// As if transactions ran one after the other; one that can't be fitted in is refused and may be tried again.
    Serializable,
}

/// Options of [`Database::transaction_with`](super::Database::transaction_with).
///
/// SQLite is always serializable, whatever is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[must_use]
pub struct TransactionOptions {
    isolation: Isolation,
    read_only: bool,
}

impl TransactionOptions {
    /// The database's own isolation, for reading and writing.
    pub const fn new() -> Self {
        Self {
            isolation: Isolation::Default,
            read_only: false,
        }
    }

    /// With this isolation.
    pub const fn isolation(mut self, isolation: Isolation) -> Self {
        self.isolation = isolation;
        self
    }

    /// Only for reading, all of it from one state of the database: a write is refused. On SQLite it holds up no writer.
    pub const fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    pub(super) const fn is_read_only(self) -> bool {
        self.read_only
    }

    /// The words to begin with.
    pub(super) fn begin(self, dialect: Dialect) -> &'static str {
        /// Each isolation for writing and for reading only.
        macro_rules! words {
            ($before:literal, $level:literal, $after:literal) => {
                [
                    concat!($before, $level, $after),
                    concat!($before, $level, $after, " READ ONLY"),
                ]
            };
        }
        let words = match (dialect, self.isolation) {
            // IMMEDIATE: who will write must not read first and then find the database changed.
            (Dialect::Sqlite, _) => ["BEGIN IMMEDIATE", "PRAGMA query_only = ON; BEGIN"],
            // One state for all statements is what reading only is for.
            (Dialect::Postgres, Isolation::Default) => {
                ["BEGIN", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"]
            }
            (Dialect::Postgres, Isolation::ReadCommitted) => {
                words!("BEGIN ISOLATION LEVEL ", "READ COMMITTED", "")
            }
            (Dialect::Postgres, Isolation::RepeatableRead) => {
                words!("BEGIN ISOLATION LEVEL ", "REPEATABLE READ", "")
            }
            (Dialect::Postgres, Isolation::Serializable) => {
                words!("BEGIN ISOLATION LEVEL ", "SERIALIZABLE", "")
            }
            (Dialect::MySql(_), Isolation::Default) => {
                ["START TRANSACTION", "START TRANSACTION READ ONLY"]
            }
            (Dialect::MySql(_), Isolation::ReadCommitted) => {
                words!(
                    "SET TRANSACTION ISOLATION LEVEL ",
                    "READ COMMITTED",
                    "; START TRANSACTION"
                )
            }
            (Dialect::MySql(_), Isolation::RepeatableRead) => {
                words!(
                    "SET TRANSACTION ISOLATION LEVEL ",
                    "REPEATABLE READ",
                    "; START TRANSACTION"
                )
            }
            (Dialect::MySql(_), Isolation::Serializable) => {
                words!(
                    "SET TRANSACTION ISOLATION LEVEL ",
                    "SERIALIZABLE",
                    "; START TRANSACTION"
                )
            }
        };
        words[usize::from(self.read_only)]
    }
}
