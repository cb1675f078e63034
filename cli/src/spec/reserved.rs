//! Words that are taken: by the language, by std's prelude, by what generated code imports, by file systems.

/// Keywords of all editions, strict and reserved. `Self` is in [`TYPES`], for no type can be called so.
pub(super) const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords that can't be written as a raw identifier.
pub(super) const NEVER_RAW: &[&str] = &["crate", "self", "super", "Self"];

/// Types that generated code has in scope, each with a name that says nearly the same.
pub(super) const TYPES: &[(&str, &str)] = &[
    // std's prelude
    ("Self", "Myself"),
    ("Option", "Choice"),
    ("Some", "Something"),
    ("None", "Nothing"),
    ("Result", "Outcome"),
    ("Ok", "Success"),
    ("Err", "Failure"),
    ("Vec", "Vector"),
    ("String", "Phrase"),
    ("Box", "Parcel"),
    ("Fn", "Function"),
    ("FnMut", "Function"),
    ("FnOnce", "Function"),
    ("AsyncFn", "Function"),
    ("Send", "Sending"),
    ("Sync", "Synchronization"),
    ("Sized", "Sizing"),
    ("Unpin", "Unpinning"),
    ("Copy", "Duplicate"),
    ("Clone", "Duplicate"),
    ("Drop", "Dropping"),
    ("Default", "Preset"),
    ("Debug", "Debugging"),
    ("Eq", "Equality"),
    ("PartialEq", "Equality"),
    ("Ord", "Ordinal"),
    ("PartialOrd", "Ordinal"),
    ("Hash", "Digest"),
    ("From", "Origin"),
    ("Into", "Target"),
    ("TryFrom", "Origin"),
    ("TryInto", "Target"),
    ("AsRef", "Reference"),
    ("AsMut", "Reference"),
    ("Iterator", "Iteration"),
    ("IntoIterator", "Iteration"),
    ("DoubleEndedIterator", "Iteration"),
    ("ExactSizeIterator", "Iteration"),
    ("Extend", "Extension"),
    ("FromIterator", "Iteration"),
    ("ToString", "Phrase"),
    ("ToOwned", "Owned"),
    ("Future", "Prospect"),
    ("IntoFuture", "Prospect"),
    // what generated code imports or derives
    ("Arc", "Curve"),
    ("Serialize", "Serialization"),
    ("Deserialize", "Deserialization"),
    ("Json", "Document"),
    ("Path", "Trail"),
    ("Query", "Search"),
    ("Valid", "Validity"),
    ("State", "Condition"),
    ("StatusCode", "Status"),
    ("Router", "Switch"),
    ("Page", "Sheet"),
    ("PageQuery", "SheetQuery"),
    ("Repo", "Repository"),
    ("Queue", "Line"),
    ("Id", "Identity"),
    ("App", "Program"),
    ("Builder", "Constructor"),
    ("Handle", "Grip"),
    ("Error", "Fault"),
    ("ErrorKind", "FaultKind"),
    ("Service", "Offering"),
    ("Model", "Pattern"),
    ("Job", "Task"),
    ("JobContext", "TaskContext"),
    ("Request", "Inquiry"),
    ("Cacheable", "CacheEntry"),
    ("Fillable", "Filling"),
    ("ColumnValue", "CellValue"),
    ("CacheKey", "EntryKey"),
    ("Column", "Pillar"),
    ("Cache", "Store"),
    ("Clock", "Watch"),
    ("Core", "Kernel"),
    ("Database", "Datastore"),
    ("Secret", "Mystery"),
    ("Uncached", "Fresh"),
    ("OrNotFound", "Missing"),
    ("Date", "Day"),
    ("Time", "Moment"),
    ("DateTime", "Moment"),
    ("Decimal", "Amount"),
    ("Uuid", "Identity"),
    ("Value", "Worth"),
    ("TestApp", "Trial"),
    // crates and modules: `mod std;` makes every `std::` ambiguous
    ("Std", "Standard"),
    ("Alloc", "Allocation"),
    ("Scaffold", "Framework"),
    ("Axum", "Framework"),
    ("Serde", "Format"),
    ("SerdeJson", "Format"),
    ("Tokio", "Executor"),
    ("Tracing", "Trace"),
    ("Tower", "Turret"),
    ("Jiff", "Moment"),
    ("RustDecimal", "Amount"),
];

/// Names that Windows keeps for devices, with every extension.
pub(super) const DEVICES: &[&str] = &[
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Tables of the queue and the migrator.
pub(super) const TABLES: &[&str] = &["scaffold_jobs", "scaffold_failed_jobs", "sqlx_migrations"];

/// Words that no plural may be: files that Rust gives a meaning, and variables that clippy refuses.
pub(super) const PLURALS: &[&str] = &["main", "mod", "lib", "foo", "baz", "quux"];

/// Columns that every model has.
pub(super) const COLUMNS: &[&str] = &["id", "created_at", "updated_at"];

/// Package names that a new application can't have: they hide a crate that it needs, or its Cargo.toml could not tell the two apart.
pub(super) const PACKAGES: &[&str] = &[
    "alloc",
    "argon2",
    "axum",
    "blake2",
    "build",
    "core",
    "deps",
    "examples",
    "incremental",
    "jiff",
    "proc_macro",
    "rust_decimal",
    "scaffold",
    "scaffold_cli",
    "scaffold_macros",
    "scaffold_runtime",
    "scaffold_templates",
    "serde",
    "serde_json",
    "std",
    "test",
    "tests",
    "tokio",
    "tower",
    "tracing",
    "uuid",
    "app",
];

/// Whether `word` is a keyword of some edition.
pub(super) fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains(&word)
}

/// The replacement of a type name that is taken, if it is.
pub(super) fn replacement(type_name: &str) -> Option<&'static str> {
    TYPES
        .iter()
        .find(|(name, _)| *name == type_name)
        .map(|(_, instead)| *instead)
}

#[cfg(test)]
mod tests {
    use super::{DEVICES, KEYWORDS, TYPES};

    #[test]
    fn the_compiler_agrees_on_the_keywords() {
        for word in KEYWORDS {
            assert!(
                syn::parse_str::<syn::Ident>(word).is_err() || matches!(*word, "gen"),
                "`{word}` is an identifier"
            );
        }
    }

    #[test]
    fn a_replacement_is_never_taken_itself() {
        for (name, instead) in TYPES {
            assert!(
                !TYPES.iter().any(|(taken, _)| taken == instead),
                "`{name}` is answered with `{instead}`, which is taken"
            );
            assert!(!DEVICES.contains(&instead.to_lowercase().as_str()));
        }
    }
}
