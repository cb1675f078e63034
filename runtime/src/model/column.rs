//! Typed columns.

use std::{fmt, marker::PhantomData};

use super::{
    ColumnValue, Filter, Model, Order, ToColumn, Way,
    filter::{Comparison, Node},
};
use crate::{Error, Result};

/// Marks a column whose values are not unique.
#[derive(Debug, Clone, Copy)]
pub struct Plain;

/// Marks a column whose values are unique: `Repo::find_by` takes it.
#[derive(Debug, Clone, Copy)]
pub struct Unique;

/// A column of `M` that holds `T`: `User::EMAIL`.
pub struct Column<M, T, U = Plain> {
    index: usize,
    types: Types<M, T, U>,
}

/// A column has no values of its types, and can be sent wherever.
type Types<M, T, U> = PhantomData<fn() -> (M, T, U)>;

impl<M, T, U> Column<M, T, U> {
    /// The column at this index of [`Model::COLUMNS`]; the derive calls it.
    #[doc(hidden)]
    #[must_use]
    pub const fn at(index: usize) -> Self {
        Self {
            index,
            types: PhantomData,
        }
    }
}

impl<M: Model, T: ColumnValue, U> Column<M, T, U> {
    /// Its index in [`Model::COLUMNS`].
    #[must_use]
    pub const fn index(&self) -> usize {
        self.index
    }

    /// Its name in the table.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        M::COLUMNS[self.index].name
    }

    /// Rows with this value.
    #[must_use]
    pub fn eq<W: Way>(self, value: impl ToColumn<T, W>) -> Filter<M> {
        self.compare(Comparison::Equal, value)
    }

    /// Rows with another value. In a column that may be NULL, rows without a value count as another one.
    #[must_use]
    pub fn ne<W: Way>(self, value: impl ToColumn<T, W>) -> Filter<M> {
        self.compare(Comparison::Different, value)
    }

    /// Rows with a smaller value.
    #[must_use]
    pub fn lt<W: Way>(self, value: impl ToColumn<T, W>) -> Filter<M> {
        self.compare(Comparison::Less, value)
    }

    /// Rows with this value or a smaller one.
    #[must_use]
    pub fn le<W: Way>(self, value: impl ToColumn<T, W>) -> Filter<M> {
        self.compare(Comparison::AtMost, value)
    }

    /// Rows with a greater value.
    #[must_use]
    pub fn gt<W: Way>(self, value: impl ToColumn<T, W>) -> Filter<M> {
        self.compare(Comparison::Greater, value)
    }

    /// Rows with this value or a greater one.
    #[must_use]
    pub fn ge<W: Way>(self, value: impl ToColumn<T, W>) -> Filter<M> {
        self.compare(Comparison::AtLeast, value)
    }

    /// Rows with one of these values; none for an empty list.
    #[must_use]
    pub fn in_<W: Way, V: ToColumn<T, W>>(self, values: impl IntoIterator<Item = V>) -> Filter<M> {
        let values = values
            .into_iter()
            .map(|value| value.to_column().value())
            .collect();
        Filter::new(Node::OneOf {
            column: self.index,
            values,
        })
    }

    /// Rows with a value from `low` to `high`, both included.
    #[must_use]
    pub fn between<L: Way, H: Way>(
        self,
        low: impl ToColumn<T, L>,
        high: impl ToColumn<T, H>,
    ) -> Filter<M> {
        Filter::new(Node::Between {
            column: self.index,
            low: low.to_column().value(),
            high: high.to_column().value(),
        })
    }

    /// The smallest first.
    #[must_use]
    pub const fn asc(self) -> Order<M> {
        Order::new(self.index, false)
    }

    /// The greatest first.
    #[must_use]
    pub const fn desc(self) -> Order<M> {
        Order::new(self.index, true)
    }

    fn compare<W: Way>(self, comparison: Comparison, value: impl ToColumn<T, W>) -> Filter<M> {
        Filter::new(Node::Compare {
            column: self.index,
            comparison,
            value: value.to_column().value(),
        })
    }
}

impl<M: Model, T: ColumnValue, U> Column<M, Option<T>, U> {
    /// Rows without a value.
    #[must_use]
    pub fn is_null(self) -> Filter<M> {
        Filter::new(Node::Null {
            column: self.index,
            is: true,
        })
    }

    /// Rows with any value.
    #[must_use]
    pub fn is_not_null(self) -> Filter<M> {
        Filter::new(Node::Null {
            column: self.index,
            is: false,
        })
    }
}

/// A type whose columns can be searched with [`Column::like`]. Derived with [`ColumnValue`] for a struct around a `String`.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` can't be searched with `like`",
    note = "`like` is for `String`, `Option<String>` and, with `#[derive(ColumnValue)]`, a struct around a `String`"
)]
pub trait Textual: ColumnValue {}

impl Textual for String {}
impl Textual for Option<String> {}

/// A type whose columns can be [added to](crate::repository::Repo::increment): whole numbers and floats, and `Option` of them.
/// A decimal is text on SQLite, which can't add to it: read it, and save it back.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` can't be added to",
    note = "`increment` is for `i32`, `i64`, `f64` and `Option` of them"
)]
pub trait Number: ColumnValue {
    /// The number with the other sign.
    ///
    /// # Errors
    /// When there is none of the type: the smallest one has no counterpart.
    fn negated(self) -> Result<Self>;
}

macro_rules! number {
    ($($number:ty),*) => {
        $(impl Number for $number {
            fn negated(self) -> Result<Self> {
                self.checked_neg().ok_or_else(|| Error::internal(format!("`-{self}` is too large")))
            }
        })*
    };
}
number!(i32, i64);

impl Number for f64 {
    fn negated(self) -> Result<Self> {
        Ok(-self)
    }
}

impl<T: Number> Number for Option<T> {
    fn negated(self) -> Result<Self> {
        self.map(T::negated).transpose()
    }
}

impl<M: Model, T: Textual, U> Column<M, T, U> {
    /// Rows that match a pattern: `%` is any text, `_` any character, and `\` takes the sign after it by the letter. Letters match in
    /// either case: on SQLite those of ASCII, on MySQL if the column has such a collation, as it has unless told otherwise.
    #[must_use]
    pub fn like(self, pattern: impl Into<String>) -> Filter<M> {
        Filter::new(Node::Like {
            column: self.index,
            pattern: pattern.into(),
        })
    }
}

impl<M, T, U> Clone for Column<M, T, U> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, T, U> Copy for Column<M, T, U> {}

impl<M: Model, T: ColumnValue, U> fmt::Debug for Column<M, T, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", M::TABLE, self.name())
    }
}
