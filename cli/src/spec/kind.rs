//! The two tables of the field syntax, once, as data: types and modifiers. The parser, the help text and the nearest word
//! all read them.

use super::Name;

/// One row of the table of types.
#[derive(Debug, Clone, Copy)]
pub struct TypeRow {
    /// How it is typed: `string`.
    pub word: &'static str,
    /// What follows the colon, for people: `[:N]`, `:P,S`.
    pub argument: &'static str,
    /// The Rust type.
    pub rust: &'static str,
    /// The SQL type, on SQLite.
    pub sql: &'static str,
    /// Spellings of other tools that mean the same.
    pub aliases: &'static [&'static str],
}

/// The types of fields.
pub const TYPES: [TypeRow; 15] = [
    row(
        "string",
        "[:N]",
        "String",
        "VARCHAR(255)",
        &["str", "varchar", "char", "character"],
    ),
    row(
        "text",
        "",
        "String",
        "TEXT",
        &[
            "longtext",
            "long_text",
            "mediumtext",
            "medium_text",
            "tinytext",
            "rich_text",
        ],
    ),
    row(
        "int",
        "",
        "i32",
        "INTEGER",
        &[
            "integer",
            "i32",
            "i16",
            "smallint",
            "small_int",
            "small_integer",
            "tinyint",
            "serial",
        ],
    ),
    row(
        "bigint",
        "",
        "i64",
        "BIGINT",
        &[
            "i64",
            "big_int",
            "big_integer",
            "biginteger",
            "long",
            "bigserial",
        ],
    ),
    row(
        "float",
        "",
        "f64",
        "DOUBLE",
        &["double", "real", "f64", "f32"],
    ),
    row("bool", "", "bool", "BOOLEAN", &["boolean"]),
    row(
        "decimal",
        ":P,S",
        "Decimal",
        "TEXT",
        &["numeric", "decimal_len", "money"],
    ),
    row("date", "", "Date", "DATE", &[]),
    row("time", "", "Time", "TIME", &[]),
    row(
        "datetime",
        "",
        "DateTime",
        "DATETIME",
        &[
            "timestamp",
            "date_time",
            "datetimetz",
            "timestamptz",
            "timestamp_tz",
            "tstz",
            "date_time_tz",
        ],
    ),
    row("uuid", "", "Uuid", "TEXT", &[]),
    row("json", "", "Value", "TEXT", &["jsonb"]),
    row(
        "bytes",
        "",
        "Vec<u8>",
        "BLOB",
        &["blob", "binary", "bytea", "varbinary"],
    ),
    row(
        "enum",
        ":a,b,c",
        "an enum of its own",
        "TEXT with CHECK",
        &[],
    ),
    row(
        "belongs_to",
        ":User",
        "Id<User>",
        "foreign key, index",
        &[
            "references",
            "reference",
            "ref",
            "belongsto",
            "foreign",
            "foreign_id",
            "foreignid",
        ],
    ),
];

const fn row(
    word: &'static str,
    argument: &'static str,
    rust: &'static str,
    sql: &'static str,
    aliases: &'static [&'static str],
) -> TypeRow {
    TypeRow {
        word,
        argument,
        rust,
        sql,
        aliases,
    }
}

/// One row of the table of modifiers.
#[derive(Debug, Clone, Copy)]
pub struct ModifierRow {
    /// How it is typed: `null`.
    pub word: &'static str,
    /// What follows it, for people: `=V`.
    pub argument: &'static str,
    /// What it does, in a few words.
    pub about: &'static str,
    /// Spellings of other tools that mean the same.
    pub aliases: &'static [&'static str],
}

/// The modifiers of fields.
pub const MODIFIERS: [ModifierRow; 7] = [
    ModifierRow {
        word: "null",
        argument: "",
        about: "may be absent: `Option`",
        aliases: &["nullable", "optional"],
    },
    ModifierRow {
        word: "unique",
        argument: "",
        about: "no two rows share a value; gives a finder",
        aliases: &["uniq"],
    },
    ModifierRow {
        word: "index",
        argument: "",
        about: "an index in the database",
        aliases: &["idx", "indexed"],
    },
    ModifierRow {
        word: "default",
        argument: "=V",
        about: "the value of a row that leaves it out",
        aliases: &[],
    },
    ModifierRow {
        word: "guarded",
        argument: "",
        about: "left out of requests",
        aliases: &[],
    },
    ModifierRow {
        word: "hidden",
        argument: "",
        about: "left out of resources",
        aliases: &[],
    },
    ModifierRow {
        word: "uncached",
        argument: "",
        about: "never leaves the process: `Uncached`, implies hidden",
        aliases: &[],
    },
];

/// Modifiers of other tools that say what is so already.
pub(super) const NO_OPS: &[&str] = &["required", "not_null", "notnull", "foreign", "fk"];

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the words of the table")]
pub enum Kind {
    String { length: u16 },
    Text,
    Int,
    BigInt,
    Float,
    Bool,
    Decimal { precision: u8, scale: u8 },
    Date,
    Time,
    DateTime,
    Uuid,
    Json,
    Bytes,
    Enum { words: Vec<String> },
    BelongsTo { model: Box<Name>, uuid: bool },
}

/// The length of a `string` that says none.
pub(super) const STRING_LENGTH: u16 = 255;

impl Kind {
    /// Its word in the table.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::String { .. } => "string",
            Self::Text => "text",
            Self::Int => "int",
            Self::BigInt => "bigint",
            Self::Float => "float",
            Self::Bool => "bool",
            Self::Decimal { .. } => "decimal",
            Self::Date => "date",
            Self::Time => "time",
            Self::DateTime => "datetime",
            Self::Uuid => "uuid",
            Self::Json => "json",
            Self::Bytes => "bytes",
            Self::Enum { .. } => "enum",
            Self::BelongsTo { .. } => "belongs_to",
        }
    }

    /// Type and argument as they are typed: `decimal:10,2`.
    #[must_use]
    pub fn spelling(&self) -> String {
        match self {
            Self::String { length } if *length != STRING_LENGTH => format!("string:{length}"),
            Self::Decimal { precision, scale } => format!("decimal:{precision},{scale}"),
            Self::Enum { words } => format!("enum:{}", words.join(",")),
            Self::BelongsTo { model, .. } => format!("belongs_to:{}", model.type_name),
            _ => self.word().to_owned(),
        }
    }

    /// The Rust type without `Option` and `Uncached`; `enum_type` is the name of the field's own enum.
    #[must_use]
    pub fn rust(&self, enum_type: &str) -> String {
        match self {
            Self::String { .. } | Self::Text => "String".to_owned(),
            Self::Int => "i32".to_owned(),
            Self::BigInt => "i64".to_owned(),
            Self::Float => "f64".to_owned(),
            Self::Bool => "bool".to_owned(),
            Self::Decimal { .. } => "Decimal".to_owned(),
            Self::Date => "Date".to_owned(),
            Self::Time => "Time".to_owned(),
            Self::DateTime => "DateTime".to_owned(),
            Self::Uuid => "Uuid".to_owned(),
            Self::Json => "Value".to_owned(),
            Self::Bytes => "Vec<u8>".to_owned(),
            Self::Enum { .. } => enum_type.to_owned(),
            Self::BelongsTo { model, .. } => format!("Id<{}>", model.type_name),
        }
    }

    /// The column's type on SQLite.
    #[must_use]
    pub fn sql(&self) -> String {
        match self {
            Self::String { length } => format!("VARCHAR({length})"),
            Self::BelongsTo { uuid: false, .. } => "BIGINT".to_owned(),
            Self::BelongsTo { uuid: true, .. } => "TEXT".to_owned(),
            Self::Enum { .. } => "TEXT".to_owned(),
            _ => TYPES
                .iter()
                .find(|row| row.word == self.word())
                .map_or("TEXT", |row| row.sql)
                .to_owned(),
        }
    }

    /// Whether a value is an identity that can be looked up: not documents and bytes.
    #[must_use]
    pub fn can_be_indexed(&self) -> bool {
        !matches!(self, Self::Json | Self::Bytes)
    }
}
