//! A column of JSON that is a type of one's own.

use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{ColumnValue, Value, ValueKind, types};
use crate::{Result, database::Row};

/// A value of any type that serde knows, as a column of JSON. In an answer it is the value alone.
///
/// ```
/// use scaffold::{model::Json, prelude::*};
///
/// #[derive(Debug, Clone, Serialize, Deserialize)]
/// pub struct Address {
///     pub street: String,
///     pub town: String,
/// }
///
/// #[derive(Debug, Clone, Serialize, Deserialize, Model, Cacheable)]
/// pub struct Customer {
///     pub id: Id<Customer>,
///     pub address: Json<Address>,
/// }
///
/// let address = Address { street: "12 St James's Square".into(), town: "London".into() };
/// let draft = CustomerDraft { address: address.into() };
/// assert_eq!(draft.address.town, "London");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Json<T>(pub T);

impl<T> From<T> for Json<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> Deref for Json<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Json<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: Serialize + DeserializeOwned> ColumnValue for Json<T> {
    const KIND: ValueKind = ValueKind::Json;

    fn read(row: &Row, at: usize) -> Result<Self> {
        types::json(row, at).map(Self)
    }

    /// # Panics
    /// When the value has no form in JSON, as a map whose keys are no text: a mistake of the type, which its first write shows.
    fn value(&self) -> Value {
        match serde_json::to_string(&self.0) {
            Ok(text) => Value::Text(text),
            Err(error) => panic!(
                "a `{}` can't be a column of JSON: {error}",
                std::any::type_name::<T>()
            ),
        }
    }
}
