//! A field that stays out of every cache and every answer.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value that only fresh reads have: absent on every cached read, from every tier alike.
///
/// It serializes as null and deserializes as absent, always, so that no answer can leak it; `Debug` says `[redacted]`, or `[absent]`.
#[derive(Clone, PartialEq, Eq)]
pub struct Uncached<T>(Option<T>);

impl<T> Uncached<T> {
    /// The value of a cached read: none.
    #[must_use]
    pub const fn absent() -> Self {
        Self(None)
    }

    /// The value, if this came from a fresh read.
    #[must_use]
    pub const fn get(&self) -> Option<&T> {
        self.0.as_ref()
    }

    /// The value, if this came from a fresh read.
    #[must_use]
    pub fn into_inner(self) -> Option<T> {
        self.0
    }
}

impl<T> From<T> for Uncached<T> {
    fn from(value: T) -> Self {
        Self(Some(value))
    }
}

impl<T> fmt::Debug for Uncached<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() {
            "[redacted]"
        } else {
            "[absent]"
        })
    }
}

impl<T> Serialize for Uncached<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_none()
    }
}

impl<'de, T> Deserialize<'de> for Uncached<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::de::IgnoredAny::deserialize(deserializer).map(|_| Self::absent())
    }
}
