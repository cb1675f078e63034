//! Keys: a space (a model's rows, a cached method) and a place in it. One integer stays an integer and allocates nothing.

use std::{
    collections::hash_map::RandomState,
    hash::{BuildHasher, Hash, Hasher},
    sync::Arc,
};

use jiff::civil::{Date, DateTime, Time};

use super::versions::mix;
use crate::Id;

/// Builds the key of a cached method from its arguments.
#[derive(Debug, Default, PartialEq, Eq, Hash)]
pub struct KeyBuilder(Place);

/// A type that can be part of a cache key. Derived: `#[derive(CacheKey)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be part of a cache key",
    note = "a key is made of integers, booleans, strings, ids, UUIDs, dates, options and tuples of them; pass those, or add `#[derive(CacheKey)]`"
)]
pub trait CacheKey {
    /// Adds this value to the key; different values never add the same bytes.
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
    #[must_use]
    pub const fn new() -> Self {
        Self(Place::Only)
    }

    /// Adds an integer: a field's, the index of an enum's variant, the length of a list before its items.
    pub fn integer(&mut self, value: i64) {
        match self.0 {
            Place::Only => self.0 = Place::Integer(value),
            _ => {
                let buffer = self.buffer();
                buffer.push(0);
                buffer.extend(value.to_le_bytes());
            }
        }
    }

    /// Adds bytes, with their length before them.
    pub fn bytes(&mut self, value: &[u8]) {
        let buffer = self.buffer();
        buffer.push(1);
        buffer.extend((value.len() as u64).to_le_bytes());
        buffer.extend(value);
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

macro_rules! integers {
    ($($integer:ty),*) => { $(
        impl CacheKey for $integer {
            fn write(&self, key: &mut KeyBuilder) {
                key.integer(i64::from(*self));
            }
        }
    )* };
}

integers!(i8, i16, i32, i64, u8, u16, u32, bool);

impl CacheKey for u64 {
    fn write(&self, key: &mut KeyBuilder) {
        match i64::try_from(*self) {
            Ok(value) => key.integer(value),
            Err(_) => key.bytes(&self.to_le_bytes()),
        }
    }
}

impl CacheKey for usize {
    fn write(&self, key: &mut KeyBuilder) {
        (*self as u64).write(key);
    }
}

impl CacheKey for isize {
    fn write(&self, key: &mut KeyBuilder) {
        key.integer(*self as i64);
    }
}

impl CacheKey for char {
    fn write(&self, key: &mut KeyBuilder) {
        u32::from(*self).write(key);
    }
}

impl CacheKey for str {
    fn write(&self, key: &mut KeyBuilder) {
        key.bytes(self.as_bytes());
    }
}

impl CacheKey for String {
    fn write(&self, key: &mut KeyBuilder) {
        self.as_str().write(key);
    }
}

impl CacheKey for () {
    fn write(&self, _: &mut KeyBuilder) {}
}

impl<T> CacheKey for Id<T> {
    fn write(&self, key: &mut KeyBuilder) {
        key.integer(self.value());
    }
}

impl CacheKey for Date {
    fn write(&self, key: &mut KeyBuilder) {
        (self.year(), self.month(), self.day()).write(key);
    }
}

impl CacheKey for Time {
    fn write(&self, key: &mut KeyBuilder) {
        let seconds = (i64::from(self.hour()) * 60 + i64::from(self.minute())) * 60
            + i64::from(self.second());
        key.integer(seconds * 1_000_000_000 + i64::from(self.subsec_nanosecond()));
    }
}

impl CacheKey for DateTime {
    fn write(&self, key: &mut KeyBuilder) {
        (self.date(), self.time()).write(key);
    }
}

#[cfg(feature = "uuid")]
impl CacheKey for uuid::Uuid {
    fn write(&self, key: &mut KeyBuilder) {
        key.bytes(self.as_bytes());
    }
}

#[cfg(feature = "decimal")]
impl CacheKey for rust_decimal::Decimal {
    fn write(&self, key: &mut KeyBuilder) {
        // With its scale: equal amounts may be shown differently.
        key.bytes(&self.serialize());
    }
}

impl<T: CacheKey + ?Sized> CacheKey for &T {
    fn write(&self, key: &mut KeyBuilder) {
        (**self).write(key);
    }
}

impl<T: CacheKey + ?Sized> CacheKey for Arc<T> {
    fn write(&self, key: &mut KeyBuilder) {
        (**self).write(key);
    }
}

impl<T: CacheKey> CacheKey for Option<T> {
    fn write(&self, key: &mut KeyBuilder) {
        self.is_some().write(key);
        if let Some(value) = self {
            value.write(key);
        }
    }
}

impl<T: CacheKey> CacheKey for [T] {
    fn write(&self, key: &mut KeyBuilder) {
        self.len().write(key);
        self.iter().for_each(|item| item.write(key));
    }
}

impl<T: CacheKey> CacheKey for Vec<T> {
    fn write(&self, key: &mut KeyBuilder) {
        self.as_slice().write(key);
    }
}

macro_rules! tuples {
    ($($($name:ident)+;)*) => { $(
        impl<$($name: CacheKey),+> CacheKey for ($($name,)+) {
            #[expect(non_snake_case, reason = "the fields are called after their types")]
            fn write(&self, key: &mut KeyBuilder) {
                let ($($name,)+) = self;
                $($name.write(key);)+
            }
        }
    )* };
}

tuples! { A; A B; A B C; A B C D; A B C D E; A B C D E F; }

#[cfg(test)]
mod tests {
    use super::*;

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
