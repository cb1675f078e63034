//! Loading what is related to rows: one query a level, however many parents there are.

use std::{any::Any, collections::HashMap, pin::Pin, sync::Arc};

use super::{Many, One, Pivot, Relation, Route, route::Columns};
use crate::{
    Error, Id, Result,
    core::Core,
    database::{Dialect, Row},
    model::{Cacheable, ColumnValue, Model, RowKey as _, Selection, Value, ValueKind},
    repository::{Query, Repo, sql::Sql, table::Kind},
};

/// What can be loaded with rows of `T`: a relation, [`Count`], [`Then`], [`WithPivot`], and tuples of two to six of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be loaded with rows of `{T}`",
    note = "relations are constants of the model, `User::POSTS`; several of them are a tuple"
)]
pub trait Load<T: Cacheable>: Clone + Send + Sync {
    /// What there is for each row.
    type Related: Clone + Send + Sync;

    /// Loads it for these rows, in their order.
    #[doc(hidden)]
    fn load<'a>(&'a self, core: &'a Core, rows: &'a [Arc<T>]) -> Loading<'a, Self::Related>;
}

/// What is being loaded, for each parent.
#[doc(hidden)]
pub type Loading<'a, R> = Pin<Box<dyn Future<Output = Result<Vec<R>>> + Send + 'a>>;

/// A row, and what was loaded with it.
#[derive(Debug, PartialEq, Eq, serde::Serialize)]
pub struct Loaded<T, R> {
    /// The row.
    pub row: Arc<T>,
    /// What is related to it.
    pub related: R,
}

/// A related row, and the pivot's row that has led to it.
#[derive(Debug, PartialEq, Eq, serde::Serialize)]
pub struct Pivoted<R, P> {
    /// The row.
    pub row: Arc<R>,
    /// What puts it together with the parent.
    pub pivot: Arc<P>,
}

impl<T, R: Clone> Clone for Loaded<T, R> {
    fn clone(&self) -> Self {
        Self {
            row: Arc::clone(&self.row),
            related: self.related.clone(),
        }
    }
}

impl<R, P> Clone for Pivoted<R, P> {
    fn clone(&self) -> Self {
        Self {
            row: Arc::clone(&self.row),
            pivot: Arc::clone(&self.pivot),
        }
    }
}

/// How many related rows a parent has.
#[derive(Debug, Clone)]
pub struct Count<R>(R);

/// A relation, and what is loaded with its rows.
#[derive(Debug, Clone)]
pub struct Then<R, L>(R, L);

/// A relation whose rows come with the pivot's.
#[derive(Debug, Clone)]
pub struct WithPivot<R>(R);

impl<R> Count<R> {
    pub(super) fn new(relation: R) -> Self {
        Self(relation)
    }
}

impl<R, L> Then<R, L> {
    pub(super) fn new(relation: R, inner: L) -> Self {
        Self(relation, inner)
    }
}

impl<R> WithPivot<R> {
    pub(super) fn new(relation: R) -> Self {
        Self(relation)
    }
}

/// How many rows a parent can have.
pub trait Amount: sealed::Amount {}
impl Amount for Many {}
impl Amount for One {}

mod sealed {
    /// What a parent's rows are put into.
    pub trait Amount: Send + Sync + 'static {
        type Of<X: Clone + Send + Sync>: Clone + Send + Sync;
        fn of<X: Clone + Send + Sync>(rows: Vec<X>) -> Self::Of<X>;
    }

    impl Amount for super::Many {
        type Of<X: Clone + Send + Sync> = Vec<X>;
        fn of<X: Clone + Send + Sync>(rows: Vec<X>) -> Vec<X> {
            rows
        }
    }

    impl Amount for super::One {
        type Of<X: Clone + Send + Sync> = Option<X>;
        fn of<X: Clone + Send + Sync>(rows: Vec<X>) -> Option<X> {
            rows.into_iter().next()
        }
    }
}

/// The id that a parent and its related rows have in common.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Link {
    Number(i64),
    Uuid(String),
}

impl Link {
    fn of(id: impl ColumnValue) -> Option<Self> {
        Self::of_value(id.into_value())
    }

    fn of_value(value: Value) -> Option<Self> {
        match value {
            Value::Int(id) => Some(Self::Number(id)),
            // MySQL finds what others have written in capitals too.
            Value::Text(id) => Some(Self::Uuid(id.to_ascii_lowercase())),
            _ => None,
        }
    }

    /// What stands first in a row that was found by it.
    fn read(row: &Row) -> Result<Self> {
        Self::of_value(row.value(0)?).ok_or_else(|| Error::internal("a related row names no id"))
    }

    fn value(&self) -> Value {
        match self {
            Self::Number(id) => Value::Int(*id),
            Self::Uuid(id) => Value::Text(id.clone()),
        }
    }
}

/// The related rows of all parents, each once, and which of them each parent has.
struct Groups<X> {
    rows: Vec<X>,
    of: Vec<Vec<usize>>,
}

impl<T: Cacheable, R: Cacheable, K: Amount, P: Pivot> Load<T> for Relation<T, R, K, P> {
    type Related = K::Of<Arc<R>>;

    fn load<'a>(&'a self, core: &'a Core, rows: &'a [Arc<T>]) -> Loading<'a, Self::Related> {
        Box::pin(async move {
            let Groups { rows, of } = self.groups(core, rows).await?;
            let of = of.into_iter();
            Ok(of
                .map(|of| K::of(of.into_iter().map(|at| Arc::clone(&rows[at])).collect()))
                .collect())
        })
    }
}

impl<T: Cacheable, R: Cacheable, K: Amount, P: Pivot, L: Load<R>> Load<T>
    for Then<Relation<T, R, K, P>, L>
{
    type Related = K::Of<Loaded<R, L::Related>>;

    fn load<'a>(&'a self, core: &'a Core, rows: &'a [Arc<T>]) -> Loading<'a, Self::Related> {
        Box::pin(async move {
            let Groups { rows, of } = self.0.groups(core, rows).await?;
            let inner = self.1.load(core, &rows).await?;
            let loaded = |at: usize| Loaded {
                row: Arc::clone(&rows[at]),
                related: inner[at].clone(),
            };
            let of = of.into_iter();
            Ok(of
                .map(|of| K::of(of.into_iter().map(loaded).collect()))
                .collect())
        })
    }
}

impl<T: Cacheable, R: Model, K: Amount, P: Pivot> Load<T> for Count<Relation<T, R, K, P>> {
    type Related = u64;

    fn load<'a>(&'a self, core: &'a Core, rows: &'a [Arc<T>]) -> Loading<'a, u64> {
        Box::pin(async move {
            let route = self.0.clone().route();
            let keys = keys(&route, rows);
            let known = distinct(&keys);
            if known.is_empty() {
                return Ok(vec![0; rows.len()]);
            }
            let read = |rows: Vec<Row>| -> Result<HashMap<Link, u64>> {
                let pair = |row: &Row| Ok((Link::read(row)?, i64::read(row, 1)?.unsigned_abs()));
                rows.iter().map(pair).collect()
            };
            let weigh = |counts: &HashMap<Link, u64>| (true, counts.len() as u64 * 32);
            let dialect = core.database().dialect();
            let mut counts = HashMap::new();
            for keys in parts(dialect, &known) {
                let sql = route.counts(dialect, keys);
                let some = ask::<T, _>(core, &route, Kind::Number, sql, read, weigh).await?;
                counts.extend(some.iter().map(|(key, count)| (key.clone(), *count)));
            }
            let count =
                |key: &Option<Link>| (key.as_ref()).and_then(|key| counts.get(key)).copied();
            Ok(keys.iter().map(|key| count(key).unwrap_or(0)).collect())
        })
    }
}

impl<T: Cacheable, R: Cacheable, P: Cacheable> Load<T> for WithPivot<Relation<T, R, Many, P>> {
    type Related = Vec<Pivoted<R, P>>;

    fn load<'a>(&'a self, core: &'a Core, rows: &'a [Arc<T>]) -> Loading<'a, Self::Related> {
        Box::pin(async move {
            let route = self.0.clone().route();
            let keys = keys(&route, rows);
            let known = distinct(&keys);
            if known.is_empty() {
                return Ok(vec![Vec::new(); rows.len()]);
            }
            let dialect = core.database().dialect();
            let width = Columns::width(&route);
            let read = |rows: Vec<Row>| -> Result<Vec<(Link, Pivoted<R, P>)>> {
                let pivoted = |row: Row| {
                    let key = Link::read(&row)?;
                    let row = row.behind(1);
                    let related = R::read(&row, Selection::Cached)?;
                    let pivot = P::read(&row.behind(width), Selection::Cached)?;
                    let pivoted = Pivoted {
                        row: Arc::new(related),
                        pivot: Arc::new(pivot),
                    };
                    Ok((key, pivoted))
                };
                rows.into_iter().map(pivoted).collect()
            };
            let weigh = |rows: &Vec<(Link, Pivoted<R, P>)>| {
                let kept = |row: &Pivoted<R, P>| row.row.may_be_kept() && row.pivot.may_be_kept();
                let bytes = |row: &Pivoted<R, P>| {
                    row.row.heap() + row.pivot.heap() + own::<R>() + own::<P>()
                };
                (
                    rows.iter().all(|(_, row)| kept(row)),
                    rows.iter().map(|(_, row)| bytes(row)).sum(),
                )
            };
            let mut of: HashMap<Link, Vec<Pivoted<R, P>>> = HashMap::new();
            for keys in parts(dialect, &known) {
                let sql = route.rows(dialect, &Columns { between: true }, keys);
                let found = ask::<T, _>(core, &route, Kind::Pivoted, sql, read, weigh).await?;
                for (key, row) in found.iter() {
                    of.entry(key.clone()).or_default().push(row.clone());
                }
            }
            let rows = |key: &Option<Link>| of.get(key.as_ref()?).cloned();
            Ok(keys
                .iter()
                .map(|key| rows(key).unwrap_or_default())
                .collect())
        })
    }
}

impl<T: Cacheable, R: Cacheable, K: Amount, P: Pivot> Relation<T, R, K, P> {
    async fn groups(&self, core: &Core, parents: &[Arc<T>]) -> Result<Groups<Arc<R>>> {
        let route = self.clone().route();
        let keys = keys(&route, parents);
        let known = distinct(&keys);
        if known.is_empty() {
            return Ok(Groups {
                rows: Vec::new(),
                of: vec![Vec::new(); parents.len()],
            });
        }
        if route.is_by_id() {
            return by_id(core, &keys, &known).await;
        }
        let read = |rows: Vec<Row>| -> Result<Vec<(Link, Arc<R>)>> {
            let row = |row: Row| {
                let key = Link::read(&row)?;
                Ok((key, Arc::new(R::read(&row.behind(1), Selection::Cached)?)))
            };
            rows.into_iter().map(row).collect()
        };
        let weigh = |rows: &Vec<(Link, Arc<R>)>| {
            let kept = rows.iter().all(|(_, row)| row.may_be_kept());
            (
                kept,
                rows.iter().map(|(_, row)| row.heap() + own::<R>()).sum(),
            )
        };
        // A row that several parents have is one row.
        let (mut rows, mut at) = (Vec::new(), HashMap::new());
        let mut of: HashMap<Link, Vec<usize>> = HashMap::new();
        let dialect = core.database().dialect();
        for keys in parts(dialect, &known) {
            let sql = route.rows(dialect, &Columns { between: false }, keys);
            let found = ask::<R, _>(core, &route, Kind::Related, sql, read, weigh).await?;
            for (key, row) in found.iter() {
                let place = *at.entry(row.id()).or_insert_with(|| {
                    rows.push(Arc::clone(row));
                    rows.len() - 1
                });
                of.entry(key.clone()).or_default().push(place);
            }
        }
        let places = |key: &Option<Link>| of.get(key.as_ref()?).cloned();
        Ok(Groups {
            of: keys
                .iter()
                .map(|key| places(key).unwrap_or_default())
                .collect(),
            rows,
        })
    }
}

/// The rows with these ids, each an entry of the cache of its own.
async fn by_id<R: Cacheable>(
    core: &Core,
    keys: &[Option<Link>],
    known: &[Value],
) -> Result<Groups<Arc<R>>> {
    let ids: Vec<Id<R>> = (known.iter())
        .filter_map(|id| R::Key::of(id).map(Id::new))
        .collect();
    let rows = Repo::<R>::new(core.clone()).find_many(&ids).await?;
    let at: HashMap<Link, usize> = (rows.iter().enumerate())
        .filter_map(|(at, row)| Some((Link::of(row.id().value())?, at)))
        .collect();
    let of = keys.iter().map(|key| {
        let place = key.as_ref().and_then(|key| at.get(key)).copied();
        place.into_iter().collect()
    });
    Ok(Groups {
        of: of.collect(),
        rows,
    })
}

/// The answer of one level, through the cache: an entry of `T`'s that depends on every table that was read.
async fn ask<T: Cacheable, A: Any + Send + Sync>(
    core: &Core,
    route: &Route,
    kind: Kind,
    sql: Sql,
    read: impl Fn(Vec<Row>) -> Result<A> + Send,
    weigh: impl Fn(&A) -> (bool, u64) + Send,
) -> Result<Arc<A>> {
    let query = Query::<T>::new(core.clone());
    query.answer_of(kind, sql, route.reads(), read, weigh).await
}

/// The parents' values that are looked up.
fn keys<T: Cacheable>(route: &Route, rows: &[Arc<T>]) -> Vec<Option<Link>> {
    let own = route.own();
    if own == route.parent.id() {
        return rows.iter().map(|row| Link::of(row.id().value())).collect();
    }
    let key = |row: &Arc<T>| {
        let mut values = row.values().into_iter();
        let (_, value) = values.find(|(column, _)| *column == own)?;
        Link::of_value(value)
    };
    rows.iter().map(key).collect()
}

fn distinct(keys: &[Option<Link>]) -> Vec<Value> {
    let mut keys: Vec<&Link> = keys.iter().flatten().collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter().map(Link::value).collect()
}

/// The keys that one statement takes: all of them, where a list is one value.
fn parts(dialect: Dialect, keys: &[Value]) -> impl Iterator<Item = Vec<Value>> {
    let kind = match keys.first() {
        Some(Value::Text(_)) => ValueKind::Uuid,
        _ => ValueKind::BigInt,
    };
    let most = match dialect.unfolded(kind) {
        Some(_) => keys.len(),
        None => dialect.most_values() / 2,
    };
    keys.chunks(most.max(1)).map(<[Value]>::to_vec)
}

/// What a shared row takes itself, and its place.
fn own<R>() -> u64 {
    size_of::<R>() as u64 + 32
}

macro_rules! tuple {
    ($($load:ident $at:tt),*) => {
        impl<T: Cacheable, $($load: Load<T>),*> Load<T> for ($($load,)*) {
            type Related = ($($load::Related,)*);

            fn load<'a>(&'a self, core: &'a Core, rows: &'a [Arc<T>]) -> Loading<'a, Self::Related> {
                Box::pin(async move {
                    let mut all = ($(self.$at.load(core, rows).await?.into_iter(),)*);
                    let mut each = Vec::with_capacity(rows.len());
                    while let ($(Some($load),)*) = ($(all.$at.next(),)*) {
                        each.push(($($load,)*));
                    }
                    Ok(each)
                })
            }
        }
    };
}
#[expect(non_snake_case, reason = "a value is named as its type")]
mod tuples {
    use super::{Arc, Cacheable, Core, Load, Loading};

    tuple!(A 0, B 1);
    tuple!(A 0, B 1, C 2);
    tuple!(A 0, B 1, C 2, D 3);
    tuple!(A 0, B 1, C 2, D 3, E 4);
    tuple!(A 0, B 1, C 2, D 3, E 4, F 5);
}
