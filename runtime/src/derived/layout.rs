//! The layout of a model, as its keys have it; and the proof that what is uncached looks so.

use crate::{fnv, model::ColumnDef};

/// A hash of the type's name, its table and each column's name and type.
#[must_use]
pub const fn layout(name: &str, table: &str, columns: &[ColumnDef]) -> u64 {
    let mut hash = text(text(fnv::START, name), table);
    let mut at = 0;
    while at < columns.len() {
        let column = &columns[at];
        hash = text(hash, column.name);
        hash = fnv::byte(hash, column.kind as u8);
        hash = fnv::byte(hash, column.null as u8);
        hash = fnv::byte(hash, column.uncached as u8);
        at += 1;
    }
    hash
}

const fn text(hash: u64, text: &str) -> u64 {
    let hash = fnv::bytes(hash, text.as_bytes());
    fnv::byte(hash, 0xff) // no byte of UTF-8: `ab`, `c` is not `a`, `bc`
}

/// False, once it is sure that a type which is not spelled `Uncached<…>` does not hide one: its value would be cached.
///
/// # Panics
/// While compiling, when the type is uncached.
#[must_use]
pub const fn refuse_uncached(uncached: bool) -> bool {
    assert!(
        !uncached,
        "this type is uncached, but its name does not say so\nhelp: write the field's type as `Uncached<…>`"
    );
    false
}
