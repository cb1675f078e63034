//! The types that can be part of a key, and what each adds to it.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    marker::PhantomData,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    num::NonZero,
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime, Time},
};

use super::{CacheKey, KeyBuilder};
use crate::{Id, model::Keyed};

macro_rules! integers {
    ($($integer:ty),*) => { $(
        impl CacheKey for $integer {
            #[inline]
            fn write(&self, key: &mut KeyBuilder) {
                key.integer(i64::from(*self));
            }
        }
    )* };
}

integers!(i8, i16, i32, i64, u8, u16, u32, bool);

/// As an integer where it is one of 64 bits, so that small numbers have one form; else its bytes.
macro_rules! large_integers {
    ($($integer:ty),*) => { $(
        impl CacheKey for $integer {
            #[inline]
            fn write(&self, key: &mut KeyBuilder) {
                match i64::try_from(*self) {
                    Ok(value) => key.integer(value),
                    Err(_) => key.bytes(&self.to_le_bytes()),
                }
            }
        }
    )* };
}

large_integers!(u64, i128, u128, isize, usize);

macro_rules! non_zero {
    ($($integer:ty),*) => { $(
        impl CacheKey for NonZero<$integer> {
            fn write(&self, key: &mut KeyBuilder) {
                self.get().write(key);
            }
        }
    )* };
}

non_zero!(
    i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize
);

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

/// An address as its bytes; one of the fourth version is not the sixth's that stands for it.
impl CacheKey for IpAddr {
    fn write(&self, key: &mut KeyBuilder) {
        match self {
            Self::V4(address) => address.write(key),
            Self::V6(address) => address.write(key),
        }
    }
}

impl CacheKey for Ipv4Addr {
    fn write(&self, key: &mut KeyBuilder) {
        key.bytes(&self.octets());
    }
}

impl CacheKey for Ipv6Addr {
    fn write(&self, key: &mut KeyBuilder) {
        key.bytes(&self.octets());
    }
}

impl CacheKey for () {
    fn write(&self, _: &mut KeyBuilder) {}
}

/// No value, whatever the type: a parameter that is only named.
impl<T: ?Sized> CacheKey for PhantomData<T> {
    fn write(&self, _: &mut KeyBuilder) {}
}

impl<T: Keyed> CacheKey for Id<T> {
    #[inline]
    fn write(&self, key: &mut KeyBuilder) {
        self.value().write(key);
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

impl CacheKey for Timestamp {
    fn write(&self, key: &mut KeyBuilder) {
        self.as_nanosecond().write(key);
    }
}

impl CacheKey for SignedDuration {
    fn write(&self, key: &mut KeyBuilder) {
        self.as_nanos().write(key);
    }
}

impl CacheKey for Duration {
    fn write(&self, key: &mut KeyBuilder) {
        self.as_nanos().write(key);
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

/// As what they point at.
macro_rules! pointers {
    ($($pointer:ty),*) => { $(
        impl<T: CacheKey + ?Sized> CacheKey for $pointer {
            #[inline]
            fn write(&self, key: &mut KeyBuilder) {
                (**self).write(key);
            }
        }
    )* };
}

pointers!(&T, Box<T>, Rc<T>, Arc<T>);

impl<T: CacheKey + ToOwned + ?Sized> CacheKey for Cow<'_, T> {
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

/// As its slice.
impl<T: CacheKey, const N: usize> CacheKey for [T; N] {
    fn write(&self, key: &mut KeyBuilder) {
        self.as_slice().write(key);
    }
}

impl<T: CacheKey> CacheKey for BTreeSet<T> {
    fn write(&self, key: &mut KeyBuilder) {
        self.len().write(key);
        self.iter().for_each(|item| item.write(key));
    }
}

impl<K: CacheKey, V: CacheKey> CacheKey for BTreeMap<K, V> {
    fn write(&self, key: &mut KeyBuilder) {
        self.len().write(key);
        self.iter().for_each(|item| item.write(key));
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

tuples! { A; A B; A B C; A B C D; A B C D E; A B C D E F; A B C D E F G; A B C D E F G H; }
