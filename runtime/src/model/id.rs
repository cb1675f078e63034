//! The id of a row, typed by its model.

use std::{cmp::Ordering, fmt, hash, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};

use super::ColumnValue;
use crate::cache::CacheKey;

/// The id of a row of `T`'s table: an `i64`, in JSON a number, that the database gives; or, of a model with
/// `#[model(uuid)] id: Id<Post>` and with the feature `uuid`, a UUID of version 7, in JSON a text, that the repository gives: ids are then
/// in the order of creation, and nobody can tell from one how many others there are. SQLite keeps a UUID as text: what others write there is
/// found if it is in small letters. An id of one model is no id of another.
pub struct Id<T: Keyed>(T::Key);

/// What the ids of a model are; derived with [`Model`](super::Model).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model",
    note = "add `#[derive(Model)]` to `{Self}`"
)]
pub trait Keyed {
    /// `i64`, or with `#[model(uuid)]` a UUID.
    type Key: Key;
}

/// What an id is: `i64`, or `Uuid`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what an id can be",
    note = "an id is an `i64`, or with `#[model(uuid)]` and the feature `uuid` of the runtime a UUID"
)]
pub trait Key:
    ColumnValue
    + CacheKey
    + Copy
    + Ord
    + hash::Hash
    + fmt::Display
    + FromStr<Err: std::error::Error + Send + Sync>
    + Serialize
    + DeserializeOwned
    + Send
    + Sync
    + Unpin
    + sealed::Sealed
{
}

impl Key for i64 {}

#[cfg(feature = "uuid")]
impl Key for uuid::Uuid {}

pub(crate) mod sealed {
    use crate::model::Value;

    pub trait Sealed: Sized {
        /// The number that it is, if it is one.
        fn number(self) -> Option<i64>;

        /// The id that a column holds.
        fn of(value: &Value) -> Option<Self>;
    }

    impl Sealed for i64 {
        #[inline]
        fn number(self) -> Option<i64> {
            Some(self)
        }

        fn of(value: &Value) -> Option<Self> {
            match value {
                Value::Int(id) => Some(*id),
                _ => None,
            }
        }
    }

    #[cfg(feature = "uuid")]
    impl Sealed for uuid::Uuid {
        fn number(self) -> Option<i64> {
            None
        }

        fn of(value: &Value) -> Option<Self> {
            match value {
                Value::Text(id) => id.parse().ok(),
                _ => None,
            }
        }
    }
}

impl<T: Keyed> Id<T> {
    /// The id with this number, or this UUID.
    #[must_use]
    pub const fn new(key: T::Key) -> Self {
        Self(key)
    }

    /// The number, or the UUID.
    #[must_use]
    pub const fn value(self) -> T::Key {
        self.0
    }
}

impl<T: Keyed<Key = i64>> From<i64> for Id<T> {
    fn from(id: i64) -> Self {
        Self::new(id)
    }
}

#[cfg(feature = "uuid")]
impl<T: Keyed<Key = uuid::Uuid>> From<uuid::Uuid> for Id<T> {
    fn from(id: uuid::Uuid) -> Self {
        Self::new(id)
    }
}

impl<T: Keyed> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Keyed> Copy for Id<T> {}

impl<T: Keyed> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T: Keyed> Eq for Id<T> {}

impl<T: Keyed> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: Keyed> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

impl<T: Keyed> hash::Hash for Id<T> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<T: Keyed> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<T: Keyed> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: Keyed> FromStr for Id<T> {
    type Err = <T::Key as FromStr>::Err;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self::new)
    }
}

impl<T: Keyed> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Keyed> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::Key::deserialize(deserializer).map(Self::new)
    }
}
