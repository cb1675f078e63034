//! A cached row as bytes: eight of its layout, then its fields as MessagePack.

use serde::{Serialize, de::DeserializeOwned};

use crate::model::ColumnDef;

/// A hash of the type's name, its table and each column's name and type: FNV-1a, since it runs in constants.
#[must_use]
pub const fn layout(name: &str, table: &str, columns: &[ColumnDef]) -> u64 {
    let mut hash = text(text(0xcbf2_9ce4_8422_2325, name), table);
    let mut at = 0;
    while at < columns.len() {
        let column = &columns[at];
        hash = text(hash, column.name);
        hash = byte(hash, column.kind as u8);
        hash = byte(hash, column.null as u8);
        hash = byte(hash, column.uncached as u8);
        at += 1;
    }
    hash
}

const fn text(mut hash: u64, text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        hash = byte(hash, bytes[at]);
        at += 1;
    }
    byte(hash, 0xff) // no byte of UTF-8: `ab`, `c` is not `a`, `bc`
}

const fn byte(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(0x0100_0000_01b3)
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

/// The fields as bytes; none when one of them can't be serialized, which nothing decodes.
pub fn encode<T: Serialize>(layout: u64, fields: &T) -> Vec<u8> {
    let mut bytes = layout.to_le_bytes().to_vec();
    match rmp_serde::encode::write(&mut bytes, fields) {
        Ok(()) => bytes,
        Err(_) => Vec::new(),
    }
}

/// The inverse of [`encode`]; `None` for bytes of another layout.
#[must_use]
pub fn decode<T: DeserializeOwned>(layout: u64, bytes: &[u8]) -> Option<T> {
    let fields = bytes.strip_prefix(&layout.to_le_bytes())?;
    rmp_serde::from_slice(fields).ok()
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn bytes_of_another_layout_are_nothing() {
        let bytes = encode(1, &("Ada", Some(1815)));
        assert_eq!(
            decode::<(String, Option<i32>)>(1, &bytes),
            Some(("Ada".into(), Some(1815)))
        );
        assert_eq!(decode::<(String, Option<i32>)>(2, &bytes), None);
        assert_eq!(decode::<(String, Option<i32>)>(1, &bytes[..9]), None);
        assert_eq!(decode::<(String, Option<i32>)>(1, b""), None);
    }
}
