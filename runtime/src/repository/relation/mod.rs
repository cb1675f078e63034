//! Relations between models: what leads from one's rows to another's, loaded only where it is asked for.

mod filter;
mod load;
mod route;
mod with;

use std::{fmt, marker::PhantomData};

pub(crate) use filter::Related;
#[doc(hidden)]
pub use load::Loading;
pub use load::{Amount, Count, Load, Loaded, Pivoted, Then, WithPivot};
pub(super) use route::Route;
pub use with::With;

use super::table::HasTable;
use crate::{
    Id,
    model::{Column, Filter, Keyed, Model, Node, Order},
};

/// A parent has any number of these.
#[derive(Debug, Clone, Copy)]
pub struct Many;

/// A parent has one of these, or none.
#[derive(Debug, Clone, Copy)]
pub struct One;

/// Rows of `R` that refer to a row of `T`: `User::POSTS`.
pub type HasMany<T, R> = Relation<T, R, Many>;
/// The one row of `R` that refers to a row of `T`, or none: `User::PROFILE`.
pub type HasOne<T, R> = Relation<T, R, One>;
/// The row of `R` that a row of `T` refers to: `Post::AUTHOR`.
pub type BelongsTo<T, R> = Relation<T, R, One>;
/// Rows of `R` that rows of `P`, the pivot, put together with a row of `T`: `User::ROLES`.
pub type ManyToMany<T, R, P> = Relation<T, R, Many, P>;
/// Rows of `R` that refer to rows of `P`, which refer to a row of `T`: `User::COMMENTS`.
pub type HasManyThrough<T, R, P> = Relation<T, R, Many, P>;

/// What leads from a row of `T` to rows of `R`, through `P` if there is something between. `#[model(has_many(posts: Post::AUTHOR_ID))]`
/// makes `User::POSTS`, and a field `author_id: Id<User>` makes `Post::AUTHOR` by itself.
///
/// It loads nothing by itself: [`Query::with`](super::Query::with), [`Repo::find_with`](super::Repo::find_with) and
/// [`Repo::load`](super::Repo::load) do, in one query a level.
pub struct Relation<T, R, K, P = ()> {
    path: Path,
    wanted: Wanted,
    types: Types<T, R, K, P>,
}

/// A relation has no values of its types, and can be sent wherever.
type Types<T, R, K, P> = PhantomData<fn() -> (T, R, K, P)>;

/// From which column of the parent to which one of the related rows; `None` is the id.
#[derive(Debug, Clone, Copy)]
struct Path {
    own: Option<usize>,
    other: Option<usize>,
    through: Option<Between>,
}

/// The columns of the table between.
#[derive(Debug, Clone, Copy)]
struct Between {
    own: usize,
    other: Option<usize>,
}

/// Which of the related rows are wanted.
#[derive(Debug, Clone)]
struct Wanted {
    filters: Vec<Node>,
    pivots: Vec<Node>,
    orders: Vec<(usize, bool)>,
    limit: Option<u32>,
}

/// A column type that refers to a row of `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not refer to a `{T}`",
    note = "a relation of `{T}` goes by a column of type `Id<{T}>` or `Option<Id<{T}>>`"
)]
pub trait Refers<T> {}

impl<T: Keyed> Refers<T> for Id<T> {}
impl<T: Keyed> Refers<T> for Option<Id<T>> {}

impl<T, R, K, P> Relation<T, R, K, P> {
    const fn along(path: Path) -> Self {
        Self {
            path,
            wanted: Wanted {
                filters: Vec::new(),
                pivots: Vec::new(),
                orders: Vec::new(),
                limit: None,
            },
            types: PhantomData,
        }
    }
}

impl<T, R> Relation<T, R, One> {
    /// The row that the column of this index refers to; the derive calls it.
    #[doc(hidden)]
    #[must_use]
    pub const fn belongs_to(own: usize) -> Self {
        Self::along(Path {
            own: Some(own),
            other: None,
            through: None,
        })
    }
}

impl<T: Model, R: Model, K> Relation<T, R, K> {
    /// The rows that refer to the parent by this column; the derive calls it.
    #[doc(hidden)]
    #[must_use]
    pub const fn referring<V: Refers<T> + crate::model::ColumnValue, U>(
        column: Column<R, V, U>,
    ) -> Self {
        Self::along(Path {
            own: None,
            other: Some(column.index()),
            through: None,
        })
    }
}

impl<T: Model, R: Model, P: Model> Relation<T, R, Many, P> {
    /// Through a pivot that refers to both; the derive calls it.
    #[doc(hidden)]
    #[must_use]
    pub const fn joined<V, W, U, X>(own: Column<P, V, U>, other: Column<P, W, X>) -> Self
    where
        V: Refers<T> + crate::model::ColumnValue,
        W: Refers<R> + crate::model::ColumnValue,
    {
        Self::along(Path {
            own: None,
            other: None,
            through: Some(Between {
                own: own.index(),
                other: Some(other.index()),
            }),
        })
    }

    /// Through rows that refer to the parent and are referred to; the derive calls it.
    #[doc(hidden)]
    #[must_use]
    pub const fn through<V, W, U, X>(own: Column<P, V, U>, other: Column<R, W, X>) -> Self
    where
        V: Refers<T> + crate::model::ColumnValue,
        W: Refers<P> + crate::model::ColumnValue,
    {
        Self::along(Path {
            own: None,
            other: Some(other.index()),
            through: Some(Between {
                own: own.index(),
                other: None,
            }),
        })
    }
}

impl<T: Model, R: Model, K, P: Pivot> Relation<T, R, K, P> {
    /// Only related rows for which this holds; several filters must all hold.
    #[must_use]
    pub fn filter(mut self, filter: Filter<R>) -> Self {
        self.wanted.filters.push(filter.node);
        self
    }

    /// Sorts the related rows of a parent; later calls sort equal ones. Without any, by id.
    #[must_use]
    pub fn order(mut self, order: Order<R>) -> Self {
        self.wanted.orders.push((order.column, order.descending));
        self
    }

    /// What is loaded with the related rows: `User::ROLES.then(Role::PERMISSIONS)`.
    #[must_use]
    pub fn then<L>(self, inner: L) -> Then<Self, L> {
        Then::new(self, inner)
    }

    /// How many related rows a parent has, instead of the rows.
    #[must_use]
    pub fn count(self) -> Count<Self> {
        Count::new(self)
    }

    /// Parents that have a related row.
    #[must_use]
    pub fn exists(self) -> Filter<T> {
        self.least(None)
    }

    /// Parents that have so many related rows at least.
    #[must_use]
    pub fn count_at_least(self, rows: u32) -> Filter<T> {
        self.least(Some(rows))
    }

    fn least(self, rows: Option<u32>) -> Filter<T> {
        Filter::new(Node::Related(Box::new(Related::new(self.route(), rows))))
    }

    /// The relation without its types.
    fn route(self) -> Route {
        Route::new(T::TABLE_OF, R::TABLE_OF, P::table(), self.path, self.wanted)
    }
}

impl<T: Model, R: Model, P: Pivot> Relation<T, R, Many, P> {
    /// At most so many related rows of each parent: the first in the order.
    #[must_use]
    pub fn limit(mut self, rows: u32) -> Self {
        self.wanted.limit = Some(rows);
        self
    }
}

impl<T: Model, R: Model, P: Model> Relation<T, R, Many, P> {
    /// Only what is put together by a row of the pivot for which this holds.
    #[must_use]
    pub fn filter_pivot(mut self, filter: Filter<P>) -> Self {
        self.wanted.pivots.push(filter.node);
        self
    }

    /// Each related row with the pivot's row that has led to it.
    #[must_use]
    pub fn with_pivot(self) -> WithPivot<Self> {
        WithPivot::new(self)
    }
}

/// What stands between two models: another one, or nothing.
pub trait Pivot: sealed::Between {}

impl Pivot for () {}
impl<P: Model> Pivot for P {}

mod sealed {
    use super::HasTable;
    use crate::{model::Model, repository::table::Table};

    pub trait Between {
        #[doc(hidden)]
        #[expect(private_interfaces, reason = "nobody else can call it")]
        fn table() -> Option<&'static Table>;
    }

    impl Between for () {
        #[expect(private_interfaces, reason = "nobody else can call it")]
        fn table() -> Option<&'static Table> {
            None
        }
    }

    impl<P: Model> Between for P {
        #[expect(private_interfaces, reason = "nobody else can call it")]
        fn table() -> Option<&'static Table> {
            Some(P::TABLE_OF)
        }
    }
}

impl<T, R, K, P> Clone for Relation<T, R, K, P> {
    fn clone(&self) -> Self {
        Self {
            path: self.path,
            wanted: self.wanted.clone(),
            types: PhantomData,
        }
    }
}

impl<T, R, K, P> fmt::Debug for Relation<T, R, K, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Relation").finish_non_exhaustive()
    }
}
