//! Keys: a space (a model's rows, a cached method) and a place in it. One integer stays an integer and allocates nothing.

mod values;

use std::{
    collections::hash_map::RandomState,
    fmt::Write,
    hash::{BuildHasher, Hash, Hasher},
};

use super::versions::mix;

/// Builds the key of a cached method from its arguments.
#[derive(Debug, Default, PartialEq, Eq, Hash)]
pub struct KeyBuilder(Place);

/// A type that can be part of a cache key. Derived: `#[derive(CacheKey)]`.
///
/// Numbers that are whole, text, ids, UUIDs, decimals, dates and times are; and options, tuples, lists, ordered sets and ordered maps of
/// them. Two values of one type have one key when they are equal, and different keys otherwise. So floats have none, of which `0.0` and
/// `-0.0` are equal and a NaN not even itself; nor have hash sets and hash maps, of which two that are equal may list their items differently.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be part of a cache key",
    note = "a key is made of integers, booleans, strings, ids, UUIDs, dates, addresses, options, tuples and lists of them; pass those, or add `#[derive(CacheKey)]`",
    note = "a float is none, because `0.0` equals `-0.0` and a NaN nothing: pass a whole number of the smallest unit, such as cents",
    note = "a hash set or a hash map is none, because its order is chance: pass a `BTreeSet` or a `BTreeMap`"
)]
pub trait CacheKey {
    /// Adds this value to the key: whole numbers and bytes with their length before them, so that different values of one type never add the
    /// same, whatever comes after them.
    fn write(&self, key: &mut KeyBuilder);
}

/// Where in its space.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
enum Place {
    #[default]
    Only,
    Integer(i64),
    Bytes(Vec<u8>),
}

impl KeyBuilder {
    /// The key of a method without arguments.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self(Place::Only)
    }

    /// Adds an integer: a field's, the index of an enum's variant, the length of a list before its items.
    #[inline]
    pub fn integer(&mut self, value: i64) {
        match self.0 {
            Place::Only => self.0 = Place::Integer(value),
            _ => self.next_integer(value),
        }
    }

    fn next_integer(&mut self, value: i64) {
        let buffer = self.buffer();
        buffer.push(0);
        buffer.extend(value.to_le_bytes());
    }

    /// Adds bytes, with their length before them.
    pub fn bytes(&mut self, value: &[u8]) {
        let buffer = self.buffer();
        buffer.push(1);
        buffer.extend((value.len() as u64).to_le_bytes());
        buffer.extend(value);
    }

    /// The same text for the same key, in every process.
    pub(crate) fn text(&self) -> String {
        match &self.0 {
            Place::Only => String::new(),
            Place::Integer(value) => value.to_string(),
            Place::Bytes(bytes) => bytes.iter().fold("x".to_owned(), |mut text, byte| {
                // A text can always be written to.
                let _ = write!(text, "{byte:02x}");
                text
            }),
        }
    }

    fn buffer(&mut self) -> &mut Vec<u8> {
        if let Place::Only | Place::Integer(_) = self.0 {
            let mut buffer = Vec::with_capacity(32);
            if let Place::Integer(first) = self.0 {
                buffer.push(0);
                buffer.extend(first.to_le_bytes());
            }
            self.0 = Place::Bytes(buffer);
        }
        match &mut self.0 {
            Place::Bytes(buffer) => buffer,
            Place::Only | Place::Integer(_) => unreachable!("made bytes above"),
        }
    }
}

/// The key of an entry, hashed once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    hash: u64,
    space: u64,
    place: Place,
}

impl Key {
    /// How many bytes it takes beside its own size.
    pub(super) fn weight(&self) -> u64 {
        match &self.place {
            Place::Bytes(bytes) => bytes.capacity() as u64,
            Place::Only | Place::Integer(_) => 0,
        }
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

/// Hashes keys with a secret, so that nobody outside can choose keys that collide.
#[derive(Debug)]
pub(super) struct Keys {
    secret: u64,
    bytes: RandomState,
    veils: [RandomState; 2],
}

impl Keys {
    pub(super) fn new() -> Self {
        let bytes = RandomState::new();
        Self {
            secret: bytes.hash_one("integers"),
            bytes,
            veils: Default::default(),
        }
    }

    pub(super) fn integer(&self, space: u64, place: i64) -> Key {
        Key {
            hash: mix(mix(space ^ self.secret) ^ place.cast_unsigned()),
            space,
            place: Place::Integer(place),
        }
    }

    pub(super) fn built(&self, space: u64, KeyBuilder(place): KeyBuilder) -> Key {
        match place {
            Place::Integer(place) => self.integer(space, place),
            Place::Only => Key {
                hash: mix(space ^ self.secret),
                space,
                place: Place::Only,
            },
            Place::Bytes(bytes) => Key {
                hash: mix(self.bytes.hash_one(&bytes) ^ space),
                space,
                place: Place::Bytes(bytes),
            },
        }
    }
}

impl Keys {
    /// A key of which nobody can read what it was made of: its 128 bits stand for the bytes.
    pub(super) fn veiled(&self, space: u64, KeyBuilder(place): KeyBuilder) -> Key {
        let veils = self.veils.iter().map(|veil| veil.hash_one(&place));
        let bytes = veils.flat_map(u64::to_le_bytes).collect();
        self.built(space, KeyBuilder(Place::Bytes(bytes)))
    }
}

/// Passes on the hash that a [`Key`] brings with it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Hashed(u64);

impl Hasher for Hashed {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = mix(self.0 ^ u64::from(byte));
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use std::{
        borrow::Cow,
        collections::{BTreeMap, BTreeSet, HashMap, hash_map::Entry},
        fmt::Write,
        num::NonZero,
        rc::Rc,
        sync::Arc,
        time::Duration,
    };

    use jiff::civil::{date, time};

    use super::*;
    use crate::Id;

    fn place(value: &impl CacheKey) -> Place {
        let mut key = KeyBuilder::new();
        value.write(&mut key);
        key.0
    }

    /// The key as it is compared: a number alone, or bytes.
    #[track_caller]
    fn check(value: impl CacheKey, expected: &str) {
        let written = match place(&value) {
            Place::Only => "nothing".to_owned(),
            Place::Integer(number) => number.to_string(),
            Place::Bytes(bytes) => bytes.iter().fold(String::new(), |mut text, byte| {
                let _ = write!(text, "{byte:02x}");
                text
            }),
        };
        assert_eq!(written, expected);
    }

    #[test]
    fn keys_are_what_they_were_when_other_processes_wrote_theirs() {
        check((), "nothing");
        check(Id::<crate::audit::Record>::new(-7), "-7");
        check('a', "97");
        check(true, "1");
        check(u64::MAX, "010800000000000000ffffffffffffffff");
        check(i128::from(i64::MIN), "-9223372036854775808");
        check(NonZero::<u8>::MIN, "1");
        check("ab", "0102000000000000006162");
        check((1, "a"), "00010000000000000001010000000000000061");
        check(Some(7), "000100000000000000000700000000000000");
        check(None::<i64>, "0");
        check(
            [1_u8, 2],
            "000200000000000000000100000000000000000200000000000000",
        );
        check(
            vec!["a", ""],
            "00020000000000000001010000000000000061010000000000000000",
        );
        check(
            date(2026, 1, 31),
            "00ea07000000000000000100000000000000001f00000000000000",
        );
        check(time(0, 0, 1, 5), "1000000005");
        check(Duration::from_nanos(5), "5");
        check(
            BTreeMap::from([("b", 2), ("a", 1)]),
            "0002000000000000000101000000000000006100010000000000000001010000000000000062000200000000000000",
        );
    }

    #[test]
    fn what_is_equal_has_one_key() {
        let text = String::from("a");
        let expected = place(&"a");
        assert_eq!(place(&text), expected);
        assert_eq!(place(&Cow::Borrowed("a")), expected);
        assert_eq!(place(&Box::<str>::from("a")), expected);
        assert_eq!(place(&Rc::<str>::from("a")), expected);
        assert_eq!(place(&Arc::new(&text)), expected);
        assert_eq!(place(&[1, 2]), place(&vec![1, 2]));
        assert_eq!(
            place(&[2, 1].into_iter().collect::<BTreeSet<_>>()),
            place(&[1, 2])
        );
        assert_eq!(place(&(5_u64, 5_i128)), place(&(5_u8, 5_usize)));
    }

    /// Arguments of every form of key, with few values each, so that two lists are often equal or nearly so.
    type Arguments = (
        Vec<Option<String>>,
        u64,
        Option<(String, i128)>,
        BTreeMap<String, Vec<u8>>,
        Outcome,
    );

    /// An enum as the derive writes one.
    #[derive(Debug, PartialEq)]
    enum Outcome {
        Ok(String),
        Err { code: u64, text: String },
    }

    impl CacheKey for Outcome {
        fn write(&self, key: &mut KeyBuilder) {
            match self {
                Self::Ok(text) => ("Ok", text).write(key),
                Self::Err { code, text } => ("Err", code, text).write(key),
            }
        }
    }

    fn arguments(dice: &mut fastrand::Rng) -> Arguments {
        // What a key is made of stands in the text too: lengths, marks and the names of variants.
        let texts = ["", "a", "aa", "Ok", "\0", "\u{1}", "\u{1}\0\0\0\0\0\0\0a"];
        let text = |dice: &mut fastrand::Rng| texts[dice.usize(..texts.len())].to_owned();
        let numbers = [0, 1, 2, u64::MAX, 1 << 63];
        let number = |dice: &mut fastrand::Rng| numbers[dice.usize(..numbers.len())];
        let some = |dice: &mut fastrand::Rng| dice.usize(..3);
        (
            (0..some(dice))
                .map(|_| dice.bool().then(|| text(dice)))
                .collect(),
            number(dice),
            dice.bool()
                .then(|| (text(dice), i128::from(number(dice)) << dice.u8(..2))),
            (0..some(dice))
                .map(|_| (text(dice), vec![dice.u8(..2); some(dice)]))
                .collect(),
            if dice.bool() {
                Outcome::Ok(text(dice))
            } else {
                Outcome::Err {
                    code: number(dice),
                    text: text(dice),
                }
            },
        )
    }

    #[test]
    fn two_lists_of_arguments_have_one_key_only_when_they_are_equal() {
        let mut dice = fastrand::Rng::with_seed(7);
        let (mut lists, mut equal) = (HashMap::new(), 0);
        for _ in 0..100_000 {
            let list = arguments(&mut dice);
            match lists.entry(place(&list)) {
                Entry::Occupied(earlier) => {
                    assert_eq!(*earlier.get(), list, "one key for two lists");
                    equal += 1;
                }
                Entry::Vacant(place) => drop(place.insert(list)),
            }
        }
        assert!(
            equal > 1_000 && lists.len() > 1_000,
            "{equal} and {}",
            lists.len()
        );
    }

    #[test]
    fn c9_a_veiled_key_does_not_hold_what_it_was_made_of() {
        let keys = Keys::new();
        let veiled = |secret: &str| {
            let mut key = KeyBuilder::new();
            secret.write(&mut key);
            keys.veiled(7, key)
        };
        assert_eq!(veiled("hunter2"), veiled("hunter2"));
        assert_ne!(veiled("hunter2"), veiled("hunter3"));
        let Place::Bytes(bytes) = veiled("hunter2").place else {
            unreachable!("a digest is bytes");
        };
        assert!(!bytes.windows(7).any(|bytes| bytes == b"hunter2"));
    }
}
