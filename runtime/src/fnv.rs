//! FNV-1a: the hash that constants can compute.

/// Where every hash begins.
pub(crate) const START: u64 = 0xcbf2_9ce4_8422_2325;

/// The hash after one more byte.
pub(crate) const fn byte(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(0x0100_0000_01b3)
}

/// The hash after more bytes.
pub(crate) const fn bytes(mut hash: u64, bytes: &[u8]) -> u64 {
    let mut at = 0;
    while at < bytes.len() {
        hash = byte(hash, bytes[at]);
        at += 1;
    }
    hash
}
