//! Tags and their versions: the whole protocol of invalidation is one number per tag that only grows.
//!
//! A tag is hashed to one of a fixed number of slots, so that tags cost no memory of their own; two tags in one
//! slot invalidate each other's entries, which is only a miss too many.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::{fnv, model::Value};

/// A power of two: 512 KiB of counters.
const SLOTS: usize = 1 << 16;

/// The place of a tag among the versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Slot {
    at: u32,
    /// The place of its table's tag [`any`](TableTags::any).
    any: u32,
}

impl Slot {
    /// The tag of its whole table, which is bumped after this one whenever this one is.
    pub(super) const fn table(self) -> Self {
        Self {
            at: self.any,
            any: self.any,
        }
    }
}

/// The version of every tag of one cache.
#[derive(Debug)]
pub(crate) struct Versions(Box<[AtomicU64]>);

impl Versions {
    pub(crate) fn new() -> Self {
        Self((0..SLOTS).map(|_| AtomicU64::new(0)).collect())
    }

    /// The version now. What is read after this call is at least as new as this version.
    pub(crate) fn now(&self, slot: Slot) -> u64 {
        self.0[slot.at as usize].load(Ordering::Acquire)
    }

    /// Makes everything invalid that was read under an earlier version.
    pub(crate) fn bump(&self, slot: Slot) {
        self.0[slot.at as usize].fetch_add(1, Ordering::AcqRel);
    }

    /// Makes everything invalid. Twice, so that here too a table's tag is bumped after those of its rows.
    pub(crate) fn bump_all(&self) {
        for version in self.0.iter().chain(&self.0) {
            version.fetch_add(1, Ordering::AcqRel);
        }
    }
}

/// The tags of one table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TableTags(u64);

impl TableTags {
    /// The tags of the table with this name, in whatever case: to SQLite it is one name.
    pub(crate) const fn of(table: &str) -> Self {
        let bytes = table.as_bytes();
        let (mut hash, mut at) = (fnv::START, 0);
        while at < bytes.len() {
            hash = fnv::byte(hash, bytes[at].to_ascii_lowercase());
            at += 1;
        }
        Self(hash)
    }

    /// What a write bumps that does not know its rows.
    pub(crate) const fn all(self) -> [Slot; 2] {
        [self.bulk(), self.any()]
    }

    /// Bumped by every write to the table, last: what lists and counts depend on.
    pub(crate) const fn any(self) -> Slot {
        self.slot(1, 0, 0)
    }

    /// Bumped by writes that do not know their rows: what everything depends on.
    pub(crate) const fn bulk(self) -> Slot {
        self.slot(2, 0, 0)
    }

    /// Bumped by writes to this row.
    pub(crate) const fn row(self, id: i64) -> Slot {
        self.slot(3, id.cast_unsigned(), 0)
    }

    /// The same of an id as a value.
    pub(crate) fn row_of(self, id: &Value) -> Slot {
        match id {
            Value::Int(id) => self.row(*id),
            id => self.slot(3, hash(id), 0),
        }
    }

    /// Bumped when a row that has or gets this value is written.
    pub(crate) fn value(self, column: usize, value: &Value) -> Slot {
        self.slot(4, column as u64, hash(value))
    }

    /// Bumped when a row of which we don't know the old value may have lost it.
    pub(crate) const fn changed(self, column: usize) -> Slot {
        self.slot(5, column as u64, 0)
    }

    /// The space of keys of one kind of answer from this table, in this layout of its model.
    pub(crate) const fn space(self, layout: u64, kind: u64) -> u64 {
        mix(mix(self.0 ^ layout) ^ kind)
    }

    const fn slot(self, kind: u64, a: u64, b: u64) -> Slot {
        Slot {
            at: self.place(kind, a, b),
            any: self.place(1, 0, 0),
        }
    }

    const fn place(self, kind: u64, a: u64, b: u64) -> u32 {
        let mixed = mix(mix(mix(self.0 ^ kind) ^ a) ^ b);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the remainder is smaller than 65,536"
        )]
        let place = (mixed % SLOTS as u64) as u32;
        place
    }
}

/// Two values that any collation of the database may call equal, or turn into each other by a column's affinity, have one hash.
fn hash(value: &Value) -> u64 {
    match value {
        Value::Null | Value::Absent => 0,
        Value::Bool(value) => hash_number(f64::from(u8::from(*value))),
        #[expect(
            clippy::cast_precision_loss,
            reason = "two large numbers of one hash are a miss too many"
        )]
        Value::Int(value) => hash_number(*value as f64),
        Value::Float(value) => hash_number(*value),
        Value::Text(text) => text
            .trim_end_matches(' ')
            .bytes()
            .fold(fnv::START, |hash, byte| {
                fnv::byte(hash, byte.to_ascii_lowercase())
            }),
        Value::Bytes(bytes) => fnv::bytes(fnv::START, bytes),
    }
}

/// SQLite keeps 1.0 as 1 in a column of numeric affinity; and -0.0 equals 0.0 but has other bits.
fn hash_number(value: f64) -> u64 {
    mix((value + 0.0).to_bits())
}

/// The finalizer of splitmix64: neighbouring ids land in slots far apart.
pub(super) const fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}
